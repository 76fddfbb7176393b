// The board as a spreadsheet: arrow keys and Enter move, a copied block can be
// pasted, changed cells are marked and can be undone. Without it the inputs still
// work, and /operations/paste/ takes blocks.
(() => {
  "use strict";

  const form = document.querySelector("form[data-grid]");
  if (!form) return;
  const rows = [...form.querySelectorAll("tbody tr")]
    .map((row) => [...row.cells].slice(1).map((cell) => cell.querySelector("input")));
  const inputs = rows.flat().filter(Boolean);
  if (!inputs.length) return;

  const undoButton = form.querySelector("[data-grid-undo]");
  const status = form.querySelector("[data-grid-status]");
  const seen = new Map(inputs.map((input) => [input, input.dataset.seen ?? input.defaultValue]));
  const held = new Map(inputs.map((input) => [input, input.value]));
  const steps = []; // each a list of [input, the text it held before]
  let sending = false;

  const isChanged = (input) => input.value.trim() !== seen.get(input);
  const changed = () => inputs.filter(isChanged).length;

  function show(note = "") {
    for (const input of inputs) input.closest("td").classList.toggle("is-changed", isChanged(input));
    const count = changed();
    const words = count ? `${count} ${count === 1 ? "cell" : "cells"} changed, not saved` : "";
    status.textContent = [note, words].filter(Boolean).join(" ");
    undoButton.disabled = steps.length === 0;
  }

  function put(changes) {
    const step = changes.filter(([input, text]) => held.get(input) !== text)
      .map(([input, text]) => {
        const before = held.get(input);
        input.value = text;
        held.set(input, text);
        return [input, before];
      });
    if (step.length) steps.push(step);
  }

  function undo() {
    for (const [input, before] of steps.pop() ?? []) {
      input.value = before;
      held.set(input, before);
    }
    show();
  }

  function find(input) {
    const row = rows.findIndex((cells) => cells.includes(input));
    return [row, rows[row].indexOf(input)];
  }

  // Go to the next cell that way that can be typed into.
  function move(input, down, right) {
    let [row, column] = find(input);
    do {
      row += down;
      column += right;
      const target = rows[row]?.[column];
      if (target) {
        target.focus();
        target.select();
        return true;
      }
    } while (row >= 0 && row < rows.length && column >= 0 && column < rows[0].length);
    return false;
  }

  // Left and right move inside the text first.
  function atEdge(input, right) {
    const { selectionStart: start, selectionEnd: end, value } = input;
    if (start === 0 && end === value.length) return true;
    return start === end && (right > 0 ? end === value.length : start === 0);
  }

  function onKey(event) {
    const input = event.target;
    if (!seen.has(input) || event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey) {
      commit(input);
      event.preventDefault();
      undo();
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    const ways = {
      ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
      Enter: [event.shiftKey ? -1 : 1, 0],
    };
    const way = ways[event.key];
    if (!way) return;
    if (way[1] && (event.shiftKey || !atEdge(input, way[1]))) return;
    event.preventDefault(); // Enter does not send half a grid
    move(input, ...way);
  }

  function commit(input) {
    if (!seen.has(input) || held.get(input) === input.value) return;
    const text = input.value;
    put([[input, text]]);
  }

  function onPaste(event) {
    const input = event.target;
    if (!seen.has(input)) return;
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    commit(input);
    const [top, left] = find(input);
    const changes = [];
    let outside = 0;
    text.split("\n").forEach((line, down) => {
      line.split("\t").forEach((cell, right) => {
        const target = rows[top + down]?.[left + right];
        if (target) changes.push([target, cell.trim()]);
        else if (cell.trim()) outside += 1;
      });
    });
    put(changes);
    show(outside ? `${outside} pasted ${outside === 1 ? "cell" : "cells"} found no place.` : "");
  }

  form.addEventListener("keydown", onKey);
  form.addEventListener("paste", onPaste);
  form.addEventListener("input", () => show());
  form.addEventListener("focusout", (event) => {
    commit(event.target);
    show();
  });
  undoButton.addEventListener("click", undo);
  form.addEventListener("submit", () => { sending = true; });
  addEventListener("beforeunload", (event) => {
    if (!sending && changed()) event.preventDefault();
  });
  show();
})();
