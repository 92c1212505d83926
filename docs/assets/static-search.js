// A search without a service: asks an index of Pagefind, and gives what /api/search gives. Loaded when the service does not answer.
// Pagefind joins words with AND, has no stop words and completes or cuts what it does not know: each word is asked by itself,
// to the letter unless it may be unfinished or misspelt, and answers are joined here as the service joins them.

const ROOT = new URL("../pagefind/", import.meta.url);
const [SHORTEST_BEGUN, SHORTEST_MENDED, CUT_AT_MOST, MOST_WORDS] = [2, 5, 4, 12];
const [LENGTH, LEAD] = [32, 8];
/** Words of an excerpt, and of these before the first that matches. */
const COMMON = 1500;
/** Documents from which on a word is not ranked beside a rarer one. */
const SEARCHES_PER_ENGINE = 300;
/** All that Pagefind has loaded is looked through each time, so that it gets slower. */
const WORD = "(?:[\\p{L}\\p{N}]\\p{M}*)+";
const LETTERS = /^\p{L}+$/u;
const ELIDED = /\p{L}['’]$/u;
/** A word between signs. */
const AROUND = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su;

let opened = null;
let searches = 0;
/** What was asked last: nothing else is worth the time. */
let last = 0;

/** Pagefind in a worker of its own: `call` sends it a message and awaits the answer. */
function start() {
  const worker = new Worker(new URL("pagefind-worker.js", ROOT));
  const waiting = new Map();
  let sent = 0;
  const fail = () => {
    for (const { reject } of waiting.values()) reject(new Error("the search cannot run"));
    waiting.clear();
  };
  worker.addEventListener("error", fail);
  worker.addEventListener("message", ({ data: { id, result, error } }) => {
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error) reject?.(new Error(error));
    else resolve?.(result);
  });
  const call = (method, ...args) =>
    new Promise((resolve, reject) => {
      sent += 1;
      waiting.set(sent, { resolve, reject });
      worker.postMessage({ id: sent, method, args });
    });
  return { call, stop: () => worker.terminate() };
}

async function open() {
  const answer = await fetch(new URL("rules.json", ROOT));
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const rules = await answer.json();
  const joint = `(?:[-‐‑._/&@${rules.apostrophes}]|(?<=\\d),(?=\\d))`;
  const lists = { rules, stop: new Set(rules.stop), elided: new Set(rules.elided), chunk: new RegExp(`${WORD}(?:${joint}${WORD})*`, "gu") };
  if (!rules.documents) return { ...lists, engine: null };
  const engine = start();
  await engine.call("init", { basePath: ROOT.href, language: "fr" });
  return { ...lists, engine };
}

async function site() {
  if (searches > SEARCHES_PER_ENGINE) {
    const old = opened;
    [opened, searches] = [null, 0];
    (await old).engine.stop();
  }
  opened ??= open().catch((error) => {
    opened = null;
    throw error;
  });
  return opened;
}

function fold(rules, text) {
  const replaced = (given) => [...given.toLowerCase()].map((char) => rules.folded[char] ?? char).join("");
  return replaced(replaced(text).normalize("NFKD").replace(/[\p{Mn}\p{Cf}]/gu, ""));
}

/** The words of a query that count, each whole and in parts. */
function wordsOf({ rules, stop, elided, chunk }, text) {
  const words = new Map();
  for (const match of text.matchAll(chunk)) {
    const parts = [...match[0].matchAll(new RegExp(WORD, "gu"))].map((part) => ({ term: fold(rules, part[0]), end: part.index + part[0].length }));
    while (parts.length > 1 && elided.has(parts[0].term) && rules.apostrophes.includes(match[0][parts[0].end])) parts.shift();
    const terms = parts.map((part) => part.term);
    if (terms.every((term) => stop.has(term))) continue;
    const pieces = terms.filter((term) => !stop.has(term) && (term.length > 1 || /\d/.test(term)));
    const whole = terms.join("");
    const last = match.index + match[0].length === text.length;
    words.set(whole, { whole, pieces: terms.length > 1 ? pieces : [], last, typed: match[0] });
  }
  return [...words.values()].slice(0, MOST_WORDS);
}

/** What Pagefind finds for a term, by document. */
async function find({ engine, ticket }, term) {
  if (ticket !== last) throw new Error("something else has been asked since");
  searches += 1;
  const { results } = await engine.call("search", term);
  return new Map(results.map(({ id, score, data, words }) => [id, { score, data: () => engine.call("getData", data), places: words }]));
}

