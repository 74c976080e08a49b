/* Keeps the progress in localStorage. What cannot be read there is never written over. */
"use strict";

(() => {
  const { progress } = zhiku;
  const KEY = `${new URL(zhiku.base).pathname}zhiku.progress.v1`; // several sites may share a host
  let unkept = null; // the progress of this page, once the browser has refused to keep it

  zhiku.now ??= () => new Date();

  zhiku.storage = {
    key: KEY,

    /** {progress}; with `broken`, a sentence, when what is kept cannot be read; with `unkept` when nothing can be kept. */
    read() {
      if (unkept) return { progress: unkept, unkept: true };
      let text;
      try {
        text = localStorage.getItem(KEY);
      } catch {
        unkept = progress.empty();
        return { progress: unkept, unkept: true };
      }
      if (text === null) return { progress: progress.empty() };
      try {
        return { progress: progress.parse(text) };
      } catch (error) {
        return { progress: progress.empty(), broken: error.message, text };
      }
    },

    /** Change what is kept now, which another tab may have changed: `change` makes the new progress of the old. */
    update(change) {
      const kept = this.read();
      if (kept.broken) throw new Error(kept.broken);
      const changed = change(kept.progress);
      try {
        if (!kept.unkept) localStorage.setItem(KEY, progress.text(changed));
        else unkept = changed;
      } catch {
        unkept = changed;
      }
      return changed;
    },

    /** Forget everything, what cannot be read too. */
    clear() {
      unkept &&= progress.empty();
      try {
        localStorage.removeItem(KEY);
      } catch { /* nothing is kept there */ }
    },

    /** Call `then` when another tab has changed what is kept. */
    watch(then) {
      addEventListener("storage", (event) => {
        if (event.key === KEY || event.key === null) then();
      });
    },
  };
})();
