// Beside widgets of others' make: keeps their pictures (saved.js), and reads out what they say.

function render({ model, el }) {
  const spoken = document.createElement("span");
  spoken.ariaLive = "polite";
  spoken.style = "clip-path: inset(50%); height: 1px; overflow: hidden; position: absolute; width: 1px";
  model.on("change:said", () => (spoken.textContent = model.get("said")));
  el.append(spoken);
}

export default { initialize: ({ model }) => keepPictures(model.widget_manager), render };
