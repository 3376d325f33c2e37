// The filter bar. Choices are sent as their place in the list; -1 asks for all.

const PAUSE = 60; // ms without a key before a text is looked for

function render({ model, el }) {
  el.classList.add("da", "da-bar-filter");
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  el.setAttribute("role", "search");
  el.setAttribute("aria-label", "筛选");
  const selects = new Map();
  let timer = 0;

  const text = Object.assign(document.createElement("input"), { type: "search", placeholder: "关键字：机关、规则、说明或原文" });
  const clear = Object.assign(document.createElement("button"), { type: "button", textContent: "清除筛选" });
  const found = document.createElement("output");
  found.setAttribute("aria-live", "polite");
  text.dataset.field = "text";
  text.setAttribute("aria-label", "关键字");
  el.append(text, clear, found);

  function add(field) {
    const select = document.createElement("select");
    select.dataset.field = field.name;
    select.setAttribute("aria-label", field.label);
    select.addEventListener("change", () => model.send({ field: field.name, choice: select.selectedIndex - 1 }));
    selects.set(field.name, select);
    text.before(select);
    return select;
  }

  function draw() {
    const shown = model.get("shown");
    for (const field of shown.fields ?? []) {
      const select = selects.get(field.name) ?? add(field);
      const words = [`${field.label}：全部`, ...field.words];
      if (select.dataset.words !== words.join("\n")) {
        select.replaceChildren(...words.map((word) => new Option(word)));
        select.dataset.words = words.join("\n");
      }
      select.selectedIndex = field.chosen + 1;
      select.toggleAttribute("data-set", field.chosen >= 0);
    }
    if (document.activeElement !== text) text.value = shown.text ?? "";
    found.textContent = shown.found ?? "";
    el.dataset.found = shown.found ?? "";
  }

  const look = () => {
    clearTimeout(timer);
    model.send({ text: text.value });
  };
  // While an input method still composes, what stands in the field is no word yet.
  const wait = (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(look, PAUSE);
  };
  text.addEventListener("input", wait);
  text.addEventListener("compositionend", wait);
  text.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && look());
  clear.addEventListener("click", () => {
    text.value = "";
    model.send({ clear: true });
  });
  model.on("change:shown", draw);
  draw();
  return () => model.off("change:shown", draw);
}

export default { render };
