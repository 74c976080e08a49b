/* What a browser remembers of its reader: reviews by question, readings by page, settings.
 * {version, cards: {id: review}, read: {url: {at, parts}}, settings}. No storage and no page here. */
"use strict";

(() => {
  const VERSION = 1;
  const DEFAULTS = { newPerDay: 10, remember: true };

  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const isTime = (value) => typeof value === "string" && !Number.isNaN(Date.parse(value));
  const isCount = (value) => Number.isInteger(value) && value >= 0;
  const isAmount = (value) => Number.isFinite(value) && value > 0;
  const isText = (value) => typeof value === "string";

  /** A review is a card of ts-fsrs, its dates as text, and the time of its first review. */
  const REVIEW = {
    due: isTime, first: isTime, last_review: isTime, stability: isAmount, difficulty: isAmount,
    scheduled_days: isCount, reps: isCount, lapses: isCount, learning_steps: isCount,
    state: (value) => [1, 2, 3].includes(value),
  };
  const READING = {
    at: isTime,
    parts: (value) => isObject(value) && Object.values(value).every(isText),
  };
  const SETTINGS = {
    newPerDay: (value) => value === undefined || (isCount(value) && value <= 999),
    remember: (value) => value === undefined || typeof value === "boolean",
  };

  /** An object without a prototype: an id may have any name. */
  const table = (entries) => {
    const made = Object.create(null);
    for (const [key, value] of entries) made[key] = value;
    return made;
  };

  function checked(value, form, where) {
    if (!isObject(value)) throw new Error(`${where} 不是一条记录`);
    for (const [name, fits] of Object.entries(form)) {
      if (!fits(value[name])) throw new Error(`${where} 的 ${name} 不对：${JSON.stringify(value[name]) ?? "没有"}`);
    }
    return value;
  }

  function checkedTable(value, form, where) {
    if (!isObject(value)) throw new Error(`${where} 不是一张表`);
    return table(Object.entries(value).map(([key, entry]) => [key, checked(entry, form, `${where} 里的 ${key}`)]));
  }

  function newer(mine, theirs, time) {
    const late = Object.entries(theirs).filter(([key, entry]) => !mine[key] || Date.parse(entry[time]) > Date.parse(mine[key][time]));
    return table([...Object.entries(mine), ...late]);
  }

  zhiku.progress = {
    empty: () => ({ version: VERSION, cards: table([]), read: table([]), settings: {} }),

    /** Read what `text` wrote. Throws an error that says what is wrong with it, in words for the reader. */
    parse(text) {
      let value;
      try {
        value = JSON.parse(text);
      } catch {
        throw new Error("内容不是 JSON");
      }
      if (!isObject(value) || !("cards" in value) || !("version" in value)) throw new Error("这是别的数据，不是知库的进度");
      if (value.version !== VERSION) throw new Error(`进度的版本是 ${value.version}，这里只认 ${VERSION}，请先刷新网页`);
      return {
        version: VERSION,
        cards: checkedTable(value.cards, REVIEW, "cards"),
        read: checkedTable(value.read ?? {}, READING, "read"),
        settings: checked(value.settings ?? {}, SETTINGS, "settings"),
      };
    },

    text: (progress) => JSON.stringify(progress),

    settings: (progress) => ({ ...DEFAULTS, ...progress.settings }),

    /** Both together: of each question and page the later record, of each setting one's own. */
    merged: (mine, theirs) => ({
      version: VERSION,
      cards: newer(mine.cards, theirs.cards, "last_review"),
      read: newer(mine.read, theirs.read, "at"),
      settings: { ...theirs.settings, ...mine.settings },
    }),

    withReview: (progress, id, review) => ({ ...progress, cards: table([...Object.entries(progress.cards), [id, review]]) }),
    withReading: (progress, url, reading) => ({ ...progress, read: table([...Object.entries(progress.read), [url, reading]]) }),
    withSettings: (progress, changed) => ({ ...progress, settings: { ...progress.settings, ...changed } }),
  };
})();
