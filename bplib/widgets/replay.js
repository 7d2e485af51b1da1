// A model that looks up what a kernel would answer; replay.py says what the page has.
const { groups, values, backgrounds, marks, texts, layouts, every, ...given } = JSON.parse(
  document.getElementById("data").textContent,
);
const [background, moving] = [unpacking(backgrounds), unpacking(marks)];
const start = { ...given.settings };
const DONE = "steps done";

const counted = (names) => names.reduce((product, name) => product * values[name].length, 1);
const starts = groups.map((_, k) => groups.slice(0, k).reduce((sum, names) => sum + counted(names), 0));

// How it is drawn for so much room: the widest panels that fit.
function layoutFor(room) {
  const panels = ({ width, cuts }) => [...cuts, width].map((right, k) => right - (cuts[k - 1] ?? 0));
  return layouts.find((layout) => Math.max(...panels(layout)) <= room) ?? layouts.at(-1);
}

// The settings that are played and the place of their state: those asked for, or with controls put back to their start
// that are not played together with the one that was moved.
function played(asked, now) {
  const others = (names) => Object.keys(values).filter((name) => !names.includes(name));
  const back = groups.map((names) => others(names).filter((name) => asked[name] !== start[name]));
  const moved = Object.keys(values).filter((name) => asked[name] !== now[name]);
  const fitting = groups.map((_, k) => k).filter((k) => moved.every((name) => groups[k].includes(name)));
  const best = fitting.reduce((one, other) => (back[other].length < back[one].length ? other : one));
  const settings = { ...asked, ...Object.fromEntries(back[best].map((name) => [name, start[name]])) };
  const place = groups[best].reduce((sum, name) => sum * values[name].length + values[name].indexOf(settings[name]), 0);
  return { settings, place: starts[best] + place };
}

// Other values of controls start a run from its beginning.
function begun(asked, now) {
  const same = Object.keys(values).every((name) => asked[name] === now[name]);
  return same ? asked : { ...asked, [DONE]: 0 };
}

function model() {
  const now = { ...given, room: Infinity, error: "", running: false, clickable: [], asked: 0, answered: 0, work: 0 };
  const listeners = [];
  const set = (changes) => {
    const changed = Object.keys(changes).filter((name) => now[name] !== changes[name]);
    Object.assign(now, changes);
    for (const [names, act] of listeners) {
      if (changed.some((name) => names.includes(`change:${name}`))) act();
    }
  };
  const answer = (asked) => {
    const { settings, place } = played(asked, now.settings);
    const { width, cuts, states } = layoutFor(now.room);
    const [behind, moves, said, done] = states[place];
    const picture = { width, cuts, background: background(behind), marks: [moving(moves)], moved: {} };
    set({ settings, ...picture, text: texts[said], done });
  };
  const goTo = (steps) => answer({ ...now.settings, [DONE]: steps });
  let timer = null;
  const goOn = () => {
    const before = now.done;
    goTo(values[DONE].find((steps) => steps > before) ?? before);
    if (now.done === before || now.done === now.total) run(false);
  };
  const run = (running) => {
    clearInterval(timer);
    if (running) timer = setInterval(goOn, every);
    if (running && now.done === now.total) goTo(0);
    set({ running });
  };
  answer(start);
  return {
    get: (name) => now[name],
    on: (names, act) => listeners.push([names.split(" "), act]),
    set: ({ settings, done, running, ...changes }) => {
      set(changes);
      if (changes.room) answer(now.settings);
      if (settings) answer(begun(settings, now.settings));
      if (done !== undefined) goTo(done);
      if (running !== undefined) run(running);
    },
    send: ({ ask }) => set({ answered: ask.asked }),
  };
}

const element = document.getElementById("figure");
figure.render({ model: model(), el: element });
if (groups.length > 1) {
  element.append(make("p", { textContent: "Controls that are not played together go back to where they started." }));
}
