/* The search, loaded when a reader opens it: its parts, the table of the index, then the dialog. */
"use strict";

(() => {
  const parts = ["terms", "index", "lookup", "rank", "excerpt", "find"];
  const ready = Promise.all(parts.map((part) => window.zhiku.script(`search/${part}`)));
  ready.then(() => window.zhiku.search.table()).catch(() => {}); // the dialog says so when it is asked
  window.zhiku.searchReady = ready;
  window.zhiku.script("search/dialog");
})();
