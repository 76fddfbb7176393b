// What was typed in a session and did not reach the server before it ended: this
// browser kept it. It is sent as it would have been, or let go; see session.js.
(() => {
  "use strict";

  const note = document.getElementById("unsent");
  if (!note) return;
  const { edits, plan, person } = note.dataset;
  const key = `kept:session:${person}:plan-${plan}`;
  const token = note.querySelector("[name=csrfmiddlewaretoken]").value;
  const line = note.querySelector("[role=status]");
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(key));
  } catch {
    // Nothing that can be read.
  }
  if (!kept) return;

  // Everything that was typed on the same revision goes in one edit.
  function batches() {
    const found = new Map();
    for (const [, { revision, held: _, alone: __, ...change }] of kept.waiting) {
      found.set(revision, [...(found.get(revision) ?? []), change]);
    }
    const rest = [...found].map(([revision, changes]) => ({ id: uuid(), revision, changes }));
    return [...(kept.sending ? [kept.sending] : []), ...rest];
  }

  function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  const shown = (value) => (Array.isArray(value) ? value.join(", ") : String(value ?? ""));

  function show() {
    const list = document.createElement("ul");
    const changes = batches().flatMap((each) => each.changes);
    const told = changes.map((each) => {
      if (each.place) return `${each.place}: ${shown(each.value)}`;
      if (each.remove) return `${each.remove} is taken out`;
      return `new: ${Object.values(each.values ?? {}).map(shown).join(", ")}`;
    });
    for (const [place, clash] of kept.clashes) told.push(`${place}: you wrote ${shown(clash.mine)}, ${clash.who} wrote ${shown(clash.theirs)}`);
    list.replaceChildren(...told.map((words) => {
      const item = document.createElement("li");
      item.textContent = words;
      return item;
    }));
    line.before(list);
    note.hidden = !told.length;
  }

  async function send() {
    const refused = [];
    for (const { id, revision, changes } of batches()) {
      const answer = await fetch(edits, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ id, revision, changes }),
      });
      if (!answer.ok || answer.redirected) {
        line.textContent = "It could not be sent. It stays in this browser: copy what you need into the draft.";
        return;
      }
      const told = await answer.json();
      for (const words of Object.values(told.errors)) refused.push(words.join(" "));
      for (const each of told.clashes) refused.push(`${each.place}: ${each.who} wrote something else, and that stands.`);
    }
    if (refused.length) line.textContent = `Not everything was taken: ${refused.join(" ")} It stays listed here.`;
    else {
      localStorage.removeItem(key);
      location.reload();
    }
  }

  note.querySelector("[data-send]").addEventListener("click", () => {
    send().catch(() => {
      line.textContent = "The connection is lost: try again.";
    });
  });
  note.querySelector("[data-forget]").addEventListener("click", () => {
    localStorage.removeItem(key);
    note.hidden = true;
  });
  show();
})();
