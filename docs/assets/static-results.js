// The results page of a host that runs no program: what the template of the service's results page makes, from the same words.
// What is chosen stands in the address, as with the service. Builds DOM nodes from text only.

import { indexes } from "./static-index.js";
import { ask } from "./static-search.js";

const [PER_PAGE, UNFOLDED, LONGEST_VALUE, OLD] = [20, 6, 100, 3];

/** What the address asks; what is wrong in it counts as not said. */
function read(parameters, names) {
  const valuesOf = (facet) => [...new Set(parameters.getAll(facet).map((value) => value.trim()).filter((value) => value && value.length <= LONGEST_VALUE))];
  const chosen = Object.fromEntries(Object.keys(names).map((facet) => [facet, valuesOf(facet)]).filter(([, values]) => values.length));
  const offset = Math.max(0, Math.trunc(Number(parameters.get("offset"))) || 0);
  return { text: parameters.get("q").trim(), chosen, sort: parameters.get("sort") === "date" ? "date" : "relevance", offset };
}

function addressOf({ text, chosen, sort, offset = 0 }) {
  const query = new URLSearchParams({ q: text });
  for (const [facet, values] of Object.entries(chosen)) for (const value of [...values].sort()) query.append(facet, value);
  if (sort !== "relevance") query.set("sort", sort);
  if (offset) query.set("offset", offset);
  return `?${query}`;
}

/** Whole years since a day where they are many enough to be said. */
function ageOf(date) {
  const [then, now] = [new Date(date ?? Date.now()), new Date()];
  const months = 12 * (now.getFullYear() - then.getFullYear()) + now.getMonth() - then.getMonth() - (now.getDate() < then.getDate() ? 1 : 0);
  return months >= 12 * OLD ? Math.floor(months / 12) : 0;
}

