// The page as answers: which field belongs to which path, and what stands in it.
const form = document.querySelector("form[data-report]");

// The wrapper of an answer: a `div`, or a cell of a table.
function fieldOf(path) {
  return form.querySelector(`[data-path="${CSS.escape(path)}"]`);
}

function pathOf(element) {
  return element?.closest?.("[data-path]")?.dataset.path;
}

function controlsOf(path) {
  const all = fieldOf(path)?.querySelectorAll("input,textarea,select") ?? [];
  return [...all].filter((one) => one.name.startsWith(`${path}-`) && one.type !== "file");
}

function isTicked(control) {
  return control.type === "radio" || control.type === "checkbox";
}

// The form fields of one answer as a browser would send them, pairs of name and value; or those that were shown at first.
function partsOf(path, atFirst = false) {
  const parts = [];
  for (const one of controlsOf(path)) {
    if (isTicked(one)) {
      if (atFirst ? one.defaultChecked : one.checked) parts.push([one.name, one.value]);
    } else if (atFirst && one.options) {
      const shown = [...one.options].find((option) => option.defaultSelected) ?? one.options[0];
      parts.push([one.name, shown?.value ?? ""]);
    } else {
      parts.push([one.name, atFirst ? one.defaultValue : one.value]);
    }
  }
  return parts;
}

// Of these what a person says: the revision that was shown is our own.
function words(path, parts) {
  return parts.filter(([name]) => name !== `${path}-revision`);
}

// What the server is known to keep of a field, where that is not what was shown at first.
const kept = new Map();

function isChanged(path, now = JSON.stringify(words(path, partsOf(path)))) {
  return now !== (kept.get(path) ?? JSON.stringify(words(path, partsOf(path, true))));
}

// From now on these parts are what the server keeps, at this revision.
function settle(path, parts, revision) {
  kept.set(path, JSON.stringify(words(path, parts)));
  setRevision(path, revision);
}

function shownRevision(path) {
  return controlsOf(path).find((one) => one.name === `${path}-revision`);
}

function setRevision(path, revision) {
  const control = shownRevision(path);
  if (control) control.value = revision;
}

// The revision that the words of a field are based on.
function revisionOf(path) {
  return Number(shownRevision(path)?.value ?? 0);
}

// Puts parts back into the field: each control takes the next value of its name that fits it.
function fill(path, parts) {
  const left = parts.map((part) => [...part]);
  const take = (fits) => {
    const at = left.findIndex(fits);
    return at < 0 ? undefined : left.splice(at, 1)[0][1];
  };
  const room = controlsOf(path).filter((one) => one.name === `${path}-url`);
  const links = parts.filter(([name, value]) => name === `${path}-url` && value).length;
  // More links than the page has room for: another pair of lines like the last.
  for (let more = room.length; room.length && more < links; more += 1) {
    const last = room[room.length - 1].closest(".link,.also")?.parentElement;
    const lines = last ? [...last.querySelectorAll(":scope > .link, :scope > .also")] : [];
    const pair = lines.slice(last?.querySelector(".link") ? -1 : -2);
    pair[pair.length - 1]?.after(...pair.map((line) => line.cloneNode(true)));
  }
  for (const one of controlsOf(path)) {
    const mine = ([name]) => name === one.name;
    if (isTicked(one)) one.checked = take(([name, value]) => name === one.name && value === one.value) !== undefined;
    else if (one.options) one.value = take((part) => mine(part) && [...one.options].some((o) => o.value && o.value === part[1])) ?? "";
    else one.value = take(mine) ?? "";
  }
}

// Puts the server's rendering in a field's place. Words that are not saved stay: then nothing is replaced, unless the new
// rendering shows what they stand against (`seen`), and they are put into it. Says whether it was replaced.
function replaceField(path, html, seen = false) {
  const old = fieldOf(path);
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  const fresh = holder.content.firstElementChild;
  const changed = isChanged(path);
  if (!old || !fresh || (changed && !seen)) return false;
  const parts = words(path, partsOf(path));
  const known = new Set(controlsOf(path).map(({ id }) => id));
  const focus = focusIn(old);
  const open = [...old.querySelectorAll("details")].map((one) => one.open);
  old.replaceWith(fresh);
  kept.delete(path);
  if (changed) {
    const revision = partsOf(path).find(([name]) => name === `${path}-revision`);
    // A file that came meanwhile stays: nobody has seen it yet, let alone taken it off.
    const come = controlsOf(path).filter((one) => isTicked(one) && one.checked && !known.has(one.id));
    fill(path, [...parts, ...come.map(({ name, value }) => [name, value]), ...(revision ? [revision] : [])]);
  }
  // A comment that was opened stays open.
  fresh.querySelectorAll("details").forEach((one, at) => (one.open ||= open[at] ?? false));
  focus?.();
  tell("replaced", { path });
  return true;
}

// How to put the focus back where it is inside an element that is about to go.
function focusIn(element) {
  const { activeElement } = document;
  if (!activeElement?.id || !element.contains(activeElement)) return null;
  const { id, selectionStart, selectionEnd } = activeElement;
  return () => {
    const again = document.getElementById(id);
    again?.focus({ preventScroll: true });
    if (selectionStart != null && again?.setSelectionRange) again.setSelectionRange(selectionStart, selectionEnd);
  };
}
