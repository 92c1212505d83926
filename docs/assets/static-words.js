// A query as the service reads it: folded words, codes and their parts, phrases, words to leave out, filters. Knows no index.

const WORD = "(?:[\\p{L}\\p{N}]\\p{M}*)+";
const QUOTED = '"[^"]*"|«[^»]*»|“[^”]*”';
const PHRASE = new RegExp(QUOTED, "gu");
const FILTER = new RegExp(`(?<!\\S)(\\p{L}+):(${QUOTED}|[^\\s"«“]+)`, "gu");
const EXCLUDED = /(?<!\S)-(?=[\p{L}\p{N}])(\S+)/gu;
const ORDINAL = /^\d+(?:er|re|ere|e|eme|nd|nde|h\d*|km|mo|go|ko|ans?)$/;
const DIGITS = /^\d+(?:[.\-_/]\d+)+$/;
const [MOST_WORDS, ONE_TYPO, TWO_TYPOS, SHORTEST_HALF] = [12, 5, 9, 3];

export function makeReader(rules) {
  const [stop, elided] = [new Set(rules.stop), new Set(rules.elided)];
  const joint = `(?:[-‐‑._/&@${rules.apostrophes}]|(?<=\\d),(?=\\d))`;
  const chunk = new RegExp(`${WORD}(?:${joint}${WORD})*`, "gu");

  function fold(text) {
    const replaced = (given) => [...given.toLowerCase()].map((char) => rules.folded[char] ?? char).join("");
    return replaced(replaced(text).normalize("NFKD").replace(/[\p{Mn}\p{Cf}]/gu, ""));
  }

  /** What a word is looked for as: Pagefind makes some into stop words, for which the build wrote another term. */
  function termOf(word) {
    const bases = rules.endings.filter((ending) => word.endsWith(ending)).map((ending) => word.slice(0, -ending.length));
    const base = bases.find((it) => it.length > 1 && stop.has(it));
    return base ? `${base}${rules.mark}` : word;
  }

  /** The words that count, each whole and in parts; the last one may be unfinished. */
  function wordsOf(text) {
    const words = new Map();
    for (const match of text.matchAll(chunk)) {
      const parts = [...match[0].matchAll(new RegExp(WORD, "gu"))].map((part) => ({ term: fold(part[0]), at: part.index, end: part.index + part[0].length }));
      while (parts.length > 1 && elided.has(parts[0].term) && rules.apostrophes.includes(match[0][parts[0].end])) parts.shift();
      const terms = parts.map((part) => part.term);
      if (terms.every((term) => stop.has(term))) continue;
      const pieces = terms.filter((term) => !stop.has(term) && (term.length > 1 || /\d/.test(term)));
      const [whole, typed] = [terms.join(""), match[0].slice(parts[0].at)];
      const isCode = (/\d/.test(whole) && /\p{L}/u.test(whole) && !ORDINAL.test(whole)) || DIGITS.test(typed);
      const last = match.index + match[0].length === text.length;
      // Of a single letter, Pagefind loads all that begins with it.
      if (whole.length < 2 && !/\d/.test(whole)) continue;
      words.delete(whole);
      words.set(whole, { whole, term: termOf(whole), pieces: terms.length > 1 ? pieces : [], last, typed, isCode });
    }
    return [...words.values()].slice(0, MOST_WORDS);
  }

  const valueOf = (text) => fold(text).replace(/[^a-z0-9]+/g, " ").trim();

  function meant(prefix, value) {
    const facet = rules.prefixes[fold(prefix)];
    const folded = fold(value.replace(/["«»“”]/g, "")).trim();
    if (facet === "kind") return [rules.kinds_asked[folded] ? facet : "", rules.kinds_asked[folded]];
    return [facet && /[a-z0-9]/.test(folded) && (facet !== "year" || /^\d{4}$/.test(folded)) ? facet : "", folded];
  }

  /** A line taken apart; `chosen` is what was chosen beside it, values by facet. */
  function read(line, chosen) {
    const blank = (text) => " ".repeat(text.length);
    const filters = Object.fromEntries(Object.entries(chosen).map(([facet, values]) => [facet, values.map(valueOf)]));
    const excluded = [];
    let rest = line.normalize("NFC").trimStart().replace(FILTER, (all, prefix, value) => {
      const [facet, wanted] = meant(prefix, value);
      if (!facet) return all;
      filters[facet] = [...(filters[facet] ?? []), valueOf(wanted)];
      return blank(all);
    });
    const phrases = [...rest.matchAll(PHRASE)].map(([text]) => text.replace(/["«»“”]/g, "").trim()).filter((text) => wordsOf(text).length > 1);
    for (const { 0: all, 1: word, index } of [...rest.replace(PHRASE, blank).matchAll(EXCLUDED)]) {
      if (!wordsOf(rest.replace(EXCLUDED, blank)).length) break;
      excluded.push(...wordsOf(word));
      rest = rest.slice(0, index) + blank(all) + rest.slice(index + all.length);
    }
    return { words: wordsOf(rest), phrases, excluded, filters };
  }

  return { fold, wordsOf, valueOf, read };
}

/** Typos between two words: letters missing, added, replaced, or swapped with their neighbour. */
function distance(one, other) {
  let before = [];
  let last = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    for (let at = 1; at <= other.length; at += 1) {
      let cost = Math.min(line[at - 1] + 1, last[at] + 1, last[at - 1] + (one[row - 1] === other[at - 1] ? 0 : 1));
      if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) cost = Math.min(cost, before[at - 2] + 1);
      line.push(cost);
    }
    [before, last] = [last, line];
  }
  return last[other.length];
}

/** What a misspelt word may have meant, from the list of spellings that the build wrote: see search/browser.py. */
export function makeSpeller(list, fold) {
  const known = new Map();
  let before = "";
  for (const line of list.split("\n").filter(Boolean)) {
    const [, shared, rest, count] = line.match(/^(.)(\D*)(\d*)$/u);
    const word = before.slice(0, parseInt(shared, 36)) + rest;
    const entry = known.get(fold(word)) ?? { spelt: word, count: 0, most: 0 };
    const its = Number(count || 1);
    known.set(fold(word), { spelt: its > entry.most ? word : entry.spelt, count: entry.count + its, most: Math.max(its, entry.most) });
    before = word;
  }
  const isWord = (word) => /^[a-z]+$/.test(word);

  /** The nearest words with the same first letter, the most frequent first; none for codes and short words. */
  function corrections(word, most) {
    if (!isWord(word) || word.length < ONE_TYPO) return [];
    for (const typos of word.length >= TWO_TYPOS ? [1, 2] : [1]) {
      const near = [...known.keys()].filter((it) => it[0] === word[0] && Math.abs(it.length - word.length) <= typos && it !== word && distance(word, it) <= typos);
      if (near.length) return commonest(near, most);
    }
    return [];
  }

  const commonest = (words, most) => words.sort((a, b) => known.get(b).count - known.get(a).count || (a < b ? -1 : 1)).slice(0, most);
  const completions = (beginning, most) => commonest([...known.keys()].filter((word) => word.startsWith(beginning) && word !== beginning), most);

  /** Ways to read a word as two known ones. */
  function halves(word) {
    const places = isWord(word) ? Array.from({ length: Math.max(0, word.length - 2 * SHORTEST_HALF + 1) }, (_, place) => place + SHORTEST_HALF) : [];
    return places.map((place) => [word.slice(0, place), word.slice(place)]).filter((both) => both.every((half) => known.has(half)));
  }

  return { completions, corrections, halves, spelt: (word) => known.get(word)?.spelt ?? word };
}
