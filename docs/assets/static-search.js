// A search without a service: asks indexes of Pagefind, and gives what /api/search gives. Loaded when the service does not answer.
// Pagefind joins words with AND, has no stop words and completes or cuts what it does not know: each word is asked by itself,
// to the letter unless it may be unfinished or misspelt, and answers are joined here as search/ranking.py joins them.

import { excerpt, wordsIn } from "./static-excerpt.js";
import { indexes } from "./static-index.js";

const [SHORTEST_BEGUN, SHORTEST_RANKED, SHORTEST_MENDED, CUT_AT_MOST, COMPLETIONS, CORRECTIONS] = [2, 3, 5, 4, 6, 3];
const [FEW, HEAD, OTHER, NEARNESS, APART] = [8, 50, 0.8, 0.8, 3];
/** Results below which more is looked for; of how many, the best ones, it is looked where words stand; weight of a correction;
    weight of neighbours beside one another, which are so many places apart at most. */
const COMMON = 1500;
/** Documents from which on a word is not ranked beside a rarer one. */
const LETTERS = /^\p{L}+$/u;

/** What was asked last: nothing else is worth the time. */
let last = 0;

/** Documents in all of `found`, scores added. */
function all([first, ...others]) {
  return others.reduce((kept, next) => {
    const both = [...kept].filter(([id]) => next.has(id));
    return new Map(both.map(([id, hit]) => [id, { ...hit, score: hit.score + next.get(id).score, places: [...hit.places, ...next.get(id).places] }]));
  }, first);
}

/** Documents in any of `found`, each with its best score. */
function best(found) {
  const kept = new Map();
  for (const [id, hit] of found.flatMap((its) => [...its])) {
    const other = kept.get(id);
    kept.set(id, other ? { ...other, score: Math.max(other.score, hit.score), places: [...other.places, ...hit.places] } : hit);
  }
  return kept;
}

const weighed = (found, weight) => new Map([...found].map(([id, hit]) => [id, { ...hit, score: weight * hit.score }]));
const only = (found, kept) => (kept ? new Map([...found].filter(([id]) => kept(id))) : found);

/** Documents with a word that begins with a term. Where there is none, Pagefind gives those with the beginning of the term. */
async function begun(site, term) {
  const found = await site.find(term);
  const [top] = [...found.values()].sort((a, b) => b.score - a.score);
  if (!top) return found;
  const words = wordsIn(await top.data());
  const parts = top.places.flatMap((place) => site.reader.fold(words[place]).split(/[^\p{L}\p{N}]+/u));
  return parts.some((part) => part.startsWith(term)) ? found : new Map();
}

/** Documents that hold a word in any form: Pagefind finds these without a rank when it is asked to the letter. */
async function hold(site, { term, pieces }) {
  const exactly = (one) => site.find(`"${one}"`);
  const ways = [exactly(term)];
  if (pieces.length) ways.push(Promise.all(pieces.map(exactly)).then(all));
  return best(await Promise.all(ways));
}

/** How rare a word is that so many documents of all hold, as Pagefind counts it. */
const rareness = (number, size) => Math.log(1 + (size - number + 0.5) / (number + 0.5));

/** The same with scores, which Pagefind gives when it is asked loosely, in longer and with others. Each index takes a word for
    as rare as it is there; here it is as rare as it is in all. */
async function score(site, word, found) {
  const terms = word.pieces.length ? word.pieces : [word.term];
  // Loosely, Pagefind loads all words that begin so: of a short one, too many.
  const isLong = terms.every((term) => term.length >= SHORTEST_RANKED || !LETTERS.test(term));
  const loose = found.size && isLong ? await site.find(terms.join(" ")) : found;
  const held = new Map();
  for (const id of found.keys()) held.set(site.indexOf(id), (held.get(site.indexOf(id)) ?? 0) + 1);
  const factors = new Map([...held].map(([index, number]) => [index, rareness(found.size, site.size()) / rareness(number, index.documents)]));
  return new Map([...found].map(([id, hit]) => [id, { ...hit, score: (loose.get(id)?.score ?? hit.score) * factors.get(site.indexOf(id)) }]));
}

async function scored(site, term) {
  const word = { term, pieces: [] };
  return score(site, word, await hold(site, word));
}

/** Documents that hold what an unfinished word may become. */
async function complete(site, { whole }) {
  const words = (await site.speller()).completions(whole, COMPLETIONS);
  const found = await Promise.all(words.map((word) => scored(site, word)));
  return weighed(words.length || whole.length < SHORTEST_MENDED ? best(found) : await begun(site, whole), OTHER);
}

