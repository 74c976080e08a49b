/* What a link leads to, shown beside it: the beginning of a section, or what a term means.
 * zhiku.js loads this when a pointer or the keyboard first comes to an internal link of the text. */
"use strict";

(() => {
  const DELAY = 300, GRACE = 200, GAP = 6, MARGIN = 8;
  const card = document.createElement("div");
  card.id = "__preview";
  card.className = "preview";
  card.popover = "manual";
  document.querySelector(".md-content").append(card);

  let shown = null; // the link whose card is open
  let timer = 0;

  const styled = new Promise((resolve) => {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = new URL("assets/css/preview.css", zhiku.base).href;
    sheet.onload = sheet.onerror = resolve;
    document.head.append(sheet);
  });

  /** The page of the site and the anchor that a link leads to; nothing when it leads elsewhere. */
  function target(link) {
    const url = new URL(link.href);
    const base = new URL(zhiku.base);
    if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return null;
    const path = url.pathname.slice(base.pathname.length).replace(/(^|\/)index\.html$/, "$1");
    if (path && !path.endsWith("/")) return null; // a file, such as a deck of cards
    const page = path.replace(/\/$/, "");
    return { page: page || "index", anchor: decodeURIComponent(url.hash.slice(1)) };
  }

  /** Whether the reader has the target of a link in view already. */
  function inView(link) {
    if (link.pathname !== location.pathname) return false;
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const box = (section ?? document.body).getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
  }

  /** Title, text and perhaps where to read more: [title, text, title of more, address of more]. */
  async function look({ page, anchor }) {
    if (!zhiku.previews?.[decodeURIComponent(page)]) await zhiku.script(`previews/${page}`);
    return zhiku.previews[decodeURIComponent(page)]?.[anchor];
  }

  function fill([title, text, more, address]) {
    const heading = document.createElement("strong");
    const body = document.createElement("p");
    heading.textContent = title;
    body.textContent = text;
    card.replaceChildren(heading, body);
    if (more) {
      const link = document.createElement("a");
      link.href = new URL(address, zhiku.base).href;
      link.textContent = `详见：${more}`;
      card.append(link);
    }
  }

  /** Below the link, or above it where there is no room; never over it, never outside the window. */
  function place(link) {
    const box = link.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = card;
    const below = box.bottom + GAP + height <= innerHeight - MARGIN || box.top < innerHeight - box.bottom;
    const left = Math.min(box.left, document.documentElement.clientWidth - width - MARGIN);
    card.style.left = `${scrollX + Math.max(MARGIN, left)}px`;
    card.style.top = `${scrollY + (below ? box.bottom + GAP : box.top - GAP - height)}px`;
  }

  async function show(link) {
    const at = target(link);
    const found = at && await look(at).catch(() => undefined);
    await styled;
    if (!found) return false;
    close();
    fill(found);
    card.showPopover();
    place(link);
    link.setAttribute("aria-describedby", card.id);
    shown = link;
    return true;
  }

  function close() {
    clearTimeout(timer);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    if (card.matches(":popover-open")) card.hidePopover();
  }

  function later(act, delay) {
    clearTimeout(timer);
    timer = setTimeout(act, delay);
  }

  const isWanted = (link) => link.matches(":hover, :focus-visible");

  zhiku.preview = {
    /** A pointer or the keyboard came to a link: its card opens when it stays. */
    meet(link) {
      if (link === shown || inView(link)) return;
      later(() => isWanted(link) && show(link), DELAY);
    },

    /** Open the card of a link at once; follow the link when there is nothing to show. */
    async open(link) {
      if (link === shown || !await show(link)) location.assign(link.href);
    },
  };

  document.addEventListener("pointerover", ({ target }) => {
    if (!shown) return;
    if (shown.contains(target) || card.contains(target)) clearTimeout(timer);
    else later(() => isWanted(shown) || close(), GRACE);
  });
  document.addEventListener("focusout", ({ target }) => target === shown && close());
  document.addEventListener("pointerdown", ({ target }) => {
    if (shown && !shown.contains(target) && !card.contains(target)) close();
  });
  document.addEventListener("keydown", ({ key }) => key === "Escape" && close());
  addEventListener("hashchange", close);
})();
