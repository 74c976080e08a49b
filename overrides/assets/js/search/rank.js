/* A query → sections, the best first. */
"use strict";

(() => {
  const search = (window.zhiku.search ??= {});
  const STEPS = 25; // as in zhiku/site/search/postings.py
  const LONGER = 0.7; // a word that only begins so
  const NEAR = 0.5; // a word that may have been meant
  const COVER = 1; // how hard it counts when part of the query is not there
  const TITLE = 1.5; // how much a title that is the query adds

  /** Each term's sections with their impacts, and the names by which pages say a thing that the query names otherwise. */
  async function lookUp(query) {
    const folded = search.folded(query);
    const units = [...search.units(query)].map(([term, says]) => ({ term, says }));
    const [, names] = await Promise.all([
      Promise.all(units.map(async (unit) => Object.assign(unit, await unitEntry(unit.term)))),
      nameEntries(folded),
    ]);
    return { units, names };
  }

  async function unitEntry(term) {
    if (search.isHan(term)) {
      const found = await search.entries(term, { exactly: term.length > 1 });
      return joined([...found].filter(([key]) => key.length <= 2).map(([, entry]) => [entry, 1]));
    }
    const found = await search.entries(term, { exactly: term.length < 2 });
    const exact = found.get(term);
    if (exact && term.length < 3) return joined([[exact, 1]]);
    const words = [...found].filter(([key]) => /^[^\s\u3400-\uffff]+$/.test(key));
    if (words.length) return joined(words.map(([key, entry]) => [entry, key === term ? 1 : LONGER]));
    return joined((await near(term)).map((entry) => [entry, NEAR]));
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
  async function near(term) {
    if (term.length < 4 || /\d/.test(term)) return [];
    const found = await search.entries(term.slice(0, 2));
    let least = term.length < 6 ? 1 : 2;
    let best = [];
    for (const [key, entry] of found) {
      const far = distance(term, key, least);
      if (far < least) best = [];
      if (far <= least) [least] = [far, best.push(entry)];
    }
    return best;
  }

  /** Letters to add, drop, change or swap; above `most` any number. */
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1;
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

  /** The names in a query, the longest at each place, that are more than one term. */
  async function nameEntries(folded) {
    const starts = [...search.starts(folded)];
    const found = await Promise.all(starts.map(([, begin]) => search.entries(begin)));
    const names = [];
    let past = 0;
    starts.forEach(([place, begin], n) => {
      if (place < past) return;
      const [name] = [...found[n].keys()]
        .filter((key) => key.length > begin.length && folded.startsWith(key, place) && !search.isInWord(folded, place + key.length))
        .sort((a, b) => b.length - a.length);
      if (!name) return;
      past = place + name.length;
      names.push({ name, ...found[n].get(name) });
    });
    return names;
  }

  /** How alike two sets of terms are, 0 to 1; each term by what it says. */
  function alike(a, b) {
    let common = 0;
    let all = 0;
    for (const [term, says] of a) [common, all] = [common + (b.has(term) ? says : 0), all + says];
    for (const says of b.values()) all += says;
    return all ? (2 * common) / all : 0;
  }

  /** All sections that hold something of the query: [{section, score, …}], and what to mark in them. */
  search.rank = async (query) => {
    const { sections } = await search.table();
    const { units, names } = await lookUp(query);
    for (const unit of units) unit.mass = unit.says * Math.log(1 + sections.length / Math.max(1, unit.postings.size));
    const whole = units.reduce((sum, unit) => sum + unit.mass, 0);
    const gains = new Map();
    const gain = (section) => gains.get(section) ?? gains.set(section, { sum: 0, covered: 0 }).get(section);
    const covers = names.map(({ name }) => units.filter((unit) => name.includes(unit.term)));
    for (const unit of units) {
      for (const [section, impact] of unit.postings) {
        const so = gain(section);
        so.sum += (unit.mass * impact) / STEPS;
        so.covered += unit.mass;
      }
    }
    names.forEach(({ postings }, n) => {
      for (const [section, impact] of postings) {
        const so = gain(section);
        const mass = covers[n].reduce((sum, unit) => sum + unit.mass, 0);
        const literal = covers[n].filter((unit) => unit.postings.has(section));
        const has = literal.reduce((sum, unit) => sum + (unit.mass * unit.postings.get(section)) / STEPS, 0);
        so.sum += Math.max(0, (mass * impact) / STEPS - has);
        so.covered += mass - literal.reduce((sum, unit) => sum + unit.mass, 0);
      }
    });
    const asked = search.units(query);
    const hits = [...gains].map(([number, { sum, covered }]) => {
      const section = sections[number];
      section.units ??= search.units(section.title);
      const score = sum * (covered / whole) ** COVER * (1 + TITLE * alike(asked, section.units) ** 2);
      return { number, score, ...section };
    });
    hits.sort((a, b) => b.score - a.score || a.number - b.number);
    const marks = new Map(units.filter((unit) => unit.says > 0.5).map((unit) => [unit.term, unit.mass]));
    for (const { also } of [...units, ...names]) for (const name of also) marks.set(name, marks.get(name) ?? whole / 2);
    return { hits, marks };
  };
})();
