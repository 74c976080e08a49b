/* Copies the address that a mark stands for: of a heading (Material's permalink), or of a line of an index. */
"use strict";

(() => {
  const status = document.body.appendChild(document.createElement("p"));
  status.setAttribute("role", "status");
  status.className = "said-only";

  for (const mark of document.querySelectorAll(".headerlink")) {
    const heading = mark.parentElement.cloneNode(true);
    heading.querySelector(".headerlink").remove();
    mark.ariaLabel = `复制链接：${heading.textContent.trim()}`;
    mark.title = "复制链接";
  }

  /** Without what a search put into it; of a page that was opened as a file, where it is published. */
  function absolute(link) {
    const published = document.querySelector("link[rel=canonical]")?.href;
    const here = location.protocol === "file:" && published ? published : location.origin + location.pathname;
    return new URL(link, here).href;
  }

  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copiedFromField(text); // no such thing on plain http, or it was not allowed
    }
  }

  function copiedFromField(text) {
    const focused = document.activeElement;
    const field = document.body.appendChild(Object.assign(document.createElement("textarea"), { value: text, readOnly: true, className: "said-only" }));
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    focused?.focus({ preventScroll: true });
    return done;
  }

  zhiku.copyLink = async (mark) => {
    const address = absolute(mark.dataset.link ?? mark.getAttribute("href"));
    if (!await copied(address)) {
      prompt("复制这个地址：", address);
      return;
    }
    mark.dataset.said = status.textContent = "已复制";
    setTimeout(() => { delete mark.dataset.said; status.textContent = ""; }, 2000);
  };
})();
