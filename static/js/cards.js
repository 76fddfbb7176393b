// "We can't keep this" on a weak connection: the reason is kept in this browser until the
// server has it, under a key that makes sending it twice harmless. Without this script the
// same buttons send the form.
(() => {
  "use strict";

  const PLACE = "cannot-keep";
  const AGAIN = 5000;
  let sending = false;

  function read() {
    try {
      return JSON.parse(localStorage.getItem(PLACE)) ?? [];
    } catch {
      return [];
    }
  }

  function write(waiting) {
    try {
      localStorage.setItem(PLACE, JSON.stringify(waiting));
      return true;
    } catch {
      return false; // private mode: it is sent as a plain form then
    }
  }

  const drop = (key) => write(read().filter((one) => one.key !== key));

  // Whoever signs in after somebody else on this phone must not send what that one said.
  const me = document.querySelector("[data-person]")?.dataset.person ?? "";
  const mine = () => read().filter((one) => one.person === me);

  function say(key, text) {
    let shown = false;
    for (const form of document.querySelectorAll("[data-cannot-keep]")) {
      if (form.elements.key.value !== key) continue;
      const state = form.closest(".cannot-keep").querySelector("[data-cannot-keep-state]");
      state.textContent = text;
      shown = true;
    }
    const elsewhere = document.querySelector("[data-cannot-keep-waiting]");
    if (!shown && elsewhere) elsewhere.textContent = `We can't keep this: ${text}`;
  }

  async function send(one) {
    const body = new URLSearchParams({ key: one.key, reason: one.reason });
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    return fetch(one.action, { method: "POST", body, headers, redirect: "manual" });
  }

  async function deliver(one) {
    let answer;
    try {
      answer = await send(one);
    } catch {
      say(one.key, "No connection. It is kept on this phone and sent as soon as there is one.");
      return;
    }
    if (answer.ok) {
      const said = await answer.json();
      drop(one.key);
      location.assign(`${one.card}?sent=${one.key.slice(0, 8)}#said-${said.id}`);
      return;
    }
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 408 && answer.status !== 429) {
      drop(one.key);
      say(one.key, "It could not be taken. Load this page again to see why.");
      return;
    }
    say(one.key, "Not sent yet. It is kept on this phone and tried again.");
  }

  async function deliverAll() {
    if (sending) return;
    sending = true;
    for (const one of mine()) await deliver(one);
    sending = false;
    if (mine().length) setTimeout(deliverAll, AGAIN);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-cannot-keep]");
    if (!form || !event.submitter) return;
    const one = {
      key: form.elements.key.value,
      reason: event.submitter.value,
      action: form.getAttribute("action"),
      card: location.pathname,
      person: me,
    };
    if (!write([...read().filter((other) => other.key !== one.key), one])) return;
    event.preventDefault();
    form.closest("details").open = false;
    say(one.key, "Sending: we can't keep this.");
    deliverAll();
  });

  window.addEventListener("online", deliverAll);
  for (const one of mine()) say(one.key, "Kept on this phone, being sent.");
  if (mine().length) deliverAll();
})();
