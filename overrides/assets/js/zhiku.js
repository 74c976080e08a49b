/* On every page: loads the site's other scripts when a reader first needs them.
 * They are classic scripts, one idea each, so that they work from file: addresses too.
 * Pages that always need one name it in their front matter (`scripts: [bank]`). */
"use strict";

(() => {
  const here = document.currentScript.src;
  const loading = new Map();

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

  const marks = ".headerlink, .copy-link";
  zhiku.when("pointerover", marks, "copy");
  zhiku.when("focusin", marks, "copy");
  zhiku.when("click", marks, "copy", (mark) => zhiku.copyLink(mark));
})();
