"use strict";
// On the page for what is not there: types the words of the address into the search field, where no service did so already.
// For a screen of a business application that no fiche explains yet (/a/parme/bulletin/): goes on to the search for it.
(() => {
  const field = document.querySelector("article input[name=q]");
  const scope = window.__md_scope;
  let path = location.pathname;
  try {
    path = decodeURIComponent(path);
  } catch {
    // Some bytes are no text: the address stays as it is.
  }
  const parts = path.replace(/index\.html$/, "").replace(/\/+$/, "").split("/");
  const words = (text) => (text.match(/\p{L}{2,}|\d{2,}/gu) ?? []).slice(0, 8).join(" ").slice(0, 80);
  if (!field.value) field.value = words(parts.at(-1).replace(/\.html$/, ""));

  const [root, owner, ...rest] = parts.slice(scope.pathname.split("/").length - 1);
  if (root !== "a" || !owner || rest.length > 1) return;
  const search = (software) => {
    const asked = software ? { q: words(rest[0]), software } : { q: words([owner, ...rest].join(" ")) };
    if (asked.q) location.replace(new URL(`recherche/?${new URLSearchParams(asked)}`, scope));
  };
  fetch(new URL("a/index.json", scope)).then((answer) => answer.json()).then(
    (known) => search(rest.length && Object.hasOwn(known.software, owner) ? known.software[owner] : ""),
    () => search(""),
  );
})();
