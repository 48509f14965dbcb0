// Exact decimals as the server has them: `n` is all digits as a whole number, `s` how many of them stand behind the point.
// A result keeps as many digits as fit into 96 bits, at most 28 behind the point, and half is rounded to the even digit.
const decimals = (() => {
const tooLarge = 2n ** 96n;
const mostPlaces = 28;
const tens = (count) => 10n ** BigInt(count);
const absolute = (n) => (n < 0n ? -n : n);

// `n / d` as a whole number.
function divided(n, d) {
  const whole = absolute(n) / d;
  const twice = (absolute(n) % d) * 2n;
  const up = twice > d || (twice === d && whole % 2n === 1n);
  return (n < 0n ? -1n : 1n) * (up ? whole + 1n : whole);
}

// `n / d`, moved `places` to the right of the point, with as many digits as fit; null where it is too large.
function fitted(n, d, places) {
  if (n === 0n) return { n, s: 0 };
  for (let s = mostPlaces; s >= 0; s -= 1) {
    const shift = s - places;
    const found = shift < 0 ? divided(n, d * tens(-shift)) : divided(n * tens(shift), d);
    if (absolute(found) < tooLarge) return { n: found, s };
  }
  return null;
}

function exact(n, places) {
  return places <= mostPlaces && absolute(n) < tooLarge ? { n, s: places } : fitted(n, 1n, places);
}

// Two numbers with as many digits behind the point.
function level(a, b) {
  const s = Math.max(a.s, b.s);
  return [a.n * tens(s - a.s), b.n * tens(s - b.s), s];
}

const arithmetic = {
  "+": (a, b) => { const [x, y, s] = level(a, b); return exact(x + y, s); },
  "-": (a, b) => { const [x, y, s] = level(a, b); return exact(x - y, s); },
  "*": (a, b) => exact(a.n * b.n, a.s + b.s),
  div: (a, b) => (b.n === 0n ? null : fitted(b.n < 0n ? -a.n : a.n, absolute(b.n), a.s - b.s)),
  // What would have more digits than fit is left to the server.
  mod: (a, b) => {
    if (b.n === 0n) return null;
    const [x, y, s] = level(a, b);
    return absolute(x) < tooLarge && absolute(y) < tooLarge ? { n: x % y, s } : undefined;
  },
};

// Below 0, 0 or above 0.
function compared(a, b) {
  const [x, y] = level(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

const truncated = ({ n, s }) => ({ n: n / tens(s), s: 0 });

// Half is rounded away from zero.
function rounded({ n, s }, places) {
  if (s <= places) return { n, s };
  const unit = tens(s - places);
  return { n: (n < 0n ? -1n : 1n) * ((absolute(n) * 2n + unit) / (unit * 2n)), s: places };
}

// A plainly written number of at most 28 digits; null for anything else.
function decimal(text) {
  const digits = text.replace(/^-*0*/, "").replace(/\D/g, "");
  if (!/^-?([0-9]+\.?[0-9]*|\.[0-9]+)$/.test(text) || digits.length > 28 || text.length > 64) return null;
  const [whole, part = ""] = text.split(".");
  return { n: BigInt(whole.replace("-", "") + part) * (text[0] === "-" ? -1n : 1n), s: part.length };
}

// The number without needless zeros.
function plain({ n, s }) {
  const digits = String(absolute(n)).padStart(s + 1, "0");
  const part = digits.slice(digits.length - s || digits.length).replace(/0+$/, "");
  return (n < 0n ? "-" : "") + digits.slice(0, digits.length - s) + (part && "." + part);
}

return { arithmetic, compared, truncated, rounded, decimal, plain };
})();
