// Asks the kernel for a sign of life. One that is at work cannot answer and is not taken for dead.

const DEAD = "连接已断开，请重新运行";
const IN_APP = "连接已断开，请重新运行（刷新本页）";
const PATIENCE = 3; // unanswered questions

// What the page knows of its kernel; nothing where it does not tell.
function look(model) {
  const kernel = model.widget_manager?.kernel;
  return { gone: ["dead", "terminating"].includes(kernel?.status), busy: kernel?.status === "busy",
    lost: kernel ? kernel.connectionStatus !== "connected" : false };
}

function render({ model, el }) {
  let unanswered = 0;
  const say = (dead) => {
    const panel = el.closest(".da-panel");
    if (!panel) return;
    const cover = panel.querySelector(":scope > .da-dead");
    if (!dead) cover?.remove();
    else if (!cover) {
      const words = document.createElement("div");
      words.className = "da-dead";
      words.setAttribute("role", "alert");
      words.textContent = document.querySelector(".da-app-nav") ? IN_APP : DEAD;
      panel.prepend(words);
    }
    panel.classList.toggle("da-disconnected", dead);
  };
  const beat = () => {
    const { gone, busy, lost } = look(model);
    if (!busy || lost) unanswered += 1;
    if (gone || unanswered > PATIENCE) say(true);
    try {
      model.send({ ping: Date.now() });
    } catch {
      say(true); // the comm is closed
    }
  };
  const hear = (content) => {
    if (!content.pong) return;
    unanswered = 0;
    say(false);
  };
  const timer = setInterval(beat, 1000 * model.get("beat"));
  model.on("msg:custom", hear);
  return () => {
    clearInterval(timer);
    model.off("msg:custom", hear);
  };
}

export default { render };
