"use strict";
// What is new since the last visit: in lists, the discussions read before in which something was written since; in a
// discussion, where the new messages begin. Kept in this browser only, for 90 days; without storage nothing is marked.
(() => {
  const KEY = "seen";
  const DAYS = 90;
  const today = Math.floor(Date.now() / 86400000);
  const isThread = document.querySelector("[data-thread]") !== null;
  const root = window.entraide.site.pathname;
  const place = (url) => new URL(url, location.href).pathname.replace(/index\.html$/, "").slice(root.length);

  const known = window.entraide.recall(KEY);
  // By address: the number of the last message seen, and the day.
  const seen = Object.fromEntries(
    Object.entries(known && typeof known === "object" ? known : {}).filter(([, [, day]]) => day > today - DAYS),
  );

  function markRows() {
    for (const row of document.querySelectorAll(".row[data-last]")) {
      const before = seen[place(row.querySelector("a").href)]?.[0];
      if (!before || before >= Number(row.dataset.last)) continue;
      const chip = document.createElement("span");
      chip.className = "chip chip-new";
      chip.textContent = "Nouveau";
      row.querySelector(".row-meta").prepend(chip);
    }
  }

  const messages = () => [...document.querySelectorAll("[data-conversation] [id^=message-]")];
  const numberOf = (message) => Number(message.id.slice("message-".length));

  function remember() {
    const last = messages().map(numberOf).at(-1);
    if (!isThread || !last) return;
    seen[place(location.href)] = [last, today];
    window.entraide.remember(KEY, seen);
  }

  function markMessages() {
    const before = isThread && seen[place(location.href)]?.[0];
    const first = before && messages().find((message) => numberOf(message) > before);
    if (!first) return;
    const line = document.createElement("p");
    line.className = "new-line";
    line.append(Object.assign(document.createElement("span"), { textContent: "Nouveaux messages" }));
    first.before(line);
    const fold = first.closest("details.fold");
    if (fold) fold.open = true;
  }

  markRows();
  markMessages();
  remember();
  document.addEventListener("entraide:messages", remember);
})();
