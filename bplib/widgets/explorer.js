// The page's side of an explorer: native controls (so keyboard, focus and screen readers work),
// the picture, and the line that reads it out. The kernel decides everything else.

const PLAY_EVERY = 700; // milliseconds
const NARROWEST = 760; // pixels for controls and sentence, also under a small picture

function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

function nearest(stops, value) {
  let best = 0;
  stops.forEach((stop, k) => {
    if (Math.abs(stop - value) < Math.abs(stops[best] - value)) best = k;
  });
  return best;
}

function slider(spec, send) {
  const { label, stops, texts } = spec;
  const range = make("input", { type: "range", min: 0, max: stops.length - 1, step: 1, ariaLabel: label });
  const readout = make("output");
  const read = (text) => {
    readout.textContent = text;
    range.ariaValueText = text;
  };
  const go = (k) => {
    range.value = k;
    read(texts[range.valueAsNumber]);
    send(stops[range.valueAsNumber]);
  };
  range.addEventListener("input", () => go(range.valueAsNumber));
  const element = make("div", { className: "bplib-control" }, make("span", {}, label), range, readout);
  const show = (value) => {
    const k = nearest(stops, value);
    range.value = k;
    read(stops[k] === value ? texts[k] : String(value));
  };
  return { element, show, range, go };
}

function player(spec, send) {
  const { element, show, range, go } = slider(spec, send);
  const last = spec.stops.length - 1;
  let timer = null;
  const button = (text, label, press) => {
    const node = make("button", { type: "button", textContent: text, ariaLabel: label, title: label });
    node.addEventListener("click", press);
    return node;
  };
  const stop = () => {
    clearInterval(timer);
    timer = null;
    play.textContent = "▶";
    play.ariaLabel = play.title = "play";
  };
  const step = (by) => {
    go(range.valueAsNumber + by);
    if (range.valueAsNumber >= last) stop();
  };
  const play = button("▶", "play", () => {
    if (timer !== null) return stop();
    if (range.valueAsNumber >= last) go(0);
    timer = setInterval(() => step(1), PLAY_EVERY);
    play.textContent = "⏸";
    play.ariaLabel = play.title = "pause";
  });
  const back = button("◀", "one step back", () => (stop(), step(-1)));
  const forward = button("▶|", "one step forward", () => (stop(), step(1)));
  back.textContent = "|◀";
  range.addEventListener("input", stop);
  element.querySelector("span").after(back, play, forward);
  element.classList.add("bplib-player");
  return { element, show, end: stop };
}

function choice(spec, send) {
  const select = make("select", { ariaLabel: spec.label }, ...spec.texts.map((text) => make("option", {}, text)));
  select.addEventListener("change", () => send(select.selectedIndex));
  const element = make("div", { className: "bplib-control" }, make("span", {}, spec.label), select);
  return { element, show: (index) => (select.selectedIndex = index) };
}

function toggle(spec, send) {
  const box = make("input", { type: "checkbox" });
  box.addEventListener("change", () => send(box.checked));
  const element = make("label", { className: "bplib-control" }, box, spec.label);
  return { element, show: (on) => (box.checked = on) };
}

function draw(spec, send) {
  let seed = 0;
  const readout = make("output");
  const button = make("button", { type: "button", textContent: spec.label });
  button.addEventListener("click", () => send(seed + 1));
  const show = (value) => {
    seed = value;
    readout.textContent = `seed ${value}`;
  };
  return { element: make("div", { className: "bplib-control" }, button, readout), show };
}

// Of a figure that goes on by itself: start and stop, back to the beginning, how far it is.
function runBar(model) {
  const total = model.get("total");
  const bar = make("progress", { max: total, ariaLabel: "steps taken" });
  const readout = make("output");
  const change = (values) => {
    model.set(values);
    model.save_changes();
  };
  const go = make("button", { type: "button" });
  go.addEventListener("click", () => change({ running: !model.get("running") }));
  const again = make("button", { type: "button", textContent: "Start over" });
  again.addEventListener("click", () => change({ done: 0 }));
  const show = () => {
    const done = model.get("done");
    go.textContent = model.get("running") ? "■ Stop" : done < total ? "▶ Start" : "▶ Run again";
    again.disabled = done === 0;
    bar.value = done;
    readout.textContent = `step ${done} of ${total}`;
  };
  model.on("change:running change:done", show);
  show();
  return make("div", { className: "bplib-control bplib-run" }, go, again, bar, readout);
}

const KINDS = { slider, player, choice, toggle, draw };

function controlBar(model) {
  const controls = model.get("spec").map((spec) => {
    // The widget manager holds back what is set while the kernel is busy and then sends the newest only.
    const send = (value) => {
      model.set("settings", { ...model.get("settings"), [spec.name]: value });
      model.save_changes();
    };
    return { name: spec.name, ...KINDS[spec.kind](spec, send) };
  });
  const show = () => controls.forEach((control) => control.show(model.get("settings")[control.name]));
  model.on("change:settings", show);
  show();
  const bars = model.get("total") ? [runBar(model)] : [];
  const element = make("div", { className: "bplib-controls" }, ...bars, ...controls.map((control) => control.element));
  // JupyterLab would take the arrow keys for itself; it looks for the attribute at what has the focus.
  for (const node of element.querySelectorAll("input, select, button")) {
    node.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  return { element, end: () => controls.forEach((control) => control.end?.()) };
}

// A canvas of one size, since an img element, or a canvas that changes its size, takes longer to show a
// new picture. It has the screen's pixels: twice the page's on a dense or magnified one, no more than are
// seen on another, where four times as many would cost half of the time from key to picture.
function frame(model) {
  const element = make("canvas", { className: "bplib-picture", role: "img" });
  const context = element.getContext("2d", { alpha: false });
  const fit = () => {
    const scale = window.devicePixelRatio > 1 ? 2 : 1;
    const [width, height] = [scale * model.get("width"), scale * model.get("height")];
    if (element.width !== width) Object.assign(element, { width, height });
    context.imageSmoothingQuality = "high";
  };
  let asked = 0;
  let shown = 0;
  const paint = async () => {
    const turn = ++asked;
    const text = model.get("text");
    const bitmap = await createImageBitmap(new Blob([model.get("picture")], { type: "image/png" }));
    if (turn > shown) {
      shown = turn;
      fit();
      context.drawImage(bitmap, 0, 0, element.width, element.height);
      element.ariaLabel = text;
      element.dataset.shown = turn;
    }
    bitmap.close();
  };
  model.on("change:picture", paint);
  paint();
  if (model.get("clickable")) {
    element.classList.add("bplib-clickable");
    element.addEventListener("click", (event) => {
      const box = element.getBoundingClientRect();
      model.send({ clicked: [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height] });
    });
  }
  return element;
}

function sentence(model) {
  const element = make("p", { className: "bplib-readout", ariaLive: "polite" });
  const show = () => {
    const error = model.get("error");
    element.textContent = error || model.get("text");
    element.ariaLive = model.get("running") ? "off" : "polite"; // not read out at every step
    element.classList.toggle("bplib-error", Boolean(error));
  };
  model.on("change:text change:error", show);
  show();
  return element;
}

function render({ model, el }) {
  const controls = controlBar(model);
  const picture = frame(model);
  const body = make("div", { className: "bplib-explorer" }, controls.element, picture, sentence(model));
  const width = model.get("width");
  body.style.maxWidth = `${Math.max(width, NARROWEST)}px`;
  picture.style.maxWidth = `${width}px`;
  el.append(body);
  return controls.end;
}

export default { render };
