/* The index on disk: a table, runs of keys in their order, texts of sections. zhiku/site/search/files.py writes them;
 * they are scripts, so that they load from file: addresses too. Each is fetched once. */
"use strict";

(() => {
  const search = (window.zhiku.search ??= {});
  const taken = new Map();

  /** Called by the files. */
  search.take = (kind, number, data) => taken.set(`${kind}/${number}`, data);

  async function load(kind, number, folder = "") {
    await window.zhiku.script(`../../search/${folder}${kind}${folder && `/${number}`}`);
    return taken.get(`${kind}/${number}`);
  }

  /** Pages, and all their sections in one list, each with its page. */
  search.table = async () => {
    const table = await load("table", 0);
    table.sections ??= table.pages.flatMap(([url, page, sections]) =>
      sections.map(([anchor, title, level]) => ({ url, page, anchor, title, level })));
    return table;
  };

  /** The last place of a sorted list that is not above a value. */
  function place(list, value) {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] <= value) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  const runs = new Map();
  async function run(number) {
    const lines = (await load("keys", number, (await search.table()).folder)).split("\n");
    if (!runs.has(number)) runs.set(number, new Map(lines.map((line) => [line.slice(0, line.indexOf("\t")), line])));
    return runs.get(number);
  }

  /** The entries whose keys begin so, or the one of just this key: key → [postings, also]. */
  search.entries = async (begin, { exactly = false } = {}) => {
    const { keys } = await search.table();
    const last = exactly ? place(keys, begin) : place(keys, `${begin}\uffff`);
    const wanted = [];
    for (let n = place(keys, begin); n <= last; n++) wanted.push(run(n));
    const found = new Map();
    for (const entries of await Promise.all(wanted)) {
      for (const [key, line] of entries) {
        if (exactly ? key === begin : key.startsWith(begin)) found.set(key, unpacked(line));
      }
    }
    return found;
  };

  /** `key⇥3K1b⇥also`: sections by their distance in base 36, impacts as capitals. */
  function unpacked(line) {
    const [, packed, also] = line.split("\t");
    const postings = new Map();
    let section = 0;
    for (const [, distance, impact] of packed.matchAll(/([0-9a-z]*)([A-Z])/g)) {
      section += parseInt(distance || "0", 36);
      postings.set(section, impact.charCodeAt(0) - 64);
    }
    return { postings, also: also ? also.split("|") : [] };
  }

  /** The text of a section, its blocks on lines of their own. */
  search.text = async (section) => {
    const { texts, folder } = await search.table();
    const number = place(texts, section);
    return (await load("texts", number, folder))[section - texts[number]];
  };
})();
