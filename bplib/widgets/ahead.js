// What the kernel has drawn ahead (ahead.py) is shown at once, without an answer: the model of a figure,
// but what it has to show is what belongs to its present settings, where that is known.

const foreseen = new WeakMap();

// To be called once for each model.
function listenAhead(model) {
  const known = new Map();
  let added = "";
  const key = (settings) => JSON.stringify(model.get("spec").map(({ name }) => name !== "pin" && settings[name]));
  model.on("msg:custom", (message) => {
    if (message?.ahead === undefined) return;
    if (message.ahead === null) return known.clear();
    const { width, listings, states } = message.ahead;
    added = message.ahead.added;
    for (const [settings, background, numbers, text] of states) {
      const marks = numbers.map((number) => listings[number]);
      known.set(key(settings), { width, background: listings[background], marks, moved: {}, text, error: "" });
    }
  });
  const get = (name) => {
    if (name === "added") return added.length > model.get(name).length ? added : model.get(name);
    const found = known.get(key(model.get("settings")));
    return found?.width === model.get("width") ? (found[name] ?? model.get(name)) : model.get(name);
  };
  foreseen.set(model, { get, on: (names, act) => model.on(names, act), count: () => known.size });
}

// Reads as the model does.
function foreseeing(model) {
  if (!foreseen.has(model)) listenAhead(model);
  return foreseen.get(model);
}
