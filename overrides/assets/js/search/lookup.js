/* A query → what the index has for each of its terms and names. */
"use strict";

(() => {
  const search = (window.zhiku.search ??= {});
  const LONGER = 0.7; // what a word counts that only begins so
  const NEAR = 0.5; // what a word counts that may have been meant
  const WORD = /^[^\s\u3400-\uffff]+$/;

  /** {terms: [{term, says, postings, also}], names: [{name, postings, also}]}: postings are impacts by section, `also` other names of it. */
  search.lookUp = async (query) => {
    const [terms, names] = await Promise.all([
      Promise.all([...search.units(query)].map(async ([term, says]) => ({ term, says, ...(await termEntry(term)) }))),
      namesIn(search.folded(query)),
    ]);
    return { terms, names };
  };

  async function termEntry(term) {
    if (search.isHan(term)) {
      const found = await search.entries(term, { exactly: term.length > 1 });
      return joined([...found].filter(([key]) => key.length <= 2).map(([, entry]) => [entry, 1]));
    }
    const found = await search.entries(term, { exactly: term.length < 2 });
    const exact = found.get(term);
    if (exact && term.length < 3) return joined([[exact, 1]]);
    const words = [...found].filter(([key]) => WORD.test(key));
    if (words.length) return joined(words.map(([key, entry]) => [entry, key === term ? 1 : LONGER]));
    return joined((await nearTo(term)).map((entry) => [entry, NEAR]));
  }

  function joined(entries) {
    const postings = new Map();
    for (const [entry, share] of entries) {
      for (const [section, impact] of entry.postings) {
        postings.set(section, Math.max(postings.get(section) ?? 0, impact * share));
      }
    }
    return { postings, also: entries.flatMap(([entry, share]) => (share === 1 ? entry.also : [])) };
  }

  /** Words that differ from a mistyped one by a letter or two. */
  async function nearTo(term) {
    if (term.length < 4 || /\d/.test(term)) return [];
    const found = [...(await search.entries(term.slice(0, 2)))].filter(([key]) => WORD.test(key));
    const far = found.map(([key]) => distance(term, key));
    const least = Math.min(...far);
    return least <= (term.length < 6 ? 1 : 2) ? found.filter((_, n) => far[n] === least).map(([, entry]) => entry) : [];
  }

  /** How many letters are to be added, dropped, changed or swapped with their neighbour. */
  function distance(a, b) {
    let [before, row] = [[], Array.from({ length: b.length + 1 }, (_, n) => n)];
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) {
        next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      [before, row] = [row, next];
    }
    return row[b.length];
  }

  /** The names in a folded query that are more than one term, from its start, the longest at each place. */
  async function namesIn(folded) {
    const starts = [...search.starts(folded)];
    const found = await Promise.all(starts.map(([, begin]) => search.entries(begin)));
    const names = [];
    let past = 0;
    starts.forEach(([place, begin], n) => {
      const fits = (key) =>
        key.length > begin.length && folded.startsWith(key, place) && !search.isInWord(folded, place + key.length);
      const name = [...found[n].keys()].filter(fits).sort((a, b) => b.length - a.length)[0];
      if (!name || place < past) return;
      past = place + name.length;
      names.push({ name, ...found[n].get(name) });
    });
    return names;
  }
})();
