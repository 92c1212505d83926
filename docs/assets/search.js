"use strict";
// The search field as a combobox over the service's API. Builds DOM nodes from text only.
// Without this file the form still leads to the results page, which the service fills in.
(() => {
  const form = document.querySelector("[data-search]");
  if (!form) return;

  const KINDS = {
    fiche: "Fiche", forum: "Forum", newsletter: "Lettre", club: "Compte rendu", news: "Actualité", form: "Formulaire",
  };
  const WORDS = {
    list: "Propositions",
    none: "Aucun résultat.",
    nothing: (asked) => `Aucun résultat pour « ${asked} ». Essayez d’autres mots, moins nombreux, ou vérifiez l’orthographe.`,
    noCode: (asked) =>
      `Le code « ${asked} » ne figure dans aucune page. Vérifiez chaque caractère, ou cherchez les mots du message qui l’accompagne.`,
    partly: "Avec une partie des mots seulement",
    relaxed: "Aucune page ne contient tous ces mots ; voici ce qui s’en approche.",
    without: (words) => `Aucun résultat avec tous les mots ; résultats sans ${words.map((word) => `« ${word} »`).join(", ")}.`,
    meant: "Vouliez-vous dire",
    browse: "Vous pouvez aussi parcourir :",
    help: "Ou demander de l’aide :",
    ask: "Poser la question sur le forum",
    failed: "La recherche ne répond pas pour le moment.",
    count: (number) => (number > 1 ? `${number.toLocaleString("fr-FR")} résultats` : `${number} résultat`),
    slashOff: "Désactiver le raccourci « / »",
    slashOn: "Réactiver le raccourci « / »",
    all: (total) => `Voir les ${total.toLocaleString("fr-FR")} résultats`,
    every: "Chercher aussi dans les anciennes discussions",
    searching: "Recherche en cours…",
  };
  // How far a proposal can be relied on, said after the word for its kind: words, what leads to the day, the look.
  const TRUST = {
    reviewed: ["revue", " le ", "chip chip-ok"],
    old: ["revue", " en ", "chip chip-warn"],
    solved: ["Réponse retenue", ", ", "chip chip-ok"],
    past: ["Échéance passée", ", ", "chip chip-warn"],
    outdated: ["Dépassée", ", ", "chip chip-warn"],
    said: ["Avis d’un membre", ", ", "hit-trust"],
    other: ["", "", "hit-trust"],
  };
  const PLACES = [["Foire aux questions", "faq/"], ["Plan du site", "plan-du-site/"], ["Aide", "aide/"]];
  const [PAUSE, SHORTEST, PROPOSED, OLD] = [120, 2, 8, 3];
  const CODE = /^(?=.*\d)[\p{L}\p{N}_.\-/]{3,}$/u;

  const OFF = "no-slash";
  const stored = (key) => window.entraide.recall(key);

  const base = new URL(form.dataset.base, location.href);
  const input = form.querySelector("input[type=search]");
  const popup = form.querySelector("[data-popup]");
  const status = form.querySelector("[data-status]");
  const calendar = new Intl.DateTimeFormat("fr-FR", { dateStyle: "long", timeZone: "UTC" });
  const day = (date) => calendar.format(new Date(`${date}T00:00:00Z`)).replace(/^1 /, "1er ");
  // Of what is some years old, the year alone.
  const isOld = (date) => Date.now() - new Date(date) >= OLD * 365.25 * 24 * 3600 * 1000;
  const address = (path) => new URL(path.replace(/^\/+/, ""), base).href;
  const draft = (asked) => `${form.dataset.forum}/new-topic?title=${encodeURIComponent(asked)}`;
  const pageFor = (asked) => `${address("recherche/")}?q=${encodeURIComponent(asked)}`;

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  // No line may begin with a French sign: the space before it does not break.
  const text = (words) => words.replace(/ (?=[;:!?»%€])/g, "\u00a0").replace(/« /g, "«\u00a0");

  // On a host that runs no program the page searches by itself.
  let isServed = true;

  async function ask(asked, signal, limit = PROPOSED) {
    const query = new URLSearchParams({ q: asked, limit });
    if (isServed) {
      const answer = await fetch(`${address("api/search")}?${query}`, { signal }).catch(() => null);
      signal.throwIfAborted();
      if (answer?.ok) return answer.json();
      if (answer && ![404, 405].includes(answer.status)) throw new Error(`status ${answer.status}`);
      isServed = !answer;
    }
    return (await import("./static-search.js")).ask(asked, { limit });
  }
  // A request form asks as well.
  Object.assign(window.entraide, { ask, address, text });

  const excerpt = (spans) =>
    make("span", { class: "hit-excerpt" }, ...spans.map((span) => (span.match ? make("mark", {}, text(span.text)) : text(span.text))));

  function trustOf(hit) {
    if (hit.trust === "reviewed" && hit.kind === "news") return TRUST.other;
    if (hit.trust === "reviewed" && hit.date && isOld(hit.date)) return TRUST.old;
    if (hit.trust === "said" && hit.kind !== "forum") return TRUST.other;
    return TRUST[hit.trust] ?? TRUST.other;
  }

  function badge(hit) {
    const [words, joint, look] = trustOf(hit);
    // The day of a fiche would be taken for that of its deadline.
    const when = hit.date && hit.trust !== "past" && make("time", { datetime: hit.date }, isOld(hit.date) ? hit.date.slice(0, 4) : day(hit.date));
    return words || when ? [make("span", { class: look }, make("span", {}, words, ...(when ? [joint, when] : [])))] : [];
  }

  function about(hit) {
    const nodes = [make("span", { class: `chip chip-kind chip-${hit.kind}` }, KINDS[hit.kind] ?? hit.kind), ...badge(hit)];
    if (hit.category) nodes.push(make("span", { class: "hit-category" }, hit.category.replaceAll(" > ", " › ")));
    return make("span", { class: "hit-about" }, ...nodes.flatMap((node) => [node, " "]));
  }

  // What answers in a few words: « 0,10 % (depuis le 1er janvier 2023) », and what of.
  function shortAnswer(hit, name) {
    const its = hit.short_answer;
    return its ? [make(name, { class: "hit-answer" }, make("strong", {}, text(its.text)), " ", make("span", {}, text(its.name)))] : [];
  }

  // Without accents, case and the sign of the plural.
  const wordsOf = (words) => words.match(/[\p{L}\p{N}]+/gu) ?? [];
  const folded = (word) => word.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/(?<=...)[sx]$/, "");

  // Whether the title alone answers: it holds all that was typed, of which any word may be unfinished, and can be relied on.
  function holds(hit, asked) {
    const title = wordsOf(hit.title).map(folded);
    return ["reviewed", "solved"].includes(hit.trust) && asked.every((word) => title.some((other) => other.startsWith(word)));
  }

  const marked = (title, asked) =>
    text(title).split(/([\p{L}\p{N}]+)/u).map((part) => (asked.some((word) => folded(part).startsWith(word)) ? make("mark", {}, part) : part));

  const list = (links) => make("ul", {}, ...links.map((link) => make("li", {}, link)));

  // Where help is to be had, with what was typed as title: the forum, and the request forms, named at the foot of each page.
  function helps(asked) {
    const forum = form.dataset.forum ? [make("a", { href: draft(asked), rel: "noopener" }, WORDS.ask)] : [];
    const doors = [...document.querySelectorAll("[data-door]")].map((door) => make("a", { href: `${door.href}?titre=${encodeURIComponent(asked)}` }, door.textContent));
    return [...forum, ...doors];
  }

  function note(words, links = []) {
    const places = PLACES.map(([label, path]) => make("a", { href: address(path) }, label));
    const more = links.length ? [make("p", {}, text(WORDS.help)), list(links)] : [];
    return make("div", { class: "search-note" }, make("p", {}, text(words)), make("p", {}, text(WORDS.browse)), list(places), ...more);
  }

  let pause = 0;
  let request = null;
  let current = -1;
  const options = () => [...popup.querySelectorAll("[role=option]")];

  function choose(place) {
    const all = options();
    current = all.length ? (place + all.length + 1) % (all.length + 1) : -1;
    if (current === all.length) current = -1;
    all.forEach((option, other) => option.setAttribute("aria-selected", String(other === current)));
    if (current < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", all[current].id);
    all[current].scrollIntoView({ block: "nearest" });
  }

  function show(...children) {
    current = -1;
    input.removeAttribute("aria-activedescendant");
    popup.replaceChildren(...children);
    popup.hidden = children.length === 0;
    input.setAttribute("aria-expanded", String(popup.querySelector("[role=option]") !== null));
  }

  // What was asked before must not be answered any more.
  function forget() {
    clearTimeout(pause);
    request?.abort();
  }

  function close() {
    forget();
    status.textContent = "";
    show();
  }

  function option(hit, place, asked) {
    const attributes = { id: `q-${place}`, role: "option", href: address(hit.url), tabindex: "-1", "aria-selected": "false" };
    return make(
      "a", { ...attributes, class: "hit", "data-resultat": "", "data-kind": hit.kind },
      make("span", { class: "hit-title" }, ...(asked ? marked(hit.title, asked) : [text(hit.title)])), " ", about(hit),
      ...shortAnswer(hit, "span"), ...(asked || !hit.excerpt.length ? [] : [excerpt(hit.excerpt)]),
    );
  }

  // Titles that hold all that was typed come first and need no passage.
  function proposals(hits, typed) {
    const asked = wordsOf(typed).map(folded);
    const [titles, others] = [hits.filter((hit) => holds(hit, asked)), hits.filter((hit) => !holds(hit, asked))];
    return [...titles.map((hit) => [hit, asked]), ...others.map((hit) => [hit])].map(([hit, words], place) => option(hit, place, words));
  }

  function propose(asked, answer) {
    const meant = answer.correction
      ? [make("p", { class: "search-note" }, text(`${WORDS.meant} « `), make("a", { href: pageFor(answer.correction) }, text(answer.correction)), text(" » ?"))]
      : [];
    const count = answer.total ? WORDS.count(answer.total) : WORDS.none;
    status.textContent = [count, ...meant.map((line) => line.textContent)].join(" ");
    if (!answer.hits.length) return show(...meant, note((CODE.test(asked) ? WORDS.noCode : WORDS.nothing)(asked), helps(asked)));
    const sought = new Set(wordsOf(answer.correction || asked).map(folded));
    const lost = (answer.dropped ?? []).filter((word) => wordsOf(word).every((part) => sought.has(folded(part))));
    const lacking = lost.length ? WORDS.without(lost) : WORDS.relaxed;
    const relaxed = answer.relaxed ? [make("p", { class: "search-note" }, text(lacking))] : [];
    const hits = make("div", { role: "listbox", id: "q-list", "aria-label": WORDS.list }, ...proposals(answer.hits, asked));
    const more = make("p", { class: "search-note" }, make("a", { href: pageFor(asked) }, answer.isPartial ? WORDS.every : WORDS.all(answer.total)));
    show(...meant, ...relaxed, hits, ...(answer.isPartial || answer.total > answer.hits.length ? [more] : []));
  }

  async function look() {
    forget();
    const asked = input.value.trim();
    if (asked.length < SHORTEST) return close();
    const own = (request = new AbortController());
    try {
      const answer = await ask(asked, own.signal);
      if (!own.signal.aborted) propose(asked, answer);
    } catch (error) {
      if (own.signal.aborted) return;
      status.textContent = WORDS.failed;
      show(note(WORDS.failed));
    }
  }

  function press(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (popup.hidden) return void look();
      event.preventDefault();
      choose(event.key === "ArrowDown" ? current + 1 : current < 0 ? options().length - 1 : current - 1);
    } else if (event.key === "Enter" && current >= 0) {
      event.preventDefault();
      options()[current].click();
    } else if (event.key === "Escape" && !popup.hidden) {
      event.preventDefault();
      close();
    }
  }

  // A key alone must be one that can be turned off, for those who dictate: on the page of help.
  function jump(event) {
    const busy = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
    if (event.key !== "/" || busy || event.target.closest("input, textarea, select, [contenteditable]") || stored(OFF)) return;
    event.preventDefault();
    input.focus();
    input.select();
  }

  function offerSwitch(place) {
    const button = make("button", { type: "button", class: "button" });
    const say = () => button.replaceChildren(text(stored(OFF) ? WORDS.slashOn : WORDS.slashOff));
    button.addEventListener("click", () => {
      window.entraide.remember(OFF, !stored(OFF));
      say();
    });
    say();
    place.append(" ", button);
    place.hidden = false;
  }

  Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "q-list", "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-keyshortcuts": "/" })
    .forEach(([key, value]) => input.setAttribute(key, value));
  input.addEventListener("input", () => {
    forget();
    choose(-1);
    pause = setTimeout(look, PAUSE);
  });
  input.addEventListener("keydown", press);
  document.addEventListener("keydown", jump);
  document.querySelectorAll("[data-slash]").forEach(offerSwitch);
  // A press on the scroll bar or beside a proposal leaves the focus in the field.
  popup.addEventListener("mousedown", (event) => event.preventDefault());
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  form.addEventListener("submit", (event) => {
    if (!input.value.trim()) {
      event.preventDefault();
      input.focus();
    }
  });

  const gap = document.querySelector("[data-unserved]");
  const parameters = new URLSearchParams(location.search);
  if (gap && parameters.get("q")?.trim()) {
    input.value = parameters.get("q");
    const tools = { make, about, excerpt, shortAnswer, text, words: WORDS, isCode: (asked) => CODE.test(asked), address, draft };
    import("./static-results.js").then((results) => results.fill(gap.parentElement, parameters, tools)).catch(() => {});
  }
})();
