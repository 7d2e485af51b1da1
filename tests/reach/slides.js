// What is cut off on the slides of a notebook that is shown: [text of the slide, pixels below, pixels right].
async () => {
  const notebook = jupyterapp.shell.currentWidget.content;
  const cells = notebook.widgets;
  const kind = (cell) => cell.model.getMetadata("slideshow")?.slide_type;
  const shown = () => cells.filter((cell) => cell.node.classList.contains("jp-deck-mod-onscreen"));
  const lasts = []; // of each slide the cell at which all of it is on the screen
  cells.forEach((cell, number) => {
    if (kind(cell) === "slide" || kind(cell) === "subslide") lasts.push(number);
    if (kind(cell) === "fragment") lasts[lasts.length - 1] = number;
  });
  await Promise.all(cells.map((cell) => cell.ready));
  const found = [];
  for (const last of lasts) {
    notebook.activeCellIndex = last;
    await new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)));
    const boxes = shown().map((cell) => cell.node.getBoundingClientRect());
    const below = Math.max(...boxes.map((box) => Math.max(box.bottom - innerHeight, -box.top)));
    const parts = shown().flatMap((cell) => [
      ...cell.node.querySelectorAll(".jp-RenderedHTMLCommon, .jp-OutputArea-output, .cm-scroller, mjx-container, pre, img, table"),
    ]);
    const right = Math.max(...parts.map((part) => part.getBoundingClientRect().right - innerWidth));
    const inside = Math.max(...parts.map((part) => (part.clientWidth ? part.scrollWidth - part.clientWidth : 0)));
    found.push([shown()[0]?.node.innerText.slice(0, 60) ?? "", Math.round(below), Math.round(Math.max(right, inside))]);
  }
  return found;
}
