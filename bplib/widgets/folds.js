// On a narrow page the panels of a picture stand under each other, and its words stay large enough to read.

const SETTLE = 200; // milliseconds in which a page has found its width

// Lines of a picture, [from, to] each, in so much room: as many panels in each as fit. One where all fit.
function folded(width, cuts, room) {
  if (width <= room) return [[0, width]];
  const edges = [0, ...cuts, width];
  const lines = [];
  for (let k = 1; k < edges.length; k++) {
    const last = lines.at(-1);
    if (last && edges[k] - last[0] <= room) last[1] = edges[k];
    else lines.push([edges[k - 1], edges[k]]);
  }
  return lines;
}

// How a picture lies on the page: its lines, how wide they are, pixels of the page for each of its own. What is
// too wide even so is scrolled.
function laidOut(model, box) {
  const least = model.get("least"); // share of its own size
  const lines = folded(model.get("width"), model.get("cuts"), box / least);
  const wide = Math.max(...lines.map(([from, to]) => to - from));
  const scale = Math.max(box / wide, least);
  return { lines, wide, scale: lines.length > 1 ? Math.min(scale, 1) : scale, room: Math.floor(box / least) };
}

// Asks for narrower panels where even one is too wide, and for the old ones when there is room again.
function fitter(model, change) {
  let [asked, timer] = [0, null];
  const fit = ({ wide, room }) => {
    clearTimeout(timer);
    const fits = wide <= room && model.get("width") === model.get("native");
    if (fits || Math.abs(room - asked) < 0.05 * asked) return;
    timer = setTimeout(() => change({ room: (asked = room) }), SETTLE);
  };
  return { fit, end: () => clearTimeout(timer) };
}

// The lines of a picture, one under the other.
function cutUp(context, sheet, lines, density) {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  lines.forEach(([from, to], k) => {
    const [left, right] = [Math.round(from * density), Math.round(to * density)];
    const [across, height] = [right - left, sheet.height];
    context.drawImage(sheet, left, 0, across, height, 0, k * height, across, height);
  });
}

// A place on the canvas, counted from 0 to 1, as one of the picture.
function unfolded({ lines, wide }, width, [x, y]) {
  const line = Math.min(Math.floor(y * lines.length), lines.length - 1);
  return [(lines[line][0] + x * wide) / width, y * lines.length - line];
}

// What can be clicked can be dragged: the point under the pointer goes to the kernel, and stays in the panel in
// which it was taken.
function takePoints(canvas, model, layout, change) {
  let [times, held] = [0, null];
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    const on = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    return unfolded(layout(), model.get("width"), on);
  };
  const panel = ([x, y]) =>
    model.get("clickable").find(([left, top, right, bottom]) => left <= x && x <= right && top <= y && y <= bottom);
  const go = ([x, y]) => {
    const [left, top, right, bottom] = held;
    const within = [Math.min(Math.max(x, left), right), Math.min(Math.max(y, top), bottom)];
    change({ pointed: [...within, ++times] });
  };
  canvas.addEventListener("pointerdown", (event) => {
    held = panel(place(event)) ?? null;
    if (!held) return;
    canvas.setPointerCapture(event.pointerId);
    go(place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    const at = place(event);
    canvas.classList.toggle("bplib-clickable", Boolean(held ?? panel(at)));
    if (held && canvas.hasPointerCapture(event.pointerId)) go(at);
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (held = null));
  // A finger on a panel that answers moves the point; elsewhere it moves the page.
  const hold = (event) => held && event.preventDefault();
  canvas.addEventListener("touchmove", hold, { passive: false });
}
