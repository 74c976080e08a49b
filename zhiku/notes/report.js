const rows = [...document.querySelectorAll("#rows article")];
const fields = ["note", "fate", "rule"].map((id) => document.getElementById(id));
const text = document.getElementById("text");
const count = document.getElementById("count");

function show() {
  const words = text.value.trim().toLowerCase();
  let shown = 0;
  for (const row of rows) {
    const fits = fields.every((f) => !f.value || row.dataset[f.id] === f.value) && (!words || row.textContent.toLowerCase().includes(words));
    row.hidden = !fits;
    shown += fits;
  }
  count.textContent = `${shown} / ${rows.length}`;
}

for (const field of [...fields, text]) field.addEventListener("input", show);
show();
