// Offer names behind an @ in a comment. Without this, "@Name" is typed out and works.
(() => {
  "use strict";

  const BEFORE = /(?:^|[^\p{L}\p{N}_])@([^@\n]{1,40})$/u;
  let count = 0;

  function offer(area, address) {
    const list = document.createElement("ul");
    list.id = `names-${(count += 1)}`;
    list.className = "names";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Colleagues of that name");
    area.after(list);
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-controls", list.id);
    let typed = "";
    let chosen = -1;

    const close = () => {
      list.hidden = true;
      list.replaceChildren();
      chosen = -1;
      area.removeAttribute("aria-activedescendant");
    };

    const choose = (number) => {
      const options = [...list.children];
      if (!options.length) return;
      chosen = (number + options.length) % options.length;
      options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
      area.setAttribute("aria-activedescendant", options[chosen].id);
    };

    const put = (name) => {
      const end = area.selectionStart;
      area.setRangeText(`${name} `, end - typed.length, end, "end");
      close();
      area.focus();
    };

    const show = (names) => {
      list.replaceChildren(
        ...names.map(({ name, title }, at) => {
          const option = document.createElement("li");
          option.id = `${list.id}-${at}`;
          option.setAttribute("role", "option");
          option.textContent = `${name}, ${title}`;
          option.addEventListener("mousedown", (event) => {
            event.preventDefault();
            put(name);
          });
          option.dataset.name = name;
          return option;
        }),
      );
      list.hidden = names.length === 0;
      if (names.length) choose(0);
      else close();
    };

    area.addEventListener("input", async () => {
      const found = BEFORE.exec(area.value.slice(0, area.selectionStart));
      if (!found) return close();
      const asked = (typed = found[1]);
      try {
        const answer = await fetch(`${address}?q=${encodeURIComponent(asked)}`);
        if (answer.ok && asked === typed) show((await answer.json()).names);
      } catch {
        close();
      }
    });

    area.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      const moves = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in moves) choose(chosen + moves[event.key]);
      else if (event.key === "Enter" || event.key === "Tab") put(list.children[chosen].dataset.name);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    });
    area.addEventListener("blur", close);
  }

  for (const form of document.querySelectorAll("form[data-names]")) {
    for (const area of form.querySelectorAll("textarea")) offer(area, form.dataset.names);
  }
})();
