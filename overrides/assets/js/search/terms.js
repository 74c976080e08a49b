/* What a reader types → what is looked up. zhiku/site/search/terms.py does the same to the pages; tests/search/terms.yml holds both to it. */
"use strict";

(() => {
  const han = "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff";
  const word = `(?:(?![${han}])[\\p{L}\\p{N}_])+`;
  const run = new RegExp(`[${han}]+|${word}(?:[.\\-/]${word})*`, "gu");
  const part = /[A-Z]+(?=v\d)|v\d+|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|(?:(?![A-Za-z])\p{L})+/gu;
  const isHan = new RegExp(`^[${han}]`);
  const inWord = /^[a-z0-9]{2}$/;
  // Words that ask or join and tell nothing apart.
  const empty = /为什么|怎么办|怎么样|怎么|怎样|如何|什么|哪些|哪个|哪种|多少|有没有|是不是|能不能|会不会|要不要|请问|介绍|一下|吗|呢|吧|啊|了|是|我|你|它|这|那/g;

  const plain = (text) => text.normalize("NFKC").replaceAll("的", "");

  function* wordTerms(run) {
    const words = run.split(/[.\-/]/);
    if (words.length > 1) yield run.toLowerCase();
    for (const one of words) {
      yield one.toLowerCase();
      const parts = one.match(part) ?? [];
      if (parts.length > 1) yield* parts.filter((p) => p.length > 1).map((p) => p.toLowerCase());
    }
  }

  const search = (window.zhiku.search ??= {});

  /** All terms of a text, with repetitions, as the index has them. */
  search.terms = function* (text) {
    for (const [found] of plain(text).matchAll(run)) {
      if (isHan.test(found)) for (let n = 0; n < found.length; n++) yield found.slice(n, n + 2);
      else yield* wordTerms(found);
    }
  };

  /** How much each character of a text says. */
  const weights = (text) => {
    const says = new Float32Array(text.length).fill(1);
    for (const stop of text.matchAll(empty)) says.fill(0.15, stop.index, stop.index + stop[0].length);
    return says;
  };
  const LITTLE = 0.1; // what says less is looked up only where there is nothing else

  /** The terms to look up, once each, with how much each says: a Han character that ends a run only where it stands alone. */
  search.units = (query) => {
    const units = new Map();
    for (const [found] of plain(query).matchAll(run)) {
      if (!isHan.test(found)) {
        for (const one of wordTerms(found)) units.set(one, 1);
        continue;
      }
      const says = weights(found);
      if (found.length === 1) units.set(found, says[0]);
      for (let n = 0; n + 1 < found.length; n++) {
        const pair = found.slice(n, n + 2);
        units.set(pair, Math.max(units.get(pair) ?? 0, says[n] * says[n + 1]));
      }
    }
    const telling = [...units].filter(([, says]) => says > LITTLE);
    return telling.length ? new Map(telling) : units;
  };

  /** Whether a hit marks a term: not those that only ask. */
  search.isMarked = ({ says }) => says > 0.5;

  /** The query as names are written in the index: no space, hyphen or 的 but between two Latin words. */
  search.folded = (query) =>
    query.normalize("NFKC").toLowerCase()
      .replace(/(?<=[a-z0-9])[\s\-_·的]+(?=[a-z0-9])/g, "\u0002")
      .replace(/[\s\-_·的]+/g, "")
      .replaceAll("\u0002", " ");

  /** Places of a folded query where a name may begin, with what such names begin with. */
  search.starts = function* (folded) {
    const says = weights(folded);
    for (let n = 0; n < folded.length; n++) {
      if (search.isInWord(folded, n) || says[n] * (says[n + 1] ?? 1) < LITTLE) continue;
      const begin = folded.slice(n).match(/^[a-z0-9]+/)?.[0] ?? folded.slice(n, n + 2);
      if (begin.length > 1) yield [n, begin];
    }
  };

  search.isInWord = (folded, place) => place > 0 && inWord.test(folded.slice(place - 1, place + 1));
  search.isHan = (term) => isHan.test(term);
})();
