// Figures that answer: where the still of a figure stands, the page that plays its states is put, as soon as it is
// nearly in view. Without this script, or where it fails, the still stays with its sentence.

const NEAR = "800px";
const LOOK = new URL("framed.css", document.currentScript.src).href;

async function unpacked(address) {
  const packed = await fetch(address);
  if (!packed.ok) throw new Error(`${packed.status} for ${address}`);
  return new Response(packed.body.pipeThrough(new DecompressionStream("gzip"))).text();
}

function dress(frame) {
  const { documentElement: root, body } = frame.contentDocument;
  root.dataset.theme = document.documentElement.dataset.theme;
  body.dataset.jpThemeName = root.dataset.theme; // what the figure looks at to be painted anew
}

// The frame takes the still's place once it has drawn, and is as high as what is in it.
function settle(frame, figure) {
  const page = frame.contentDocument;
  dress(frame);
  const content = page.getElementById("figure");
  new ResizeObserver(() => {
    frame.style.height = `${content.offsetHeight}px`;
    if (!figure.classList.contains("course-plays")) performance.mark("course-plays");
    figure.classList.add("course-plays");
  }).observe(content);
}

async function play(figure) {
  const frame = document.createElement("iframe");
  frame.title = figure.querySelector("img").alt;
  frame.allow = "fullscreen";
  const look = `<link rel="stylesheet" href="${LOOK}"></html>`;
  frame.srcdoc = (await unpacked(figure.dataset.replay)).replace("</html>", look);
  frame.addEventListener("load", () => settle(frame, figure));
  figure.prepend(frame);
}

function start() {
  const watch = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watch.unobserve(target);
      play(target).catch((error) => console.warn(`The still stays: ${error.message}`));
    }
  }, { rootMargin: NEAR });
  document.querySelectorAll("[data-replay]").forEach((figure) => watch.observe(figure));
  const theme = () => document.querySelectorAll(".course-plays iframe").forEach(dress);
  new MutationObserver(theme).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

document.addEventListener("DOMContentLoaded", start);
