// The passage of a document that answers, as spans of text that match or do not. Knows no index.

const [LENGTH, LEAD] = [32, 8];
/** Words of an excerpt, and of these before the first that matches. */
const ELIDED = /\p{L}['’]$/u;
/** A word between signs. */
const AROUND = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su;

/** As Pagefind counts them. */
export const wordsIn = (data) => data.raw_content.replace(/&lt;/g, "<").replace(/&gt;/g, ">").split(/\s+/);

/** Where the passage begins that holds most of the different words asked; `places` are those of the text, by word asked. */
function densest(places, from, end) {
  const matches = places.flatMap((its, word) => its.filter((place) => place >= from && place < end).map((place) => [place, word])).sort(([a], [b]) => a - b);
  const within = (first) => {
    const [start] = matches[first];
    const held = matches.slice(first).filter(([place]) => place < start + LENGTH - LEAD);
    return new Set(held.map(([, word]) => word)).size + held.length / 1000;
  };
  const best = matches.reduce((one, _, other) => (one < 0 || within(other) > within(one) ? other : one), -1);
  return { start: best < 0 ? from : matches[best][0], marked: new Set(matches.map(([place]) => place)) };
}

/** The densest passage, of the words between the title and the mark that ends what is shown. */
export function excerpt(data, places, mark) {
  const words = wordsIn(data);
  const from = (data.meta.title ?? "").split(/\s+/).filter(Boolean).length;
  const end = words.findLastIndex((word) => word.startsWith(mark));
  const { start: first, marked } = densest(places, from, end);
  const start = first - LEAD <= from ? from : first - LEAD;
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
    add(core, marked.has(start + place));
    // The blank behind an elided article was put there when texts were indexed.
    add(after + (ELIDED.test(word) ? "" : " "), false);
  });
  if (stop < end) spans.at(-1).text = `${spans.at(-1).text.trimEnd()}…`;
  return spans;
}
