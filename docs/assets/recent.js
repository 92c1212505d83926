"use strict";
// The last searches that found something, offered again on the home page. Kept in this browser only, for 90 days, and
// erased by a button beside them; without storage none are offered.
(() => {
  const KEY = "searches";
  const [MOST, LONGEST, DAYS] = [5, 100, 90];
  const today = Math.floor(Date.now() / 86400000);
  const known = window.entraide.recall(KEY);
  const recent = (Array.isArray(known) ? known : []).filter((its) => typeof its?.[0] === "string" && its[1] > today - DAYS);
  const alike = (text) => text.toLocaleLowerCase("fr");

  function remember() {
    const text = new URLSearchParams(location.search).get("q")?.trim();
    if (!text || text.length > LONGEST || !document.querySelector("[data-resultat]")) return;
    const others = recent.filter(([its]) => alike(its) !== alike(text));
    window.entraide.remember(KEY, [[text, today], ...others].slice(0, MOST));
  }

  function offer(place) {
    const list = place.querySelector("ul");
    for (const [text] of recent) {
      const [row, link] = [document.createElement("li"), document.createElement("a")];
      link.href = `${list.dataset.base}?${new URLSearchParams({ q: text })}`;
      link.textContent = text;
      row.append(link);
      list.append(row);
    }
    place.hidden = !recent.length;
    place.querySelector("button").addEventListener("click", () => {
      window.entraide.remember(KEY, []);
      place.hidden = true;
      document.querySelector(".hero [type=search]")?.focus();
    });
  }

  const place = document.querySelector("[data-recent]");
  if (place) offer(place);
  remember();
  document.addEventListener("entraide:results", remember);
})();
