/* What a hit shows: the sentence that holds most of the query, its words marked. */
"use strict";

(() => {
  const search = (window.zhiku.search ??= {});
  const LONG = 120;
  const BEFORE = 30;
  const SHORT = 36;
  const LITTLE = 0.25;

  /** Which characters of a text belong to a term: 的 may stand inside a pair; a Latin term begins a word. */
  search.marked = (text, terms) => {
    const flags = new Uint8Array(text.length);
    for (const term of terms) for (const [from, to] of places(text, term)) flags.fill(1, from, to);
    return flags;
  };

  const places = (text, term) => Array.from(text.matchAll(pattern(term)), (m) => [m.index, m.index + m[0].length]);

  const patterns = new Map();
  function pattern(term) {
    if (!patterns.has(term)) {
      const escaped = Array.from(term, (c) => c.replace(/[.*+?^${}()|[\]\\/]/, "\\$&"));
      const source = search.isHan(term) ? escaped.join("[的\\s]?") : `(?<![A-Za-z0-9])${escaped.join("").replaceAll(" ", "[\\s-]*")}`;
      patterns.set(term, new RegExp(source, "giu"));
    }
    return patterns.get(term);
  }

  /** A text as parts: [text, whether it is marked]. */
  search.parts = (text, terms) => {
    const flags = search.marked(text, terms);
    const parts = [];
    for (let from = 0, to = 0; from < text.length; from = to) {
      while (to < text.length && flags[to] === flags[from]) to++;
      parts.push([text.slice(from, to), flags[from] === 1]);
    }
    return parts;
  };

  /** The sentence of a text in which the terms weigh most, or the first where that says little more than the title has, with the next of its block where it is short. */
  search.sentence = (text, marks) => {
    const found = Array.from(text.matchAll(/[^。！？\n]+[。！？]*/g), (m) => ({ from: m.index, text: m[0] }));
    let [best, most] = [0, -1];
    found.forEach((sentence, n) => {
      let weight = 0;
      for (const [term, mass] of marks) if (places(sentence.text, term).length) weight += mass;
      if (weight > most) [best, most] = [n, weight];
    });
    if (!found.length) return "";
    if (most < LITTLE * [...marks.values()].reduce((a, b) => a + b, 0)) best = 0;
    let shown = found[best].text;
    for (let n = best + 1; n < found.length && shown.length < SHORT && text[found[n].from - 1] !== "\n"; n++) shown += found[n].text;
    return shown.length > LONG ? cut(shown, marks.keys()) : shown;
  };

  /** The part of a long sentence with the most marks. */
  function cut(sentence, terms) {
    const flags = search.marked(sentence, terms);
    let [best, most] = [0, -1];
    for (let from = 0; from < sentence.length; from += 10) {
      const sum = flags.subarray(from, from + LONG - BEFORE).reduce((a, b) => a + b, 0);
      if (sum > most) [best, most] = [from, sum];
    }
    const from = Math.max(0, Math.min(best - BEFORE, sentence.length - LONG));
    const shown = sentence.slice(from, from + LONG);
    return `${from ? "…" : ""}${shown}${from + LONG < sentence.length ? "…" : ""}`;
  }
})();
