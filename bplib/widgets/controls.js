// Native controls, so that keyboard, focus and screen readers work. Each is made from its spec and a
// function that sends its value, and shows the value that the figure has.

const PLAY_EVERY = 700; // milliseconds

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
    read(stops[k] === value ? texts[k] : String(Number(value.toPrecision(4))).replace("-", "−"));
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
  const back = button("|◀", "one step back", () => (stop(), step(-1)));
  const forward = button("▶|", "one step forward", () => (stop(), step(1)));
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
  const first = make("button", { type: "button", textContent: "↺", title: "first draw", ariaLabel: "first draw" });
  first.addEventListener("click", () => send(0));
  const show = (value) => {
    seed = value;
    first.disabled = value === 0;
    readout.textContent = `seed ${value}`;
  };
  return { element: make("div", { className: "bplib-control" }, button, first, readout), show };
}

// Of a figure that goes on by itself: start and stop, back to the beginning, how far it is.
function runBar(model, change) {
  const total = model.get("total");
  const bar = make("progress", { max: total, ariaLabel: "steps taken" });
  const readout = make("output");
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

function controlBar(model, change, reach) {
  const controls = model.get("spec").map((spec) => {
    const send = (value) => change({ settings: { ...model.get("settings"), [spec.name]: value } });
    const control = { name: spec.name, ...KINDS[spec.kind](spec, send) };
    for (const event of ["pointerenter", "focusin"]) control.element.addEventListener(event, () => reach(spec.name));
    return control;
  });
  const show = () => controls.forEach((control) => control.show(model.get("settings")[control.name]));
  model.on("change:settings", show);
  show();
  const bars = model.get("total") ? [runBar(model, change)] : [];
  const element = make("div", { className: "bplib-controls" }, ...bars, ...controls.map((control) => control.element));
  return { element, end: () => controls.forEach((control) => control.end?.()) };
}
