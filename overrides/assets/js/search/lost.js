/* On the page for a wrong address: looks up the words of the address and lists the best hits. */
"use strict";

(async () => {
  const MOST = 5;
  const told = document.querySelector("[data-zhiku-404]");
  const path = decoded(location.pathname.slice(new URL(window.zhiku.base).pathname.length));
  const words = path.replace(/\.\w+$/, "").replace(/\bindex$/, "").replace(/[\/\-_.]+/g, " ").trim();
  if (!words) return;
  await window.zhiku.script("search/find");
  const { search } = window.zhiku;
  const { pages } = await search.find(words);
  if (!pages.length) return;
  const list = document.createElement("ul");
  for (const hit of pages.slice(0, MOST).map((page) => page.hits[0])) {
    const link = document.createElement("a");
    link.href = search.address(hit);
    link.textContent = hit.anchor ? `${hit.page} › ${hit.title}` : hit.page;
    const entry = document.createElement("li");
    entry.append(link);
    list.append(entry);
  }
  const lead = document.createElement("p");
  lead.textContent = `也许要找的是（按地址里的“${words}”）：`;
  told.append(lead, list);

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }
})();
