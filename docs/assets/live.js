"use strict";
// While somebody reads a discussion, what is written, edited or deleted in it appears without loading the page again. The
// page itself is asked for every few seconds: as long as it is the same, the service answers 304 and nothing else. On a host
// that does not say it is the service, or from a file, nothing is asked for a second time.
(() => {
  const conversation = document.querySelector("[data-conversation]");
  if (!conversation || !location.protocol.startsWith("http")) return;
  const SECOND = 1000;
  const PACE = 4 * SECOND;
  // For a page that is left open and that nobody touches.
  const SLOW_PACE = 30 * SECOND;
  const UNTOUCHED = 600 * SECOND;
  const LONGEST = 300 * SECOND;
  const MESSAGE = ":is(.message, .event)[id]";
  const status = document.querySelector("[data-live-status]");
  const page = location.pathname + location.search;
  let tag = "";
  let timer = 0;
  let failures = 0;
  let isGone = false;
  let touched = Date.now();
  let below = [];

  const inOrder = (root) => [...root.querySelectorAll(`[data-conversation] ${MESSAGE}`)];
  const count = (number, one, many) => `${number} ${number > 1 ? many : one}`;
  const dayOf = (message) => {
    let node = message.previousElementSibling;
    while (node && !node.matches("[data-day]")) node = node.previousElementSibling;
    return node;
  };

  // A new message goes after the one before it, in the fold of that one; a new day gets its line.
  function insert(message, previous) {
    const copy = document.importNode(message, true);
    const day = dayOf(message);
    if (!previous) {
      const first = conversation.querySelector("[data-day]");
      if (first?.dataset.day === day.dataset.day) first.after(copy);
      else conversation.prepend(document.importNode(day, true), copy);
    } else if (dayOf(previous)?.dataset.day === day.dataset.day) {
      previous.after(copy);
    } else {
      const next = previous.nextElementSibling;
      if (next?.dataset.day === day.dataset.day) next.after(copy);
      else previous.after(document.importNode(day, true), copy);
    }
    return copy;
  }

  function removeEmptyLines() {
    for (const line of conversation.querySelectorAll("[data-day], .new-line")) {
      let next = line.nextElementSibling;
      if (line.matches("[data-day]") && next?.matches(".new-line")) next = next.nextElementSibling;
      if (!next?.matches(MESSAGE)) line.remove();
    }
    for (const fold of conversation.querySelectorAll(":scope > details.fold")) {
      const folded = fold.querySelectorAll(MESSAGE).length;
      if (folded) fold.querySelector("[data-count]").textContent = folded;
      else fold.remove();
    }
  }

  // What the reader has under the eyes stays where it is.
  function inPlace(change) {
    const anchor = inOrder(document).find((message) => message.getBoundingClientRect().bottom > 0);
    const before = anchor?.getBoundingClientRect().top;
    document.documentElement.style.overflowAnchor = "none";
    change();
    const now = anchor && document.getElementById(anchor.id);
    if (now) scrollBy({ top: now.getBoundingClientRect().top - before, behavior: "instant" });
    requestAnimationFrame(() => document.documentElement.style.removeProperty("overflow-anchor"));
  }

  function merge(fresh) {
    const wanted = inOrder(fresh);
    const ids = new Set(wanted.map((message) => message.id));
    const added = [];
    let previous = null;
    for (const message of inOrder(document)) if (!ids.has(message.id)) message.remove();
    for (const message of wanted) {
      const old = document.getElementById(message.id);
      if (!old) {
        added.push((previous = insert(message, previous)));
        continue;
      }
      previous = old;
      if (old.dataset.version === message.dataset.version) continue;
      previous = document.importNode(message, true);
      old.replaceWith(previous);
    }
    removeEmptyLines();
    for (const part of fresh.querySelectorAll("[data-part]")) {
      const old = document.querySelector(`[data-part="${part.dataset.part}"]`);
      if (old && old.innerHTML !== part.innerHTML) old.replaceChildren(...document.importNode(part, true).childNodes);
    }
    return added.filter((node) => node.matches(".message"));
  }

  const button = document.createElement("button");
  button.type = "button";
  button.className = "live-more button";
  button.hidden = true;
  conversation.after(button);
  button.addEventListener("click", () => {
    const first = below[0];
    if (!first) return;
    first.tabIndex = -1;
    first.scrollIntoView({ block: "center" });
    first.focus({ preventScroll: true });
  });

  const watch = new IntersectionObserver((entries) => {
    const read = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
    for (const node of read) watch.unobserve(node);
    below = below.filter((node) => !read.includes(node));
    offer();
  });

  function offer() {
    below = below.filter((node) => node.isConnected);
    button.hidden = !below.length;
    button.textContent = `${count(below.length, "nouveau message", "nouveaux messages")} ↓`;
  }

  function show(fresh) {
    let added = [];
    inPlace(() => (added = merge(fresh)));
    for (const node of added) node.classList.add("message-new");
    const later = added.filter((node) => node.getBoundingClientRect().top > innerHeight);
    below.push(...later);
    for (const node of later) watch.observe(node);
    offer();
    if (added.length) status.textContent = count(added.length, "nouveau message", "nouveaux messages");
    document.dispatchEvent(new CustomEvent("entraide:messages"));
  }

  function leave() {
    conversation.replaceChildren("Cette discussion n’est plus sur ce site.");
    for (const part of document.querySelectorAll("[data-part]")) part.remove();
    below = [];
    offer();
  }

  // Milliseconds to the next look, 0 for none.
  async function look() {
    // The first time the browser compares with the page it has.
    const options = tag ? { cache: "no-store", headers: { "If-None-Match": tag } } : { cache: "no-cache" };
    const answer = await fetch(page, options).catch(() => null);
    if (answer?.status === 404) {
      if (isGone) leave();
      isGone = !isGone;
      return isGone ? PACE : 0;
    }
    if (answer?.status !== 304 && !answer?.ok) return Math.min(LONGEST, PACE * 2 ** ++failures);
    failures = 0;
    isGone = false;
    if (answer.ok) {
      if (!answer.headers.has("X-Entraide-Live")) return 0;
      tag = answer.headers.get("ETag") ?? "";
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    }
    return Date.now() - touched > UNTOUCHED ? SLOW_PACE : PACE;
  }

  async function run() {
    timer = 0;
    if (document.hidden) return;
    const pause = await look();
    if (pause) timer = setTimeout(run, pause);
    else document.removeEventListener("visibilitychange", resume);
  }

  function resume() {
    if (document.hidden) {
      clearTimeout(timer);
      timer = 0;
    } else if (!timer) {
      touched = Date.now();
      timer = setTimeout(run, 0);
    }
  }

  for (const kind of ["scroll", "keydown", "pointerdown"]) addEventListener(kind, () => (touched = Date.now()), { passive: true });
  document.addEventListener("visibilitychange", resume);
  timer = setTimeout(run, PACE);
})();
