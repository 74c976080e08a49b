/* Progress as a file: out of the browser and into it again, and away with it. */
"use strict";

(() => {
  const { progress, storage } = zhiku;

  function save(text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = `zhiku-progress-${zhiku.now().toISOString().slice(0, 10)}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  zhiku.backup = {
    /** Save what is kept as a file: as it is when it cannot be read. */
    save() {
      const kept = storage.read();
      save(kept.text ?? JSON.stringify(kept.progress, null, 1));
    },

    /** Take a file's records in. Resolves to a sentence about what came of it; a wrong file changes nothing. */
    async load(file) {
      let theirs;
      try {
        theirs = progress.parse(await file.text());
      } catch (error) {
        return `没有导入 ${file.name}：${error.message}。请选从这里存出的 .json 文件。`;
      }
      if (storage.read().broken) return `没有导入 ${file.name}：这里存的进度读不懂，请先清空。`;
      const before = storage.read().progress;
      const after = storage.update((mine) => progress.merged(mine, theirs));
      const taken = Object.keys(after.cards).filter((id) => after.cards[id].last_review !== before.cards[id]?.last_review);
      return `导入了 ${file.name}：${Object.keys(theirs.cards).length} 题，其中 ${taken.length} 题比这里的新。`;
    },
  };
})();
