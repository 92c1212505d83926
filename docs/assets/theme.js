"use strict";
// What the theme's bundle and a page need before the rest is read: where settings are kept, the palette chosen, the menu of
// narrow screens. Stands for the theme's own inline scripts. Knows no search.
(() => {
  const root = document.documentElement;
  root.classList.replace("no-js", "js");

  // The bundle calls these by name; storage may be forbidden, and then nothing is remembered.
  const store = (use) => {
    try {
      return use();
    } catch {
      return null;
    }
  };
  window.__md_scope = new URL(document.currentScript.dataset.base, location);
  // Even its name may be forbidden, so that it is no default of an argument.
  window.__md_get = (key, storage, scope = window.__md_scope) =>
    store(() => JSON.parse((storage ?? localStorage).getItem(`${scope.pathname}.${key}`)));
  const preferred = matchMedia("(prefers-color-scheme: dark)").matches ? "slate" : "default";
  window.__md_set = (key, value, storage, scope = window.__md_scope) =>
    store(() => {
      const name = `${scope.pathname}.${key}`;
      // What the system asks for anyway is no choice: the site goes on following the system.
      if (key === "__palette" && value.color.scheme === preferred) localStorage.removeItem(name);
      else (storage ?? localStorage).setItem(name, JSON.stringify(value));
    });

  const chosen = window.__md_get("__palette");
  const colours = chosen?.color ?? { scheme: preferred };
  for (const [name, value] of Object.entries(colours)) {
    document.body.setAttribute(`data-md-color-${name}`, value);
  }

  const toggleMenu = (open) => {
    const button = document.querySelector("[data-menu]");
    button.setAttribute("aria-expanded", String(open));
    document.body.toggleAttribute("data-menu-open", open);
    if (!open) button.focus();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-menu]");
    if (button) toggleMenu(button.getAttribute("aria-expanded") !== "true");
    // On a file share there is no server to find the page of a folder.
    const link = event.target.closest("a[href]");
    if (link?.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.body.hasAttribute("data-menu-open")) toggleMenu(false);
  });
})();
