"use strict";
// A long list as a field to search in: the native list stays, out of sight, and holds what is chosen.
// Builds DOM nodes from text only; without this file the native list is used.
(() => {
  const make = (tag, values, attributes = {}) => {
    const element = Object.assign(document.createElement(tag), values);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    return element;
  };
  const folded = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

  function enhance(select) {
    const { id } = select;
    const label = document.querySelector(`label[for="${id}"]`);
    const input = make("input", { type: "text", autocomplete: "off", spellcheck: false, placeholder: "Tapez ou choisissez" }, {
      role: "combobox", "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list",
    });
    const list = make("div", { className: "tree-list", id: `${id}-list`, hidden: true }, { role: "listbox", "aria-label": label.textContent.replace("*", "").trim() });
    const said = make("span", { className: "unseen" }, { role: "status" });
    for (const name of ["aria-describedby", "aria-invalid", "required"]) if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    const box = make("div", { className: "tree" });
    select.before(box);
    box.append(input, list, said, select);
    select.hidden = true;
    select.id = `${id}-native`;
    input.id = id;

    const entries = [...select.options].filter((option) => option.value).map((option) => ({
      option,
      group: option.parentElement.label ?? "",
      words: folded(`${option.textContent} ${option.parentElement.label ?? ""} ${option.dataset.words ?? ""}`),
    }));
    let current = -1;
    const options = () => [...list.querySelectorAll("[role=option]")];
    const shown = () => select.selectedOptions[0]?.value ? select.selectedOptions[0].textContent : "";

    function mark(place) {
      const all = options();
      current = all.length ? Math.max(-1, Math.min(place, all.length - 1)) : -1;
      all.forEach((node, other) => node.setAttribute("aria-selected", String(other === current)));
      if (current < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", all[current].id);
      all[current].scrollIntoView({ block: "nearest" });
    }

    function open(text) {
      const asked = folded(text).split(/\s+/).filter(Boolean);
      const found = entries.filter(({ option, words }) => option.value === "autre" || asked.every((word) => words.includes(word)));
      let [last, group] = [null, list];
      list.replaceChildren();
      found.forEach((entry, place) => {
        if (entry.group !== last) {
          last = entry.group;
          group = entry.group ? make("div", {}, { role: "group", "aria-label": entry.group }) : list;
          if (entry.group) {
            group.append(make("div", { className: "tree-group", textContent: entry.group }, { "aria-hidden": "true" }));
            list.append(group);
          }
        }
        const node = make("div", { className: "tree-option", id: `${id}-${place}`, textContent: entry.option.textContent }, { role: "option", "aria-selected": "false" });
        node.addEventListener("click", () => choose(entry.option));
        node.entry = entry;
        group.append(node);
      });
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      mark(asked.length ? 0 : options().findIndex((node) => node.entry.option.selected));
      const number = found.filter(({ option }) => option.value !== "autre").length;
      said.textContent = number ? `${number} choix` : "Aucun nom ne contient ces mots ; le dernier choix reste possible.";
    }

    function close() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      said.textContent = "";
      current = -1;
    }

    function choose(option) {
      select.value = option.value;
      show();
      close();
      input.focus();
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }

    function show() {
      input.value = shown();
    }

    input.addEventListener("input", () => open(input.value));
    input.addEventListener("click", () => (list.hidden ? open("") : close()));
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const moves = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in moves) {
        event.preventDefault();
        if (list.hidden) open("");
        else mark(current < 0 && moves[event.key] < 0 ? options().length - 1 : current + moves[event.key]);
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (!list.hidden && current >= 0) choose(options()[current].entry.option);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        show();
        close();
      }
    });
    // What was typed and not chosen is no answer; an empty field takes the answer back.
    input.addEventListener("blur", () => {
      if (!input.value.trim() && select.value) {
        select.value = "";
        select.dispatchEvent(new Event("change", { bubbles: true }));
      }
      show();
      close();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    // A draft that is put back sets the native list.
    select.addEventListener("entraide:restored", show);
    show();
  }

  document.querySelectorAll("select[data-tree]").forEach(enhance);
})();
