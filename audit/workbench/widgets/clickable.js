// Shows the model's `html`; elements with data-pick report clicks, Enter and Space as {pick: …}.

function mark(el, selected) {
  for (const item of el.querySelectorAll("[data-pick]")) {
    item.toggleAttribute("data-chosen", item.dataset.pick === selected);
    item.setAttribute("aria-pressed", String(item.dataset.pick === selected));
  }
}

function find(el, pick) {
  return [...el.querySelectorAll("[data-pick]")].find((item) => item.dataset.pick === pick);
}

function draw(el, model) {
  const held = document.activeElement?.closest?.("[data-pick]")?.dataset.pick;
  const top = el.scrollTop;
  el.innerHTML = model.get("html");
  mark(el, model.get("selected"));
  // What had the focus keeps it, and its place on the screen; anything else starts at the top.
  const again = held && find(el, held);
  again?.focus({ preventScroll: true });
  el.scrollTop = again ? top : 0;
}

function move(el, item, step) {
  const items = [...el.querySelectorAll("[data-pick]")];
  items[items.indexOf(item) + step]?.focus();
}

// A picture of ours as PNG, at twice its size, so that it stays sharp on paper.
function savePicture(el, link) {
  const image = el.querySelector("img");
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * 2;
  canvas.height = image.naturalHeight * 2;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const save = document.createElement("a");
  save.href = canvas.toDataURL("image/png");
  save.download = link.dataset.savePng;
  save.click();
}

function render({ model, el }) {
  el.classList.add("da");
  el.setAttribute("data-lm-suppress-shortcuts", "true"); // the notebook's own keys stay out of here
  const redraw = () => draw(el, model);
  const remark = () => mark(el, model.get("selected"));
  const pick = (item) => model.send({ pick: item.dataset.pick });

  el.addEventListener("click", (event) => {
    const saved = event.target.closest("[data-save-png]");
    if (saved) {
      event.preventDefault();
      savePicture(el, saved);
      return;
    }
    const item = event.target.closest("[data-pick]");
    if (item) pick(item);
  });
  el.addEventListener("keydown", (event) => {
    const item = event.target.closest("[data-pick]");
    if (!item) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) move(el, item, step);
    else if (event.key === "Enter" || event.key === " ") pick(item);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  model.on("change:html", redraw);
  model.on("change:selected", remark);
  redraw();
  return () => {
    model.off("change:html", redraw);
    model.off("change:selected", remark);
  };
}

export default { render };
