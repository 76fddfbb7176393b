// The chart of a schedule: bars are walked with the arrow keys, and moved with Alt
// and an arrow or by dragging. A move fills the form below the chart and asks the
// server for a preview; without this script the form does the same.
(() => {
  "use strict";

  const DAY = 24 * 3600 * 1000;
  const WAIT = 400;
  let waiting = 0;
  let returnTo = "";

  const chart = () => document.querySelector("[data-gantt]");
  const plot = () => chart()?.querySelector(".gantt-plot");
  const bars = () => [...(plot()?.querySelectorAll(".gantt-bar[data-task]") ?? [])];
  const form = () => document.getElementById(chart()?.dataset.gantt ?? "");
  const field = (bar) => form()?.elements[`start-${bar.dataset.task}`];

  // --- Days, as the server counts them: Monday to Friday -----------------------

  const read = (text) => new Date(`${text}T00:00:00Z`);
  const write = (date) => date.toISOString().slice(0, 10);
  const isWeekend = (date) => date.getUTCDay() % 6 === 0;

  function step(date, days) {
    const found = new Date(date);
    const way = Math.sign(days);
    for (let left = Math.abs(days); left > 0;) {
      found.setTime(found.getTime() + way * DAY);
      if (!isWeekend(found)) left -= 1;
    }
    return found;
  }

  function onWorkingDay(date) {
    const found = new Date(date);
    while (isWeekend(found)) found.setTime(found.getTime() + DAY);
    return found;
  }

  // --- Moving ----------------------------------------------------------------------

  function say(text) {
    const region = document.getElementById("gantt-said");
    if (region) region.textContent = text;
  }

  function name(bar) {
    return bar.getAttribute("aria-label").split(":")[0];
  }

  function show(bar, date) {
    const svg = plot();
    const days = (date - read(bar.dataset.starts)) / DAY;
    bar.setAttribute("transform", `translate(${days * Number(svg.dataset.day)} 0)`);
    bar.classList.add("is-moving");
  }

  function move(bar, date) {
    const input = field(bar);
    if (!input) return;
    input.value = write(date);
    show(bar, date);
    say(`${name(bar)} from ${date.toLocaleDateString("en", { day: "numeric", month: "long", timeZone: "UTC" })}. A preview follows.`);
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      returnTo = bar.dataset.task;
      form()?.requestSubmit();
    }, WAIT);
  }

  // --- Keys ------------------------------------------------------------------------

  // One bar is in the order of the Tab key, the arrows reach the others.
  function settle(current) {
    for (const bar of bars()) bar.setAttribute("tabindex", bar === current ? "0" : "-1");
  }

  function go(bar) {
    if (!bar) return;
    settle(bar);
    bar.focus();
  }

  const WALK = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

  function onKey(event) {
    const bar = event.target.closest?.(".gantt-bar[data-task]");
    if (!bar || !chart() || event.ctrlKey || event.metaKey) return;
    const all = bars();
    if (event.altKey) {
      const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!way) return;
      event.preventDefault();
      if (!("movable" in bar.dataset)) {
        say(`${name(bar)} has begun: it cannot start on another day.`);
        return;
      }
      const from = read(field(bar)?.value || bar.dataset.starts);
      move(bar, step(from, way * (event.shiftKey ? 5 : 1)));
    } else if (event.key in WALK) {
      event.preventDefault();
      go(all[all.indexOf(bar) + WALK[event.key]]);
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      go(event.key === "Home" ? all[0] : all[all.length - 1]);
    }
  }

  // --- Dragging --------------------------------------------------------------------

  let drag = null;

  function onDown(event) {
    const bar = event.target.closest?.(".gantt-bar[data-movable]");
    if (!bar || !chart() || event.button !== 0) return;
    drag = { bar, x: event.clientX, from: read(field(bar)?.value || bar.dataset.starts), date: null };
  }

  function onMove(event) {
    if (!drag) return;
    const moved = event.clientX - drag.x;
    if (!drag.date && Math.abs(moved) < 4) return;
    const days = Math.round(moved / Number(plot().dataset.day));
    drag.date = new Date(drag.from.getTime() + days * DAY);
    show(drag.bar, drag.date);
    event.preventDefault();
  }

  function onUp() {
    if (!drag) return;
    const { bar, date } = drag;
    drag = null;
    if (!date) return;
    // The click that ends a drag opens nothing.
    addEventListener("click", (event) => event.preventDefault(), { capture: true, once: true });
    setTimeout(() => move(bar, onWorkingDay(date)));
  }

  function onDragStart(event) {
    if (event.target.closest?.(".gantt-bar")) event.preventDefault();
  }

  // --- After the server has drawn it again -------------------------------------------

  function begin() {
    const all = bars();
    if (!all.length || !chart()) return;
    const back = all.find((bar) => bar.dataset.task === returnTo);
    settle(back ?? all[0]);
    if (back) back.focus({ preventScroll: true });
    returnTo = "";
    for (const hidden of document.querySelectorAll("#main [data-with-script]")) hidden.hidden = false;
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("pointerdown", onDown);
  document.addEventListener("pointermove", onMove);
  document.addEventListener("pointerup", onUp);
  document.addEventListener("pointercancel", () => { drag = null; });
  document.addEventListener("dragstart", onDragStart);
  document.addEventListener("htmx:afterSettle", begin);
  begin();
})();
