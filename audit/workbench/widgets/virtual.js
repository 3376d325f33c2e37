// A grid of `shown.total` rows; only those in sight are elements. Rows come in pages, asked for as needed.

const HEIGHT = 30; // of a row, as in workbench.css
const PAGE = 100;
const SPARE = 6; // rows drawn beyond the edges

function make(tag, attributes, text) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text; // never innerHTML: names can hold anything
  return element;
}

function render({ model, el }) {
  const id = `da-${Math.random().toString(36).slice(2)}`;
  const grid = make("div", { class: "da-virtual", role: "grid", tabindex: "0", "aria-label": model.get("label") });
  const head = make("div", { class: "da-vhead", role: "row", "aria-rowindex": "1" });
  const body = make("div", { class: "da-vbody", role: "rowgroup" });
  const space = make("div", { class: "da-vspace", role: "presentation" });
  body.append(space);
  grid.append(head, body);
  el.classList.add("da", "da-list");
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  el.append(grid);

  let pages = new Map();
  let asked = new Set();
  let version = 0;
  const drawn = new Map();
  const total = () => model.get("shown").total ?? 0;
  const row = (place) => pages.get(Math.floor(place / PAGE))?.[place % PAGE];

  function keep(first, rows) {
    rows.forEach((values, n) => {
      const page = Math.floor((first + n) / PAGE);
      if (!pages.has(page)) pages.set(page, []);
      pages.get(page)[(first + n) % PAGE] = values;
    });
  }

  function ask(place) {
    const first = Math.floor(place / PAGE) * PAGE;
    if (asked.has(first)) return;
    asked.add(first);
    model.send({ window: [first, Math.min(first + PAGE, total())], version });
  }

  function fill(item, place) {
    const values = row(place);
    const known = values ? values.join("\u0000") : "";
    if (item.dataset.known !== known) {
      const cells = model.get("columns").map(([key, , kind], n) =>
        make("span", { role: "gridcell", class: `da-v-${kind} da-v-${key}${values?.[n] === 0 ? " da-v-none" : ""}`,
          title: String(values?.[n] ?? "") },
          values ? String(values[n]) : "……"));
      item.replaceChildren(...cells);
      item.dataset.known = known;
    }
    const chosen = place === model.get("chosen");
    item.toggleAttribute("data-chosen", chosen);
    item.setAttribute("aria-selected", String(chosen));
    if (!values) ask(place);
  }

  function draw() {
    const first = Math.max(0, Math.floor(body.scrollTop / HEIGHT) - SPARE);
    const last = Math.min(total(), Math.ceil((body.scrollTop + body.clientHeight) / HEIGHT) + SPARE);
    for (const [place, item] of drawn) {
      if (place < first || place >= last) {
        item.remove();
        drawn.delete(place);
      }
    }
    for (let place = first; place < last; place += 1) {
      let item = drawn.get(place);
      if (!item) {
        item = make("div", { class: "da-vrow", role: "row", id: `${id}-${place}`, "data-row": place,
          "aria-rowindex": place + 2, style: `top:${place * HEIGHT}px` });
        drawn.set(place, item);
        space.append(item);
      }
      fill(item, place);
    }
    grid.setAttribute("aria-activedescendant", drawn.has(model.get("chosen")) ? `${id}-${model.get("chosen")}` : "");
  }

  function drawHead() {
    const [sorted, descending] = model.get("shown").sort ?? [];
    const held = document.activeElement?.dataset?.sort;
    head.replaceChildren(...model.get("columns").map(([key, label, kind]) => {
      const here = key === sorted;
      const cell = make("span", { role: "columnheader", class: `da-v-${kind} da-v-${key}`,
        "aria-sort": here ? (descending ? "descending" : "ascending") : "none" });
      cell.append(make("button", { type: "button", "data-sort": key, title: `按${label}排序` },
        `${label}${here ? (descending ? "▼" : "▲") : ""}`));
      return cell;
    }));
    if (held) head.querySelector(`[data-sort="${held}"]`)?.focus();
  }

  function renew() {
    const shown = model.get("shown");
    const { scrollTop } = body;
    version = shown.version ?? 0;
    pages = new Map();
    asked = new Set();
    keep(0, shown.rows ?? []);
    space.style.height = `${total() * HEIGHT}px`;
    grid.setAttribute("aria-rowcount", String(total() + 1));
    grid.dataset.total = String(total());
    grid.dataset.version = String(version);
    body.scrollTop = scrollTop < total() * HEIGHT ? scrollTop : 0;
    drawHead();
    draw();
    reveal();
  }

  function reveal() {
    const place = model.get("chosen");
    draw();
    if (place < 0) return;
    const top = place * HEIGHT;
    if (top < body.scrollTop) body.scrollTop = top;
    else if (top + HEIGHT > body.scrollTop + body.clientHeight) body.scrollTop = top + HEIGHT - body.clientHeight;
  }

  function pick(place) {
    if (place < 0 || place >= total()) return;
    model.set("chosen", place); // shown at once; Python says the same a moment later
    model.send({ pick: place });
    grid.focus({ preventScroll: true });
  }

  const hear = (content) => {
    if (content.renew) {
      version = content.renew;
      asked = new Set();
      for (const place of drawn.keys()) ask(place);
    }
    if (content.rows && content.version === version) {
      keep(content.first, content.rows);
      draw();
    }
  };
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
  grid.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in steps) || event.target.closest("button")) return;
    const place = Math.min(Math.max(model.get("chosen") + steps[event.key], 0), total() - 1);
    pick(place);
    event.preventDefault();
    event.stopPropagation();
  });
  body.addEventListener("scroll", draw, { passive: true });
  body.addEventListener("click", (event) => {
    const item = event.target.closest("[data-row]");
    if (item) pick(Number(item.dataset.row));
  });
  head.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sort]");
    if (button) model.send({ sort: button.dataset.sort });
  });
  const size = new ResizeObserver(draw);
  size.observe(body);
  model.on("change:shown", renew);
  model.on("change:chosen", reveal);
  model.on("msg:custom", hear);
  renew();
  return () => {
    size.disconnect();
    model.off("change:shown", renew);
    model.off("change:chosen", reveal);
    model.off("msg:custom", hear);
  };
}

export default { render };
