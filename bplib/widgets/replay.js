// A model that looks up what a kernel would answer.
const { values, texts, states, ...given } = JSON.parse(document.getElementById("data").textContent);

function stateOf(settings) {
  return Object.entries(values).reduce((sum, [name, all]) => sum * all.length + all.indexOf(settings[name]), 0);
}

function lookedUp(settings) {
  const [background, marks, text] = states[stateOf(settings)].map((number) => texts[number]);
  return { background, marks, text };
}

function model() {
  const now = { ...given, error: "", running: false, total: 0, clickable: [], asked: 0, answered: 0 };
  const listeners = [];
  const set = (changes) => {
    const changed = Object.keys(changes).filter((name) => now[name] !== changes[name]);
    Object.assign(now, changes);
    for (const [names, act] of listeners) {
      if (changed.some((name) => names.includes(`change:${name}`))) act();
    }
  };
  set(lookedUp(now.settings));
  return {
    get: (name) => now[name],
    on: (names, act) => listeners.push([names.split(" "), act]),
    set: (changes) => set({ ...changes, ...lookedUp(changes.settings ?? now.settings), answered: changes.asked }),
    save_changes() {},
  };
}

figure.render({ model: model(), el: document.getElementById("figure") });
