"use strict";
// On a page of contextual help: prints its label. Without this file the browser's own menu does.
(() => {
  const button = document.querySelector("[data-print]");
  button.hidden = false;
  button.addEventListener("click", () => print());
})();
