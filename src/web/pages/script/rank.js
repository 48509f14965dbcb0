// Choices put in order: a press moves one up or down, besides the lists of places.
(() => {
if (!form) return;
const said = document.createElement("p");
said.className = "unseen";
said.setAttribute("role", "status");
form.append(said);

const placesIn = (field) => [...field.querySelectorAll(".place > select")];
const placeOf = (select) => select.selectedIndex;
const labelOf = (select) => select.labels[0].textContent.trim();

function put(select, place) {
  select.selectedIndex = place;
  select.dispatchEvent(new Event("input", { bubbles: true }));
}

// Moves a choice by one place: it changes places with the one that is there. One without a place takes the next free one.
function move(select, by) {
  const all = placesIn(select.closest("[data-path]")).filter((one) => !one.disabled);
  const most = select.options.length - 1;
  const from = placeOf(select);
  const last = Math.max(...all.map(placeOf));
  const to = from ? from + by : Math.min(last + 1, most);
  if (to < 1 || to > most) return;
  const other = all.find((one) => one !== select && placeOf(one) === to);
  if (other) put(other, from);
  put(select, to);
  said.textContent = say("ranked", { choice: labelOf(select), n: to, most });
}

function button(select, by) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "second small";
  made.textContent = by < 0 ? "↑" : "↓";
  made.setAttribute("aria-label", say(by < 0 ? "rank_up" : "rank_down", { choice: labelOf(select) }));
  made.addEventListener("click", () => move(select, by));
  return made;
}

function begin(field) {
  for (const select of placesIn(field)) select.after(button(select, -1), button(select, 1));
}

begin(form);
on("replaced", ({ path }) => begin(fieldOf(path)));
})();
