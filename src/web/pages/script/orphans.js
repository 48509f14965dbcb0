// Words that have no place on their page any more: the question is gone, or the row was taken away. They stay here to be
// copied until their writer throws them away.
const orphanBox = document.createElement("details");

function orphansOf(entries) {
  return entries.filter(({ stuck, report, path, page }) => {
    return stuck && report === here && !fieldOf(path) && (stuck.code === "not_asked" || page === location.pathname);
  });
}

function showOrphans(entries) {
  const orphans = orphansOf(entries);
  const key = orphans.map(({ path, operation }) => path + operation).join();
  if (orphanBox.dataset.key === key) return;
  orphanBox.dataset.key = key;
  const heading = document.createElement("summary");
  heading.textContent = count("orphans", orphans.length);
  orphanBox.replaceChildren(heading, ...orphans.map(orphan));
  if (orphans.length) form.before(orphanBox);
  else orphanBox.remove();
}

function orphan(entry) {
  const said = entry.parts.map(([, value]) => value).filter(Boolean).join("\n");
  const box = document.createElement("div");
  // Why they have no place, in the server's words: they name the question.
  const why = document.createElement("p");
  const text = document.createElement("textarea");
  const drop = document.createElement("button");
  why.textContent = entry.stuck.message;
  Object.assign(text, { value: said, readOnly: true, ariaLabel: entry.stuck.message || entry.path });
  Object.assign(drop, { type: "button", className: "second small", textContent: say("drop") });
  drop.addEventListener("click", async () => {
    await alter(keyOf(entry), () => undefined);
    await send();
    orphanBox.querySelector("summary")?.focus();
  });
  box.append(why, text, drop);
  return box;
}

on("start", () => {
  orphanBox.id = "orphans";
  orphanBox.className = "note";
});
on("rested", ({ entries }) => showOrphans(entries));
