// What is cut off on the slides that a panel shows: [a slide's text, pixels below, pixels at the right].
async ({ content: notebook }) => {
  const cells = notebook.widgets;
  const kind = (cell) => cell.model.getMetadata("slideshow")?.slide_type;
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
    const shown = cells.map((cell) => cell.node).filter((node) => node.matches(".jp-deck-mod-onscreen"));
    const all = (selector) => shown.flatMap((node) => [...node.querySelectorAll(selector)]);
    const box = (node) => node.getBoundingClientRect();
    const below = shown.map((node) => Math.max(box(node).bottom - innerHeight, -box(node).top));
    const right = all("p, li, td, summary, img, mjx-math, pre").map((node) => box(node).right - innerWidth);
    const inside = all("pre, .cm-scroller").map((node) => node.scrollWidth - node.clientWidth);
    found.push([shown[0].innerText.slice(0, 60), Math.round(Math.max(...below)), Math.round(Math.max(...right, ...inside))]);
  }
  return found;
}
