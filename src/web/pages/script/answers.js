// What stands in a field, as the server would keep it: null where it is blank, undefined where the server would not take it
// as it is, and keeps what it had.
const answers = (() => {
const { decimal, compared, plain } = decimals;
const { date, blankAll } = expressions;
const control = (path, part) => document.getElementById(`${path}-${part}`);

// Arabic digits as Western ones.
const western = (text) => text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => digit.charCodeAt() & 15).replace("\u060c", ",");

// A number as people write it; undefined for what is none or could be two, and where the marks of Arabic numbers are in it.
// `point` stands before the decimals, where one may be.
function numeral(text, point, isWhole) {
  const kept = western(text.replace(/[\p{White_Space}'’_\u200e\u200f\u061c\u2066-\u2069]/gu, "")).replace("\u2212", "-");
  const [, sign, digits] = /^([+-]?)([0-9.,]+)$/.exec(kept) ?? [];
  if (!/[0-9]/.test(digits ?? "")) return undefined;
  const marks = digits.replace(/[0-9]/g, "");
  const last = marks[marks.length - 1];
  const at = marks.length > 1 && marks[0] === last ? -1 : digits.lastIndexOf(last);
  const whole = at < 0 ? digits : digits.slice(0, at);
  let part = at < 0 ? "" : digits.slice(at + 1);
  let thousands = whole.split(marks[0]);
  if (marks.length === 1 && last !== point && /^[1-9][0-9]{0,2}$/.test(whole) && part.length === 3) {
    if (!isWhole) return undefined;
    thousands = [whole, part];
    part = "";
  }
  const isGrouped = /^[0-9]{1,3}$/.test(thousands[0]) && thousands.slice(1).every((group) => /^[0-9]{3}$/.test(group));
  if (thousands.length > 1 && !isGrouped) return undefined;
  const found = decimal(`${thousands.join("").replace(/^0+(?=.)/, "") || "0"}${part.replace(/0+$/, "").replace(/^(?=.)/, ".")}`);
  return found === null ? undefined : { n: sign === "-" ? -found.n : found.n, s: found.s };
}

function number(path, { point, whole, percent, min, max, decimals: places }) {
  let text = control(path, "value").value.replace(blankAll, "");
  if (percent) text = text.replace(/%$/, "");
  if (!text.replace(blankAll, "")) return null;
  const found = numeral(text, point, whole);
  const isOut = (bound, wanted) => bound !== undefined && compared(found, decimal(bound)) === wanted;
  if (!found || isOut(min, -1) || isOut(max, 1)) return undefined;
  const part = plain(found).split(".")[1] ?? "";
  if (places !== undefined && part.length > places) return undefined;
  // A number that is not known has none.
  return control(path, "qualifier")?.value === "unknown" ? undefined : found;
}

function day(path, { length, min, max }) {
  const text = western(control(path, "value").value.replace(blankAll, ""));
  if (!text) return null;
  const [year, ...rest] = text.split(/[-/. ]/);
  const isParted = year.length === 4 && rest.every((part) => /^[0-9]{1,2}$/.test(part));
  const written = isParted ? [year, ...rest.map((part) => part.padStart(2, "0"))].join("-") : text;
  const isIn = written.length === length && !(written < min) && !(written > max);
  return (isIn && date(written)) || undefined;
}

function words(path, { length }) {
  const text = control(path, "value").value;
  if (!text.replace(blankAll, "")) return null;
  return [...text].length > length || /[\0-\x08\x0b-\x1f\x7f-\x9f]/.test(text) ? undefined : text;
}

function link(element) {
  const links = [...element.querySelectorAll("[name$='-url']")].map((one) => one.value.replace(blankAll, ""));
  const url = links.find((one) => one);
  if (!url) return null;
  return url.includes(".") && !url.includes(":") && url[0] !== "/" ? `https://${url}` : url;
}

// The choices made, in the list's order, or in that of their places.
function several(element, path, { most, alone }) {
  const all = [...element.querySelectorAll("input,select")].filter((one) => one.name === `${path}-value`);
  let chosen = all.filter((one) => one.checked).map((one) => one.value);
  if (all[0]?.options) {
    const placed = all.map((one) => one.value.split(" ")).filter((one) => one[1]);
    if (new Set(placed.map((one) => one[1])).size < placed.length) return undefined;
    chosen = placed.sort((a, b) => a[1] - b[1]).map((one) => one[0]);
  }
  if (chosen.length > most || (chosen.length > 1 && chosen.some((one) => alone?.includes(one)))) return undefined;
  return chosen.length ? chosen : null;
}

// The answer in a field of a type.
function typed(element, path, type, bounds) {
  switch (type) {
    case "yes": return control(path, "value").checked || null;
    case "number": return number(path, bounds);
    case "date": return day(path, bounds);
    case "one": return (control(path, "value") ?? element.querySelector("input:checked"))?.value || null;
    case "several": return several(element, path, bounds);
  }
  if (control(path, "value")) return words(path, bounds);
  if (control(path, "url-0")) return link(element);
  return element.querySelector("input:checked")?.value ?? null;
}

// An answer that came along with the page.
function told(fact, type) {
  if (fact === undefined) return null;
  if (type === "number") return decimal(fact);
  return type === "date" ? { d: fact } : fact;
}

return { typed, told };
})();
