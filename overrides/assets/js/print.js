/* Prints the page at a click on what carries data-print. */
"use strict";

document.addEventListener("click", (e) => {
  if (e.target.closest("[data-print]")) print();
});
