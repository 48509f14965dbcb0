// What an expression gives: the server's evaluator once more. A value is null where it is blank, and undefined where it is not
// known here; a text, true or false, { n, s } a number, { d } a date, an array the choices made.
const expressions = (() => {
const { arithmetic, compared, truncated, rounded, decimal, plain } = decimals;
const blankAll = /^\p{White_Space}+|\p{White_Space}+$/gu;
const longestText = 300000;
const isNumber = (value) => value != null && value.n !== undefined;
const isDate = (value) => value != null && value.d !== undefined;
const holds = (value) => (value === undefined ? undefined : value === true);
const counted = (count) => ({ n: BigInt(count), s: 0 });

// A year, a month or a day that exists; null for anything else.
function date(text) {
  const [, year, month = "01", day = "01"] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text) ?? [];
  const days = [31, year % 4 || (!(year % 100) && year % 400) ? 28 : 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year > 0 && +day > 0 && +day <= days[month - 1] ? { d: text } : null;
}

// As exactly as the coarser of the two.
function comparedDates(a, b) {
  const length = Math.min(a.d.length, b.d.length);
  const [x, y] = [a.d.slice(0, length), b.d.slice(0, length)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function ordered(a, b) {
  if (isNumber(a) && isNumber(b)) return compared(a, b);
  return isDate(a) && isDate(b) ? comparedDates(a, b) : null;
}

function same(a, b) {
  if (Array.isArray(a) && Array.isArray(b)) return a.join(" ") === b.join(" ");
  return a === b || ordered(a, b) === 0;
}

// As a text.
function written(value) {
  if (value == null) return "";
  if (isNumber(value)) return plain(value);
  if (isDate(value)) return value.d;
  return Array.isArray(value) ? value.join(" ") : String(value);
}

const comparisons = {
  "=": (a, b) => same(a, b),
  "!=": (a, b) => !same(a, b),
  "<": (a, b) => ordered(a, b) === -1,
  "<=": (a, b) => [-1, 0].includes(ordered(a, b)),
  ">": (a, b) => ordered(a, b) === 1,
  ">=": (a, b) => [1, 0].includes(ordered(a, b)),
};

const number = (value) => {
  if (isNumber(value)) return value;
  return typeof value === "string" ? decimal(value.replace(blankAll, "")) : null;
};

// The most or least of the numbers or dates.
function extreme(values, wanted) {
  const all = values.filter((value) => isNumber(value) || isDate(value));
  return all.reduce((found, value) => (found === null || ordered(value, found) === wanted ? value : found), null);
}

// Functions whose values are all known.
const functions = {
  concat: (...values) => {
    const text = values.map(written).join("");
    return text.length > longestText ? undefined : text || null;
  },
  contains: (text, part) => written(text).includes(written(part)),
  "string-length": (value) => counted([...written(value)].length),
  "count-selected": (value) => counted(Array.isArray(value) ? value.length : 0),
  number,
  int: (value) => { const found = number(value); return found && truncated(found); },
  date: (value) => (typeof value === "string" ? date(value.replace(blankAll, "")) : null),
  round: (value, places) => {
    const to = places === undefined ? 0n : isNumber(places) ? truncated(places).n : -1n;
    if (!isNumber(value) || to < 0n || to > 28n) return null;
    // Whether -0.5 is 0 or below is the server's to say.
    return places && places.n < 0n ? undefined : rounded(value, Number(to));
  },
  neg: (value) => (isNumber(value) ? { n: -value.n, s: value.s } : null),
};

// Functions of many values.
const overRows = {
  count: (values) => counted(values.length),
  "count-non-empty": (values) => counted(values.filter((value) => value !== null).length),
  sum: (values) => values.filter(isNumber).reduce((sum, value) => sum && arithmetic["+"](sum, value), counted(0)),
  min: (values) => extreme(values, -1),
  max: (values) => extreme(values, 1),
};

// All values of some parts, row by row; undefined where one is not known.
function each(parts, at, mayBeUnknown) {
  const all = [];
  for (const part of parts) {
    const found = Array.isArray(part) && part[0] === "*" ? at.many(part[1]) : [evaluate(part, at)];
    if (found === undefined || (!mayBeUnknown && found.includes(undefined))) return undefined;
    all.push(...found);
  }
  return all;
}

function selected([of, choice], at) {
  const [name, all] = [evaluate(choice, at), each([of], at, true)];
  if (name === undefined || all === undefined) return undefined;
  if (typeof name !== "string") return false;
  const found = all.some((value) => value === name || (Array.isArray(value) && value.includes(name)));
  return found || (all.includes(undefined) ? undefined : false);
}

// `and` ends at what is false, `or` at what is true.
function joined(parts, at, end) {
  let found = !end;
  for (const part of parts) {
    const value = holds(evaluate(part, at));
    if (value === end) return end;
    if (value === undefined) found = undefined;
  }
  return found;
}

function calculated([first, ...rest], at) {
  let left = evaluate(first, at);
  for (let i = 0; i < rest.length && left !== undefined && left !== null; i += 2) {
    const right = evaluate(rest[i + 1], at);
    if (right === undefined) return undefined;
    left = isNumber(left) && isNumber(right) ? arithmetic[rest[i]](left, right) : null;
  }
  return left === undefined || isNumber(left) ? left : null;
}

function coalesced(parts, at) {
  let value = null;
  for (const part of parts) {
    value = evaluate(part, at);
    if (value !== null) break;
  }
  return value;
}

// What an expression gives. `at` knows the answers: `one(slot)`, `many(slot)`, `self()`, `cell(column)`, and the day `today`.
function evaluate(step, at) {
  if (!Array.isArray(step)) return typeof step === "number" ? at.one(step) : step;
  const [op, ...parts] = step;
  switch (op) {
    case "#": return decimal(parts[0]);
    case "@": return { d: parts[0] };
    case ".": return at.self();
    case "cell": return at.cell(parts[0]);
    case "today": return { d: at.today };
    case "and": return joined(parts, at, false);
    case "or": return joined(parts, at, true);
    case "calc": return calculated(parts, at);
    case "coalesce": return coalesced(parts, at);
    case "selected": return selected(parts, at);
    case "once": return coalesced([["."], parts[0]], at);
    case "not": { const value = holds(evaluate(parts[0], at)); return value === undefined ? value : !value; }
    case "if": {
      const value = holds(evaluate(parts[0], at));
      return value === undefined ? value : evaluate(parts[value ? 1 : 2], at);
    }
    // Patterns are read by another library there.
    case "regex": return undefined;
  }
  const values = each(parts, at);
  if (values === undefined) return undefined;
  if (op in comparisons) return comparisons[op](...values);
  return op in overRows ? overRows[op](values) : functions[op](...values);
}

return { evaluate, written, date, blankAll };
})();