/** The documents of each word, with scores. */
async function lookAll(site, words) {
  const held = await Promise.all(words.map((word) => hold(site, word)));
  const rarest = Math.min(...held.map((found) => found.size || Infinity));
  return Promise.all(
    words.map(async (word, place) => {
      const isCommon = held[place].size > COMMON && held[place].size > rarest;
      const found = isCommon ? held[place] : await score(site, word, held[place]);
      // A code that nobody wrote must not find what begins like it.
      const isBegun = word.last && LETTERS.test(word.whole) && word.whole.length >= SHORTEST_BEGUN && found.size < FEW;
      return { word, found: isBegun ? best([found, await complete(site, word)]) : found };
    }),
  );
}

/** A word that nothing holds, as two words, corrected, or else by its beginning; `meant` is how the correction is spelt. */
async function mend(site, its) {
  const { whole } = its.word;
  if (its.found.size || its.word.isCode || !LETTERS.test(whole)) return its;
  const speller = await site.speller();
  for (const half of speller.halves(whole)) {
    const found = all(await Promise.all(half.map((word) => scored(site, word))));
    if (found.size) return { ...its, found };
  }
  const near = speller.corrections(whole, CORRECTIONS);
  const found = weighed(best(await Promise.all(near.map((word) => scored(site, word)))), OTHER);
  if (found.size) return { ...its, found, meant: speller.spelt(near[0]) };
  for (let size = whole.length - 1; size >= Math.max(CUT_AT_MOST, Math.ceil(whole.length / 2)); size -= 1) {
    const shorter = whole.length < SHORTEST_MENDED ? new Map() : weighed(await begun(site, whole.slice(0, size)), OTHER);
    if (shorter.size) return { ...its, found: shorter };
  }
  return its;
}

/** Documents that hold at least `share` of the words that any document holds, weighed by rarity; scores added. */
function covering(found, share) {
  const least = share * found.reduce((sum, its) => sum + (its.found.size ? its.rarity : 0), 0);
  const covered = new Map();
  for (const its of found) for (const id of its.found.keys()) covered.set(id, (covered.get(id) ?? 0) + its.rarity);
  const enough = (id) => covered.get(id) >= least - 1e-9;
  const kept = new Map();
  for (const [id, hit] of found.flatMap((its) => [...its.found]).filter(([id]) => enough(id))) {
    kept.set(id, { ...hit, score: hit.score + (kept.get(id)?.score ?? 0) });
  }
  return kept;
}

/** Documents that hold such a share of the words, or the next where those are few; each has all codes that exist. */
function wider(found, kept, shares) {
  const codes = found.filter((its) => its.word.isCode && its.found.size);
  const allowed = (id) => kept(id) && codes.every((its) => its.found.has(id));
  let tier = new Map();
  for (const share of shares) {
    tier = only(covering(found, share), allowed);
    if (tier.size >= FEW) break;
  }
  return tier;
}

/** What is gained by neighbours of the query that stand side by side. */
function nearness(found, id) {
  const places = found.map((its) => [...new Set(its.found.get(id)?.places)]);
  const beside = (place) => places[place].some((one) => places[place + 1].some((other) => other > one && other - one <= APART));
  return found.slice(1).reduce((sum, its, place) => sum + (beside(place) ? NEARNESS * Math.min(found[place].rarity, its.rarity) : 0), 0);
}

/** Documents in the order of the tiers, then by score. */
function ranked(tiers, found) {
  const seen = new Set();
  return tiers.flatMap((tier) => {
    const rows = [...tier].filter(([id]) => !seen.has(id)).sort(([, a], [, b]) => b.score - a.score);
    for (const [id] of rows) seen.add(id);
    const head = rows.slice(0, HEAD).map(([id, hit]) => [id, { ...hit, score: hit.score + nearness(found, id) }]);
    return [...head.sort(([, a], [, b]) => b.score - a.score), ...rows.slice(HEAD)];
  });
}

/** Which documents phrases, words to leave out and filters leave. */
async function narrowed(site, { phrases, excluded, filters }) {
  const held = await Promise.all(phrases.map((phrase) => site.find(`"${phrase}"`)));
  const barred = await Promise.all(excluded.map((word) => hold(site, word)));
  const wanted = Object.entries(filters);
  if (wanted.length) await site.loadFacts();
  const has = (id, facet, values) => {
    const its = site.factsOf(id).values(facet).map(site.reader.valueOf);
    return values.some((value) => its.some((known) => (facet === "software" ? ` ${known}`.includes(` ${value}`) : known === value)));
  };
  return (id) => held.every((its) => its.has(id)) && !barred.some((its) => its.has(id)) && wanted.every(([facet, values]) => has(id, facet, values));
}

