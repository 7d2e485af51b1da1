// A model that looks up what a kernel would answer.
const { groups, values, backgrounds, marks, texts, states, ...given } = JSON.parse(
  document.getElementById("data").textContent,
);
const [background, moving] = [unpacking(backgrounds), unpacking(marks)];
const start = { ...given.settings };

const counted = (names) => names.reduce((product, name) => product * values[name].length, 1);
const starts = groups.map((_, k) => groups.slice(0, k).reduce((sum, names) => sum + counted(names), 0));

// The settings that are played and their state: those asked for, or with controls put back to their start
// that are not played together with the one that was moved.
function played(asked, now) {
  const others = (names) => Object.keys(values).filter((name) => !names.includes(name));
  const back = groups.map((names) => others(names).filter((name) => asked[name] !== start[name]));
  const moved = Object.keys(values).filter((name) => asked[name] !== now[name]);
  const fitting = groups.map((_, k) => k).filter((k) => moved.every((name) => groups[k].includes(name)));
  const best = fitting.reduce((one, other) => (back[other].length < back[one].length ? other : one));
  const settings = { ...asked, ...Object.fromEntries(back[best].map((name) => [name, start[name]])) };
  const place = groups[best].reduce((sum, name) => sum * values[name].length + values[name].indexOf(settings[name]), 0);
  return { settings, state: states[starts[best] + place] };
}

function model() {
  const now = { ...given, error: "", running: false, total: 0, clickable: [], asked: 0, answered: 0, work: 0 };
  const listeners = [];
  const set = (changes) => {
    const changed = Object.keys(changes).filter((name) => now[name] !== changes[name]);
    Object.assign(now, changes);
    for (const [names, act] of listeners) {
      if (changed.some((name) => names.includes(`change:${name}`))) act();
    }
  };
  const answer = (asked) => {
    const { settings, state } = played(asked, now.settings);
    set({ settings, background: background(state[0]), marks: [moving(state[1])], moved: {}, text: texts[state[2]] });
  };
  answer(start);
  return {
    get: (name) => now[name],
    on: (names, act) => listeners.push([names.split(" "), act]),
    set: ({ settings, ...changes }) => {
      set(changes);
      if (settings) answer(settings);
    },
    send: ({ ask }) => set({ answered: ask.asked }),
  };
}

const element = document.getElementById("figure");
figure.render({ model: model(), el: element });
if (groups.length > 1) {
  element.append(make("p", { textContent: "Controls that are not played together go back to where they started." }));
}
