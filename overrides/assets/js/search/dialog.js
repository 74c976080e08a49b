/* The theme's search dialog, led by our index: what is typed is looked up, hits are listed, keys move among them. */
"use strict";

(() => {
  const AT_ONCE = 3; // pages whose sentences are there with the answer; the others' texts are fetched as they come near
  const LEVELS = ["问题", "基础", "进阶", "深入"];
  const toggle = document.querySelector("#__search");
  const dialog = document.querySelector(".md-search");
  const input = dialog.querySelector(".md-search__input");
  const status = dialog.querySelector(".md-search-result__meta");
  const list = dialog.querySelector(".md-search-result__list");
  const share = dialog.querySelector("[data-clipboard-text]");
  const finder = window.zhiku.script("search/find");
  let asked = 0;

  const open = (state) => { if (toggle.checked !== state) toggle.click(); };

  /* What is typed. */
  async function look() {
    const number = ++asked;
    const query = input.value.trim();
    shareAs(query);
    if (!query) return show(query, { count: 0, pages: [] }, "键入以开始搜索");
    try {
      await finder;
      const found = await window.zhiku.search.find(query);
      await tell(found.pages.slice(0, AT_ONCE).flatMap(({ hits }) => hits), found);
      if (number === asked) show(query, found, said(found));
    } catch (error) {
      if (number === asked) show(query, { count: 0, pages: [] }, "搜索没有装载成功。请刷新页面再试。");
      throw error;
    }
  }

  function said({ count, pages }) {
    if (!count) return "没有找到。换个说法试试，或者少写几个字。";
    return `${pages.length} 个页面，${count} 处`;
  }

  const tell = (hits, { marks }) => Promise.all(hits.map((hit) => window.zhiku.search.tell(hit, marks)));

  const untold = new Map(); // where a sentence is to stand → what puts it there
  const nearing = new IntersectionObserver((entries) => {
    for (const { target } of entries.filter((entry) => entry.isIntersecting)) {
      nearing.unobserve(target);
      untold.get(target)?.();
    }
  }, { root: dialog.querySelector(".md-search__scrollwrap"), rootMargin: "50%" });

  function show(query, found, message) {
    nearing.disconnect();
    untold.clear();
    status.textContent = message;
    list.parentElement.parentElement.scrollTop = 0; // before there is anything new to lay out
    list.replaceChildren(...found.pages.map((page) => item(page, found)));
    dialog.dispatchEvent(new CustomEvent("zhiku:found", { bubbles: true, detail: { query, ...found } }));
  }

  function shareAs(query) {
    const url = new URL(location);
    url.hash = "";
    url.search = new URLSearchParams({ q: query });
    share.dataset.clipboardText = url.href;
  }

  /* A page and its hits. */
  function item(page, found) {
    const head = page.hits.find((hit) => hit.anchor === "");
    const entry = node("li", "md-search-result__item");
    entry.append(link(head ?? { url: page.url, anchor: "", title: page.title, sentence: "" }, found, "h1"));
    entry.append(...page.hits.filter((hit) => hit !== head).map((hit) => link(hit, found, "h2")));
    if (page.more.length) entry.append(folded(page.more, found));
    return entry;
  }

  function folded(hits, found) {
    const more = node("details", "md-search-result__more");
    const summary = node("summary");
    summary.append(node("div", "", `这一页还有 ${hits.length} 处`));
    more.append(summary);
    more.addEventListener("toggle", async () => {
      await tell(hits, found);
      more.append(...hits.map((hit) => link(hit, found, "h2")));
    }, { once: true });
    return more;
  }

  /** A hit; a question carries its level, as it does in its page. */
  function link(hit, found, rank) {
    const anchor = node("a", "md-search-result__link");
    anchor.href = window.zhiku.search.address(hit, found.mark);
    if (hit === found.pages[0].hits[0]) anchor.dataset.best = "";
    const article = node("article", "md-search-result__article md-typeset");
    const title = node(rank);
    title.append(...marked(hit.title, found));
    if (hit.level !== undefined) {
      title.className = "question";
      Object.assign(title.dataset, { level: hit.level, levelName: LEVELS[hit.level] });
    }
    if (rank === "h1") article.append(node("div", "md-search-result__icon md-icon"));
    article.append(title);
    const sentence = node("p");
    const put = () => {
      if (hit.sentence) sentence.append(...marked(hit.sentence, found));
      else sentence.remove();
    };
    article.append(sentence);
    anchor.append(article);
    if (hit.sentence === undefined) {
      untold.set(sentence, () => tell([hit], found).then(put));
      nearing.observe(sentence);
    } else put();
    return anchor;
  }

  const marked = (text, { marks }) => window.zhiku.search.parts(text, marks.keys()).map(([part, isMarked]) =>
    isMarked ? node("mark", "", part) : part);

  const node = (tag, className = "", textContent = "") => Object.assign(document.createElement(tag), { className, textContent });

  /* Keys. */
  const stops = () => [...dialog.querySelectorAll(".md-search__input, :valid ~ .md-search__options button, .md-search-result__list :is(a, summary)")]
    .filter((stop) => stop.checkVisibility());

  function move(from, step, among) {
    const place = among.indexOf(from);
    among[(place + step + among.length) % among.length]?.focus();
  }

  const keys = {
    Escape: () => close(),
    Tab: (event) => move(document.activeElement, event.shiftKey ? -1 : 1, stops()),
    ArrowDown: () => move(document.activeElement, 1, stops().filter((stop) => stop.tagName !== "BUTTON")),
    ArrowUp: () => move(document.activeElement, -1, stops().filter((stop) => stop.tagName !== "BUTTON")),
  };

  dialog.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!toggle.checked) return;
    if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      list.querySelector("[data-best]")?.click();
    } else if (keys[event.key]) {
      event.preventDefault();
      event.stopPropagation();
      keys[event.key](event);
    } else if (event.key.length === 1 && event.target !== input) {
      event.stopPropagation(); // what is typed on a hit goes on with the query, / and f and s too
      input.focus();
    }
  });

  function close() {
    open(false);
    input.blur();
  }

  input.addEventListener("focus", () => open(true));
  input.addEventListener("input", (event) => { if (!event.isComposing) look(); });
  input.addEventListener("compositionend", look);
  input.form.addEventListener("submit", (event) => event.preventDefault());
  input.form.addEventListener("reset", () => { setTimeout(look); input.focus(); });
  list.addEventListener("click", (event) => { if (event.target.closest("a")) open(false); });

  toggle.addEventListener("change", () => {
    list.hidden = !toggle.checked;
    for (const [name, value] of [["role", "dialog"], ["aria-modal", "true"]]) {
      if (toggle.checked) dialog.setAttribute(name, value);
      else dialog.removeAttribute(name);
    }
    if (toggle.checked) return;
    const url = new URL(location);
    if (url.searchParams.has("q")) {
      url.searchParams.delete("q");
      history.replaceState(history.state, "", url);
    }
  });

  const told = new URLSearchParams(location.search).get("q");
  if (told) {
    input.value = told;
    input.focus();
    open(true);
  }
  if (document.activeElement === input) open(true);
  look();
})();
