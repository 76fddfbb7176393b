// The facilitator's view of a session follows the room: what is answered, who is there
// and how the score moves come in by themselves, without touching what is being typed.
// Without this script the same page is loaded again.
(() => {
  "use strict";

  const page = document.getElementById("questions");
  if (!page) return;
  const line = document.getElementById("session-line");
  const EVERY = 1000;
  const HIDDEN = 10_000;
  const LONGEST = 16_000;

  let revision = page.dataset.revision;
  let score = page.dataset.score;
  let tag = "";
  let failures = 0;
  let timer = 0;

  // What is said without script is not said with one.
  line.textContent = "";
  line.classList.add("visually-hidden");

  const part = (name, root = document) => root.querySelector(`[data-live="${name}"]`);
  const say = (text) => {
    if (line.textContent !== text) line.textContent = text;
    line.classList.toggle("visually-hidden", !text);
  };

  document.addEventListener("input", (event) => {
    event.target.closest("[data-live]")?.setAttribute("data-typed", "");
  });

  const isBusy = (shown) =>
    "typed" in shown.dataset || shown.querySelector("input:focus, select:focus, textarea:focus");

  function follow(fresh) {
    for (const name of ["progress", "people", "score", "points"]) {
      const shown = part(name);
      const now = part(name, fresh);
      if (shown && now && shown.innerHTML !== now.innerHTML) shown.replaceWith(now);
    }
    const asked = part("question");
    const now = part("question", fresh);
    if (!asked || !now || asked.dataset.mark === now.dataset.mark) return say("");
    if (isBusy(asked)) {
      return say("Somebody has answered this meanwhile, or it has changed. What you typed stays until you send it.");
    }
    asked.replaceWith(now);
    return say("The room has answered: this is asked now.");
  }

  async function draw() {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = fresh.getElementById("questions");
    if (!now) return;
    ({ revision, score } = now.dataset);
    follow(fresh);
  }

  // Returns whether there is anything more to ask for.
  async function ask() {
    const query = new URLSearchParams({ after: revision, score, place: "questions" });
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(`${page.dataset.state}?${query}`, { headers, cache: "no-store" });
    if (answer.redirected || answer.status === 404) {
      say("You are signed out, or the session is not there any more: load this page again.");
      return false;
    }
    if (answer.status !== 304) {
      if (!answer.ok) throw new Error(String(answer.status));
      if ((await answer.json()).ended) {
        say("The session has ended: its minutes stand on the Session tab.");
        return false;
      }
      await draw();
      tag = answer.headers.get("ETag") ?? "";
    }
    if (failures > 1) say("");
    failures = 0;
    return true;
  }

  async function turn() {
    clearTimeout(timer);
    let goesOn = true;
    try {
      goesOn = await ask();
    } catch {
      failures += 1;
      if (failures > 1) say("Connection lost: it is tried again.");
    }
    if (!goesOn) return;
    const pause = document.hidden ? HIDDEN : EVERY;
    timer = setTimeout(turn, failures ? Math.min(EVERY * 2 ** (failures - 1), LONGEST) : pause);
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) turn();
  });
  addEventListener("online", turn);
  turn();
})();
