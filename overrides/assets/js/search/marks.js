/* After a hit was followed (?h=…): marks the words that it was found by. */
"use strict";

(async () => {
  await Promise.all(["search/terms", "search/excerpt"].map(window.zhiku.script));
  const { search } = window.zhiku;
  const asked = new URLSearchParams(location.search).get("h");
  const terms = [...search.units(asked)].map(([term, says]) => ({ term, says })).filter(search.isMarked).map(({ term }) => term);
  const content = document.querySelector(".md-content__inner");
  const walker = document.createTreeWalker(content, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest("svg, script, style, button, .headerlink") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    const parts = search.parts(text.data, terms);
    if (!parts.some(([, isMarked]) => isMarked)) continue;
    text.replaceWith(...parts.map(([part, isMarked]) => {
      if (!isMarked) return part;
      const mark = document.createElement("mark");
      mark.dataset.mdHighlight = "";
      mark.textContent = part;
      return mark;
    }));
  }
})();
