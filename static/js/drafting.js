// The draft form of a plan: rows come and go, and nothing typed is lost. Without
// this script the same buttons ask the server; see planner/plans/forms.
(() => {
  "use strict";

  const form = document.getElementById("draft");
  if (!form) return;
  const all = (selector, root = form) => [...root.querySelectorAll(selector)];

  // --- Rows -------------------------------------------------------------------

  // Numbers are only ever used once on a page; the server closes the gaps.
  let next = 1000;

  function changed() {
    form.dispatchEvent(new Event("rows", { bubbles: true }));
    remember();
  }

  function renumber(group) {
    all("[data-row]", group.querySelector("[data-rows-list]")).forEach((row, index) => {
      const legend = row.querySelector("legend");
      legend.textContent = `${legend.textContent.trim().split(" ")[0]} ${index + 1}`;
    });
  }

  function addRow(button) {
    const group = button.closest("[data-rows]");
    const markup = group.querySelector("template").innerHTML.replaceAll("__prefix__", next);
    next += 1;
    const list = group.querySelector("[data-rows-list]");
    list.insertAdjacentHTML("beforeend", markup);
    renumber(group);
    offerTactics();
    const row = list.lastElementChild;
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    changed();
  }

  function removeRow(button) {
    const group = button.closest("[data-rows]");
    const row = button.closest("[data-row]");
    const neighbour = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    renumber(group);
    offerTactics();
    const target = neighbour?.querySelector("[data-row-remove]");
    (target ?? group.querySelector("[data-row-add]")).focus();
    changed();
  }

  // --- What an assumption may move ----------------------------------------------

  function slug(name) {
    const plain = name.normalize("NFKD").replace(/[^\x20-\x7e]/g, "").toLowerCase();
    const words = plain.replace(/[^a-z0-9\s-]/g, "").trim().replace(/[\s-]+/g, "-");
    return words.slice(0, 45).replace(/^-+|-+$/g, "");
  }

  // A new tactic gets its code once it has a name, so that an assumption can move it.
  function nameTactics() {
    const codes = new Set();
    const tactics = [];
    for (const row of all('[data-rows="tactics"] [data-rows-list] [data-row]')) {
      const name = row.querySelector("[name$='-name']").value.trim();
      const code = row.querySelector("[name$='-code']");
      if (!code.value && name && row !== document.activeElement?.closest("[data-row]")) {
        const wanted = slug(name) || "tactic";
        let free = wanted;
        for (let n = 2; codes.has(free); n += 1) free = `${wanted}-${n}`;
        code.value = free;
      }
      if (code.value) {
        codes.add(code.value);
        tactics.push([`demand:${code.value}`, name || code.value]);
      }
    }
    return tactics;
  }

  function offerTactics() {
    const tactics = nameTactics();
    const templates = all("template").map((template) => template.content);
    for (const root of [form, ...templates]) {
      for (const select of all("select[name$='-driver']", root)) {
        let group = select.querySelector("optgroup[data-tactics]")
          ?? all("optgroup", select).find((each) => each.querySelector("[value^='demand:']"));
        if (!group) {
          group = document.createElement("optgroup");
          group.label = "Demand of a tactic";
          select.querySelector("option")?.after(group);
        }
        group.dataset.tactics = "";
        const chosen = select.value;
        group.replaceChildren(...tactics.map(([value, name]) => new Option(name, value)));
        if (chosen) select.value = chosen;
        if (select.selectedIndex < 0) select.value = "";
      }
    }
  }

  // --- What was typed is kept in this browser until it is saved -------------------

  const mine = `kept:draft:${form.dataset.person}:${form.dataset.draft}:`;
  const key = mine + form.dataset.revision;
  const SECRET = ["csrfmiddlewaretoken", "revision"];

  const fields = () =>
    [...new FormData(form)].filter(([name, value]) => !SECRET.includes(name) && typeof value === "string");
  const text = () => JSON.stringify(fields());
  const saved = text();

  let waiting = 0;
  let leaving = false;

  function store() {
    if (leaving) return;
    try {
      if (text() === saved && !("typed" in form.dataset)) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields: fields() }));
    } catch {
      // No room, or not allowed: then only the page itself holds it.
    }
  }

  function remember() {
    clearTimeout(waiting);
    waiting = setTimeout(store, 300);
  }

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  // What belongs to an older revision was saved, or somebody saved over it.
  function forgetOlder() {
    try {
      for (const name of Object.keys(localStorage)) {
        if (name.startsWith(mine) && Number(name.slice(mine.length)) < Number(form.dataset.revision)) {
          localStorage.removeItem(name);
        }
      }
    } catch {
      // Nothing is kept, then.
    }
  }

  // The server draws the rows again from what was kept, without saving them.
  function restore() {
    const again = document.createElement("form");
    again.method = "post";
    again.hidden = true;
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const sent = [
      ...kept().fields,
      ["csrfmiddlewaretoken", token],
      ["revision", form.dataset.revision],
      ["restore", "yes"],
    ];
    for (const [name, value] of sent) {
      const input = document.createElement("textarea");
      input.name = name;
      input.value = value;
      again.append(input);
    }
    document.body.append(again);
    leaving = true;
    again.submit();
  }

  function offer() {
    const found = kept();
    const note = document.getElementById("unsaved");
    if ("typed" in form.dataset) return store();
    if (!found || JSON.stringify(found.fields) === saved) return undefined;
    note.querySelector("[data-kept-at]").textContent = new Date(found.at).toLocaleString();
    note.hidden = false;
    note.addEventListener("click", (event) => {
      if (event.target.closest("[data-restore]")) restore();
      if (event.target.closest("[data-forget]")) {
        localStorage.removeItem(key);
        note.hidden = true;
      }
    });
    return undefined;
  }

  form.addEventListener("click", (event) => {
    const add = event.target.closest("[data-row-add]");
    const remove = event.target.closest("[data-row-remove]");
    if (!add && !remove) return;
    event.preventDefault();
    if (add) addRow(add);
    else removeRow(remove);
  });
  form.addEventListener("input", remember);
  form.addEventListener("focusout", () => setTimeout(offerTactics));
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    store();
  });
  addEventListener("pagehide", store);
  forgetOlder();
  offer();
})();
