// Tables whose rows people make: another row without a reload, cells pasted from a spreadsheet, a row taken away and back.
(() => {
if (!form) return;
// By table: the markup of an empty row, as the page came.
const empty = new Map();
const said = document.createElement("p");
said.className = "unseen";
said.setAttribute("role", "status");

function announce(text) {
  said.textContent = "";
  setTimeout(() => (said.textContent = text), 50);
}

const tableOf = (element) => element.closest("[data-table]");
const rowsIn = (table) => [...table.querySelectorAll("tbody > tr")];
const freshIn = (table) => table.querySelectorAll("tr[data-fresh]");
const keyOf = (row) => row.id.slice(0, -4).split("/").pop();
const cellsOf = (row) => [...row.cells].filter((cell) => cell.dataset.path);
const controlIn = (cell) => cell.querySelector("input:not([type=hidden]),select,textarea");

// A key that no row has, behind all that were made before.
let made = 0;
function freshKey() {
  made += 1;
  const chance = [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${Date.now().toString(16)}-${String(made).padStart(4, "0")}-${chance}`;
}

function begin(table) {
  // Rows are made in the order of their keys, whatever order they are sent in.
  for (const old of freshIn(table)) {
    const holder = document.createElement("tbody");
    holder.innerHTML = old.outerHTML.replaceAll(keyOf(old), freshKey());
    old.replaceWith(holder.firstElementChild);
  }
  const row = [...freshIn(table)].pop();
  if (row) empty.set(table.dataset.table, { html: row.outerHTML, key: keyOf(row), number: numberOf(row) });
}

// The number at the end of a row's head, which stands in the names of its fields too.
function numberOf(row) {
  return /\d+$/.exec(row.cells[0].textContent.trim())?.[0] ?? "";
}

// Another row at the end; none where there may be no more.
function add(table) {
  const model = empty.get(table.dataset.table);
  if (!model || freshIn(table).length >= Number(table.dataset.room)) return null;
  const holder = document.createElement("tbody");
  const key = freshKey();
  holder.innerHTML = model.html.replaceAll(model.key, key);
  const row = holder.firstElementChild;
  const number = rowsIn(table).length + 1;
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  while (model.number && walker.nextNode()) {
    const { currentNode: node } = walker;
    if (node.parentElement.closest("th,.unseen")) node.data = node.data.replace(new RegExp(`\\b${model.number}$`), number);
  }
  for (const one of row.querySelectorAll("input,textarea,select")) if (isTicked(one)) one.checked = false;
  table.querySelector("tbody").append(row);
  tell("rows");
  return row;
}

// Another row, and the focus in it.
function addByHand(table) {
  const row = add(table);
  if (!row) return false;
  controlIn(cellsOf(row)[0])?.focus();
  announce(say("row_added", { n: rowsIn(table).length }));
  return true;
}

// Text of a spreadsheet as rows of cells: tabs between cells, quotes around one that has line feeds in it.
function cells(text) {
  const rows = [[""]];
  let quoted = false;
  const put = (more) => { const row = rows[rows.length - 1]; row[row.length - 1] += more; };
  const all = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  for (let at = 0; at < all.length; at += 1) {
    const [one, next] = [all[at], all[at + 1]];
    const row = rows[rows.length - 1];
    if (quoted && one === '"' && next === '"') { put(one); at += 1; }
    else if (quoted && one === '"') quoted = false;
    else if (quoted) put(one);
    else if (one === '"' && row[row.length - 1] === "" && closes(all, at + 1)) quoted = true;
    else if (one === "\t") row.push("");
    else if (one === "\n") rows.push([""]);
    else put(one);
  }
  return rows;
}
// Whether a quote that opens a cell is closed at the end of one.
function closes(text, from) {
  return /^(?:[^"]|"")*"(?:[\t\n]|$)/.test(text.slice(from));
}

const plainWord = (text) => text.trim().toLocaleLowerCase();

// Puts a text into a cell. Says whether it could.
function fillCell(cell, text) {
  const all = [...cell.querySelectorAll("input:not([type=hidden]),select,textarea")].filter((one) => one.name === `${cell.dataset.path}-value`);
  const [control] = all;
  const wanted = plainWord(text);
  if (!control || control.disabled) return wanted === "";
  const labelOf = (one) => plainWord(one.labels?.[0]?.firstChild?.textContent ?? "");
  if (control.options) {
    const option = [...control.options].find((one) => !one.disabled && [plainWord(one.text), one.value].includes(wanted));
    if (!option) return false;
    option.selected = true;
  } else if (isTicked(control)) {
    const names = wanted.split(/\s*[;,]\s*/).filter(Boolean);
    const isYes = all.length === 1 && !/^(0|no|false|-)?$/.test(wanted);
    const fits = (one) => names.includes(labelOf(one)) || names.includes(one.value);
    if (all.length > 1 && !names.every((name) => all.some((one) => [labelOf(one), one.value].includes(name)))) return false;
    for (const one of all) one.checked = isYes || (all.length > 1 && fits(one));
  } else control.value = control.tagName === "TEXTAREA" ? text : text.replace(/\n/g, " ").trim();
  control.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

function paste(event) {
  const cell = event.target.closest?.("td[data-path]");
  const table = cell && tableOf(cell);
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const rows = cells(text);
  if (!table || (rows.length === 1 && rows[0].length === 1) || (event.target.tagName === "TEXTAREA" && !text.includes("\t"))) return;
  event.preventDefault();
  const column = cellsOf(cell.parentElement).indexOf(cell);
  let [row, filled, left] = [cell.parentElement, 0, 0];
  for (const values of rows) {
    row ??= add(table);
    const there = row ? cellsOf(row) : [];
    values.forEach((value, at) => {
      const target = there[column + at];
      if (target ? fillCell(target, value) : value.trim() === "") filled += target ? 1 : 0;
      else left += 1;
    });
    row = row?.nextElementSibling ?? null;
  }
  announce(say("pasted", { n: filled }) + (left ? ` ${say("pasted_left", { n: left })}` : ""));
}

function pressed(event) {
  const button = event.target.closest?.("button[name=then]");
  const table = button && tableOf(button);
  if (!table) return;
  const [verb, path] = [button.value.split("-")[0], button.value.slice(button.value.indexOf("-") + 1)];
  if (verb === "spare" && addByHand(table)) event.preventDefault();
  if (verb === "take" && button.closest("tr")) {
    event.preventDefault();
    take(button, table, path);
  }
}

// What the page's own buttons do, asked for without leaving the page.
async function ask(address, then) {
  const body = new URLSearchParams({ token: form.elements.token.value, ...then });
  const answer = await fetch(address, { method: "POST", body, redirect: "manual" });
  if (answer.type !== "opaqueredirect") throw new Error(String(answer.status));
}

// Takes a row away; a line with the way back stands in its place.
async function take(button, table, path) {
  const row = button.closest("tr");
  const section = `/reports/${form.dataset.report}/sections/${form.dataset.section}`;
  const name = row.cells[0].textContent.trim();
  try {
    // What was typed in it is kept with it.
    await send();
    await ask(`${section}/removals/${path}`, {});
  } catch {
    form.requestSubmit(button);
    return;
  }
  const line = document.createElement("tr");
  const cell = line.insertCell();
  cell.colSpan = row.cells.length;
  const text = document.createElement("span");
  text.textContent = `${say("row_taken", { row: name })} `;
  const back = document.createElement("button");
  back.type = "button";
  back.className = "plain";
  back.textContent = say("row_back");
  cell.append(text, back);
  row.replaceWith(line);
  tell("rows");
  announce(text.textContent);
  back.focus();
  back.addEventListener("click", async () => {
    try {
      await ask(section, { then: `back-${path}` });
    } catch (error) {
      failed(error);
      return;
    }
    line.replaceWith(row);
    tell("rows");
    announce(say("row_there", { row: name }));
    controlIn(cellsOf(row)[0])?.focus();
  });
}

// Enter in the last row begins another; in every other field it does what it does.
function keyed(event) {
  const cell = event.target.closest?.("td[data-path]");
  const table = cell && tableOf(cell);
  if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT" || !table) return;
  if (cell.parentElement.nextElementSibling || !addByHand(table)) return;
  event.preventDefault();
}

// A row that was begun on the page is in the report once a word of it is saved: it can be taken away.
function begun({ path }) {
  const row = fieldOf(path)?.closest("tr[data-fresh]");
  if (!row) return;
  row.removeAttribute("data-fresh");
  const last = row.cells[row.cells.length - 1];
  if (!last.classList.contains("go")) return;
  const at = row.id.slice(0, -4);
  last.innerHTML = `<button class="plain" name="then" value="take-${at}">${say("row_take")}<span class="unseen">: </span></button>`;
  last.querySelector("span").append(row.cells[0].textContent.trim());
  const table = tableOf(row);
  table.dataset.room = Number(table.dataset.room) - 1;
}

form.append(said);
form.querySelectorAll("[data-table]").forEach(begin);
form.addEventListener("paste", paste);
form.addEventListener("click", pressed);
form.addEventListener("keydown", keyed);
on("saved", begun);
})();
