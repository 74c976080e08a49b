/* A diagram as large as the window: wheel, pinch, drag and keys move it. Loaded when a reader opens the first one. */
"use strict";

(() => {
  const STEP = 1.25; // of one key, one click on a button
  const MOST = 12; // times its natural size
  const keys = {
    "+": () => zoom(STEP), "=": () => zoom(STEP), "-": () => zoom(1 / STEP), "0": () => fit(),
    ArrowLeft: () => move(60, 0), ArrowRight: () => move(-60, 0), ArrowUp: () => move(0, 60), ArrowDown: () => move(0, -60),
  };
  const style = Object.assign(document.createElement("link"), {
    rel: "stylesheet", href: new URL("assets/css/zoom.css", zhiku.base).href,
  });
  const dialog = Object.assign(document.createElement("dialog"), { className: "zoom" });
  dialog.innerHTML = `
    <div class="zoom-stage" tabindex="0" role="group" aria-roledescription="可缩放的图"
      aria-description="加号、减号缩放，0 复原，方向键移动，Esc 关闭"></div>
    <div class="zoom-tools">
      <button type="button" data-zoom="-" aria-label="缩小">−</button>
      <button type="button" data-zoom="0" aria-label="复原">⊡</button>
      <button type="button" data-zoom="+" aria-label="放大">+</button>
      <button type="button" data-zoom="close" aria-label="关闭">×</button>
    </div>`;
  const stage = dialog.firstElementChild;
  const fingers = new Map(); // pointers that are down, with where they were last
  let drawing, natural, view, opener;

  function show() {
    drawing.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
  }

  /** The whole drawing in the middle; a small one grows, but not beyond twice its size. */
  function fit() {
    const scale = Math.min(stage.clientWidth / natural.width, stage.clientHeight / natural.height, 2);
    view = {
      scale,
      x: (stage.clientWidth - natural.width * scale) / 2,
      y: (stage.clientHeight - natural.height * scale) / 2,
    };
    show();
  }

  /** Enlarge around a point of the stage, which stays where it is. */
  function zoom(by, x = stage.clientWidth / 2, y = stage.clientHeight / 2) {
    const scale = Math.min(Math.max(view.scale * by, .1), MOST);
    const factor = scale / view.scale;
    view = { scale, x: x - (x - view.x) * factor, y: y - (y - view.y) * factor };
    show();
  }

  function move(x, y) {
    view = { ...view, x: view.x + x, y: view.y + y };
    show();
  }

  function spot(event) {
    const box = stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  function drag(event) {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = spot(event);
    fingers.set(event.pointerId, now);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (!other) return move(now.x - before.x, now.y - before.y);
    const apart = (a) => Math.hypot(a.x - other.x, a.y - other.y);
    zoom(apart(now) / Math.max(apart(before), 1), (now.x + other.x) / 2, (now.y + other.y) / 2);
  }

  stage.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    stage.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, spot(event));
  });
  stage.addEventListener("pointermove", drag);
  for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, (e) => fingers.delete(e.pointerId));
  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    const { x, y } = spot(event);
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? .05 : .002)), x, y);
  }, { passive: false });
  stage.addEventListener("dblclick", (event) => {
    const { x, y } = spot(event);
    zoom(event.shiftKey ? .5 : 2, x, y);
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    event.stopPropagation(); // some of these keys mean something to the page
    keys[event.key]();
  });
  dialog.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (tool === "close") dialog.close();
    else if (tool) keys[tool]();
  });
  dialog.addEventListener("close", () => {
    stage.replaceChildren();
    opener?.focus({ preventScroll: true });
  });
  addEventListener("resize", () => dialog.open && fit());

  const styled = new Promise((resolve) => { style.onload = style.onerror = resolve; });
  document.head.append(style);
  document.body.append(dialog);

  /** Open the drawing in a `.diagram-frame`. Its copy gets ids of its own. */
  zhiku.zoom = async (frame) => {
    const svg = frame.querySelector("svg");
    if (!svg || dialog.open || String(getSelection())) return;
    const box = svg.viewBox.baseVal;
    natural = { width: box.width || svg.clientWidth, height: box.height || svg.clientHeight };
    opener = frame.querySelector("button");
    stage.innerHTML = svg.id ? svg.outerHTML.replaceAll(svg.id, `${svg.id}-large`) : svg.outerHTML;
    drawing = stage.firstElementChild;
    Object.assign(drawing.style, { width: `${natural.width}px`, height: `${natural.height}px`, maxWidth: "none" });
    dialog.setAttribute("aria-label", svg.querySelector("title")?.textContent || "图");
    await styled;
    dialog.showModal();
    stage.focus({ preventScroll: true });
    fit();
  };
})();
