// A planning session: several people in one form. What is typed here is sent as soon
// as it rests, and once more until the server has it; what others typed arrives
// without touching the field one is in. Without this script the same form is saved
// as a whole; see planner/workshop.
(() => {
  "use strict";

  const form = document.getElementById("session");
  if (!form) return;
  const { state, edits, rowUrl, plan, person } = form.dataset;
  const reading = "reading" in form.dataset;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const line = document.getElementById("session-line");
  const said = document.getElementById("session-said");
  const all = (selector, root = form) => [...root.querySelectorAll(selector)];
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  const TYPING = 300;
  const EVERY = 1000;
  const LIVELY = 500; // while anybody changes something, and a little after
  const QUIET_AFTER = 20_000;
  const FOR_SCORE = 150; // until the score is that of what the form shows
  const HIDDEN = 10_000;
  const LONGEST = 16_000;
  const TRIES = 3;

  let revision = Number(form.dataset.revision);
  let score = Number(form.dataset.score);
  let tag = "";
  let over = false;
  let stopped = "";
  let failures = 0;
  let lively = 0;
  let awaited = 0;
  let next = 5000;

  // What waits to be sent, by place; and the edit that is on its way.
  let waiting = new Map();
  let sending = null;
  // Two values for one place: nothing of it is sent until its person chose.
  const clashes = new Map();
  // The revision that a field shows, where it is not that of the form; and the fields
  // that show an older one because somebody is in them.
  const shows = new Map();
  const stale = new Set();
  const known = new Map();

  // --- Places -------------------------------------------------------------------

  function placeOf(control) {
    const row = control.closest("[data-row]");
    if (!control.name || control.closest("[data-add]")) return "";
    if (!row) return ["title", "objective", "starts_on", "weeks"].includes(control.name) ? `plan.${control.name}` : "";
    const field = control.name.slice(control.name.lastIndexOf("-") + 1);
    if (field === "code" || field === "remove") return "";
    return `${row.closest("[data-rows]").dataset.rows}.${codeOf(row)}.${field}`;
  }

  const codeOf = (row) => row.querySelector("[name$='-code']").value;
  const listOf = (kind) => form.querySelector(`[data-rows="${kind}"] [data-rows-list]`);
  const rowOf = (kind, code) =>
    all("[data-row]", listOf(kind)).find((row) => codeOf(row) === code);

  function controlsOf(place) {
    const [kind, code, field] = place.split(".");
    if (kind === "plan") return all(`[name="${code}"]`);
    const row = rowOf(kind, code);
    return row && field ? all(`[name$="-${field}"]`, row) : [];
  }

  function read(place) {
    const controls = controlsOf(place);
    if (place.endsWith(".promises")) {
      return controls.filter((box) => box.checked).map((box) => box.value).sort();
    }
    return controls[0]?.value ?? "";
  }

  function write(place, value) {
    for (const control of controlsOf(place)) {
      if (control.type === "checkbox") control.checked = value.includes(control.value);
      else if (control.value !== value) control.value = value;
    }
  }

  function places() {
    const found = all("input, select, textarea").map(placeOf);
    return [...new Set(found.filter(Boolean))];
  }

  const focused = () => {
    const active = document.activeElement;
    return active && form.contains(active) ? placeOf(active) : "";
  };

  const wrapperOf = (place) => {
    const [first] = controlsOf(place);
    const field = place.endsWith(".promises") ? first?.closest("fieldset") : first;
    return field?.closest(".field") ?? null;
  };

  // --- Kept in this browser until the server has it ---------------------------------

  const key = `kept:session:${person}:plan-${plan}`;

  function store() {
    try {
      if (!waiting.size && !sending && !clashes.size) localStorage.removeItem(key);
      else {
        localStorage.setItem(
          key,
          JSON.stringify({ waiting: [...waiting], sending, clashes: [...clashes] }),
        );
      }
    } catch {
      // No room, or not allowed: then only the page itself holds it.
    }
  }

  function restore() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(key));
    } catch {
      // Nothing that can be read.
    }
    if (!kept) return;
    sending = kept.sending;
    waiting = new Map(kept.waiting);
    for (const each of waiting.values()) if (each.alone) each.held = false;
    const mine = new Map(
      (sending?.changes ?? []).filter((each) => each.place).map((each) => [each.place, each.value]),
    );
    for (const [place, change] of waiting) if (change.place) mine.set(place, change.value);
    for (const [place, value] of mine) write(place, value);
    for (const [place, clash] of kept.clashes) showClash({ place, ...clash });
  }

  // --- Saying how it stands ---------------------------------------------------------

  const count = () => waiting.size + (sending ? sending.changes.length : 0);

  function tell() {
    const changes = count();
    const many = changes === 1 ? "1 change waits" : `${changes} changes wait`;
    let text = reading ? "You are reading along." : "Everything is saved.";
    let tone = "";
    if (stopped) [text, tone] = [stopped, "not-kept"];
    else if (failures > 1) {
      text = `Connection lost: ${changes ? `${many} here and will be sent` : "it is tried again"}.`;
      tone = "at-risk";
    } else if (over) text = changes ? `The session has ended; ${many} to be sent.` : "The session has ended.";
    else if ([...waiting.values()].some((each) => each.alone && each.held)) {
      [text, tone] = ["The server failed on a change. It is kept in this browser: change it, or load this page again.", "not-kept"];
    } else if (clashes.size) [text, tone] = ["Two wrote the same field: choose which stands.", "at-risk"];
    else if (changes) text = "Saving…";
    if (line.textContent !== text) line.textContent = text;
    line.className = `session-line${tone ? ` tone is-${tone}` : ""}`;
    form.dataset.saved = String(!changes && !sending);
  }

  function note(place, name, text, buttons = []) {
    const wrapper = wrapperOf(place);
    if (!wrapper) return null;
    wrapper.querySelector(`[data-note="${name}"]`)?.remove();
    const box = document.createElement("div");
    box.className = `session-note is-${name}`;
    box.dataset.note = name;
    const words = document.createElement("p");
    words.textContent = text;
    box.append(words);
    for (const [label, act] of buttons) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-small";
      button.textContent = label;
      button.addEventListener("click", act);
      box.append(button);
    }
    wrapper.append(box);
    return box;
  }

  function unnote(place, name) {
    const found = wrapperOf(place)?.querySelector(`[data-note="${name}"]`);
    found?.remove();
    return Boolean(found);
  }

  function flash(place) {
    const wrapper = wrapperOf(place);
    if (!wrapper) return;
    wrapper.classList.remove("is-news");
    void wrapper.offsetWidth;
    wrapper.classList.add("is-news");
    setTimeout(() => wrapper.classList.remove("is-news"), 2500);
  }

  const words = (value) => (Array.isArray(value) ? value.join(", ") || "nothing" : value || "nothing");

  function announce(news) {
    if (!news.length) return;
    const told = news.slice(0, 3).map((each) => `${each.who} changed ${each.title}`);
    said.textContent = told.join(". ") + (news.length > 3 ? `, and ${news.length - 3} more.` : ".");
  }

  // --- Typing -----------------------------------------------------------------------

  let rested = 0;
  let began = 0;
  let asked = 0;

  function changed(place) {
    if (!place || reading) return;
    const value = read(place);
    const under = sending?.changes.some((each) => each.place === place);
    if (!under && same(value, known.get(place))) waiting.delete(place);
    else {
      const base = waiting.get(place)?.revision ?? shows.get(place) ?? revision;
      waiting.set(place, { place, value, revision: base });
    }
    unnote(place, "wrong");
    if (!began) began = Date.now();
    rested = Date.now() + TYPING;
    store();
    tell();
    turnIn(TYPING);
  }

  form.addEventListener("input", (event) => changed(placeOf(event.target)));
  form.addEventListener("change", (event) => changed(placeOf(event.target)));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("focusin", () => turnIn(150));
  form.addEventListener("focusout", (event) => {
    const place = placeOf(event.target);
    setTimeout(() => catchUp(place), 0);
  });

  // Left as it was: now the field shows what others made of it.
  function catchUp(place) {
    if (!stale.has(place) || focused() === place) return;
    if (waiting.has(place) || clashes.has(place)) return;
    stale.delete(place);
    shows.delete(place);
    if (unnote(place, "news")) flash(place);
    write(place, known.get(place));
  }

  form.addEventListener("click", (event) => {
    const remove = event.target.closest("[data-row-remove]");
    const adding = event.target.closest("[data-add] button");
    if (remove) {
      event.preventDefault();
      removeRow(remove.closest("[data-row]"));
    } else if (adding) {
      event.preventDefault();
      addRow(adding.closest("[data-add]"));
    }
  });
  form.addEventListener("keydown", (event) => {
    const box = event.target.closest("[data-add]");
    if (event.key === "Enter" && box && event.target.tagName === "INPUT") {
      event.preventDefault();
      addRow(box);
    }
  });

  function queue(name, change) {
    waiting.set(name, { ...change, revision });
    store();
    tell();
    rested = 0;
    turnIn(0);
  }

  function addRow(box) {
    const [input] = all("input", box);
    const driver = box.querySelector("select");
    if (!input.value.trim() || (driver && !driver.value)) {
      (input.value.trim() ? driver : input).focus();
      return;
    }
    const values = { [input.dataset.value]: input.value.trim() };
    if (driver) values.driver = driver.value;
    queue(`add ${Date.now()}`, { add: box.dataset.add, values });
    input.value = "";
  }

  function removeRow(row) {
    const place = `${row.closest("[data-rows]").dataset.rows}.${codeOf(row)}`;
    for (const name of [...waiting.keys()]) if (name.startsWith(`${place}.`)) waiting.delete(name);
    row.hidden = true;
    queue(place, { remove: place });
  }

  // --- Two values for one field -------------------------------------------------------

  function showClash({ place, who, theirs, mine }) {
    clashes.set(place, { who, theirs, mine });
    const [kind, code, field] = place.split(".");
    if (!field && kind !== "plan") return showRowClash(place, who, theirs, rowOf(kind, code));
    if (known.has(place)) known.set(place, theirs);
    if (!waiting.has(place) && focused() !== place) write(place, mine);
    note(place, "clash", `${who} wrote ${words(theirs)}; you wrote ${words(mine)}.`, [
      ["Take theirs", () => settle(place, theirs)],
      ["Keep mine", () => settle(place, read(place))],
    ]);
    return undefined;
  }

  function settle(place, value) {
    clashes.delete(place);
    waiting.delete(place);
    stale.delete(place);
    unnote(place, "clash");
    write(place, value);
    controlsOf(place)[0]?.focus();
    changed(place);
    store();
    tell();
    rested = 0;
    turnIn(0);
  }

  // One took a row out that the other changed: true stands for a row that stays.
  function showRowClash(place, who, theirs, row) {
    clashes.delete(place);
    if (theirs && row) {
      row.hidden = false;
      said.textContent = `${who} changed it meanwhile, so it stays. Take it out again if you mean it.`;
      row.querySelector("[data-row-remove]")?.focus();
    } else {
      said.textContent = `${who} took out what you changed.`;
    }
    line.textContent = said.textContent;
  }

  // A row that somebody took out while one was in it, or had something unsent in it.
  function showGone(row, place, who) {
    if (row.querySelector("[data-note=gone]")) return;
    const box = document.createElement("div");
    box.className = "session-note is-clash";
    box.dataset.note = "gone";
    const told = document.createElement("p");
    told.textContent = `${who || "Somebody"} took this out.`;
    const back = document.createElement("button");
    back.type = "button";
    back.className = "button button-small";
    back.textContent = "Bring it back as it stands here";
    back.addEventListener("click", () => bringBack(row, place));
    const leave = document.createElement("button");
    leave.type = "button";
    leave.className = "button button-small button-quiet";
    leave.textContent = "Let it go";
    leave.addEventListener("click", () => {
      forget(place);
      row.remove();
    });
    box.append(told, back, leave);
    row.prepend(box);
  }

  function forget(place) {
    for (const map of [waiting, shows, stale, known, clashes]) {
      for (const name of [...map.keys()]) if (name === place || name.startsWith(`${place}.`)) map.delete(name);
    }
    store();
    tell();
  }

  function bringBack(row, place) {
    const values = {};
    for (const control of all("input, select, textarea", row)) {
      const at = placeOf(control);
      if (at) values[at.split(".")[2]] = read(at);
    }
    const [kind] = place.split(".");
    forget(place);
    row.remove();
    queue(`add ${Date.now()}`, { add: kind, values });
  }

  // --- Sending ------------------------------------------------------------------------

  function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  const rowPart = (place) => place.split(".").slice(0, 2).join(".");

  // Everything that was typed on the same revision goes in one edit.
  function pack() {
    let ready = [...waiting].filter(([place, each]) => !clashes.has(place) && !each.held);
    if (!ready.length) return;
    // What the server failed on goes row by row, after everything else.
    const others = ready.filter(([, each]) => !each.alone);
    const [first] = ready;
    ready = others.length ? others : ready.filter(([place]) => rowPart(place) === rowPart(first[0]));
    const base = Math.min(...ready.map(([, each]) => each.revision));
    const oldest = ready.filter(([, each]) => each.revision === base);
    const rows = new Set(oldest.map(([place]) => rowPart(place)));
    // A row goes as a whole: its fields may only be right together.
    const chosen = ready.filter(([place, each]) => each.revision === base || rows.has(rowPart(place)));
    const changes = chosen.map(([, { revision: _, held: __, alone: ___, ...change }]) => change);
    const alone = !others.length;
    for (const [place] of chosen) waiting.delete(place);
    sending = { id: uuid(), revision: base, changes, alone };
    store();
  }

  async function send() {
    const answer = await fetch(edits, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ id: sending.id, revision: sending.revision, changes: sending.changes }),
    });
    if (answer.redirected || answer.status === 401) return stop("You are signed out. Sign in in another window, then load this page again; what you typed is kept.");
    if (answer.status === 500 && failedAgain()) return undefined;
    if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
    const told = await answer.json();
    if (answer.status === 409) return returned(told);
    if (!answer.ok) return stop(`${told.message ?? ""} ${told.next_step ?? ""} What you typed is kept in this browser.`);
    return accepted(told);
  }

  // The server cannot tell it from what others did: each value is to be chosen again.
  function returned(told) {
    const { changes } = sending;
    sending = null;
    for (const { place, value } of changes) {
      if (place) showClash({ place, who: "The plan", theirs: known.get(place), mine: value });
    }
    said.textContent = `${told.message} ${told.next_step}`;
    note("plan.title", "wrong", said.textContent);
    store();
  }

  // An edit that the server fails on again and again must not keep the others waiting:
  // its rows go one by one, and what still fails stays here until it is typed anew.
  function failedAgain() {
    sending.tries = (sending.tries ?? 0) + 1;
    store();
    if (sending.tries < TRIES) return false;
    const { changes, revision: base, alone } = sending;
    sending = null;
    const told = ["The server failed on it. It is kept in this browser and tried again with your next change here."];
    for (const change of changes) {
      const { place } = change;
      const name = place ?? change.remove ?? `add ${uuid()}`;
      if (!waiting.has(name)) waiting.set(name, { ...change, revision: base, alone: true, held: alone });
      if (alone && place) note(place, "wrong", `Not saved yet: ${told[0]}`);
      if (alone) said.textContent = told[0];
    }
    store();
    return true;
  }

  function stop(text) {
    stopped = text;
  }

  function accepted(told) {
    const { changes, revision: base } = sending;
    const clashing = new Set(told.clashes.map((each) => each.place));
    sending = null;
    for (const change of changes) {
      const { place, value } = change;
      if (!place) continue;
      if (told.errors[place]) {
        refused(place, change, told.errors[place], base);
      } else if (!clashing.has(place)) {
        known.set(place, value);
        stale.delete(place);
        unnote(place, "news");
        // What was typed meanwhile stands on what was just saved.
        const later = waiting.get(place);
        if (later) later.revision = told.revision;
        if (later && same(later.value, value)) waiting.delete(place);
      }
      if (told.revision > revision) shows.set(place, told.revision);
    }
    for (const name of Object.keys(told.errors).filter((each) => each.startsWith("add"))) {
      line.textContent = told.errors[name].join(" ");
      said.textContent = line.textContent;
    }
    told.clashes.forEach(showClash);
    store();
  }

  // It stays here, and goes along with the next change of its row.
  function refused(place, change, told, base) {
    if (!waiting.has(place)) waiting.set(place, { ...change, revision: base, held: true });
    note(place, "wrong", `Not saved yet: ${told.join(" ")}`);
  }

  function release() {
    const fresh = [...waiting].filter(([, each]) => !each.held).map(([place]) => rowPart(place));
    for (const [place, each] of waiting) {
      if (each.held && (fresh.includes(rowPart(place)) || fresh.includes("plan.weeks"))) each.held = false;
    }
  }

  // --- What is new ----------------------------------------------------------------------

  async function ask() {
    const query = new URLSearchParams({ after: revision, score, place: focused() });
    asked = Date.now();
    const answer = await fetch(`${state}?${query}`, {
      headers: tag ? { "If-None-Match": tag } : {},
      cache: "no-store",
    });
    if (answer.status === 304) return waitForScore();
    if (answer.redirected) return stop("You are signed out. Sign in in another window, then load this page again; what you typed is kept.");
    if (answer.status === 404) return stop("This plan or its session is not there any more.");
    if (!answer.ok) throw new Error(String(answer.status));
    const found = await answer.json();
    if (found.revision > revision) lively = Date.now() + QUIET_AFTER;
    await arrive(found);
    tag = answer.headers.get("ETag") ?? "";
    return waitForScore();
  }

  // One browser's question has it computed; the others ask again for it soon.
  function waitForScore() {
    awaited = score < revision && !over ? awaited + 1 : 0;
  }

  async function arrive(found) {
    over = found.ended;
    if (found.score.html) {
      score = found.score.revision;
      form.dataset.score = score;
      document.getElementById("session-score").innerHTML = found.score.html;
    }
    const gone = await arrange(found.rows, found.removed ?? {});
    const news = [];
    for (const each of found.changes) {
      if (comes(each)) news.push(each);
    }
    announce([...news, ...gone].filter((each) => each.who));
    if (found.revision > revision) revision = found.revision;
    form.dataset.revision = revision;
    for (const [place, at] of [...shows]) if (at <= revision && !stale.has(place)) shows.delete(place);
    present(found.present);
  }

  // Returns whether somebody else's value came into the form.
  function comes({ place, value, who }) {
    const busy = waiting.has(place) || clashes.has(place)
      || sending?.changes.some((each) => each.place === place);
    const mine = who === form.dataset.name;
    known.set(place, value);
    if (busy || same(read(place), value)) return false;
    if (focused() === place) {
      if (!stale.has(place) && !shows.has(place)) shows.set(place, mine ? shows.get(place) ?? revision : revision);
      stale.add(place);
      if (!mine) note(place, "news", `${who} made it ${words(value)}. It comes in when you leave the field.`);
      return !mine;
    }
    write(place, value);
    if (!mine) flash(place);
    return !mine;
  }

  async function arrange(rows, removed) {
    const told = [];
    for (const kind of Object.keys(rows ?? {})) {
      const list = listOf(kind);
      for (const row of all("[data-row]", list)) {
        const place = `${kind}.${codeOf(row)}`;
        if (rows[kind].includes(codeOf(row))) continue;
        const who = removed[place] ?? "";
        const mine = [...waiting.keys()].some((name) => name.startsWith(`${place}.`));
        if (mine || row.contains(document.activeElement)) showGone(row, place, who);
        else {
          if (!row.hidden) told.push({ who, title: `the plan: ${row.querySelector("legend").textContent} is out` });
          forget(place);
          row.remove();
        }
      }
      for (const [index, code] of rows[kind].entries()) {
        if (!rowOf(kind, code)) await fetchRow(kind, code, list, index);
      }
      all("[data-row] > legend", list).forEach((legend, index) => {
        legend.textContent = `${legend.textContent.trim().split(" ")[0]} ${index + 1}`;
      });
    }
    if (rows?.tactics) offerTactics();
    return told;
  }

  async function fetchRow(kind, code, list, index) {
    next += 1;
    const query = new URLSearchParams({ kind, code, number: next });
    const answer = await fetch(`${rowUrl}?${query}`);
    if (answer.status === 404) return;
    if (!answer.ok) throw new Error(String(answer.status));
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const row = holder.content.querySelector("[data-row]");
    if (!row || rowOf(kind, code)) return;
    if (reading) for (const each of all("input, select, textarea, button", row)) each.disabled = true;
    list.insertBefore(row, list.children[index] ?? null);
    for (const control of all("input, select, textarea", row)) {
      const place = placeOf(control);
      if (place) known.set(place, read(place));
    }
    row.classList.add("is-news");
    setTimeout(() => row.classList.remove("is-news"), 2500);
  }

  // What an assumption may move: the tactics as they are now.
  function offerTactics() {
    const tactics = all("[data-row]", listOf("tactics")).map((row) => [
      `demand:${codeOf(row)}`,
      row.querySelector("[name$='-name']").value || codeOf(row),
    ]);
    for (const select of all("select[name$='-driver']")) {
      let group = all("optgroup", select).find((each) => each.label === "Demand of a tactic");
      if (!group && tactics.length) {
        group = document.createElement("optgroup");
        group.label = "Demand of a tactic";
        select.querySelector("option")?.after(group);
      }
      const chosen = select.value;
      group?.replaceChildren(...tactics.map(([value, name]) => new Option(name, value)));
      if (chosen) select.value = chosen;
    }
  }

  function present(people) {
    const list = document.getElementById("session-people");
    list.replaceChildren(...people.map((each) => {
      const item = document.createElement("li");
      const mark = document.createElement("span");
      mark.className = "initials";
      mark.setAttribute("aria-hidden", "true");
      mark.textContent = each.initials;
      const who = document.createElement("span");
      who.append(mark, ` ${each.name}${each.me ? " (you)" : ""}`);
      item.append(who);
      if (each.where) {
        const where = document.createElement("span");
        where.className = "small";
        where.textContent = each.where;
        item.append(where);
      }
      return item;
    }));
    form.dataset.name = people.find((each) => each.me)?.name ?? "";
    for (const mark of all(".session-here")) mark.remove();
    for (const each of people) {
      const wrapper = each.me || !each.place ? null : wrapperOf(each.place);
      if (!wrapper) continue;
      const mark = document.createElement("span");
      mark.className = "initials session-here";
      mark.title = each.name;
      mark.textContent = each.initials;
      wrapper.append(mark);
    }
  }

  // --- The turn: send what waits, ask what is new, and again -------------------------------

  let timer = 0;
  let due = Infinity;
  let turning = false;
  let again = false;

  const every = () => (Date.now() < lively ? LIVELY : EVERY);

  function turnIn(milliseconds) {
    const at = Date.now() + milliseconds;
    if (turning) {
      if (milliseconds < LIVELY) again = true;
      return;
    }
    if (at >= due) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(turn, milliseconds);
  }

  async function turn() {
    due = Infinity;
    turning = true;
    again = false;
    try {
      const now = Date.now();
      if (!stopped && !sending && (now >= rested || now - began > EVERY)) {
        began = 0;
        release();
        pack();
      }
      const sent = sending && !stopped;
      if (sent) await send();
      if (sent || again || awaited || Date.now() - asked >= every() - 50) await ask();
      failures = 0;
    } catch {
      failures += 1; // the line is cut, or the server is away: it is tried again
    }
    turning = false;
    tell();
    const open = [...waiting].some(([place, each]) => !clashes.has(place) && !each.held);
    let pause = document.hidden ? HIDDEN : every();
    if (failures) pause = Math.min(EVERY * 2 ** (failures - 1), LONGEST);
    else if (open) pause = Math.max(20, rested - Date.now());
    else if (again) pause = 150;
    else if (awaited && !document.hidden) pause = Math.min(FOR_SCORE * awaited, every());
    if (over && !open && !sending) pause = HIDDEN;
    if (stopped) return;
    turnIn(pause);
  }

  addEventListener("online", () => {
    failures = 0;
    turnIn(0);
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) turnIn(0);
  });
  addEventListener("pagehide", store);
  for (const each of document.querySelectorAll("[data-without-script]")) each.hidden = true;
  for (const place of places()) known.set(place, read(place));
  restore();
  tell();
  turnIn(0);
})();
