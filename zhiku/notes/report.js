"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);
const fields = { note: at("note"), fate: at("fate"), rule: at("rule"), text: at("text") };
const CHUNK = 60;

// A piece comes as an array; see report.py.
const pieces = data.pieces.map(([note, first, last, fate, kind, why, hidden, source, result, into, score, page]) => ({
  note: data.notes[note], first, last, fate: data.fates[fate][0], fateName: data.fates[fate][1], kind: data.kinds[kind],
  why: why.map((n) => ({ rule: data.reasons[n][0], zh: data.reasons[n][1], en: data.reasons[n][2] })), hidden, source, result, into, score, page: data.pages[page],
}));
const starts = new Map(); // note → index of its first piece
pieces.forEach((piece, index) => starts.has(piece.note) || starts.set(piece.note, index));
for (const piece of pieces) piece.words = `${piece.source}\n${piece.result || ""}`.toLowerCase();

function make(tag, name, ...children) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.append(...children);
  return node;
}

function link(href, name, ...children) {
  const node = make("a", name, ...children);
  node.href = href;
  return node;
}

const place = (piece) => `#${encodeURIComponent(piece.note)}:${piece.first}`;
const span = (piece) => (piece.first === piece.last ? `${piece.first}` : `${piece.first}–${piece.last}`);

// Text with the words that are looked for marked.
function marked(text) {
  const words = fields.text.value.trim().toLowerCase();
  const lower = text.toLowerCase();
  if (!words || lower.length !== text.length) return [text];
  const parts = [];
  let from = 0;
  for (let found = lower.indexOf(words); found >= 0; found = lower.indexOf(words, from)) {
    parts.push(text.slice(from, found), make("mark", "", text.slice(found, found + words.length)));
    from = found + words.length;
  }
  return [...parts, text.slice(from)];
}

function lines(text, first, isNumbered) {
  const pre = make("pre", isNumbered ? "numbered" : "");
  for (const line of text.split("\n")) pre.append(make("span", "", ...marked(line)));
  pre.style.counterReset = `line ${first - 1}`;
  return pre;
}

function why(reason) {
  const node = link(`#?rule=${encodeURIComponent(reason.rule)}`, "why", make("code", "", reason.rule), reason.zh);
  node.title = reason.en;
  return node;
}

function row(index) {
  const piece = pieces[index];
  const head = make("header", "", link(place(piece), "place", make("bdi", "", piece.note), `:${span(piece)}`), make("b", "fate", piece.fateName), make("span", "", piece.kind), ...piece.why.map(why));
  if (piece.page) head.append(link(piece.page.split("/").map(encodeURIComponent).join("/"), "page", `→ ${piece.page}`));
  const sides = make("div", "sides", piece.hidden ? make("p", "hidden", piece.source) : lines(piece.source, piece.first, true));
  if (piece.result !== null) sides.append(lines(piece.result, 1, false));
  const into = pieces[piece.into];
  if (into) sides.append(make("div", "", make("p", "", "合并到 ", link(place(into), "", make("bdi", "", into.note), `:${span(into)}`), piece.score === null ? "" : `，相似 ${piece.score.toFixed(2)}`), into.hidden ? make("p", "hidden", into.result || into.source) : lines(into.source, into.first, true)));
  const article = make("article", piece.fate, head, sides);
  article.dataset.index = index;
  return article;
}

// The table shows a window [from, to) of the pieces that fit; it grows as one scrolls.
let fitting = [];
let from = 0;
let to = 0;

function draw(first, past) {
  const part = document.createDocumentFragment();
  for (let n = first; n < past; n++) part.append(row(fitting[n]));
  return part;
}

function more() {
  const past = Math.min(to + CHUNK, fitting.length);
  at("rows").append(draw(to, past));
  to = past;
  watcher.unobserve(at("more")); // so that it tells again when the end is still in sight
  if (to < fitting.length) watcher.observe(at("more"));
}

function before() {
  const first = Math.max(from - CHUNK, 0);
  const top = at("rows").firstElementChild;
  const was = top.getBoundingClientRect().top;
  at("rows").prepend(draw(first, from));
  from = first;
  window.scrollBy(0, top.getBoundingClientRect().top - was);
  sayBefore();
}

function sayBefore() {
  at("before").hidden = from === 0;
  at("before").textContent = `↑ 前面还有 ${from.toLocaleString()} 段`;
}

const watcher = new IntersectionObserver((seen) => seen.some((s) => s.isIntersecting) && more(), { rootMargin: "1200px" });

