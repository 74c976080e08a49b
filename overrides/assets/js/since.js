/* On articles and on the index pages of topics: keeps in this browser what was read, and says what has changed since. */
"use strict";

(async () => {
  const { topic } = document.currentScript.dataset;
  const ENOUGH = 20; // seconds in view that make a reading when the end was seen
  const LONG = 150; // seconds that do without
  const SHOWN = 6;

  await new Promise((resolve) => (window.requestIdleCallback ?? setTimeout)(resolve));
  await zhiku.script("learning/progress");
  await zhiku.script("learning/storage");

  /** An address as the build knows it: below the site's root, without the name of a file. */
  const below = ({ href }) => decodeURI(href).split(/[?#]/)[0].replace(/index\.html$/, "").slice(decodeURI(zhiku.base).length);
  const here = below(location);
  const article = document.querySelector(".md-content__inner");
  const { progress, storage } = zhiku;
  const kept = storage.read();
  if (kept.broken || !progress.settings(kept.progress).remember) return;
  const { read } = kept.progress;

  if (here === `${topic}/`) {
    if (Object.keys(read).some((url) => url.startsWith(here))) mark(await sections());
  } else {
    whenRead(async () => {
      const parts = (await sections())[here];
      if (parts) storage.update((now) => progress.withReading(now, here, { at: zhiku.now().toISOString(), parts }));
    });
    if (read[here]) note(read[here], (await sections())[here]);
  }

  async function sections() {
    await zhiku.script(`sections/${topic}`);
    return zhiku.sections;
  }

  function changes(before, now) {
    return {
      changed: Object.keys(now).filter((id) => now[id] !== before[id]),
      gone: Object.keys(before).filter((id) => !(id in now)).length,
    };
  }

  /** One line above the title, out of the flow; it opens to the list of what has changed. */
  function note(reading, now) {
    const { changed, gone } = changes(reading.parts, now ?? {});
    if (!now || changed.length + gone === 0) return;
    const box = document.createElement("details");
    box.className = "since";
    const day = new Date(reading.at).toLocaleDateString("zh-CN", { dateStyle: "medium" });
    const summary = document.createElement("summary");
    summary.textContent = `你上次读是 ${day}，之后改过 ${changed.length + gone} 处`;
    const list = document.createElement("ul");
    list.append(...changed.slice(0, SHOWN).map((id) => item(id)));
    const rest = [
      changed.length > SHOWN && `另有 ${changed.length - SHOWN} 处改动`,
      gone && `删去 ${gone} 个小节`,
    ].filter(Boolean).join("，");
    if (rest) list.append(Object.assign(document.createElement("li"), { textContent: rest }));
    box.append(summary, list);
    article.prepend(box);
    list.addEventListener("click", () => { box.open = false; });
  }

  function item(id) {
    const heading = document.getElementById(id).cloneNode(true);
    heading.querySelector(".headerlink")?.remove();
    const link = document.createElement("a");
    link.href = `#${id}`;
    link.textContent = heading.textContent;
    const made = document.createElement("li");
    made.append(link);
    return made;
  }

  /** In a topic's list each article says whether it was read: by its bullet, and in words for those who do not see it. */
  function mark(now) {
    const WORDS = { unread: "没读过", read: "读过", changed: "读过之后改过" };
    for (const link of article.querySelectorAll("li a[href]")) {
      const url = below(link);
      if (!(url in now) || link.closest("li").dataset.since) continue;
      const { changed, gone } = read[url] ? changes(read[url].parts, now[url]) : {};
      const state = !read[url] ? "unread" : changed.length + gone ? "changed" : "read";
      link.closest("li").dataset.since = state;
      link.title = WORDS[state];
    }
  }

  /** Call `then` once: when the reader came to the end of the text and stayed a while, or stayed long. */
  function whenRead(then) {
    const last = [...article.children].findLast((block) => !block.matches("aside, nav, section, footer, form, .footnote"));
    let ended = false, seconds = 0;
    const clock = setInterval(() => {
      if (document.visibilityState !== "visible") return;
      ended ||= last.getBoundingClientRect().top < innerHeight;
      seconds += 1;
      if (seconds < (ended ? ENOUGH : LONG)) return;
      clearInterval(clock);
      then();
    }, 1000);
  }
})();
