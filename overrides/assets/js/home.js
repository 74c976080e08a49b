/* The field in the middle of the home page opens the theme's own search. */
"use strict";

document.querySelector("[data-search]")?.addEventListener("click", () => {
  document.querySelector("input[name=query]").focus();
});
