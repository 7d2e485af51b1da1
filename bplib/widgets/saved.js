// What a notebook keeps of a figure is its picture and its sentence. A live view, saved, would show
// nothing but "model not found" once its kernel is gone; so what is written to the file leaves it out,
// with a note of which model it was, and a page that is opened again while that kernel still runs puts it
// back. It is so for outputs whose metadata say that they are complete without their view. Works where the
// widget manager knows its notebook (JupyterLab, Notebook 7); elsewhere it does nothing.

const VIEW = "application/vnd.jupyter.widget-view+json";

function withoutViews(notebook) {
  for (const cell of notebook.cells) {
    for (const output of cell.outputs ?? []) {
      const view = output.data?.[VIEW];
      const note = output.metadata?.[VIEW];
      if (!view || !note?.complete) continue;
      const { [VIEW]: _, ...data } = output.data;
      const metadata = { ...output.metadata, [VIEW]: { ...note, model_id: view.model_id } };
      Object.assign(output, { data, metadata });
    }
  }
  return notebook;
}

function putBack(manager) {
  for (const cell of manager.context.model.cells) {
    if (cell.type !== "code") continue;
    for (let k = 0; k < cell.outputs.length; k++) {
      const output = cell.outputs.get(k);
      const model = output.metadata?.[VIEW]?.model_id;
      if (!model || output.data[VIEW] || !manager.has_model(model)) continue;
      output.setData({ data: { ...output.data, [VIEW]: { version_major: 2, version_minor: 0, model_id: model } } });
    }
  }
}

const seen = new WeakSet();

// To be called once for each model; the first of a notebook looks after all of it.
function keepPictures(manager) {
  const notebook = manager?.context?.model;
  if (!notebook?.toJSON || !notebook.cells || seen.has(notebook)) return;
  seen.add(notebook);
  const written = notebook.toJSON.bind(notebook);
  notebook.toJSON = () => withoutViews(written());
  const restore = () => putBack(manager);
  if (manager.restoredStatus) restore();
  else manager.restored?.connect(restore);
}