/** Put the list that the service would have put at `place`, with what makes its parts in search.js. */
export async function fill(place, parameters, { make, about, excerpt, shortAnswer, text, words, isCode, address, draft }) {
  const { rules } = await indexes();
  place.replaceChildren(make("p", { role: "status" }, words.searching));
  const asked = read(parameters, rules.facet_names);
  const at = (changes) => addressOf({ ...asked, offset: 0, ...changes });
  const found = await ask(asked.text, { ...asked, limit: PER_PAGE, whole: true }).catch((error) => {
    place.replaceChildren(make("p", { role: "status" }, words.failed));
    throw error;
  });
  const named = (facet, value) => (facet === "kind" ? (rules.kinds[value] ?? value) : text(value));
  const number = (value) => value.toLocaleString("fr-FR");
  const quoted = (list) => list.map((word) => `« ${word} »`).join(", ");
  const unseen = (said) => make("span", { class: "unseen" }, said);

  function chosen() {
    const chips = Object.entries(asked.chosen).flatMap(([facet, values]) =>
      values.map((value) => {
        const rest = { ...asked.chosen, [facet]: values.filter((other) => other !== value) };
        const label = make("span", {}, `${rules.facet_names[facet]}\u00a0: ${named(facet, value)}`, unseen(" (retirer ce filtre)"));
        return make("li", {}, make("a", { class: "chip", href: at({ chosen: rest }) }, label, make("span", { "aria-hidden": "true" }, "×")));
      }),
    );
    return chips.length ? [make("ul", { class: "chosen", "aria-label": "Filtres choisis" }, ...chips)] : [];
  }

  function facets() {
    const offered = Object.entries(found.facets)
      .map(([facet, choices]) => [facet, facet in asked.chosen ? [] : choices.filter(({ count }) => count < found.total)])
      .filter(([, choices]) => choices.length);
    const choice = (facet, { value, count }) => {
      const counted = make("span", { class: "facet-count" }, number(count), unseen(` résultat${count > 1 ? "s" : ""}`));
      return make("li", {}, make("a", { href: at({ chosen: { ...asked.chosen, [facet]: [value] } }) }, make("span", {}, named(facet, value)), " ", counted));
    };
    const groups = offered.map(([facet, choices]) => {
      if (facet === "year") choices.sort((a, b) => b.value - a.value);
      const shown = choices.length > UNFOLDED + 2 ? UNFOLDED : choices.length;
      const rest = choices.slice(shown);
      const name = make("p", { class: "facet-name", id: `facet-${facet}` }, rules.facet_names[facet]);
      const list = make("ul", { "aria-labelledby": `facet-${facet}` }, ...choices.slice(0, shown).map((its) => choice(facet, its)));
      const summary = make("summary", {}, `${rest.length} de plus`, unseen(` (${rules.facet_names[facet]})`));
      const more = rest.length ? [make("details", { class: "facet-more" }, summary, make("ul", {}, ...rest.map((its) => choice(facet, its))))] : [];
      return make("div", { class: "facet" }, name, list, ...more);
    });
    const label = "Affiner les résultats";
    return groups.length ? [make("nav", { class: "facets", "aria-label": label }, make("details", {}, make("summary", {}, label), ...groups))] : [];
  }

  const isPartly = !found.relaxed && 0 < found.complete && found.complete < found.total;

  function item(hit, place) {
    const [age, parts] = [ageOf(hit.date), [...about(hit).childNodes]];
    const old = age ? [make("span", { class: "hit-age" }, `il y a ${age}\u00a0ans`), " "] : [];
    const before = parts.findIndex((node) => node.className === "hit-category");
    parts.splice(before < 0 ? parts.length : before, 0, ...old);
    return make(
      "li", { class: "hit", "data-resultat": "", "data-kind": hit.kind },
      ...(isPartly && asked.sort === "relevance" && place + asked.offset === found.complete ? [make("p", { class: "hits-part" }, words.partly)] : []),
      make("h3", { class: "hit-title" }, make("a", { href: address(hit.url) }, text(hit.title))),
      make("p", { class: "hit-about" }, ...parts),
      ...shortAnswer(hit, "p"),
      ...(hit.excerpt.length ? [make("p", { class: "hit-excerpt" }, ...excerpt(hit.excerpt).childNodes)] : []),
    );
  }

  function head() {
    const end = asked.offset + found.hits.length;
    const said = found.total > found.hits.length ? `Résultats ${number(asked.offset + 1)} à ${number(end)} sur ${number(found.total)}` : words.count(found.total);
    const whole = isPartly ? `, dont ${number(found.complete)} avec tous les mots` : "";
    const sorts = Object.entries(rules.sort_names).map(([sort, name]) =>
      make("li", {}, make("a", { href: at({ sort }), ...(sort === asked.sort ? { "aria-current": "true" } : {}) }, name)),
    );
    const nav = found.total > 1 ? [make("nav", { class: "sorts", "aria-label": "Ordre des résultats" }, make("ul", {}, ...sorts))] : [];
    return make("div", { class: "hits-head" }, make("h2", { class: "hits-count" }, said + whole), ...nav);
  }

  function pages() {
    const page = (offset, rel, label) => make("li", {}, make("a", { href: at({ offset }), rel }, label));
    const links = [
      ...(asked.offset ? [page(Math.max(0, Math.min(asked.offset, found.total) - PER_PAGE), "prev", "Résultats précédents")] : []),
      ...(asked.offset + PER_PAGE < found.total ? [page(asked.offset + PER_PAGE, "next", "Résultats suivants")] : []),
    ];
    return links.length ? [make("nav", { class: "pages", "aria-label": "Pages de résultats" }, make("ul", {}, ...links))] : [];
  }

  function relaxed() {
    if (!found.relaxed) return [];
    const { kept, dropped } = found;
    const said = kept.length && dropped.length ? `Aucun résultat avec tous les mots ; résultats avec ${quoted(kept)}, sans ${quoted(dropped)}.` : words.relaxed;
    return [make("p", { class: "results-relaxed" }, text(said))];
  }

  function nothing() {
    if (Object.keys(asked.chosen).length) {
      const everywhere = make("a", { href: addressOf({ text: asked.text, chosen: {}, sort: "relevance" }) }, text(`Chercher ${quoted([asked.text])} dans tout le site`));
      return make("p", {}, text(`Aucun résultat pour ${quoted([asked.text])} avec ce filtre. `), everywhere, ".");
    }
    return make("p", {}, text((isCode(asked.text) ? words.noCode : words.nothing)(asked.text)));
  }

  const meant = found.correction ? [make("p", { class: "results-correction" }, text(`${words.meant} « `), make("a", { href: at({ text: found.correction }) }, text(found.correction)), text(" » ?"))] : [];
  const [narrow, list] = [facets(), make("ol", { class: "hits", start: asked.offset + 1 }, ...found.hits.map(item))];
  const hits = found.hits.length
    ? [...relaxed(), make("div", { class: narrow.length ? "found found-narrowed" : "found" }, ...narrow, make("div", { class: "found-hits" }, head(), list))]
    : [found.total ? make("p", {}, text(`Il n’y a pas d’autre résultat pour ${quoted([asked.text])}.`)) : nothing()];
  document.title = `${asked.text} - ${document.title}`;
  document.querySelector("[data-ask]")?.setAttribute("href", draft(asked.text));
  for (const door of document.querySelectorAll("[data-hand]")) door.search = new URLSearchParams({ titre: asked.text });
  if (found.total && !found.relaxed) document.querySelector("section.next")?.remove();
  place.replaceChildren(make("p", { role: "status", class: "unseen" }, found.total ? words.count(found.total) : words.none), ...meant, ...chosen(), ...hits, ...pages());
  document.dispatchEvent(new CustomEvent("entraide:results"));
}
