/* A query → sections, the best first. What a term counts in a section is in the index; what it tells at all is known here. */
"use strict";

(() => {
  const search = (window.zhiku.search ??= {});
  const STEPS = 25; // as in zhiku/site/search/postings.py

  /** All sections that hold something of the query, the best first, and what to mark in them: term → what it tells. */
  search.rank = async (query) => {
    const { sections } = await search.table();
    const { terms, names } = await search.lookUp(query);
    for (const term of terms) term.mass = term.says * Math.log(1 + sections.length / Math.max(1, term.postings.size));
    const whole = total(terms);
    const hits = [...held([...terms, ...names])].map((number) => {
      const { sum, covered } = worth(number, terms, names);
      return { number, score: (sum * covered) / whole, ...sections[number] };
    });
    hits.sort((a, b) => b.score - a.score || a.number - b.number);
    return { hits, marks: marks(terms, names) };
  };

  /** How much of the query a section holds, and how much of what the query tells it covers. A name counts where that is more than its terms. */
  function worth(number, terms, names) {
    const gains = new Map(terms.filter((t) => t.postings.has(number)).map((t) => [t, (t.mass * t.postings.get(number)) / STEPS]));
    let sum = [...gains.values()].reduce((a, b) => a + b, 0);
    const covered = new Set(gains.keys());
    for (const { name, postings } of names) {
      if (!postings.has(number)) continue;
      const inside = terms.filter((t) => name.includes(t.term));
      const literal = inside.reduce((a, t) => a + (gains.get(t) ?? 0), 0);
      sum += Math.max(0, (total(inside) * postings.get(number)) / STEPS - literal);
      inside.forEach((t) => covered.add(t));
    }
    return { sum, covered: total([...covered]) };
  }

  const total = (terms) => terms.reduce((sum, term) => sum + term.mass, 0);
  const held = (entries) => new Set(entries.flatMap(({ postings }) => [...postings.keys()]));

  function marks(terms, names) {
    const found = new Map(terms.filter((t) => t.says > 0.5).map((t) => [t.term, t.mass]));
    for (const { also } of [...terms, ...names]) {
      for (const name of also) if (!found.has(name)) found.set(name, total(terms) / 2);
    }
    return found;
  }
})();
