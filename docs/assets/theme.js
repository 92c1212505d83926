"use strict";
// What a page needs before the rest is read: what this browser keeps of its reader's choices, the colours, the menu of narrow
// screens. Stands for the scripts of the theme, which do far more than these pages need. Knows no search.
(() => {
  const root = document.documentElement;
  root.classList.replace("no-js", "js");

  // Storage may be forbidden, even its name: then nothing is remembered.
  const attempt = (use) => {
    try {
      return use();
    } catch {
      return null;
    }
  };
  const site = new URL(document.currentScript.dataset.base, location);
  const recall = (key, storage) => attempt(() => JSON.parse((storage ?? localStorage).getItem(`${site.pathname}.${key}`)));
  const remember = (key, value, storage) =>
    attempt(() => (storage ?? localStorage).setItem(`${site.pathname}.${key}`, JSON.stringify(value)));
  const forget = (key) => attempt(() => localStorage.removeItem(`${site.pathname}.${key}`));
  window.entraide = { site, recall, remember };

  const [LIGHT, DARK, SCHEME] = ["default", "slate", "scheme"];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const preferred = () => (dark.matches ? DARK : LIGHT);
  const show = () => {
    const kept = recall(SCHEME);
    document.body.dataset.mdColorScheme = [LIGHT, DARK].includes(kept) ? kept : preferred();
  };
  const toggleScheme = () => {
    const scheme = document.body.dataset.mdColorScheme === DARK ? LIGHT : DARK;
    // What the system asks for anyway is no choice: the site goes on following the system.
    if (scheme === preferred()) forget(SCHEME);
    else remember(SCHEME, scheme);
    document.body.dataset.mdColorScheme = scheme;
  };
  show();
  dark.addEventListener("change", show);

  const toggleMenu = (open) => {
    const button = document.querySelector("[data-menu]");
    button.setAttribute("aria-expanded", String(open));
    document.body.toggleAttribute("data-menu-open", open);
    if (!open) button.focus();
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-scheme]")) toggleScheme();
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
