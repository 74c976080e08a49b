/* A query → the pages to show: {count, marks, mark, pages: [{url, title, hits: [{anchor, title, level}], more: […]}]}. Nothing here touches a page. */
"use strict";

(() => {
  const search = (window.zhiku.search ??= {});
  const WEAK = 0.08; // of the best hit's score: what is below is not shown
  const STRONG = 0.6; // of the page's best hit: what is below is folded away
  const OPEN = 3; // hits of a page that are not folded
  const PAGES = 12;
  const MOST = 8; // hits of a page

  /** Resolves when search.find can be asked. */
  search.ready = Promise.all([
    window.zhiku.script("search/index").then(() => search.table()),
    ...["terms", "lookup", "rank", "excerpt"].map((part) => window.zhiku.script(`search/${part}`)),
  ]);

  /** The address of a hit, with what is to be marked there. A file: address does not find a folder's index by itself. */
  search.address = ({ url, anchor }, mark = "") => {
    const page = location.protocol === "file:" && (url === "" || url.endsWith("/")) ? `${url}index.html` : url;
    const address = new URL(page, window.zhiku.base);
    if (mark) address.searchParams.set("h", mark);
    address.hash = anchor;
    return address.href;
  };

  search.find = async (query) => {
    await search.ready;
    if (!search.units(query).size) return { count: 0, marks: new Map(), mark: "", pages: [] };
    const { hits, marks, also } = await search.rank(query);
    const shown = hits.filter((hit) => hit.score >= WEAK * hits[0].score);
    const groups = new Map();
    for (const hit of shown) {
      if (!groups.has(hit.url)) groups.set(hit.url, []);
      if (groups.get(hit.url).length < MOST) groups.get(hit.url).push(hit);
    }
    const pages = [...groups.values()].slice(0, PAGES).map(grouped);
    return { count: shown.length, marks, mark: [query, ...also].join(" "), pages };
  };

  /** Give a hit its sentence, for which the text of its section is fetched. */
  search.tell = async (hit, marks) => { hit.sentence ??= search.sentence(await search.text(hit.number), marks); };

  function grouped(hits) {
    const open = hits.filter((hit, n) => n < OPEN && hit.score >= STRONG * hits[0].score);
    return { url: hits[0].url, title: hits[0].page, hits: open, more: hits.slice(open.length) };
  }
})();