function show(index = -1) {
  const words = fields.text.value.trim().toLowerCase();
  const { note, fate, rule } = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value]));
  fitting = [];
  pieces.forEach((p, n) => {
    if ((!note || p.note === note) && (!fate || p.fate === fate) && (!rule || p.why.some((r) => r.rule === rule)) && (!words || p.words.includes(words))) fitting.push(n);
  });
  from = to = Math.max(fitting.indexOf(index) - 3, 0);
  at("rows").replaceChildren();
  const count = fitting.reduce((sum, n) => sum + pieces[n].last - pieces[n].first + 1, 0);
  at("count").textContent = fitting.length ? `${fitting.length.toLocaleString()} 段，${count.toLocaleString()} 行` : "没有这样的行";
  sayBefore();
  more();
}

function pieceAt(note, line) {
  for (let n = starts.get(note); n < pieces.length && pieces[n].note === note; n++) if (line <= pieces[n].last) return n;
  return -1;
}

function setFields(values) {
  for (const [name, field] of Object.entries(fields)) field.value = values[name] || "";
  for (const name of ["note", "fate", "rule"]) if (fields[name].selectedIndex < 0) fields[name].value = "";
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// #note:line goes to the piece of that line; #?fate=dropped&rule=… sets the filters.
function go() {
  const hash = location.hash.slice(1);
  const target = /^(.+):(\d+)$/.exec(hash);
  if (hash.startsWith("?")) {
    setFields(Object.fromEntries(new URLSearchParams(hash.slice(1))));
    show();
    at("all").scrollIntoView();
  } else if (target) {
    const [note, line] = [decoded(target[1]), Number(target[2])];
    const index = starts.has(note) ? pieceAt(note, line) : -1;
    setFields(index < 0 ? {} : { note });
    show(index);
    const found = at("rows").querySelector(`[data-index="${index}"]`);
    if (!found) at("count").textContent = `没有这一行：${note}:${line}`;
    (found || at("all")).scrollIntoView();
    found?.classList.add("here");
    found?.querySelector("pre.numbered")?.children[line - pieces[index].first]?.classList.add("here");
  }
}

function remember() {
  const values = new URLSearchParams(Object.entries(fields).flatMap(([name, field]) => (field.value ? [[name, field.value]] : [])));
  history.replaceState(null, "", values.size ? `#?${values}` : "#all");
  show();
}

function fill(name, all, values) {
  fields[name].append(new Option(all, ""), ...[...values].map(([value, text]) => new Option(text, value)));
}

function counted(valuesOf) {
  const counts = new Map();
  for (const piece of pieces) for (const value of new Set(valuesOf(piece))) counts.set(value, (counts.get(value) || 0) + 1);
  return counts;
}

// The line of a strip under the pointer.
function strip(svg) {
  const { note, lines: total } = svg.dataset;
  const said = svg.parentElement.querySelector("output");
  const found = (event) => {
    const box = svg.getBoundingClientRect();
    const line = Math.floor(((event.clientX - box.left) / box.width) * total) + 1;
    return pieces[pieceAt(note, Math.min(Math.max(line, 1), Number(total)))];
  };
  svg.addEventListener("pointermove", (event) => {
    const piece = found(event);
    said.textContent = piece ? `第 ${span(piece)} 行 · ${piece.fateName} · ${piece.kind}${piece.why.length ? ` · ${piece.why.at(-1).rule}` : ""}` : "";
  });
  svg.addEventListener("pointerleave", () => (said.textContent = ""));
  svg.addEventListener("click", (event) => (location.hash = place(found(event))));
}

fill("note", "全部笔记", data.notes.map((note) => [note, note]));
const byFate = counted((p) => [p.fate]);
fill("fate", "全部结果", data.fates.map(([fate, name]) => [fate, `${name}（${byFate.get(fate) || 0}）`]));
fill("rule", "全部规则", [...counted((p) => p.why.map((r) => r.rule))].sort().map(([rule, count]) => [rule, `${rule}（${count}）`]));
at("filters").addEventListener("input", remember);
at("filters").addEventListener("submit", (event) => event.preventDefault());
at("filters").addEventListener("reset", () => setTimeout(remember));
at("before").addEventListener("click", before);
document.querySelectorAll("svg.strip").forEach(strip);
window.addEventListener("hashchange", go);
document.addEventListener("click", (event) => {
  const anchor = event.target.closest("a");
  if (anchor && anchor.hash && anchor.hash === location.hash && anchor.pathname === location.pathname) go();
});
show();
go();
