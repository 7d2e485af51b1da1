// The page's side of a figure: controls, the picture, and the sentence that reads it out. The kernel
// decides everything else. painter.js, folds.js, ahead.js, controls.js and saved.js stand before this file.

const NARROWEST = 760; // pixels for controls and sentence, also under a small picture
const REST = 700; // milliseconds without a change, after which the sentence is spoken
const PATIENCE = 2500; // milliseconds without an answer, after which the figure says so
const AT_ONCE = 4; // questions on their way to the kernel and back
const EVERY = 25; // milliseconds between two of them, at least
const SILENT =
  "No answer from the kernel. It is busy, or it was started anew: then run the first cell, and this one again.";

// Sends values to the kernel and watches for its answers, or for the next step of a figure that runs: the newest, as
// often as the kernel can draw them, and a few at a time, so that a long line is no slower than a short one and
// nothing waits in a queue. The widget manager tells when a kernel has gone.
function asker(model, silent) {
  let [patience, pause, newest, lost] = [null, null, null, 0];
  const open = () => model.get("asked") - model.get("answered");
  const watch = () => (patience = model.get("running") || open() > 0 ? setTimeout(late, PATIENCE) : null);
  const late = () => {
    if (lost++ === 0) silent(true);
    watch();
    send();
  };
  const send = () => {
    if (pause !== null || newest === null || open() - lost >= AT_ONCE) return;
    const ask = { ...newest, asked: model.get("asked") + 1 };
    newest = null;
    pause = setTimeout(next, Math.max(EVERY, model.get("work")));
    model.set({ asked: ask.asked });
    if (patience === null) watch();
    model.send({ ask });
  };
  const next = () => {
    pause = null;
    send();
  };
  const change = (values) => {
    newest = { ...newest, ...values };
    send();
    model.set(values);
  };
  model.on("change:answered change:done change:running", () => {
    clearTimeout(patience);
    watch();
    lost = 0;
    silent(false);
    send();
  });
  model.on("comm_live_update", () => silent(true));
  return { change, end: () => [patience, pause].forEach((timer) => clearTimeout(timer)) };
}

// Whether what lies under an element is dark; a page that names no colour is white.
function isDark(element) {
  for (let node = element; node; node = node.parentElement) {
    const parts = getComputedStyle(node).backgroundColor.match(/[\d.]+/g).map(Number);
    if (parts[3] !== 0) return 0.3 * parts[0] + 0.59 * parts[1] + 0.11 * parts[2] < 128;
  }
  return false;
}

const daily = (name) => name;

// Tells how wide an element is, and whether on a dark page, at first and when it changes: to ask the page on every
// move would have it lay out everything each time.
function watchPage(element, tell) {
  const look = () => {
    if (element.isConnected) tell(element.clientWidth, isDark(element.parentElement)); // what is off the page has no colour
  };
  const size = new ResizeObserver(look);
  size.observe(element);
  const theme = new MutationObserver(look);
  theme.observe(document.body, { attributeFilter: ["class", "data-jp-theme-light", "data-jp-theme-name"] });
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", look);
  return () => (size.disconnect(), theme.disconnect(), system.removeEventListener("change", look));
}

// A canvas of exactly the screen's pixels under it. What stands still is painted once for a size and a
// theme, and put down under what moves.
function frame(model, change) {
  const canvas = make("canvas", { className: "bplib-picture", role: "img", ariaLabel: "picture, read out below" });
  const element = make("div", { className: "bplib-frame" }, canvas);
  const context = canvas.getContext("2d");
  const [behind, sheet] = [make("canvas"), make("canvas")];
  const { fit, end } = fitter(model, change);
  const now = {};
  const fresh = (trait, unpacked) => {
    const text = model.get(trait);
    if (now[trait]?.text === text) return false;
    now[trait] = { text, list: unpacked(text) };
    return true;
  };
  let texts = []; // of the marks as they were painted last
  let listings = new Map();
  const freshMarks = () => {
    const moved = model.get("moved");
    const next = model.get("marks").map((text, k) => moved[k] ?? text);
    if (next.length === texts.length && next.every((text, k) => text === texts[k])) return false;
    texts = next;
    listings = new Map(texts.map((text) => [text, listings.get(text) ?? unpack(text)]));
    return true;
  };
  let pinned = null;
  let shown = 0;
  let layout = null;
  let [box, colour] = [0, daily];
  const paintBehind = (screen, size) => {
    Object.assign(behind, size);
    paint(behind.getContext("2d"), now.background.list, screen);
  };
  const sized = (onto, size) => {
    if (onto.width !== size.width || onto.height !== size.height) Object.assign(onto, size);
  };
  const show = () => {
    if (!box) return;
    const [width, height] = [model.get("width"), model.get("height")];
    layout = laidOut(model, box);
    fit(layout);
    const { lines, wide, scale } = layout;
    const density = scale * window.devicePixelRatio;
    const size = { width: Math.round(width * density), height: Math.round(height * density) };
    canvas.style.width = `${wide * scale}px`;
    element.tabIndex = wide * scale > box + 1 ? 0 : -1; // what is scrolled can be reached
    for (const part of ["letters", "added"]) fresh(part, unpackLetters);
    const [changed, moved] = [fresh("background", unpack), freshMarks()];
    const pin = Boolean(model.get("settings").pin);
    const look = [size.width, size.height, lines, colour.name, pin].join();
    if (!changed && !moved && look === now.look) return;
    if (!pin || (changed && shown)) pinned = null;
    const marks = texts.flatMap((text) => listings.get(text));
    if (pin && !pinned) pinned = ghosts(marks);
    const isFolded = lines.length > 1;
    sized(canvas, { width: Math.round(wide * density), height: size.height * lines.length });
    if (isFolded) sized(sheet, size);
    const onto = isFolded ? sheet.getContext("2d") : context;
    const screen = { density, colour, letters: [...now.letters.list, ...now.added.list] };
    if (changed || look !== now.look) paintBehind(screen, size);
    now.look = look;
    onto.drawImage(behind, 0, 0);
    if (pinned) paint(onto, pinned[0], screen);
    paint(onto, marks, screen);
    if (pinned) paint(onto, pinned[1], screen);
    if (isFolded) cutUp(context, sheet, lines, density);
    Object.assign(canvas.dataset, { shown: ++shown, lines: lines.length });
  };
  model.on("change:marks change:moved change:background change:settings", show);
  const free = watchPage(element, (width, dark) => {
    [box, colour] = [width, dark ? nightly : daily];
    show();
  });
  if (model.get("clickable").length) takePoints(canvas, model, () => layout, change);
  return { element, end: () => (free(), end()) };
}