async function answer(site, query) {
  const kept = await narrowed(site, query);
  const withRarity = (its) => ({ ...its, rarity: Math.log(1 + site.size() / (1 + its.found.size)) });
  let found = (await lookAll(site, query.words)).map(withRarity);
  const tierOf = () => only(all(found.map((its) => its.found)), kept);
  let exact = tierOf();
  const relaxed = !exact.size;
  // What is in the archive alone is not misspelt.
  if (exact.size < FEW && site.isPartial()) {
    await site.openArchive();
    return answer(site, query);
  }
  if (relaxed && !found.every((its) => its.word.isCode)) {
    found = (await Promise.all(found.map((its) => mend(site, its)))).map(withRarity);
    exact = tierOf();
  }
  const { most, some, sentence } = site.rules;
  const shares = relaxed || found.length >= sentence ? [most, some, 0] : [most];
  const tiers = [exact, ...(exact.size < FEW && found.length > 1 ? [wider(found, kept, shares)] : [])];
  const rows = ranked(tiers, found);
  const [top] = rows[0] ?? [];
  const typed = (isKept) => (relaxed ? found.filter((its) => its.found.has(top) === isKept).map((its) => its.meant ?? its.word.typed) : []);
  return { rows, found, complete: exact.size, relaxed: relaxed && rows.length > 0, kept: typed(true), dropped: typed(false) };
}

/** The line with its misspelt words corrected, '' when there is none. */
function correction(line, found) {
  const meant = found.filter((its) => its.meant);
  return meant.reduce((text, its) => text.replace(its.word.typed, its.meant), meant.length ? line : "");
}

/** How many of the documents have each value, the most frequent first; a category counts under its first label. */
function facetsOf(site, rows) {
  const count = (facet) => {
    const counts = new Map();
    for (const [id] of rows) {
      const values = site.factsOf(id).values(facet);
      for (const value of facet === "category" ? values.slice(0, 1) : values) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return [...counts].map(([value, number]) => ({ value, count: number })).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  };
  return Object.fromEntries(Object.keys(site.rules.facet_names).map((facet) => [facet, count(facet)]));
}

/** A word without the endings that seldom matter. */
const root = (word) => word.replace(/(?<=...)(?:es|e|s|x)$/, "");

/** The first short answer of which the name holds most of what was sought, as search/short_answers.py tells; null for none. */
function askedFor(answers, found, { reader, rules }) {
  const known = found.filter((its) => its.found.size);
  const sum = (some) => some.reduce((total, its) => total + its.rarity, 0);
  let best = { answer: null, covered: 0 };
  for (const answer of answers) {
    const names = reader.wordsOf(answer.name).flatMap(({ whole, pieces }) => [whole, ...pieces]);
    const holds = (word) => names.some((name) => root(name) === root(word));
    const isBegun = ({ last, whole }) => last && whole.length >= SHORTEST_RANKED && names.some((name) => name.startsWith(whole));
    const held = known.filter(({ word, meant }) => holds(word.whole) || (meant && holds(reader.fold(meant))) || isBegun(word));
    const covered = sum(held);
    if (held.length && covered >= rules.most * sum(known) && covered > best.covered) best = { answer, covered };
  }
  return best.answer;
}

async function hitOf(site, found, [id, { data, score }]) {
  const fragment = await data();
  const places = found.map((its) => [...new Set(its.found.get(id)?.places)]);
  const { short_answers: answers, ...its } = JSON.parse(fragment.filters.data[0]);
  return { date: null, ...its, score, short_answer: askedFor(answers, found, site), excerpt: excerpt(fragment, places, site.rules.end) };
}

/** The answer to a query, in the shape of the service's; `whole` of the archive too, with facets. `isPartial` says that the
    archive was not asked. */
export async function ask(asked, { limit = 8, offset = 0, chosen = {}, sort = "relevance", whole = false } = {}) {
  const ticket = (last += 1);
  const open = await indexes();
  const none = { query: asked, total: 0, complete: 0, relaxed: false, dropped: [], correction: "", hits: [], facets: {} };
  const query = open.reader.read(asked, chosen);
  if (open.isEmpty || !query.words.length) return none;
  const find = (term) => (ticket === last ? open.find(term) : Promise.reject(new Error("something else has been asked since")));
  const site = { ...open, find };
  if (whole) await site.openArchive();
  if (whole) await site.loadFacts();
  const { rows, found, complete, relaxed, kept, dropped } = await answer(site, query);
  if (sort === "date") rows.sort(([a], [b]) => site.factsOf(b).day - site.factsOf(a).day);
  const hits = await Promise.all(rows.slice(offset, offset + limit).map((row) => hitOf(site, found, row)));
  const facets = whole ? facetsOf(site, rows) : {};
  return { ...none, total: rows.length, complete, relaxed, kept, dropped, correction: correction(asked, found), hits, facets, isPartial: site.isPartial() };
}
