// The indexes of Pagefind under pagefind/, in a worker of their own: the fiches and what is recent first, the archive on demand.
// Nothing of it is asked for before the first query.

import { makeReader, makeSpeller } from "./static-words.js";

const ROOT = new URL("../pagefind/", import.meta.url);
const [LANGUAGE, ARCHIVE] = ["fr", "archive"];
const SEARCHES_PER_ENGINE = 300;
/** All that Pagefind has loaded is looked through each time, so that it gets slower. */

const folder = ({ name }) => new URL(`${name}/`, ROOT);
let opened = null;
let searches = 0;

async function load(address, read = "json") {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer[read]();
}

/** Kept once it has come. */
function once(make) {
  let its = null;
  return () => (its ??= make().catch((error) => {
    its = null;
    throw error;
  }));
}

/** Pagefind in a worker: `call` sends it a message and awaits the answer. */
function start(address) {
  const worker = new Worker(address);
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
  const rules = await load(new URL("rules.json", ROOT));
  const reader = makeReader(rules);
  const [first, ...others] = rules.indexes;
  if (!first) return { rules, reader, isEmpty: true, stop: () => {} };
  const { call, stop } = start(new URL("pagefind-worker.js", folder(first)));
  await call("init", { basePath: folder(first).href, language: LANGUAGE, indexWeight: first.weight });
  const loaded = [first];
  const add = async (index) => {
    await call("mergeIndex", folder(index).href, { language: LANGUAGE, indexWeight: index.weight });
    loaded.push(index);
  };
  const lasting = first.name === ARCHIVE ? [] : others.filter(({ name }) => name === ARCHIVE);
  await Promise.all(others.filter((index) => !lasting.includes(index)).map(add));
  const facts = new Map();

  /** What a term finds, by the name of the document: its score, places of its words, and how to get the rest. */
  async function find(term) {
    searches += 1;
    const { results } = await call("search", term);
    return new Map(results.map(({ id, score, data, words }) => [id, { score, data: () => call("getData", data), places: words }]));
  }

  /** The index that a document is in. */
  const indexOf = (name) => loaded.find(({ id }) => name.startsWith(id));

  /** The facts of a document of which those of its index are loaded. */
  function factsOf(id) {
    const [its, row] = id.split("/");
    const { days, values, columns } = facts.get(its);
    return { day: days[row], values: (facet) => values[facet][columns[facet][row]] };
  }

  async function loadFacts() {
    await Promise.all(loaded.map(async (index) => facts.has(index.id) || facts.set(index.id, await load(new URL("facts.json", folder(index))))));
  }

  return {
    rules, reader, find, indexOf, factsOf, loadFacts, stop,
    size: () => loaded.reduce((sum, { documents }) => sum + documents, 0),
    isPartial: () => loaded.length < rules.indexes.length,
    openArchive: once(() => Promise.all(lasting.map(add))),
    speller: once(async () => makeSpeller(await load(new URL("words.txt", ROOT), "text"), reader.fold)),
  };
}

const current = () => (opened ??= open().catch((error) => {
  opened = null;
  throw error;
}));

/** The indexes, opened when they are first wanted and anew after many searches. */
export async function indexes() {
  if (searches > SEARCHES_PER_ENGINE) {
    const old = opened;
    [opened, searches] = [null, 0];
    (await old).stop();
  }
  return current();
}
