// Somebody else saved an answer first: both stand there, and the person chooses. Until then nothing is sent of it.
on("conflict", ({ path, html }) => {
  replaceField(path, html, true);
  offerChoice(path);
});

// A page that came back with both gets the buttons, too. Its words wait as the others do.
on("start", () => {
  for (const path of [...form.querySelectorAll(".theirs")].map(pathOf)) {
    kept.set(path, "");
    const entry = entryOf(path)(undefined);
    alter(keyHere(path), (had) => had ?? entry).then(send);
    offerChoice(path);
  }
});

// Whether mine and theirs stand there to choose from.
function isTorn(path) {
  return Boolean(document.getElementById(`${path}-theirs`));
}

function offerChoice(path) {
  // What stands in the field is not what the server has: nobody else's news may take its place.
  kept.set(path, "");
  const box = document.getElementById(`${path}-theirs`);
  const tick = document.getElementById(`${path}-take`)?.closest(".choice");
  if (!box || !tick) return;
  const button = (key, press) => {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "second small", textContent: say(key) });
    made.addEventListener("click", press);
    return made;
  };
  const choices = [button("keep_mine", () => keepMine(path)), button("take_theirs", () => takeTheirs(path))];
  if (box.dataset.text !== undefined) choices.push(button("join_both", () => joinBoth(path, box)));
  tick.replaceWith(...choices.flatMap((one) => [one, " "]));
}

// Mine stands from now on, based on theirs, which was seen.
async function keepMine(path) {
  const revision = revisionOf(path);
  touched.add(path);
  await keep();
  const operation = freshId();
  own.add(operation);
  await alter(keyHere(path), (had) => had && { ...had, revision, operation, stuck: undefined });
  document.getElementById(`${path}-theirs`)?.remove();
  fieldOf(path)?.classList.remove("wrong");
  focusOn(path);
  send();
}

// Theirs stays; mine goes when theirs has come.
async function takeTheirs(path) {
  try {
    const answer = await fetch(`/reports/${here}/fields/${path}`, { headers: JSON_ONLY });
    if (!answer.ok) throw answer;
    const html = await answer.text();
    await keeping;
    await alter(keyHere(path), () => undefined);
    touched.delete(path);
    kept.set(path, JSON.stringify(words(path, partsOf(path))));
    replaceField(path, html);
    focusOn(path);
    send();
  } catch (error) {
    failed(error);
  }
}

// Both texts in the field, theirs first, to be made one.
function joinBoth(path, box) {
  const control = controlsOf(path).find((one) => one.name === `${path}-value`);
  const theirs = [...box.querySelectorAll("blockquote > .said:not(.soft)")].map((line) => line.textContent).join("\n");
  const between = control.tagName === "TEXTAREA" ? "\n\n" : " ";
  control.value = [theirs, control.value].filter(Boolean).join(between);
  keepMine(path);
}

function focusOn(path) {
  const first = controlsOf(path).find((one) => one.type !== "hidden");
  first?.focus();
}
