// Paints a listing on a canvas. The form of listings is described in bplib/plots/listing.py; that the
// picture is matplotlib's, pixel for pixel but for the shades of its edges, is held by a test.

const PARTS = 16;
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]));
const LETTER_SIZE = 100;
const GREY = "#767676";
const OUTLINE = 2; // pixels

function decoded(numbers) {
  const points = new Float32Array(numbers.length);
  let [x, y] = [0, 0];
  for (let k = 0; k < numbers.length; k += 2) {
    points[k] = (x += numbers[k]) / PARTS;
    points[k + 1] = (y += numbers[k + 1]) / PARTS;
  }
  return points;
}

function steps(codes) {
  const written = codes.replace(/\((\w+)\)(\d+)/g, (_, run, count) => run.repeat(count));
  return [...written.matchAll(/([MLQCZO])(\d*)/g)].map(([, letter, count]) => [letter, Number(count || 1)]);
}

const shape = ([codes, numbers]) => ({ steps: steps(codes), points: decoded(numbers) });

const NO_PEN = { fill: null, clip: null, stroke: null, width: 0, cap: "projecting", join: "round", dashes: null };

// The text of a listing as what `paint` takes: marks with all that holds for them. Done once, however
// often it is painted.
function unpack(text) {
  const marks = [];
  let pen = NO_PEN;
  let stamp = null;
  const kinds = {
    pen: (fill, clip, stroke, width, cap, join, dashes) => {
      pen = { fill, clip, stroke, width: width ?? 0, cap: cap ?? NO_PEN.cap, join: join ?? NO_PEN.join, dashes };
    },
    shape: (...given) => {
      stamp = shape(given);
    },
    path: (codes, numbers, whole) => ({ whole, ...shape([codes, numbers]) }),
    lines: (widths, numbers) => ({ widths: widths.map((width) => width / PARTS), points: decoded(numbers) }),
    copies: (whole, snapped, places, fills) => ({
      whole, snapped, ...stamp, places: decoded(places), fills,
      pen: fills ? { ...pen, fill: fills[0] } : pen,
    }),
    words: (x, y, size, letters, gaps, angle) => ({ x, y, size, letters, gaps, angle }),
    image: (x, y, width, height, columns, colours, cells, smooth) => ({
      x, y, width, height, columns, smooth: Boolean(smooth), colours: colours.match(/#\w+/g),
      cells: Uint8Array.from(cells, (digit) => VALUES.get(digit)),
    }),
  };
  for (const [kind, ...given] of JSON.parse(text)) {
    const mark = kinds[kind](...given);
    if (mark) marks.push({ kind, pen, ...mark });
  }
  return marks;
}

const unpackLetters = (text) => JSON.parse(text).map(shape);

// Adds a path to the context; `place` turns a number of the listing into one of the screen.
function trace(context, { steps, points }, across, down) {
  let k = 0;
  const next = () => [across(points[k++]), down(points[k++])];
  const draw = {
    M: () => context.moveTo(...next()),
    L: () => context.lineTo(...next()),
    Q: () => context.quadraticCurveTo(...next(), ...next()),
    C: () => context.bezierCurveTo(...next(), ...next(), ...next()),
    Z: () => context.closePath(),
    O: () => {
      const [end, y] = next();
      context.arc(across(0), y, end - across(0), 0, 2 * Math.PI);
      context.closePath();
    },
  };
  for (const [letter, count] of steps) {
    for (let n = 0; n < count; n++) draw[letter]();
  }
}

const whole = (value) => Math.floor(value + 0.5);

function ink(context, pen, colour, fill = pen.fill) {
  if (fill) {
    context.fillStyle = colour(fill);
    context.fill();
  }
  if (pen.stroke) {
    context.strokeStyle = colour(pen.stroke);
    context.stroke();
  }
}

const PAINTERS = {
  path(context, mark, pen, { density, colour }) {
    const half = (whole(pen.stroke ? pen.width * density : 0) % 2) / 2;
    const put = mark.whole ? (v) => whole(v * density) + half : (v) => v * density;
    context.beginPath();
    trace(context, mark, put, put);
    ink(context, pen, colour);
  },

  lines(context, { widths, points }, pen, { density, colour }) {
    context.strokeStyle = colour(pen.stroke);
    widths.forEach((width, k) => {
      const ends = points.subarray(4 * k, 4 * k + 4);
      const isWhole = ends[0] === ends[2] || ends[1] === ends[3];
      const half = (whole(width * density) % 2) / 2;
      const [x0, y0, x1, y1] = ends.map((v) => (isWhole ? whole(v * density) + half : v * density));
      context.lineWidth = width * density;
      context.beginPath();
      context.moveTo(x0, y0);
      context.lineTo(x1, y1);
      context.stroke();
    });
  },

  copies(context, mark, pen, { density, colour }) {
    const half = (whole(pen.stroke ? pen.width * density : 0) % 2) / 2;
    const exact = (v) => v * density;
    const aligned = (v) => whole(v * density) + half;
    for (let k = 0; k < mark.places.length; k += 2) {
      let [x, y] = [mark.places[k] * density, mark.places[k + 1] * density];
      context.beginPath();
      if (mark.snapped) {
        const centre = mark.whole ? 0 : 0.5;
        [x, y] = [whole(x) + centre, whole(y) + centre];
        const put = mark.whole ? aligned : exact;
        trace(context, mark, (v) => x + put(v), (v) => y + put(v));
      } else if (mark.whole) {
        trace(context, mark, (v) => whole(x + v * density) + half, (v) => whole(y + v * density) + half);
      } else {
        trace(context, mark, (v) => x + v * density, (v) => y + v * density);
      }
      ink(context, pen, colour, mark.fills?.[k / 2]);
    }
  },

  words(context, mark, pen, { density, colour, letters }) {
    context.setTransform(1, 0, 0, 1, mark.x * density, mark.y * density);
    if (mark.angle) context.rotate((-mark.angle * Math.PI) / 180);
    const scale = (mark.size * density) / LETTER_SIZE;
    context.beginPath();
    let x = 0;
    mark.letters.forEach((letter, k) => {
      trace(context, letters[letter], (v) => x + v * scale, (v) => v * scale);
      x += (mark.gaps[k] * density) / PARTS;
    });
    ink(context, pen, colour);
    context.resetTransform();
  },

  image(context, mark, pen, { density, colour }) {
    const { columns, cells } = mark;
    const rows = cells.length / columns;
    const small = document.createElement("canvas");
    Object.assign(small, { width: columns, height: rows });
    const sheet = small.getContext("2d");
    const pixels = sheet.createImageData(columns, rows);
    const colours = mark.colours.map((name) => bytes(colour(name)));
    cells.forEach((cell, k) => pixels.data.set(colours[cell], 4 * k));
    sheet.putImageData(pixels, 0, 0);
    const [left, top] = [whole(mark.x * density), whole(mark.y * density)];
    const right = whole((mark.x + mark.width) * density);
    const bottom = whole((mark.y + mark.height) * density);
    context.setTransform((right - left) / columns, 0, 0, (bottom - top) / rows, left, top);
    context.imageSmoothingEnabled = mark.smooth;
    context.drawImage(small, 0, 0);
    context.resetTransform();
  },
};

function setPen(context, pen, density) {
  if (pen.clip) {
    const [x, y, width, height] = pen.clip;
    const [left, top] = [whole(x * density), whole(y * density)];
    context.beginPath();
    context.rect(left, top, whole((x + width) * density) - left, whole((y + height) * density) - top);
    context.clip();
  }
  context.lineWidth = pen.width * density;
  context.lineCap = pen.cap === "projecting" ? "square" : pen.cap;
  context.lineJoin = pen.join;
  if (pen.dashes) {
    context.setLineDash(pen.dashes.slice(1).map((length) => length * density));
    context.lineDashOffset = pen.dashes[0] * density;
  }
}

// density: pixels of the canvas for each of the listing; colour: of the listing → of the screen;
// letters: the figure's alphabet.
function paint(context, marks, screen) {
  for (const mark of marks) {
    context.save();
    setPen(context, mark.pen, screen.density);
    PAINTERS[mark.kind](context, mark, mark.pen, screen);
    context.restore();
  }
}

// What stays behind of a pinned picture: lines and points in grey under the present ones, and the
// outlines of bars over them, where a taller one would cover them.
function ghosts(marks) {
  const grey = (pen) => ({ ...pen, stroke: pen.stroke && GREY, fill: pen.fill && GREY });
  const outlined = (pen) => ({ ...pen, stroke: GREY, width: OUTLINE, fill: null, cap: "butt", join: "miter" });
  const isBar = ({ kind, whole, pen }) => kind === "path" && whole && pen.fill;
  const isPaper = ({ pen }) => pen.fill?.startsWith("#ffffff") && !pen.stroke;
  const drawn = marks.filter((mark) => ["path", "lines", "copies"].includes(mark.kind) && !isPaper(mark));
  const bars = drawn.filter(isBar);
  const others = drawn.filter((mark) => !isBar(mark));
  const within = (chosen, look) => chosen.map((mark) => ({ ...mark, fills: null, pen: look(mark.pen) }));
  return [within(others, grey), within(bars, outlined)];
}

function bytes(name) {
  const parts = name.slice(1).match(/../g).map((pair) => parseInt(pair, 16));
  return [...parts, 255].slice(0, 4);
}

// A colour for a dark page: its hue stays, light and dark change places. So contrasts stay as they were
// drawn, of words on a fill as well as of a map of colours. In the space OKLab (B. Ottosson, 2020).
function byNight(name) {
  const [r, g, b, alpha] = bytes(name).map((part) => part / 255);
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const coded = (part) => (part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055);
  const times = (rows, vector) => rows.map((row) => row.reduce((sum, entry, k) => sum + entry * vector[k], 0));
  const cones = times(TO_CONES, [r, g, b].map(linear)).map(Math.cbrt);
  const [light, green, blue] = times(TO_LAB, cones);
  const lab = [LIGHTEST - (LIGHTEST - DARKEST) * light ** 2, green, blue];
  const back = times(FROM_CONES, times(FROM_LAB, lab).map((cone) => cone ** 3));
  const digits = [...back.map((part) => coded(Math.min(1, Math.max(0, part)))), alpha];
  return "#" + digits.map((part) => Math.round(255 * part).toString(16).padStart(2, "0")).join("");
}

const [DARKEST, LIGHTEST] = [0.18, 0.97]; // what white and black become
const TO_CONES = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const TO_LAB = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];
const FROM_LAB = [
  [1, 0.3963377774, 0.2158037573],
  [1, -0.1055613458, -0.0638541728],
  [1, -0.0894841775, -1.291485548],
];
const FROM_CONES = [
  [4.0767416621, -3.3077115913, 0.2309699292],
  [-1.2684380046, 2.6097574011, -0.3413193965],
  [-0.0041960863, -0.7034186147, 1.707614701],
];

const remembered = new Map();

function nightly(name) {
  if (!remembered.has(name)) remembered.set(name, byNight(name));
  return remembered.get(name);
}
