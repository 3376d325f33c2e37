// The form: three verdicts, reason, rectification, note; keys for the whole panel while it is on the screen.
// j k next and previous finding, 1 2 3 verdict, Enter saves and goes on.

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function render({ model, el }) {
  el.classList.add("da");
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  const verdicts = model.get("verdicts");
  const name = `da-${Math.random().toString(36).slice(2)}`;

  const radios = verdicts.map((verdict, n) => make("input", { type: "radio", name, value: verdict,
    "data-verdict": verdict, "aria-keyshortcuts": String(n + 1) }));
  const group = make("div", { class: "da-verdicts", role: "radiogroup", "aria-label": "处置" },
    ...radios.map((radio, n) => make("label", {}, radio, make("span", {}, radio.value, make("kbd", {}, String(n + 1))))));
  const remedy = make("select", { "data-field": "rectification" }, new Option("—", ""),
    ...model.get("remedies").map((word) => new Option(word)));
  const reason = make("input", { type: "text", "data-field": "reason", maxlength: "2000", "aria-describedby": `${name}-say` });
  const note = make("input", { type: "text", "data-field": "note", maxlength: "2000" });
  const saveNext = make("button", { type: "button", class: "da-primary", "data-do": "next" }, "保存并下一条", make("kbd", {}, "Enter"));
  const saveOnly = make("button", { type: "button", "data-do": "save" }, "保存");
  const undo = make("button", { type: "button", "data-do": "undo" }, "撤销");
  const back = make("button", { type: "button", "data-do": "back", title: "上一条（k）", "aria-label": "上一条" }, "‹");
  const on = make("button", { type: "button", "data-do": "on", title: "下一条（j）", "aria-label": "下一条" }, "›");
  const say = make("p", { class: "da-say", id: `${name}-say`, role: "status", "aria-live": "polite" });
  const log = make("details", { class: "da-log" }, make("summary", {}), make("div", {}));
  const label = (words, control) => make("label", { class: `da-field da-field-${control.dataset.field}` }, make("span", {}, words), control);
  const form = make("div", { class: "da-decision", role: "form", "aria-label": "处置" },
    make("div", { class: "da-line" }, group, saveNext, saveOnly, undo, back, on),
    make("div", { class: "da-line" }, label("理由", reason), label("备注", note), label("整改", remedy)), say, log);
  el.append(form);

  let version = 0;
  const shown = () => model.get("shown");
  const draft = () => ({ decision: radios.find((radio) => radio.checked)?.value ?? "", reason: reason.value,
    rectification: remedy.value, note: note.value });
  const dirty = () => Object.entries(draft()).some(([field, value]) => value !== (shown().recorded?.[field] ?? ""));

  function tell(words, bad) {
    say.textContent = words;
    say.classList.toggle("da-bad", Boolean(bad));
  }

  // Said at once, before anything is sent; Python says the same should it be asked.
  function check() {
    const { decision, reason: why } = draft();
    const needed = model.get("needs_reason")[decision];
    const lacking = Boolean(needed) && !why.trim();
    reason.setAttribute("aria-required", String(Boolean(needed)));
    reason.setAttribute("aria-invalid", String(lacking));
    form.toggleAttribute("data-dirty", dirty());
    if (lacking) tell(needed, true);
    else if (say.textContent === Object.values(model.get("needs_reason"))[0]) tell("", false);
    return !lacking;
  }

  function draw() {
    const now = shown();
    if (now.version === version) return;
    version = now.version;
    form.toggleAttribute("hidden", !now.finding);
    form.dataset.finding = now.finding ?? "";
    form.dataset.version = String(now.version ?? 0);
    form.dataset.recorded = now.recorded?.decision ?? "";
    for (const radio of radios) radio.checked = radio.value === now.draft?.decision;
    [reason.value, remedy.value, note.value] = [now.draft?.reason ?? "", now.draft?.rectification ?? "", now.draft?.note ?? ""];
    undo.disabled = !now.undoable;
    const [summary, list] = log.children;
    summary.textContent = `处置记录（${now.entries ?? 0}）`;
    list.innerHTML = now.history ?? ""; // from views, escaped
    form.toggleAttribute("data-changed", Boolean(now.changed));
    tell("", false);
    check();
    // What has just happened comes before what is still lacking.
    if (now.message || now.changed) tell(now.message || "证据已变化，请复核", now.bad || now.changed);
  }

  const finding = () => shown().finding;
  function save(next) {
    if (!finding()) return;
    if (check()) model.send({ save: draft(), finding: finding(), next });
    else reason.focus();
  }
  const actions = {
    next: () => save(true),
    save: () => save(false),
    undo: () => model.send({ undo: true, finding: finding() }),
    back: () => model.send({ step: -1 }),
    on: () => model.send({ step: 1 }),
  };
  function judge(place) {
    const radio = radios[place];
    if (!radio || !finding()) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    if (!check()) reason.focus();
  }

  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !finding()) return;
    const { target, key } = event;
    const typing = target.matches("input[type=text], input[type=search], textarea, select");
    if (key === "Enter") {
      const ours = target === reason || target === note || target.matches("[data-verdict]");
      const idle = !typing && !target.closest("button, summary, a");
      if (!ours && !(idle && dirty())) return;
      save(true);
    } else if (typing) return;
    else if (key === "j" || key === "k") actions[key === "j" ? "on" : "back"]();
    else if (["1", "2", "3"].includes(key)) judge(Number(key) - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  form.addEventListener("click", (event) => actions[event.target.closest("[data-do]")?.dataset.do]?.());
  form.addEventListener("input", check);
  form.addEventListener("change", () => {
    check();
    if (finding()) model.send({ draft: draft(), finding: finding() });
  });
  // The panel is there only once this element is in the page.
  let panel;
  const frame = requestAnimationFrame(() => {
    panel = el.closest(".da-panel") ?? el;
    panel.addEventListener("keydown", press, true);
  });
  model.on("change:shown", draw);
  draw();
  return () => {
    cancelAnimationFrame(frame);
    panel?.removeEventListener("keydown", press, true);
    model.off("change:shown", draw);
  };
}

export default { render };
