// Shows a finding. A sheet scrolls to its wrong cell; the pane itself starts at the top of a new finding.

function centre(sheet) {
  const cell = sheet.querySelector("[data-focus]") ?? sheet.querySelector(".da-related");
  if (!cell) return;
  const [outer, inner] = [sheet.getBoundingClientRect(), cell.getBoundingClientRect()];
  const head = sheet.querySelector("thead")?.getBoundingClientRect().height ?? 0; // covers what is under it
  sheet.scrollTop += inner.top - outer.top - head - (outer.height - head - inner.height) / 2;
  sheet.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
}

// The pane moves only as far as the cell needs to be seen.
function reveal(el) {
  const cell = el.querySelector("[data-focus]");
  if (!cell) return;
  const [outer, inner] = [el.getBoundingClientRect(), cell.getBoundingClientRect()];
  if (inner.bottom > outer.bottom) el.scrollTop += inner.bottom - outer.bottom + 12;
}

// What was asked for comes to the top of the pane, once it is as high as it will be.
async function bring(el, part) {
  await el.querySelector(`${part} img`)?.decode().catch(() => {});
  const fresh = el.querySelector(part);
  if (fresh) el.scrollTop += fresh.getBoundingClientRect().top - el.getBoundingClientRect().top;
}

function save(name, buffer) {
  const address = URL.createObjectURL(new Blob([buffer], { type: "application/octet-stream" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function render({ model, el }) {
  el.classList.add("da");
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  el.setAttribute("tabindex", "0");
  el.setAttribute("role", "region");
  el.setAttribute("aria-label", "问题证据");

  function draw() {
    const before = el.querySelector("[data-finding]")?.dataset.finding;
    el.innerHTML = model.get("html");
    const now = el.querySelector("[data-finding]")?.dataset.finding;
    if (before !== now) el.scrollTop = 0;
    const place = () => {
      for (const sheet of el.querySelectorAll(".da-sheet")) centre(sheet);
      reveal(el);
    };
    if (el.isConnected) place();
    else requestAnimationFrame(place); // drawn before it is in the page, it has no size yet
    // Painted once the frame after next begins: what tests and the benchmark wait for.
    requestAnimationFrame(() => requestAnimationFrame(() => {
      el.dataset.painted = now ?? "";
      el.dataset.paintedAt = String(performance.now());
    }));
  }

  const hear = (content, buffers) => {
    if (content.download) save(content.download, buffers[0]);
    const part = `[data-part="${content.part}"]`;
    if (!content.part || !el.querySelector(part)) return;
    el.querySelector(part).outerHTML = content.html;
    bring(el, part);
  };
  el.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (!button) return;
    button.disabled = true;
    setTimeout(() => { button.disabled = false; }, 1000);
    model.send({ act: button.dataset.act });
  });
  model.on("change:html", draw);
  model.on("msg:custom", hear);
  draw();
  return () => {
    model.off("change:html", draw);
    model.off("msg:custom", hear);
  };
}

export default { render };
