// Questions, groups and choices show and hide at once, and calculations are worked out, as the server would say after a save.
// What is not known here stays as it is until the server says it.
(() => {
const source = document.getElementById("conditions");
if (!source) return;
const { evaluate, written } = expressions;
const { today, point, slots, gates, frames, rows, facts } = JSON.parse(source.textContent);
const given = new Map(Object.entries(facts));

// The frames around a place, the outermost first, its own last.
const chainOf = (frame) => (frame < 0 ? [] : [...chainOf(frames[frame][1]), frame]);
const chains = frames.map((_, frame) => chainOf(frame));
const chain = (frame) => chains[frame] ?? [];
const depth = (frame) => chain(frame).length;
const common = (a, b) => chain(a).filter((frame, at) => chain(b)[at] === frame).length;
const pathIn = (frame, keys, name) => chain(frame).map((one, at) => `${frames[one][0]}/${keys[at]}/`).join("") + name;
const elementAt = (path) => document.getElementById(`${path}-question`);

// A path as the names of its frames and its own, and the keys of its rows.
function split(path) {
  const parts = path.split("/");
  return [parts.filter((_, at) => at % 2 === 0).join("/"), parts.filter((_, at) => at % 2 === 1)];
}
const called = ([name, frame]) => split(pathIn(frame, [], name))[0];
const named = new Map(slots.map((slot, at) => [called(slot), at]));
const gated = new Map(gates.map(([name, , frame], at) => [called([name, frame]), at]));

// By frame: its rows, those on the page as they stand there, those elsewhere before them; and those inside each row around.
let rowsOf = null;
function findRows() {
  rowsOf = frames.map((_, frame) => {
    const away = (rows[frame] ?? []).map((path) => ({ keys: path.split("/") }));
    return { all: away, inside: new Map() };
  });
  const names = new Map(frames.map((_, frame) => [split(pathIn(frame, [], ""))[0], frame]));
  for (const element of document.querySelectorAll("[id$='-row']")) {
    const [name, keys] = split(`${element.id.slice(0, -4)}/`);
    if (names.has(name)) rowsOf[names.get(name)].all.push({ keys, element });
  }
  for (const { all, inside } of rowsOf) {
    for (const row of all) {
      for (let length = 0; length <= row.keys.length; length += 1) {
        const around = row.keys.slice(0, length).join("/");
        if (!inside.has(around)) inside.set(around, []);
        inside.get(around).push(row);
      }
    }
  }
}
function rowsIn(frame, around) {
  if (frame < 0) return [{ keys: [] }];
  if (!rowsOf) findRows();
  return rowsOf[frame].inside.get(around.join("/")) ?? [];
}
// A row that is on the page alone begins with the first word in it.
function isBegun({ element }) {
  if (!element || element.dataset.fresh === undefined) return true;
  const controls = [...element.querySelectorAll("input:not([type=hidden]),select,textarea")];
  return controls.some((one) => (isTicked(one) ? one.checked && one.value : one.value));
}

// What was found out, by gate or slot and row; and what stands in the fields.
const ofGates = gates.map(() => new Map());
const ofSlots = slots.map(() => new Map());
const fields = new Map();
function once(known, keys, find) {
  const key = keys.join("/");
  if (!known.has(key)) known.set(key, find());
  return known.get(key);
}
function forget(known, marks, frame) {
  for (const [key, keys] of marks) {
    if (keys.length < depth(frame)) known.clear();
    else known.delete(key);
  }
}

// Both, of which the first that is true decides.
const either = (a, b) => (a === true || b === true ? true : a === undefined || b === undefined ? undefined : false);

// Whether a gate, or one around it, hides what is behind it.
function isClosed(gate, keys) {
  if (gate < 0) return false;
  const [, around, frame, when] = gates[gate];
  const mine = keys.slice(0, depth(frame));
  return once(ofGates[gate], mine, () => {
    const closed = isClosed(around, mine);
    if (closed === true) return true;
    const opens = evaluate(when, reader(frame, mine));
    return either(closed, opens === undefined ? undefined : opens !== true);
  });
}

// Whether the rows of a frame that are known are there, in a row around it.
function isAway(frame, keys) {
  if (frame < 0) return false;
  const [, around, gate, moves] = frames[frame];
  return moves || rows[frame] === null ? undefined : either(isClosed(gate, keys), isAway(around, keys));
}

function isHidden(slot, keys) {
  const [, frame, gate] = slots[slot];
  return either(isAway(frame, keys), isClosed(gate, keys));
}

function rawAt(slot, path) {
  if (!fields.has(path)) {
    const [, , , type, , , bounds] = slots[slot];
    const element = elementAt(path);
    const value = element ? answers.typed(element, path, type, { point, ...bounds }) : answers.told(given.get(path), type);
    fields.set(path, value);
  }
  return fields.get(path);
}

function valueAt(slot, keys) {
  const [name, frame, , type, calculation] = slots[slot];
  const mine = keys.slice(0, depth(frame));
  return once(ofSlots[slot], mine, () => {
    if (type === "?") return undefined;
    if (!calculation) {
      const raw = rawAt(slot, pathIn(frame, mine, name));
      if (raw === null) return null;
    }
    const hidden = isHidden(slot, mine);
    if (hidden !== false) return hidden ? null : undefined;
    if (!calculation) return rawAt(slot, pathIn(frame, mine, name));
    const found = evaluate(calculation, reader(frame, mine));
    return found === true || found === false || Array.isArray(found) || found === "" ? null : found;
  });
}

// The answers as an expression sees them from a row.
function reader(frame, keys, slot, cells) {
  return {
    today,
    one: (other) => valueAt(other, keys),
    self: () => (slot === undefined ? null : valueAt(slot, keys)),
    cell: (column) => cells?.[column] || null,
    many: (other) => {
      const target = slots[other][1];
      const found = [];
      for (const row of rowsIn(target, keys.slice(0, common(frame, target)))) {
        const away = isAway(target, row.keys);
        if (away === undefined) return undefined;
        if (!away && isBegun(row)) found.push(valueAt(other, row.keys));
      }
      return found;
    },
  };
}

// What an expression reads.
function reads(step) {
  if (typeof step === "number") return [step];
  return Array.isArray(step) && step[0] !== "cell" ? step.slice(1).flatMap(reads) : [];
}
const gateReads = gates.map(() => null);
function readByGate(gate) {
  if (gate < 0) return [];
  return (gateReads[gate] ??= [...readByGate(gates[gate][1]), ...reads(gates[gate][3])]);
}
// By slot: the slots, the filters and the gates that stand on it.
const after = slots.map(() => ({ slots: new Set(), filters: new Set(), gates: new Set() }));
slots.forEach(([, frame, gate, , calculation, filter], slot) => {
  const frameGates = chain(frame).map((one) => frames[one][2]);
  for (const read of [gate, ...frameGates].flatMap(readByGate).concat(reads(calculation))) after[read].slots.add(slot);
  if (!filter) return;
  after[slot].filters.add(slot);
  for (const read of reads(filter[0])) after[read].filters.add(slot);
});
gates.forEach((_, gate) => readByGate(gate).forEach((read) => after[read].gates.add(gate)));

// Shows an element or hides it. What is hidden is not sent with the form. What holds the focus stays until that goes on.
const waiting = new Set();
function show(element, isShown) {
  const isCell = element.tagName === "TD";
  if (isShown === (isCell ? !element.classList.contains("none") : !element.hidden)) return;
  if (!isShown && element.contains(document.activeElement)) {
    waiting.add(element);
    return;
  }
  waiting.delete(element);
  if (isCell) {
    element.classList.toggle("none", !isShown);
    if (isShown) element.querySelector(":scope > .away")?.remove();
    else element.insertAdjacentHTML("afterbegin", `<span class="away soft"><span aria-hidden="true">–</span><span class="unseen">${say("hidden")}</span></span>`);
  } else element.hidden = !isShown;
  if (element.dataset.path === undefined) return;
  for (const one of element.querySelectorAll("input,select,textarea,button")) one.disabled = !isShown || Boolean(one.closest(".choice,.place")?.hidden);
}

function showChoices(slot, keys, element) {
  const [name, frame, , , , [offers, choices]] = slots[slot];
  const path = pathIn(frame, keys, name);
  for (const [choice, cells] of Object.entries(choices)) {
    const option = document.getElementById(`${path}-value-${choice}`);
    const inSelect = [...(element.querySelector("select")?.options ?? [])].find((one) => one.value === choice);
    const control = inSelect ?? option;
    if (!control) continue;
    const isOffered = evaluate(offers, reader(frame, keys, slot, cells));
    if (isOffered === undefined) continue;
    const isMade = inSelect ? inSelect.selected : option.checked || Boolean(option.options && option.value);
    const holder = inSelect ?? option.closest(".choice,.place");
    // What holds the focus stays until that goes on.
    const stays = isOffered === true || isMade || (!inSelect && holder.contains(document.activeElement));
    holder.hidden = !stays;
    control.disabled = !stays || element.classList.contains("none") || element.hidden;
  }
}

function showResult(slot, keys, element) {
  const value = valueAt(slot, keys);
  if (value === undefined) return;
  const unit = slots[slot][6]?.unit;
  let text = written(value);
  if (value?.n !== undefined) text = text.replace(".", point) + (unit ? `\u00a0${unit}` : "");
  const output = element.querySelector("output") ?? element.appendChild(document.createElement("output"));
  if (!text && element.tagName !== "TD") text = say("not_worked_out");
  if (output.textContent !== text) output.textContent = text;
  output.className = value === null ? "soft" : "";
}

function refresh(slot, row) {
  const [name, frame, , , calculation, filter] = slots[slot];
  const element = elementAt(pathIn(frame, row.keys, name));
  if (!element) return;
  const hidden = isHidden(slot, row.keys);
  if (hidden !== undefined) show(element, !hidden);
  if (calculation && hidden === false) showResult(slot, row.keys, element);
  if (filter) showChoices(slot, row.keys, element);
}

// Marks what depends on a place: the rows below one around it, which stand for all inside.
function mark(marks, thing, keys) {
  const places = marks.get(thing) ?? marks.set(thing, new Map()).get(thing);
  if (!places.has("")) places.set(keys.join("/"), keys);
}

// Evaluates what depends on changed answers: pairs of a slot and the keys of its row.
function turn(changes) {
  const marks = { slots: new Map(), filters: new Map(), gates: new Map() };
  const spread = (slot, keys) => {
    const from = slots[slot][1];
    const upTo = (frame) => keys.slice(0, common(from, frame));
    for (const other of after[slot].slots) mark(marks.slots, other, upTo(slots[other][1]));
    for (const other of after[slot].filters) mark(marks.filters, other, upTo(slots[other][1]));
    for (const gate of after[slot].gates) mark(marks.gates, gate, upTo(gates[gate][2]));
  };
  for (const [slot, keys] of changes) {
    forget(ofSlots[slot], [[keys.join("/"), keys]], slots[slot][1]);
    spread(slot, keys);
  }
  // Each slot stands after all it reads.
  slots.forEach(([, frame], slot) => {
    const places = marks.slots.get(slot) ?? [];
    places.forEach?.((keys) => spread(slot, keys));
    forget(ofSlots[slot], places, frame);
  });
  marks.gates.forEach((places, gate) => forget(ofGates[gate], places, gates[gate][2]));
  const each = (kind, thing, frame, act) => {
    marks[kind].get(thing)?.forEach((keys) => rowsIn(frame, keys).forEach((row) => act(thing, row)));
  };
  slots.forEach(([, frame], slot) => each("slots", slot, frame, refresh));
  slots.forEach(([, frame], slot) => each("filters", slot, frame, refresh));
  gates.forEach(([, , frame], gate) => each("gates", gate, frame, showGroup));
}

function showGroup(gate, row) {
  const [name, , frame] = gates[gate];
  const element = elementAt(pathIn(frame, row.keys, name));
  const closed = element && isClosed(gate, row.keys);
  if (element && closed !== undefined) show(element, !closed);
}

// The questions of a path and of its row, where that is only begun by it.
function changesAt(path) {
  const [name, keys] = split(path);
  const slot = named.get(name);
  const row = document.getElementById(`${path.slice(0, path.lastIndexOf("/"))}-row`);
  if (row?.dataset.fresh === undefined) return slot === undefined ? [] : [[slot, keys]];
  const prefix = name.slice(0, name.lastIndexOf("/") + 1);
  return slots.map((one, at) => [at, keys]).filter(([at]) => split(pathIn(slots[at][1], [], ""))[0] === prefix);
}

function change(path) {
  fields.delete(path);
  const changes = changesAt(path);
  if (changes.length) turn(changes);
}

on("changed", ({ path }) => change(path));
// Not every browser says of a list that is chosen from that something was put in.
form?.addEventListener("change", ({ target }) => {
  const path = pathOf(target);
  if (target.options && path) change(path);
});
on("replaced", ({ path }) => {
  const [name, keys] = split(path);
  change(path);
  if (named.has(name)) refresh(named.get(name), { keys });
});
on("left", ({ path }) => setTimeout(() => {
  waiting.forEach((element) => show(element, false));
  const [name, keys] = split(path);
  if (named.has(name)) refresh(named.get(name), { keys });
}));
// What is not known here is as the server says: the paths of the section that do not apply.
function isKnown(path) {
  const [name, keys] = split(path);
  const [slot, gate] = [named.get(name), gated.get(name)];
  return slot !== undefined ? isHidden(slot, keys) !== undefined : gate !== undefined && isClosed(gate, keys) !== undefined;
}
on("heard", ({ hidden }) => {
  const away = new Set(hidden);
  for (const element of hidden ? form.querySelectorAll("[data-path],[data-table]") : []) {
    const path = element.dataset.path ?? element.dataset.table;
    // Of rows that are not there the server says nothing.
    const isInside = path.includes("/") && element.parentElement.closest("[hidden]");
    if (!isKnown(path) && !isInside) show(element, !away.has(path));
  }
  for (const group of hidden ? form.querySelectorAll("section.group") : []) {
    const inside = [...group.querySelectorAll("[data-path],[data-table]")];
    const isShown = inside.some((one) => !one.hidden && !one.classList.contains("none"));
    if (inside.length && !isKnown(group.id.slice(0, -9))) show(group, isShown);
  }
});
// Rows came or went.
on("rows", () => {
  rowsOf = null;
  fields.clear();
  turn(slots.map((_, slot) => [slot, []]));
});
// One after another, so that a long chain of questions is never gone through at once.
slots.forEach(([, frame], slot) => frame < 0 && valueAt(slot, []));
})();
