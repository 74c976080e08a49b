/* A query → sections, the best first. What a term counts in a section is in the index; how much it tells is worked out here. */
"use strict";

(() => {
  const search = (window.zhiku.search ??= {});
  const STEPS = 25; // as in zhiku/site/search/postings.py
  const RARE = 0.015; // of all sections: a term in fewer tells no more, for two characters side by side are often no word
  const PAGE = 0.5; // how far it counts that the whole page speaks of the query

  /** All sections that hold something of the query, the best first; what to mark in them, term → how much it tells; other names of what is asked for. */
  search.rank = async (query) => {
    const { sections } = await search.table();
    const { terms, names } = await search.lookUp(query);
    const few = Math.max(1, RARE * sections.length);
    for (const term of terms) term.tells = term.says * Math.log(1 + sections.length / Math.max(few, term.postings.size));
    const held = new Set([...terms, ...names].flatMap(({ postings }) => [...postings.keys()]));
    const hits = [...held].map((number) => ({ number, ...sections[number], ...worth(number, terms, names) }));
    const onPage = new Map(hits.map((hit) => [hit.url, new Set()]));
    for (const hit of hits) hit.covered.forEach((term) => onPage.get(hit.url).add(term));
    const share = (covered) => told(covered) / told(terms);
    for (const hit of hits) hit.score = hit.sum * share(hit.covered) * share(onPage.get(hit.url)) ** PAGE;
    hits.sort((a, b) => b.score - a.score || a.number - b.number);
    const also = [...new Set([...terms, ...names].flatMap((one) => one.also))];
    const marks = new Map([...also.map((name) => [name, told(terms) / 2]), ...terms.filter(search.isMarked).map((t) => [t.term, t.tells])]);
    return { hits, marks, also };
  };

  const told = (terms) => [...terms].reduce((sum, term) => sum + term.tells, 0);

  /** What a section has of the query, and which terms of it. A name counts as its terms together, where that is more than they are alone. */
  function worth(number, terms, names) {
    const gains = new Map(terms.filter((t) => t.postings.has(number)).map((t) => [t, (t.tells * t.postings.get(number)) / STEPS]));
    const covered = new Set(gains.keys());
    let sum = [...gains.values()].reduce((a, b) => a + b, 0);
    for (const { name, postings } of names.filter((one) => one.postings.has(number))) {
      const inside = terms.filter((t) => name.includes(t.term));
      const alone = inside.reduce((a, t) => a + (gains.get(t) ?? 0), 0);
      sum += Math.max(0, (told(inside) * postings.get(number)) / STEPS - alone);
      inside.forEach((t) => covered.add(t));
    }
    return { sum, covered };
  }

})();