// The sentence keeps the room that its longest form has needed, so that it moves nothing below. Spoken
// is it at rest only.
function sentence(model) {
  const element = make("p", { className: "bplib-readout" });
  const spoken = make("span", { className: "bplib-spoken", ariaLive: "polite" });
  let [silent, timer] = [false, null];
  const speak = () => {
    if (!model.get("running")) spoken.textContent = element.textContent;
  };
  const show = () => {
    const error = silent ? SILENT : model.get("error");
    element.textContent = error || model.get("text");
    element.classList.toggle("bplib-error", Boolean(error));
    clearTimeout(timer);
    timer = setTimeout(speak, REST);
  };
  model.on("change:text change:error change:running change:settings", show);
  show();
  const room = new ResizeObserver(() => (element.style.minHeight = `${element.offsetHeight}px`));
  room.observe(element);
  const setSilent = (is) => {
    silent = is;
    show();
  };
  return { element, spoken, setSilent, end: () => (clearTimeout(timer), room.disconnect()) };
}

// Only the keys that a control uses are kept from the application around it, which looks for the attribute
// before the control gets the key.
const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];

function uses(control, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
  if (event.key.toLowerCase() === "f" && control.tagName !== "SELECT") return true;
  if (control.type === "range") return ARROWS.includes(event.key);
  if (control.tagName === "SELECT") return event.key.length === 1 || ["Enter", ...ARROWS].includes(event.key);
  return event.key === " " || (event.key === "Enter" && control.tagName === "BUTTON");
}

function keepKeys(body, fullScreen) {
  const listen = (event) => {
    const control = event.target;
    if (!body.contains(control) || !control.matches("input, select, button")) return;
    const used = uses(control, event);
    if (used) control.setAttribute("data-lm-suppress-shortcuts", "true");
    else control.removeAttribute("data-lm-suppress-shortcuts");
    if (used && event.key.toLowerCase() === "f" && control.tagName !== "SELECT") fullScreen();
  };
  window.addEventListener("keydown", listen, true);
  return () => window.removeEventListener("keydown", listen, true);
}

const CORNERS = `<svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="2"
  aria-hidden="true"><path d="M1 5V1h4M11 1h4v4M15 11v4h-4M5 15H1v-4"/></svg>`;

// For lectures: the figure alone, as large as the screen allows.
function fullScreenOf(body, picture, model) {
  const ratio = model.get("native") / model.get("height");
  body.style.setProperty("--ratio", ratio); // for style sheets that give the picture another place
  const toggle = () => (document.fullscreenElement === body ? document.exitFullscreen() : body.requestFullscreen());
  const fit = () => {
    const full = document.fullscreenElement === body;
    const others = [...body.children].filter((node) => node !== picture);
    const left = window.innerHeight - 48 - others.reduce((sum, node) => sum + node.offsetHeight, 0);
    body.style.maxWidth = full ? "none" : `${Math.max(model.get("native"), NARROWEST)}px`;
    picture.style.maxWidth = full ? `${Math.floor(left * ratio)}px` : `${model.get("native")}px`;
  };
  body.addEventListener("fullscreenchange", fit);
  fit();
  const button = make("button", { type: "button", innerHTML: CORNERS, title: "full screen (f)", ariaLabel: "full screen" });
  button.className = "bplib-full";
  button.addEventListener("click", toggle);
  return { button, toggle };
}

function render({ model, el }) {
  const body = make("div", { className: "bplib-explorer" });
  const seen = foreseeing(model);
  const words = sentence(seen);
  const silent = (is) => {
    body.classList.toggle("bplib-silent", is);
    words.setSilent(is);
  };
  const { change, end } = asker(model, silent);
  const reach = (name) => {
    if (model.get("reached")?.[0] === name && seen.count()) return;
    const reached = [name, seen.count()];
    model.set({ reached });
    model.send({ ask: { reached } });
  };
  const controls = controlBar(model, change, reach);
  const picture = frame(seen, change);
  const { button, toggle } = fullScreenOf(body, picture.element, model);
  body.append(controls.element, picture.element, words.element, words.spoken, button);
  el.append(body);
  const free = keepKeys(body, toggle);
  return () => [end, controls.end, picture.end, words.end, free].forEach((each) => each());
}

function initialize({ model }) {
  keepPictures(model.widget_manager);
  listenAhead(model);
}

export default { initialize, render };
