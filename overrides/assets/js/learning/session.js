/* One sitting: shows a question, then its answer, takes a grade, and goes on until there is nothing left to ask. */
"use strict";

(() => {
  const { schedule, storage, progress } = zhiku;

  /** From a file: address nothing finds the index page of a folder. */
  function openable(element) {
    if (location.protocol !== "file:") return;
    for (const link of element.querySelectorAll("a[href]")) {
      if (link.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
    }
  }

  function link(question, words) {
    const made = document.createElement("a");
    made.href = zhiku.base + question.url;
    made.textContent = words;
    return made;
  }

  async function answer(question) {
    await zhiku.script(`cards/${question.topic}`);
    const html = zhiku.answers[question.topic]?.[question.id];
    if (html === undefined) throw new Error(`no answer to ${question.id}`);
    return html;
  }

  /** Ask in `view` (an element of the quiz page). `say` tells the reader something; `ended` gets what was answered. */
  zhiku.session = ({ view, titles, say, ended }) => {
    const about = view.querySelector('[data-part="about"]');
    const heading = view.querySelector("h2");
    const shown = view.querySelector(".quiz-answer");
    const show = view.querySelector('[data-do="show"]');
    const grades = view.querySelector(".quiz-grades");
    let questions, room, given, current;

    grades.replaceChildren(...schedule.GRADES.map((name, n) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.grade = n + 1;
      button.setAttribute("aria-keyshortcuts", n + 1);
      button.append(name, document.createElement("small"));
      return button;
    }));

    const reviews = () => storage.read().progress.cards;

    function ask() {
      const now = zhiku.now();
      const kept = reviews();
      current = schedule.next(questions, kept, now, room - schedule.newToday(kept, now));
      if (!current) return end();
      const left = schedule.tally(questions, kept, now).due;
      about.textContent = [titles[current.topic], ["", "基础", "进阶", "深入"][current.level], kept[current.id] ? `还有 ${left} 个到期` : "新题"]
        .filter(Boolean).join(" · ");
      heading.textContent = current.text;
      shown.hidden = grades.hidden = true;
      show.hidden = false;
      heading.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }

    function end() {
      current = null;
      ended(given);
    }

    return {
      /** Begin with these questions; `limit` is how many new ones a day may bring. */
      start(chosen, limit) {
        [questions, room, given] = [chosen, limit, []];
        ask();
      },

      stop: end,

      isAsking: () => Boolean(current),

      async show() {
        if (!current || !shown.hidden) return;
        const asked = current;
        try {
          shown.innerHTML = await answer(asked);
          openable(shown);
        } catch {
          shown.textContent = "回答没有载入。";
        }
        if (current !== asked) return;
        const source = document.createElement("p");
        source.className = "quiz-source";
        source.append(link(asked, "在文章里看"));
        openable(source);
        shown.append(source);
        const now = zhiku.now();
        const before = reviews()[asked.id];
        for (const button of grades.children) {
          button.lastChild.textContent = schedule.until(schedule.rated(before, Number(button.dataset.grade), now), now);
        }
        shown.hidden = grades.hidden = false;
        show.hidden = true;
        shown.focus({ preventScroll: true });
      },

      rate(grade) {
        if (!current || shown.hidden) return;
        const { id } = current;
        const now = zhiku.now();
        const review = schedule.rated(reviews()[id], grade, now);
        storage.update((kept) => progress.withReview(kept, id, review));
        given.push({ question: current, grade });
        say(`${schedule.GRADES[grade - 1]}：${schedule.until(review, now)}后再问`);
        ask();
      },
    };
  };

  zhiku.session.link = (question) => {
    const item = document.createElement("li");
    item.append(link(question, question.text));
    openable(item);
    return item;
  };
})();