function joined(a, b, score) {
  return { score, data: a.data, places: [...a.places, ...b.places] };
}

/** Documents in all of `found`, scores added. */
function all(found) {
  return found.reduce((kept, next) => new Map([...kept].filter(([id]) => next.has(id)).map(([id, hit]) => [id, joined(hit, next.get(id), hit.score + next.get(id).score)])));
}

/** Documents in any of `found`, each with its best score. */
function best(found) {
  const kept = new Map();
  for (const [id, hit] of found.flatMap((its) => [...its])) {
    const other = kept.get(id);
    kept.set(id, other ? joined(other, hit, Math.max(other.score, hit.score)) : hit);
  }
  return kept;
}

/** Documents that hold at least `share` of the words that any document holds, weighed by rarity; scores added. */
function covering(found, share, size) {
    const rarity = found.map((its) => Math.log(1 + size / (1 + its.size)));
  const least = share * rarity.reduce((sum, weight, place) => sum + (found[place].size ? weight : 0), 0);
  const covered = new Map();
  const kept = new Map();
  found.forEach((its, place) => {
    for (const [id, hit] of its) {
      const other = kept.get(id);
      covered.set(id, (covered.get(id) ?? 0) + rarity[place]);
      kept.set(id, other ? joined(other, hit, other.score + hit.score) : hit);
    }
  });
  return new Map([...kept].filter(([id]) => covered.get(id) >= least - 1e-9));
}

/** Documents with a word that begins with a term. Where there is none, Pagefind gives those with the beginning of the term. */
async function begun(place, term) {
  const found = await find(place, term);
  const [top] = [...found.values()].sort((a, b) => b.score - a.score);
  if (!top) return found;
  const words = wordsIn(await top.data());
  const parts = top.places.flatMap((at) => fold(place.rules, words[at]).split(/[^\p{L}\p{N}]+/u));
  return parts.some((part) => part.startsWith(term)) ? found : new Map();
}

/** Documents that hold a word, or the beginning of the last one. */
async function look(place, word) {
  const exactly = (term) => find(place, `"${term}"`);
  // A code that nobody wrote must not find what begins like it.
  if (word.last && LETTERS.test(word.whole) && word.whole.length >= SHORTEST_BEGUN) {
    const found = await begun(place, word.whole);
    if (found.size) return { found, isRanked: true };
  }
  const ways = [exactly(word.whole)];
  if (word.pieces.length) ways.push(Promise.all(word.pieces.map(exactly)).then(all));
  return { found: best(await Promise.all(ways)), isRanked: false };
}

/** The documents of each word, with scores. Pagefind finds to the letter without a rank, and loosely with one, in longer. */
async function lookAll(place, words) {
  const looked = await Promise.all(words.map((word) => look(place, word)));
  const rarest = Math.min(...looked.map(({ found }) => found.size || Infinity));
  return Promise.all(
    looked.map(async ({ found, isRanked }, at) => {
      if (isRanked || !found.size || (found.size > COMMON && found.size > rarest)) return found;
      const loose = await find(place, words[at].pieces.join(" ") || words[at].whole);
      return new Map([...found].map(([id, hit]) => [id, { ...hit, score: loose.get(id)?.score ?? hit.score }]));
    }),
  );
}

/** Documents with a word that begins as a misspelt one does. */
async function mend(place, { whole }) {
  if (!LETTERS.test(whole) || whole.length < SHORTEST_MENDED) return new Map();
  for (let size = whole.length - 1; size >= Math.max(CUT_AT_MOST, Math.ceil(whole.length / 2)); size -= 1) {
    const found = await begun(place, whole.slice(0, size));
    if (found.size) return found;
  }
  return new Map();
}

async function answer(place, words) {
  let found = await lookAll(place, words);
  const every = all(found);
  if (every.size) return { found: every, relaxed: false, dropped: [] };
  found = await Promise.all(found.map((its, at) => (its.size ? its : mend(place, words[at]))));
  const attempts = [() => all(found), () => covering(found, place.rules.most, place.rules.documents), () => covering(found, 0, place.rules.documents)];
  const kept = attempts.reduce((first, attempt) => (first.size ? first : attempt()), new Map());
  return { found: kept, relaxed: kept.size > 0, dropped: words.filter((_, at) => !found[at].size).map((word) => word.typed) };
}

