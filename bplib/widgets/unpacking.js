// Listings that were packed (packing.py), as the kernel would send them. painter.js stands before this file.

function numbersIn(text) {
  const found = [];
  let [left, unit] = [0, 1];
  for (const digit of text) {
    const value = VALUES.get(digit);
    left += (value % 32) * unit;
    unit *= 32;
    if (value > 31) continue;
    found.push(left % 2 ? -(left - 1) / 2 : left / 2);
    [left, unit] = [0, 1];
  }
  return found;
}

// A function that gives the numbers of a row, which are written as the difference to the row before: read no
// further than asked, for a run has many rows and begins at the first.
function summing(rows) {
  const lists = [];
  const read = ([, text], before) =>
    text.split(" ").map((part, k) => {
      const numbers = numbersIn(part);
      return before[k]?.length === numbers.length ? numbers.map((number, n) => number + before[k][n]) : numbers;
    });
  return (row) => {
    while (lists.length <= row) lists.push(read(rows[lists.length], lists.at(-1) ?? []));
    return lists[row];
  };
}

function points(numbers) {
  const half = numbers.length / 2;
  return numbers.length % 2 ? numbers : numbers.map((_, k) => numbers[k % 2 ? half + (k - 1) / 2 : k / 2]);
}

// The colours that an image has, and its cells as their places in them.
function cells(numbers, colours) {
  const own = [...new Set(numbers)];
  const places = new Map(own.map((number, place) => [number, place]));
  return [own.map((number) => colours[number]).join(""), numbers.map((number) => DIGITS[places.get(number)]).join("")];
}

// A function that gives the text of the listing in a row.
function unpacking({ colours, forms, rows }) {
  const lists = summing(rows);
  const marks = {
    "#": (numbers) => [numbers[0]],
    "%": (numbers) => [numbers[0] / 100],
    "*": (numbers) => [points(numbers)],
    "@": (numbers) => cells(numbers, colours),
  };
  return (row) => {
    const numbers = lists(row);
    let next = 0;
    const taken = (part) => (typeof part === "string" && Object.hasOwn(marks, part) ? marks[part](numbers[next++]) : [filled(part)]);
    const filled = (part) => (Array.isArray(part) ? part.flatMap(taken) : part);
    return JSON.stringify(filled(forms[rows[row][0]]));
  };
}
