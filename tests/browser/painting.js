// For tests: what the page paints beside what matplotlib draws. painter.js stands before this file.

function sheet(width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  return canvas.getContext("2d", { willReadFrequently: true });
}

const read = (context) => context.getImageData(0, 0, context.canvas.width, context.canvas.height).data;

async function drawn(pixels) {
  const packed = await fetch(`data:application/octet-stream;base64,${pixels}`);
  const unpacked = packed.body.pipeThrough(new DecompressionStream("deflate"));
  return new Uint8ClampedArray(await new Response(unpacked).arrayBuffer());
}

function painted({ letters, width, height, density, lists }, colour = (name) => name) {
  const context = sheet(width * density, height * density);
  const screen = { density, letters: unpackLetters(letters), colour };
  for (const list of lists) paint(context, unpack(list), screen);
  return context;
}

// 1 for each pixel that is off by more than `far`; most are the same, and compared as one number.
function differing(one, other, far) {
  if (one.length !== other.length) throw Error(`pictures of ${one.length / 4} and ${other.length / 4} pixels`);
  const [ones, others] = [one, other].map((each) => new Uint32Array(each.buffer));
  const found = new Uint8Array(ones.length);
  for (let k = 0; k < ones.length; k++) {
    if (ones[k] === others[k]) continue;
    for (let at = 4 * k; at < 4 * k + 3; at++) if (Math.abs(one[at] - other[at]) > far) found[k] = 1;
  }
  return found;
}

function count(found) {
  let sum = 0;
  for (const each of found) sum += each;
  return sum;
}

// Marks all pixels that have a marked one within `reach`.
function widened(found, width, reach) {
  const wide = new Uint8Array(found.length);
  for (let k = found.indexOf(1); k >= 0; k = found.indexOf(1, k + 1)) {
    for (let down = -reach; down <= reach; down++) {
      wide.fill(1, Math.max(0, k + down * width - reach), Math.max(0, k + down * width + reach + 1));
    }
  }
  return wide;
}

// The share of pixels that are off by more than `far`.
async function off(page, far) {
  const found = differing(read(painted(page)), await drawn(page.pixels), far);
  return count(found) / found.length;
}

// Of the ink that words put on a picture, the share with none of the other's within `reach`; the worse way.
async function astray(bare, written, far, reach) {
  const drawings = await Promise.all([bare, written].map(({ pixels }) => drawn(pixels)));
  const paintings = [bare, written].map((page) => read(painted(page)));
  const [faint, strong] = [far, 2.5 * far].map((least) =>
    [drawings, paintings].map(([without, words]) => differing(without, words, least)),
  );
  const shares = [0, 1].map((k) => {
    const near = widened(faint[1 - k], bare.width, reach);
    return count(strong[k].map((is, place) => is && !near[place])) / Math.max(1, count(strong[k]));
  });
  return Math.max(...shares);
}
