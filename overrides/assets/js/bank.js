/* The question index: the form says which lines are shown and in what order, and the address says the same,
 * so that a filtered list can be shared and the back button takes a filter away. */
"use strict";

(() => {
  const form = document.querySelector(".bank-filter");
  if (!form) return; // a topic without questions

  const ORDERS = {
    level: (a, b) => a.level - b.level,
    asked: (a, b) => b.asked - a.asked,
  };
  const bank = document.querySelector(".bank");
  const count = document.querySelector(".bank-count");
  const folded = (text) => text.normalize("NFKC").toLowerCase();
  const fields = [...form.elements].filter((field) => field.name);

  const above = {}; // the nearest heading of each rank
  const rows = [...bank.children].flatMap((part) => {
    if (part.tagName === "UL") return [...part.children].map((item) => row(item, Object.values(above)));
    above[part.tagName] = part;
    return [];
  });
  const heads = new Set(rows.flatMap(({ under }) => under));
  const nothing = element("p", { className: "bank-nothing", hidden: true }, "没有同时符合这些条件的问题。", clearing());
  const sorted = element("ul", { className: "is-sorted" }); // where the lines stand when they are sorted
  bank.append(sorted, nothing);

  /** A line, what it says of its answer, and the headings that it stands under. */
  function row(item, under) {
    const link = item.querySelector("a");
    const article = under.at(-1).querySelector("a");
    const copy = element("button", { type: "button", className: "copy-link", ariaLabel: `复制链接：${link.textContent}` });
    copy.dataset.link = link.getAttribute("href");
    item.insertBefore(element("cite", {}, article.cloneNode(true)), item.querySelector("small"));
    item.append(copy);
    return {
      item, link, under,
      home: item.parentElement,
      topic: under[0].id,
      level: item.querySelector("[data-level]")?.dataset.level ?? "4",
      asked: Number(item.querySelector("[data-asked]")?.dataset.asked ?? 0),
      has: [...item.querySelectorAll("[data-has]")].map((mark) => mark.dataset.has),
      text: folded(`${link.textContent} ${article.textContent}`),
    };
  }

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function clearing() {
    const button = element("button", { type: "reset" }, "清除条件");
    button.setAttribute("form", form.id);
    return button;
  }

  /** What the form asks for, without what it leaves open. */
  function wanted() {
    return new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  }

  function restore() {
    const said = new URLSearchParams(location.search);
    for (const field of fields) {
      if (field.type === "checkbox") field.checked = said.getAll(field.name).includes(field.value);
      else field.value = said.get(field.name) ?? "";
      if (field.selectedIndex < 0) field.selectedIndex = 0; // the address names no such topic or order
    }
  }

  function matching(query) {
    const words = folded(query.get("text") ?? "").split(/\s+/);
    const levels = query.getAll("level");
    const topic = query.get("topic");
    return rows.filter((row) =>
      (!topic || row.topic === topic)
      && (!levels.length || levels.includes(row.level))
      && query.getAll("has").every((what) => row.has.includes(what))
      && words.every((word) => row.text.includes(word)));
  }

  function show() {
    const query = wanted();
    const shown = new Set(matching(query));
    const order = ORDERS[query.get("sort")];
    for (const row of order ? rows.toSorted(order) : rows) {
      (order ? sorted : row.home).append(row.item);
      row.item.hidden = !shown.has(row);
    }
    const inSight = new Set(order ? [] : [...shown].flatMap(({ under }) => under));
    for (const head of heads) head.hidden = !inSight.has(head);
    for (const link of document.querySelectorAll(".md-nav--secondary a")) { // the table of contents
      const head = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heads.has(head)) link.closest("li").hidden = head.hidden;
    }
    count.textContent = shown.size < rows.length ? `${shown.size} 个问题，共 ${rows.length} 个。` : `共 ${rows.length} 个问题。`;
    nothing.hidden = shown.size > 0;
    form.elements.random.disabled = !shown.size;
    form.classList.toggle("is-asking", String(query) !== "");
  }

  /** Put what the form asks for into the address; letters that follow a first one make no new entry in the history. */
  function remember(field) {
    const isTyping = field?.name === "text" && new URLSearchParams(location.search).has("text");
    const query = String(wanted());
    history[isTyping ? "replaceState" : "pushState"](null, "", location.pathname + (query && `?${query}`));
  }

  function random() {
    const shown = rows.filter(({ item }) => !item.hidden);
    return shown[Math.floor(Math.random() * shown.length)]?.link.href;
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", ({ target }) => { show(); remember(target); });
  form.addEventListener("reset", () => setTimeout(() => { show(); remember(); }));
  form.elements.random.addEventListener("click", () => location.assign(random()));
  addEventListener("popstate", () => { restore(); show(); });

  restore();
  if (String(wanted())) show(); // else all stands as it was built
  if (location.hash === "#random" && random()) location.replace(random());
})();
