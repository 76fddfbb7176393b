// What the pages can do beyond plain HTML. Nothing here is needed to reach a
// page or send a form. Behaviour hangs on data attributes, so it also works in
// fragments that htmx swaps in later.
(() => {
  "use strict";

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);

  // --- Theme: light, dark or the system's --------------------------------

  function showTheme(theme) {
    for (const button of all("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
    }
  }

  function setTheme(theme) {
    const root = document.documentElement;
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
    try {
      if (theme === "system") localStorage.removeItem("theme");
      else localStorage.setItem("theme", theme);
    } catch {
      // The choice then lasts for this page only.
    }
    showTheme(theme);
  }

  // --- Telling the reader -------------------------------------------------

  function say(text, tone) {
    const region = byId("messages");
    if (!region) return;
    const message = document.createElement("div");
    message.className = `message is-${tone}`;
    const words = document.createElement("p");
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button button-quiet button-small";
    close.dataset.dismiss = ".message";
    close.textContent = "Dismiss";
    message.append(words, close);
    region.append(message);
  }

  async function copy(button) {
    const source = document.querySelector(button.dataset.copy);
    if (!source) return;
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      button.textContent = "Copied";
    } catch {
      source.select?.();
      button.textContent = "Press Ctrl-C";
    }
    setTimeout(() => { button.textContent = label; }, 2500);
  }

  // --- Formsets: one more row ---------------------------------------------

  function addRow(button) {
    const formset = button.closest("[data-formset]");
    const total = formset.querySelector("[name$='-TOTAL_FORMS']");
    const template = formset.querySelector("template");
    const index = Number(total.value);
    const markup = template.innerHTML.replaceAll("__prefix__", index);
    const rows = formset.querySelector("[data-formset-rows]");
    rows.insertAdjacentHTML("beforeend", markup);
    total.value = index + 1;
    const row = rows.lastElementChild;
    window.htmx?.process(row);
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }

  // --- The palette ----------------------------------------------------------

  function paletteLinks() {
    const seen = new Set();
    const links = [];
    const sources = ".side-navigation a, .page-header .tabs a, .page-title a.button, a[data-palette]";
    for (const link of all(sources)) {
      if (seen.has(link.href)) continue;
      seen.add(link.href);
      const name = link.querySelector("[data-name]") ?? link;
      links.push({ href: link.href, text: name.textContent.trim(), place: link.dataset.palette ?? "" });
    }
    return links;
  }

  function fillPalette(dialog) {
    const wanted = dialog.querySelector("input").value.trim().toLowerCase();
    const list = dialog.querySelector("ul");
    list.replaceChildren();
    for (const { href, text, place } of paletteLinks()) {
      if (!`${text} ${place}`.toLowerCase().includes(wanted)) continue;
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = href;
      link.textContent = text;
      item.append(link);
      list.append(item);
    }
    list.querySelector("a")?.classList.add("is-picked");
    dialog.querySelector("[data-palette-none]").hidden = list.childElementCount > 0;
  }

  function movePalette(dialog, step) {
    const links = all("li a", dialog);
    if (!links.length) return;
    const from = links.findIndex((link) => link.classList.contains("is-picked"));
    const to = (from + step + links.length) % links.length;
    links[from]?.classList.remove("is-picked");
    links[to].classList.add("is-picked");
    links[to].scrollIntoView({ block: "nearest" });
  }

  function openPalette() {
    const dialog = byId("palette");
    if (!dialog || dialog.open) return;
    dialog.querySelector("input").value = "";
    fillPalette(dialog);
    dialog.showModal();
  }

  function paletteKey(event, dialog) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) movePalette(dialog, steps[event.key]);
    else if (event.key === "Enter") dialog.querySelector(".is-picked")?.click();
    else return;
    event.preventDefault();
  }

  // --- Keyboard ---------------------------------------------------------------

  const typing = (target) =>
    target instanceof Element && target.closest("input, textarea, select, [contenteditable]");

  function focusSearch() {
    const search = document.querySelector("main input[type=search]");
    if (search) search.focus();
    else openPalette();
  }

  let leader = 0;

  // "g" then the first letter of a place, as the shortcuts dialog lists them.
  function goTo(letter) {
    const link = document.querySelector(`.side-navigation a[data-key="${CSS.escape(letter)}"]`);
    link?.click();
    return Boolean(link);
  }

  function onKey(event) {
    const palette = event.target instanceof Element && event.target.closest("#palette");
    if (palette) return paletteKey(event, palette);
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      return openPalette();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return undefined;
    if (document.querySelector("dialog[open]")) return undefined;
    if (event.key === "/") {
      event.preventDefault();
      return focusSearch();
    }
    if (event.key === "?") return byId("shortcuts")?.showModal();
    if (event.key === "g") {
      leader = event.timeStamp;
      return undefined;
    }
    if (leader && event.timeStamp - leader < 1500 && goTo(event.key)) event.preventDefault();
    leader = 0;
    return undefined;
  }

  // --- Clicks -------------------------------------------------------------------

  function onClick(event) {
    const target = event.target instanceof Element ? event.target : null;
    const hit = (name) => target?.closest(`[data-${name}]`);
    const choice = hit("theme-choice");
    if (choice) return setTheme(choice.dataset.themeChoice);
    const copying = hit("copy");
    if (copying) return copy(copying);
    const dismiss = hit("dismiss");
    if (dismiss) return dismiss.closest(dismiss.dataset.dismiss)?.remove();
    const adder = hit("formset-add");
    if (adder) return addRow(adder);
    const printer = hit("print");
    if (printer) return window.print();
    const closer = hit("close");
    if (closer) {
      event.preventDefault();
      return closer.closest("dialog")?.close();
    }
    // A link to a confirmation page opens the dialog that says the same.
    const opener = hit("opens");
    const dialog = opener && byId(opener.dataset.opens);
    if (dialog) {
      event.preventDefault();
      return dialog.showModal();
    }
    if (target instanceof HTMLDialogElement && target.id === "palette") target.close();
    for (const menu of all("details.menu[open], details.account[open]")) {
      if (!menu.contains(target)) menu.open = false;
    }
    return undefined;
  }

  // "Choose all" above a table of check boxes.
  function onChange(event) {
    const master = event.target.closest?.("[data-choose-all]");
    if (!master) return;
    for (const box of all("td.choose [type=checkbox]", master.closest("table"))) {
      box.checked = master.checked;
    }
  }

  // --- When the line or the server fails, say so and keep what was typed --------

  function onFailure(event) {
    const status = event.detail.xhr?.status;
    if (status === 401 || status === 403) {
      say("You are signed out, or this is not yours to change. Sign in again in another tab, then repeat the last step; what you typed is still here.", "not-kept");
    } else if (status) {
      say(`The server could not do that (${status}). What you typed is still here: try again, or reload the page.`, "not-kept");
    } else {
      say("No connection to the server. What you typed is still here; try again when you are back online.", "not-kept");
    }
  }

  const reveal = (root) => {
    for (const element of all("[data-with-script]", root)) element.hidden = false;
  };

  // After a refused form the reader starts at what is wrong; a live answer
  // that arrives while somebody types must not take the cursor away.
  function onSettled(event) {
    if (event.detail.requestConfig?.triggeringEvent?.type !== "submit") return;
    event.detail.elt.querySelector("[data-focus]")?.focus();
  }

  // On a phone the tabs are swiped: the one that is open is not out of sight.
  const showTab = () => {
    const tab = document.querySelector(".tabs [aria-current]");
    if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft;
  };

  function start() {
    showTab();
    document.addEventListener("click", onClick);
    document.addEventListener("keydown", onKey);
    document.addEventListener("change", onChange);
    document.addEventListener("htmx:responseError", onFailure);
    document.addEventListener("htmx:sendError", onFailure);
    const palette = byId("palette");
    palette?.querySelector("input").addEventListener("input", () => fillPalette(palette));
    document.addEventListener("htmx:load", (event) => reveal(event.detail.elt.parentElement ?? document));
    document.addEventListener("htmx:afterSettle", onSettled);
    reveal(document);
    showTheme(document.documentElement.dataset.theme ?? "system");
    document.querySelector("[data-focus]")?.focus();
  }

  start();
})();
