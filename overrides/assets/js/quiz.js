/* The quiz page: progress at a glance and what may be set; learning/session.js asks. */
"use strict";

(() => {
  const { backup, cards, progress, schedule, storage } = zhiku;
  const MORE = 10;
  const root = document.querySelector("#quiz");
  const find = (selector) => root.querySelector(selector);
  const part = (name) => find(`[data-part="${name}"]`);
  const field = (name) => find(`[name="${name}"]`);
  const file = find('input[type="file"]');

  const session = zhiku.session({ view: find('[data-view="card"]'), titles: cards.topics, say, ended: summary });

  function say(words) {
    find(".quiz-said").textContent = words;
  }

  function view(name) {
    for (const section of root.querySelectorAll("[data-view]")) section.hidden = section.dataset.view !== name;
    root.dataset.shows = name;
  }

  function chosen() {
    const topic = field("topic").value, level = Number(field("level").value);
    return cards.questions.filter((q) => (!topic || q.topic === topic) && (!level || q.level === level));
  }

  function home() {
    const { progress: kept, broken, unkept } = storage.read();
    const settings = progress.settings(kept);
    const now = zhiku.now();
    part("notice").hidden = !broken && !unkept;
    part("problem").textContent = broken
      ? `这个浏览器里存的进度读不懂：${broken}。它还原样留着；清空之前没有新的记录能存下来。`
      : "浏览器不让网页存东西，关掉这一页进度就没了。结束之前请存成文件。";
    find('.quiz-notice [data-do="reset"]').hidden = !broken;
    for (const element of [find('[data-do="start"]'), field("newPerDay"), field("remember")]) element.disabled = Boolean(broken);
    const count = schedule.tally(chosen(), kept.cards, now);
    const room = Math.min(count.total - count.seen, Math.max(0, settings.newPerDay - schedule.newToday(kept.cards, now)));
    part("today").innerHTML = `今天：<strong>${count.due}</strong> 题到期，<strong>${room}</strong> 个新题`;
    part("topics").replaceChildren(...Object.entries(cards.topics).map(([id, title]) => row(id, title, kept.cards, now)));
    field("newPerDay").value = settings.newPerDay;
    field("remember").checked = settings.remember;
    view("home");
  }

  function row(id, title, reviews, now) {
    const { total, seen, learned, due } = schedule.tally(cards.questions.filter((q) => q.topic === id), reviews, now);
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `?topic=${encodeURIComponent(id)}`;
    link.textContent = title;
    const words = document.createElement("span");
    words.textContent = `共 ${total} · 看过 ${seen} · 学会 ${learned} · 到期 ${due}`;
    const bar = document.createElement("div");
    bar.className = "quiz-track";
    bar.style.setProperty("--seen", `${(100 * seen) / total}%`);
    bar.style.setProperty("--learned", `${(100 * learned) / total}%`);
    item.append(link, words, bar);
    return item;
  }

  function start(extra = 0) {
    const { progress: kept } = storage.read();
    const limit = progress.settings(kept).newPerDay;
    say("");
    view("card");
    session.start(chosen(), extra ? schedule.newToday(kept.cards, zhiku.now()) + extra : limit);
  }

  function summary(given) {
    const { progress: kept } = storage.read();
    const counts = schedule.GRADES.map((name, n) => [name, given.filter((g) => g.grade === n + 1).length]).filter(([, n]) => n);
    const missed = new Map(given.filter((g) => g.grade === 1).map((g) => [g.question.id, g.question]));
    const coming = chosen().filter((q) => kept.cards[q.id]).map((q) => kept.cards[q.id]).sort((a, b) => new Date(a.due) - new Date(b.due))[0];
    const now = zhiku.now();
    part("sum").textContent = [
      given.length ? `答了 ${given.length} 次：${counts.map(([name, n]) => `${name} ${n}`).join("，")}。` : "这一轮没有答题。",
      coming && !schedule.isDue(coming, now) ? `下一题在 ${schedule.until(coming, now)}后。` : "",
      missed.size ? "没答上来的，回文章里看看：" : "",
    ].join("");
    part("missed").replaceChildren(...[...missed.values()].map(zhiku.session.link));
    find('[data-do="more"]').hidden = !chosen().some((q) => !kept.cards[q.id]);
    view("sum");
    find('[data-view="sum"] h2').focus();
  }

  const ACTIONS = {
    start: () => start(),
    more: () => start(MORE),
    home() {
      say("");
      home();
    },
    stop: () => session.stop(),
    show: () => session.show(),
    export: () => backup.save(),
    rescue: () => backup.save(),
    import: () => file.click(),
    reset() {
      if (!confirm("清空全部进度、读过的记录和设置？不能撤销；想留着，先存成文件。")) return;
      storage.clear();
      say("已清空。");
      home();
    },
  };

  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.do) ACTIONS[button.dataset.do]();
    else if (button?.dataset.grade) session.rate(Number(button.dataset.grade));
  });

  root.addEventListener("change", async ({ target }) => {
    if (target === file) {
      const [picked] = file.files;
      if (!picked) return;
      say(await backup.load(picked));
      file.value = "";
    } else if (target.form) {
      const url = new URL(location);
      url.searchParams.delete("topic");
      if (field("topic").value) url.searchParams.set("topic", field("topic").value);
      history.replaceState(null, "", url);
    } else if (target.validity.valid) {
      const value = target.type === "checkbox" ? target.checked : Number(target.value);
      storage.update((kept) => progress.withSettings(kept, { [target.name]: value }));
    }
    home();
  });

  document.addEventListener("keydown", (event) => {
    if (!session.isAsking() || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.target.closest("a, button, input, select, summary, textarea") && event.key === " ") return;
    if (event.key === " " && !find('[data-do="show"]').hidden) {
      event.preventDefault();
      session.show();
    } else if (/^[1-4]$/.test(event.key) && !event.target.closest("input, select, textarea")) {
      session.rate(Number(event.key));
    }
  });

  field("topic").append(...Object.entries(cards.topics).map(([id, title]) => new Option(title, id)));
  const wanted = new URL(location).searchParams.get("topic");
  if (wanted && Object.hasOwn(cards.topics, wanted)) field("topic").value = wanted;
  storage.watch(() => find('[data-view="home"]').hidden || home());
  document.querySelector(".quiz-needs").hidden = true;
  root.hidden = false;
  home();
})();
