// Looks for rows among those on the page: what is typed leaves only the rows that hold it in sight.
(() => {
if (!form) return;
// Fewer rows are seen at a glance.
const fewest = 20;
const plainWord = (text) => text.trim().toLocaleLowerCase();
let made = 0;

function look(input, rows, status) {
  const wanted = plainWord(input.value);
  let found = 0;
  for (const row of rows()) {
    const isFound = !wanted || plainWord(textOf(row)).includes(wanted) || row.contains(document.activeElement);
    row.hidden = !isFound;
    found += isFound ? 1 : 0;
  }
  status.textContent = wanted ? count("rows_found", found) : "";
}

// What a row says: its words, and what was typed and chosen in it.
function textOf(row) {
  const typed = [...row.querySelectorAll("input:not([type=hidden]),textarea,select")].map((one) => {
    if (one.options) return one.selectedOptions[0]?.text ?? "";
    return isTicked(one) ? "" : one.value;
  });
  return [row.querySelector("th, .what > a")?.textContent, ...typed].join(" ");
}

function statusLine() {
  const status = document.createElement("p");
  status.className = "soft";
  status.setAttribute("role", "status");
  return status;
}

// The list of a repeat's rows has a form of its own: its button goes on looking among all of them.
for (const list of form.querySelectorAll(".looking")) {
  const input = list.querySelector(".find input");
  const status = statusLine();
  list.querySelector(".find").after(status);
  input.addEventListener("input", () => look(input, () => list.querySelectorAll(".tasks > li"), status));
}

for (const table of form.querySelectorAll("[data-table]")) {
  const rows = () => table.querySelectorAll("tbody > tr:not([data-fresh])");
  if (rows().length < fewest) continue;
  const box = document.createElement("div");
  box.className = "looking";
  made += 1;
  box.innerHTML = `<div class="find"><label for="find-${made}"></label><input type="text" id="find-${made}" autocomplete="off"></div>`;
  box.querySelector("label").textContent = say("rows_find");
  const [input, status] = [box.querySelector("input"), statusLine()];
  box.append(status);
  table.querySelector(".scroll")?.before(box);
  input.addEventListener("input", () => look(input, rows, status));
  // It sends nothing.
  input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
}
})();
