/* On every page: loads the site's other scripts when a reader first needs them.
 * They are classic scripts, one idea each, so that they work from file: addresses too.
 * Pages that always need one name it in their front matter (`scripts: [bank]`). */
"use strict";

(() => {
  const here = document.currentScript.src;
  const loading = new Map();

  // A file: address does not find the index of a folder by itself. The pages' own links name it; those that scripts make do not.
  if (location.protocol === "file:") {
    document.addEventListener("click", (e) => {
      const link = e.target instanceof Element && e.target.closest("a[href]");
      if (link?.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
    }, { capture: true });
  }
  /* What the theme makes of code and tables when the page has loaded: copy buttons are no navigation, marks want a name, what scrolls wants keys. */
  addEventListener("load", () => requestAnimationFrame(() => {
    for (const buttons of document.querySelectorAll(".md-code__nav")) buttons.role = "none";
    for (const mark of document.querySelectorAll(".md-annotation__index")) mark.ariaLabel = "注释";
    for (const region of document.querySelectorAll(".md-typeset__scrollwrap")) {
      if (region.scrollWidth > region.clientWidth) region.tabIndex = 0;
    }
  }));

  window.zhiku = {
    /** The root of the site; ends in a slash. */
    base: new URL("../../", here).href,

    /** Load assets/js/<name>.js once; resolves when it has run. */
    script(name) {
      if (!loading.has(name)) {
        loading.set(name, new Promise((resolve, reject) => {
          const element = document.createElement("script");
          element.src = new URL(`${name}.js`, here).href;
          element.onload = resolve;
          element.onerror = () => reject(new Error(`${element.src} could not be loaded`));
          document.head.append(element);
        }));
      }
      return loading.get(name);
    },

    /** Load a script at the first event of this kind on what the selector names, and hand the event to it. */
    when(event, selector, name, then) {
      document.addEventListener(event, (e) => {
        const target = e.target instanceof Element && e.target.closest(selector);
        if (target) window.zhiku.script(name).then(() => then?.(target, e));
      }, { passive: true });
    },
  };

  /* Marks that copy a link. */
  const marks = ".headerlink, .copy-link";
  zhiku.when("pointerover", marks, "copy");
  zhiku.when("focusin", marks, "copy");
  zhiku.when("click", marks, "copy", (mark) => zhiku.copyLink(mark));

  /* Links of the text show where they lead, and terms what they mean. A finger cannot hover: on a term it shows first, and follows the second time. */
  const inside = `.md-content a[href]:not([href*=":"], ${marks}, .md-content__button, .preview a)`;
  zhiku.when("pointerover", inside, "preview", (link) => zhiku.preview.meet(link));
  zhiku.when("focusin", inside, "preview", (link) => zhiku.preview.meet(link));
  document.addEventListener("click", (e) => {
    const term = e.target instanceof Element && e.target.closest("a.term");
    if (!term || !matchMedia("(hover: none)").matches) return;
    e.preventDefault();
    zhiku.script("preview").then(() => zhiku.preview.open(term), () => location.assign(term.href));
  });

  /* The search is loaded when a reader opens it, by a click or by a key; its address may ask for it, or for marks in the page. */
  const query = document.querySelector(".md-search__input");
  const told = new URLSearchParams(location.search);
  const table = Object.assign(document.createElement("link"), { rel: "preload", as: "script", href: `${zhiku.base}search/table.js` });
  document.querySelector(".md-search").addEventListener("focusin", () => document.head.append(table), { once: true });
  for (const part of ["dialog", "find", "terms", "lookup", "rank", "index", "excerpt"]) zhiku.when("focusin", ".md-search", `search/${part}`);
  document.querySelector("header [for=__search]").addEventListener("click", () => query.focus());
  document.addEventListener("keydown", (e) => {
    if (!["/", "f", "s"].includes(e.key) || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    if (e.target.closest("input, textarea, select, [contenteditable]")) return;
    e.preventDefault();
    query.focus();
    query.select();
  });
  if (told.get("q")) zhiku.script("search/dialog");
  if (told.get("h")) zhiku.script("search/marks");

  /* A diagram opens large. */
  zhiku.when("click", ".diagram-frame", "zoom", (frame) => zhiku.zoom(frame));

  /* What scrolls can be reached by keyboard; what does not is no stop on the way. */
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const picture of document.querySelectorAll(".diagram-picture")) sizes.observe(picture);
})();
