// For tests: what the page paints beside what matplotlib draws. painter.js stands before this file.

function sheet(width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  return canvas.getContext("2d", { willReadFrequently: true });
}

const read = (context) => context.getImageData(0, 0, context.canvas.width, context.canvas.height).data;

async function drawn(png) {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const context = sheet(picture.width, picture.height);
  context.drawImage(picture, 0, 0);
  return read(context);
}

function painted({ letters, width, height, density, lists }, colour = (name) => name) {
  const context = sheet(width * density, height * density);
  const screen = { density, letters: unpackLetters(letters), colour };
  for (const list of lists) paint(context, unpack(list), screen);
  return context;
}

// 1 for each pixel that is off by more than `far`.
function differing(one, other, far) {
  if (one.length !== other.length) throw Error(`pictures of ${one.length / 4} and ${other.length / 4} pixels`);
  const found = new Uint8Array(one.length / 4);
  for (let k = 0; k < one.length; k++) if (k % 4 < 3 && Math.abs(one[k] - other[k]) > far) found[k >> 2] = 1;
  return found;
}

const count = (found) => found.reduce((sum, each) => sum + each, 0);

// Marks all pixels that have a marked one within `reach`.
function widened(found, width, reach) {
  const wide = new Uint8Array(found.length);
  found.forEach((is, k) => {
    for (let down = is ? -reach : reach + 1; down <= reach; down++) {
      wide.fill(1, Math.max(0, k + down * width - reach), Math.max(0, k + down * width + reach + 1));
    }
  });
  return wide;
}

// The share of pixels that are off by more than `far`.
async function off(page, far) {
  const found = differing(read(painted(page)), await drawn(page.png), far);
  return count(found) / found.length;
}

// Of the ink that words put on a picture, the share with none of the other's within `reach`; the worse way.
async function astray(bare, written, far, reach) {
  const drawings = await Promise.all([bare, written].map(({ png }) => drawn(png)));
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
