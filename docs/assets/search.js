"use strict";
// The search field as a combobox over the service's API, and the results page filled from it.
// Builds DOM nodes from text only. Without this file, or without the service, the form still leads to the results page.
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
    browse: "Vous pouvez aussi parcourir les rubriques, ou demander au service informatique.",
    relaxed: "Aucune page ne contient tous ces mots ; voici ce qui s’en approche.",
    failed: "La recherche ne répond pas pour le moment. Vous pouvez parcourir :",
    failedShort: "La recherche ne répond pas pour le moment.",
    count: (number) => (number > 1 ? `${number.toLocaleString("fr-FR")} résultats` : `${number} résultat`),
    first: (shown, total) => `Les ${shown} premiers résultats, sur ${total.toLocaleString("fr-FR")}`,
    all: (total) => `Voir les ${total.toLocaleString("fr-FR")} résultats`,
    more: "Afficher la suite",
  };
  const PLACES = [["Foire aux questions", "faq/"], ["Plan du site", "plan-du-site/"], ["Aide", "aide/"]];
  const [PAUSE, SHORTEST, PROPOSED, LISTED] = [120, 2, 8, 20];

  const base = new URL(form.dataset.base, location.href);
  const input = form.querySelector("input[type=search]");
  const popup = form.querySelector("[data-popup]");
  const status = form.querySelector("[data-status]");
  const calendar = new Intl.DateTimeFormat("fr-FR", { dateStyle: "long", timeZone: "UTC" });
  const day = (date) => calendar.format(new Date(`${date}T00:00:00Z`)).replace(/^1 /, "1er ");
  const address = (path) => new URL(path.replace(/^\/+/, ""), base).href;
  const pageFor = (asked) => `${address("recherche/")}?q=${encodeURIComponent(asked)}`;

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  // No line may begin with a French sign: the space before it does not break.
  const text = (words) => words.replace(/ (?=[;:!?»%€])/g, "\u00a0").replace(/« /g, "«\u00a0");

  async function ask(asked, { limit, offset = 0, signal }) {
    const query = new URLSearchParams({ q: asked, limit, offset });
    const answer = await fetch(`${address("api/search")}?${query}`, { signal });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.json();
  }

  const excerpt = (spans) =>
    make("span", { class: "hit-excerpt" }, ...spans.map((span) => (span.match ? make("mark", {}, text(span.text)) : text(span.text))));

  function parts(hit) {
    const about = [make("span", { class: `chip chip-kind chip-${hit.kind}` }, KINDS[hit.kind] ?? hit.kind)];
    if (hit.category) about.push(make("span", { class: "hit-category" }, hit.category.replaceAll(" > ", " › ")));
    if (hit.date) about.push(make("time", { datetime: hit.date }, day(hit.date)));
    return { about: make("span", { class: "hit-about" }, ...about.flatMap((node) => [node, " "])), excerpt: excerpt(hit.excerpt) };
  }

  const places = () => make("ul", {}, ...PLACES.map(([label, path]) => make("li", {}, make("a", { href: address(path) }, label))));

  // The combobox.
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

  function close() {
    clearTimeout(pause);
    request?.abort();
    show();
  }

  function option(hit, place) {
    const { about, excerpt: found } = parts(hit);
    const attributes = { id: `q-${place}`, role: "option", href: address(hit.url), tabindex: "-1", "aria-selected": "false" };
    return make(
      "a", { ...attributes, class: "hit", "data-resultat": "", "data-kind": hit.kind },
      make("span", { class: "hit-title" }, text(hit.title)), " ", about, found,
    );
  }

  function propose(asked, answer) {
    status.textContent = answer.total ? WORDS.count(answer.total) : WORDS.none;
    if (!answer.hits.length) {
      return show(make("div", { class: "search-note" }, make("p", {}, text(WORDS.nothing(asked))), make("p", {}, WORDS.browse), places()));
    }
    const list = make("div", { role: "listbox", id: "q-list", "aria-label": WORDS.list }, ...answer.hits.map(option));
    const more = make("p", { class: "search-note" }, make("a", { href: pageFor(asked) }, WORDS.all(answer.total)));
    show(list, ...(answer.total > answer.hits.length ? [more] : []));
  }

  async function look() {
    const asked = input.value.trim();
    request?.abort();
    if (asked.length < SHORTEST) return show();
    const own = (request = new AbortController());
    try {
      const answer = await ask(asked, { limit: PROPOSED, signal: own.signal });
      if (!own.signal.aborted) propose(asked, answer);
    } catch (error) {
      if (own.signal.aborted) return;
      status.textContent = WORDS.failedShort;
      show(make("div", { class: "search-note" }, make("p", {}, text(WORDS.failed)), places()));
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

  Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "q-list", "aria-autocomplete": "list", "aria-haspopup": "listbox" })
    .forEach(([key, value]) => input.setAttribute(key, value));
  input.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(look, PAUSE);
  });
  input.addEventListener("keydown", press);
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  form.addEventListener("submit", (event) => {
    if (!input.value.trim()) {
      event.preventDefault();
      input.focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || writing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  // The results page.
  const region = document.querySelector("[data-results]");

  function row(hit) {
    const { about, excerpt: found } = parts(hit);
    const link = make("a", { class: "hit-title", href: address(hit.url) }, text(hit.title));
    return make("li", { class: "hit", "data-resultat": "", "data-kind": hit.kind }, link, about, found);
  }

  function list(asked, answer) {
    if (!answer.hits.length) {
      region.replaceChildren(make("p", {}, text(WORDS.nothing(asked))), make("p", {}, WORDS.browse), places());
      return;
    }
    const note = answer.relaxed ? [make("p", {}, text(WORDS.relaxed))] : [];
    region.replaceChildren(make("h2", { class: "hits-count" }), ...note, make("ol", { class: "hits" }));
    add(answer);
  }

  function add(answer) {
    const rows = region.querySelector(".hits");
    const fresh = answer.hits.map(row);
    rows.append(...fresh);
    const [shown, { total }] = [rows.childElementCount, answer];
    const summary = total > shown ? WORDS.first(shown, total) : WORDS.count(total);
    region.querySelector(".hits-count").textContent = status.textContent = summary;
    return fresh[0];
  }

  // Rows come by LISTED, from here or from the service: a full page may have another after it.
  function offerMore(asked) {
    const rows = region.querySelector(".hits");
    if (!rows?.childElementCount || rows.childElementCount % LISTED) return;
    const button = make("button", { type: "button", class: "button" }, WORDS.more);
    button.addEventListener("click", () => attempt(async () => {
      const answer = await ask(asked, { limit: LISTED, offset: rows.childElementCount });
      button.remove();
      add(answer)?.querySelector("a").focus();
      if (answer.hits.length) offerMore(asked);
    }));
    region.append(button);
  }

  async function attempt(work) {
    try {
      await work();
    } catch {
      status.textContent = WORDS.failedShort;
      region.append(make("p", {}, text(WORDS.failed)), places());
    }
  }

  async function fill() {
    const asked = (new URLSearchParams(location.search).get("q") ?? "").trim();
    input.value = asked;
    if (!asked) return;
    document.title = `${asked} - ${document.title}`;
    await attempt(async () => {
      if (!region.childElementCount) list(asked, await ask(asked, { limit: LISTED }));
      offerMore(asked);
    });
  }
  if (region) fill();
})();