/** As Pagefind counts them. */
const wordsIn = (data) => data.raw_content.replace(/&lt;/g, "<").replace(/&gt;/g, ">").split(/\s+/);

/** The densest passage as spans, of the words between the title and the mark that ends what is shown. */
function excerpt(rules, data, places) {
  const words = wordsIn(data);
  const from = (data.meta.title ?? "").split(/\s+/).filter(Boolean).length;
  const end = words.findLastIndex((word) => word.startsWith(rules.end));
  const matches = [...new Set(places)].filter((place) => place >= from && place < end).sort((a, b) => a - b);
  const within = (place) => matches.filter((other) => other >= place && other < place + LENGTH - LEAD).length;
  const densest = matches.reduce((one, other) => (within(other) > within(one) ? other : one), matches[0] ?? from);
  const start = densest - LEAD <= from ? from : densest - LEAD;
  const stop = Math.min(start + LENGTH, end);
  const spans = [];
  const add = (text, match) => {
    if (text && spans.at(-1)?.match === match) spans.at(-1).text += text;
    else if (text) spans.push({ text, match });
  };
  add(start > from ? "…" : "", false);
  words.slice(start, stop).forEach((word, place) => {
    const [, before, core, after] = word.match(AROUND);
    add(before, false);
    add(core, matches.includes(start + place));
    // The blank behind an elided article was put there when texts were indexed.
    add(after + (ELIDED.test(word) ? "" : " "), false);
  });
  add(stop < end ? "…" : "", false);
  return spans;
}

async function hitOf(rules, { data, places, score }) {
  const fragment = await data();
  return { date: null, ...JSON.parse(fragment.filters.data[0]), score, excerpt: excerpt(rules, fragment, places) };
}

/** The answer to a query, in the shape of the service's. */
export async function ask(asked, { limit = 8, offset = 0 } = {}) {
  const ticket = (last += 1);
  const place = { ...(await site()), ticket };
  const none = { query: asked, total: 0, relaxed: false, dropped: [], correction: "", hits: [] };
  const words = place.engine ? wordsOf(place, asked.normalize("NFC")) : [];
  if (!words.length) return none;
  const { found, relaxed, dropped } = await answer(place, words);
  const ranked = [...found.values()].sort((a, b) => b.score - a.score);
  const hits = await Promise.all(ranked.slice(offset, offset + limit).map((hit) => hitOf(place.rules, hit)));
  return { ...none, total: ranked.length, relaxed, dropped, hits };
}

const PER_PAGE = 20;

/** The results page: the list that the service would have put at `place`, with what makes its parts in search.js. */
export async function fill(place, parameters, { make, about, excerpt: marked, text, words, address }) {
  const asked = parameters.get("q").trim();
  const offset = Math.max(0, Math.trunc(Number(parameters.get("offset"))) || 0);
  const found = await ask(asked, { limit: PER_PAGE, offset });
  const item = (hit) =>
    make(
      "li", { class: "hit", "data-resultat": "", "data-kind": hit.kind },
      make("h3", { class: "hit-title" }, make("a", { href: address(hit.url) }, text(hit.title))),
      make("p", { class: "hit-about" }, ...about(hit).childNodes),
      make("p", { class: "hit-excerpt" }, ...marked(hit.excerpt).childNodes),
    );
  const page = (at, rel, label) => {
    const query = new URLSearchParams({ q: asked, ...(at ? { offset: at } : {}) });
    return make("li", {}, make("a", { href: `?${query}`, rel }, label));
  };
  const pages = [
    ...(offset ? [page(Math.max(0, offset - PER_PAGE), "prev", "Résultats précédents")] : []),
    ...(offset + PER_PAGE < found.total ? [page(offset + PER_PAGE, "next", "Résultats suivants")] : []),
  ];
  const head = make("div", { class: "hits-head" }, make("h2", { class: "hits-count" }, words.count(found.total)));
  const relaxed = found.relaxed ? [make("p", { class: "results-relaxed" }, text(words.relaxed))] : [];
  const list = make("ol", { class: "hits", start: offset + 1 }, ...found.hits.map(item));
  const nav = pages.length ? [make("nav", { class: "pages", "aria-label": "Pages de résultats" }, make("ul", {}, ...pages))] : [];
  place.replaceChildren(...(found.total ? [...relaxed, head, list, ...nav] : [make("p", {}, text(words.nothing(asked)))]));
}
