"use strict";
// Tells the service which search led to a page that was opened: the words and the page, nothing about who asks.
(() => {
  const form = document.querySelector("[data-search]");
  if (!form || !navigator.sendBeacon || !location.protocol.startsWith("http")) return;
  const counter = new URL("api/click", new URL(form.dataset.base, location.href));

  function tell(event) {
    const link = event.target.closest?.("a[data-resultat], [data-resultat] a");
    const q = form.querySelector("input[type=search]").value.trim();
    // A press on the right button opens a menu, no page.
    if (link && q && event.button < 2) navigator.sendBeacon(counter, JSON.stringify({ q, url: link.pathname }));
  }

  // Before the list of proposals closes.
  document.addEventListener("click", tell, true);
  document.addEventListener("auxclick", tell, true);
})();
