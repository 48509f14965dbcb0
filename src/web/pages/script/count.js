// How many characters still fit into a text: seen at each key, read out once the typing pauses. Nothing is judged: what is
// too long is typed on, and said as a number.
const countSaid = document.createElement("p");
// Milliseconds after the last key until it is read out.
const COUNT_AFTER = 1000;
let countTimer;

function showCount(text) {
  clearTimeout(countTimer);
  const most = Number(text?.dataset?.most);
  if (!most) return;
  // As the server counts: a sign outside the first plane is one, too.
  const left = most - [...text.value].length;
  const next = text.nextElementSibling;
  const limit = next?.id.endsWith("-most") ? next : null;
  let shown = text.parentElement.querySelector(":scope > .left");
  // Where no limit stands beneath, there is something to say when three quarters are written.
  if (!shown && !limit && left * 4 > most) return;
  const said = count(left < 0 ? "over" : "left", Math.abs(left));
  if (!shown) {
    shown = document.createElement("span");
    shown.className = "hint below left";
    shown.setAttribute("aria-hidden", "true");
    (limit ?? text).after(shown);
    limit?.classList.add("unseen");
  }
  shown.textContent = said;
  countTimer = setTimeout(() => (countSaid.textContent = document.activeElement === text ? said : ""), COUNT_AFTER);
}

on("start", () => {
  countSaid.className = "unseen";
  countSaid.setAttribute("role", "status");
  form.append(countSaid);
  form.addEventListener("input", ({ target }) => showCount(target));
});
on("replaced", ({ path }) => pathOf(document.activeElement) === path && showCount(document.activeElement));
