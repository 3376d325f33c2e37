// Draws rows x groups on a canvas. The tall empty element scrolls, the canvas stays in sight.

const ROW = 22, HEAD = 26, LABEL = 160, CELL = 4; // CELL: integers per cell
const SHADES = ["#ffffff", "#fdeee6", "#f8cdb8", "#ee9b7a", "#b3261e", "#f0f2f5"];
const INK = ["#5b6673", "#1f2933", "#1f2933", "#1f2933", "#ffffff", "#5b6673"];
const FONT = "12px 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";

function read(model) {
  const view = model.get("figures");
  const bytes = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  return new Int32Array(bytes);
}

function say(state, row, column) {
  const at = (row * state.groups.length + column) * CELL;
  const [found, failing, assessed, shade] = state.figures.subarray(at, at + CELL);
  const place = `${state.rows[row]}，${state.columns[column]}：`;
  if (shade === 5) return `${place}未判，没有可判的报告`;
  return `${place}${found} 条，涉及 ${failing} 份报告，已判 ${assessed} 份`;
}

function draw(state) {
  const { canvas, frame } = state;
  const ratio = window.devicePixelRatio || 1;
  const width = frame.clientWidth, height = frame.clientHeight;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  pen.font = FONT;
  pen.textBaseline = "middle";
  const step = (width - LABEL) / Math.max(1, state.groups.length);
  const first = Math.floor(frame.scrollTop / ROW);
  for (let row = first; row < state.rows.length && (row - first) * ROW < height; row += 1) {
    const y = HEAD + row * ROW - frame.scrollTop;
    pen.fillStyle = "#1f2933";
    pen.textAlign = "left";
    pen.fillText(state.rows[row], 6, y + ROW / 2, LABEL - 10);
    for (let column = 0; column < state.groups.length; column += 1) {
      const at = (row * state.groups.length + column) * CELL;
      const shade = state.figures[at + 3];
      const x = LABEL + column * step;
      pen.fillStyle = SHADES[shade];
      pen.fillRect(x + 1, y + 1, step - 2, ROW - 2);
      pen.fillStyle = INK[shade];
      pen.textAlign = "center";
      pen.fillText(shade === 5 ? "未判" : String(state.figures[at]), x + step / 2, y + ROW / 2);
      if (row === state.row && column === state.column) {
        pen.strokeStyle = "#1f5f99";
        pen.lineWidth = 2;
        pen.strokeRect(x + 1, y + 1, step - 2, ROW - 2);
      }
    }
  }
  pen.fillStyle = "#f5f7f9";
  pen.fillRect(0, 0, width, HEAD);
  pen.fillStyle = "#1f2933";
  pen.textAlign = "center";
  state.columns.forEach((name, n) => pen.fillText(name, LABEL + (n + 0.5) * step, HEAD / 2));
}

function hit(state, event) {
  const box = state.frame.getBoundingClientRect();
  const step = (state.frame.clientWidth - LABEL) / Math.max(1, state.groups.length);
  const row = Math.floor((event.clientY - box.top - HEAD + state.frame.scrollTop) / ROW);
  const column = Math.floor((event.clientX - box.left - LABEL) / step);
  const inside = event.clientY - box.top >= HEAD && row < state.rows.length && column < state.groups.length;
  return inside ? [row, column] : null;
}

function render({ model, el }) {
  el.classList.add("da", "da-heat-canvas");
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  el.innerHTML = `<div class="da-heat-frame" tabindex="0" role="application" data-view="heat-canvas"
    aria-label="热力图：方向键移动，回车筛选"><canvas></canvas><div></div></div><p aria-live="polite"></p>`;
  const [frame, told] = el.children;
  const [canvas, tall] = frame.children;
  const state = { frame, canvas, row: 0, column: 0 };

  const fit = () => {
    tall.style.height = `${Math.max(0, state.rows.length * ROW + HEAD - frame.clientHeight)}px`;
    draw(state);
  };
  const take = () => {
    for (const name of ["rows", "codes", "columns", "groups"]) state[name] = model.get(name);
    state.figures = read(model);
    frame.dataset.rows = state.rows.length;
    frame.scrollTop = 0;
    state.row = state.column = 0;
    fit();
  };
  const pick = (row, column) => {
    const group = column < 0 ? "*" : state.groups[column];
    model.send({ pick: `${state.codes[row]}|${group}` });
  };
  const tell = () => { told.textContent = say(state, state.row, Math.max(0, state.column)); };

  frame.addEventListener("scroll", () => draw(state));
  frame.addEventListener("mousemove", (event) => {
    const at = hit(state, event);
    frame.title = at && at[1] >= 0 ? say(state, ...at) : at ? state.rows[at[0]] : "";
  });
  frame.addEventListener("click", (event) => {
    const at = hit(state, event);
    if (!at) return;
    [state.row, state.column] = at;
    draw(state);
    tell();
    pick(...at);
  });
  frame.addEventListener("keydown", (event) => {
    const step = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (step) {
      state.row = Math.min(Math.max(state.row + step[0], 0), state.rows.length - 1);
      state.column = Math.min(Math.max(state.column + step[1], 0), state.groups.length - 1);
      const top = state.row * ROW;
      if (top < frame.scrollTop) frame.scrollTop = top;
      const last = frame.scrollTop + frame.clientHeight - HEAD - ROW;
      if (top > last) frame.scrollTop += top - last;
      draw(state);
      tell();
    } else if (event.key === "Enter") pick(state.row, state.column);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const watch = new ResizeObserver(fit);
  take();
  watch.observe(frame);
  model.on("change:figures", take);
  return () => {
    watch.disconnect();
    model.off("change:figures", take);
  };
}

export default { render };
