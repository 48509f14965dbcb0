// What the pieces tell each other. Nothing else is shared but the functions of the page: a piece that is not there, or
// that fails, leaves the others at work.
//
// changed {path}         a person changed a field, at each input
// left {path}            the person went on from a field
// saved {path, revision} the server keeps it
// refused {path, flaws}  the server does not take it as it is
// conflict {path, html}  somebody else saved it first
// replaced {path}        a field was put in the place of another
// online, offline        the server can be reached, or cannot
// start                  the page is there
const heard = new Map();

function on(event, listener) {
  if (!heard.has(event)) heard.set(event, []);
  heard.get(event).push(listener);
}

function tell(event, detail = {}) {
  for (const listener of heard.get(event) ?? []) {
    try {
      listener(detail);
    } catch (error) {
      console.error(event, error);
    }
  }
}

// The house's words in the language of the page. WORDS stands before all pieces.
function say(key, values = {}) {
  return (WORDS[key] ?? key).replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

// The form of the words that goes with a number; `n` is the number.
const plurals = new Intl.PluralRules(document.documentElement.lang || "en");

function count(key, n, values = {}) {
  const form = `${key}.${plurals.select(n)}`;
  return say(WORDS[form] ? form : `${key}.other`, { ...values, n });
}
