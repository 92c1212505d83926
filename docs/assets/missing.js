"use strict";
// On the page for what is not there: types the words of the address into the search field, where no service did so already.
(() => {
  const field = document.querySelector("article input[name=q]");
  let path = location.pathname;
  try {
    path = decodeURIComponent(path);
  } catch {
    // Some bytes are no text: the address stays as it is.
  }
  const last = path.replace(/index\.html$/, "").replace(/\/+$/, "").split("/").pop().replace(/\.html$/, "");
  const words = last.match(/\p{L}{2,}|\d{2,}/gu) ?? [];
  if (!field.value) field.value = words.slice(0, 8).join(" ").slice(0, 80);
})();
