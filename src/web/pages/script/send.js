// Saving while people write: what is typed goes into the queue at once, and from there to the server, one request at a time.

// Milliseconds after an input until the queue has it, and after the last one until it is sent.
const KEEP_AFTER = 250;
const SEND_AFTER = 900;
// A request that is not answered in this time is sent again.
const PATIENCE = 30000;
// Most answers and most characters in one request: a slow line takes each in a few seconds.
const MOST_ANSWERS = 40;
const MOST_LENGTH = 100000;
// A request that outlives its page can be this long; browsers refuse longer ones.
const MOST_PARTING = 50000;

const JSON_ONLY = { accept: "application/json" };

const touched = new Set();
// Operations that were made from this page's fields: their answers are this page's business, whichever tab sends them.
const own = new Set();
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("godwit") : null;
// Other tabs whose end is waited for.
const heirOf = new Set();
let lastAt = 0;
let keepTimer;
let sendTimer;
let keeping = Promise.resolve();
// Writings into the queue that have not ended.
let writing = 0;
let running = null;
let wanted = false;
let failures = 0;

// Writes what was typed into the queue, now.
function keep() {
  const paths = takeTouched();
  if (paths.length) {
    writing += 1;
    keeping = Promise.allSettled([keeping, ...paths.map(keepOne)]).finally(() => (writing -= 1));
  }
  return keeping;
}

function takeTouched() {
  clearTimeout(keepTimer);
  keepTimer = undefined;
  const paths = [...touched].filter((path) => fieldOf(path));
  touched.clear();
  return paths;
}

function keepOne(path) {
  const make = entryOf(path);
  return alter(keyHere(path), make);
}

// Whether words were typed that the queue does not have yet.
function isBehind() {
  return touched.size > 0 || writing > 0;
}

// How an entry becomes what stands in its field now; none where the field holds what the server has. What the server has is
// asked when the entry is made: meanwhile it may have told more.
function entryOf(path) {
  const parts = words(path, partsOf(path));
  const [said, operation, field] = [JSON.stringify(parts), freshId(), fieldOf(path)];
  own.add(operation);
  return (had) => {
    // Words that were settled meanwhile, so that another rendering took their place, are not brought up again.
    if (had ? JSON.stringify(had.parts) === said : field !== fieldOf(path) || !isChanged(path, said)) return had;
    // Where theirs stands there too, the field has the revision of theirs, on which mine is not based.
    const choosing = had ? had.stuck?.code === "conflict" : isTorn(path);
    const entry = had ?? { person: me, report: here, path, tab, revision: revisionOf(path) - Number(choosing) };
    const waits = choosing ? { code: "conflict" } : undefined;
    const { section } = form.dataset;
    const at = had?.at ?? (lastAt = Math.max(Date.now(), lastAt + 1));
    return { ...entry, section, page: location.pathname, parts, operation, at, stuck: waits };
  };
}

// The page is about to go, or out of sight: what was typed last is kept, and what waits is sent by a request that outlives
// the page. Nobody hears its answer: it is asked for again.
function part() {
  for (const path of takeTouched()) {
    const id = JSON.stringify(keyHere(path));
    const entry = entryOf(path)(seenEntries.get(id));
    if (entry) seenEntries.set(id, entry);
  }
  const leaving = pick([...seenEntries.values()]).map(tried);
  for (const entry of leaving) seenEntries.set(JSON.stringify(keyOf(entry)), entry);
  if (seenEntries.size) putAtOnce([...seenEntries.values()]);
  const body = leaving.length && bodyOf(leaving);
  if (!body || String(body).length > MOST_PARTING) return;
  fetch(answersOf(leaving[0]), { method: "POST", body, headers: JSON_ONLY, keepalive: true }).catch(() => {});
}

// An entry that is being sent, as it is now or as it was when that began.
function tried(entry) {
  const { parts, operation, revision } = entry;
  return { ...entry, trying: entry.trying ?? { parts, operation, revision } };
}

function sendIn(milliseconds) {
  clearTimeout(sendTimer);
  sendTimer = setTimeout(send, milliseconds);
}

// Sends all that waits. Ends when it is answered, or when that cannot be.
function send() {
  clearTimeout(sendTimer);
  wanted = true;
  running ??= run().finally(() => {
    running = null;
    if (wanted) send();
  });
  return running;
}

async function run() {
  let all;
  // What was asked for meanwhile is not forgotten.
  do {
    wanted = false;
    await keep();
    while (await sendSome());
    all = await queued();
  } while (wanted);
  const entries = ofThisTab(all);
  tell("rested", { entries, all });
  return entries;
}

// One request of what waits. Says whether there may be more to send.
async function sendSome() {
  const batch = pick(ofThisTab(await queued()));
  if (!batch.length) return false;
  tell("sending");
  const attempts = await Promise.all(batch.map((entry) => alter(keyOf(entry), (had) => had && tried(had))));
  return post(attempts.filter(Boolean));
}

// What goes into one request: of one report, as much as is quickly sent.
function pick(entries) {
  const waiting = entries.filter((entry) => entry.trying || !entry.stuck);
  let length = 0;
  return waiting.filter((entry, at) => {
    length += JSON.stringify((entry.trying ?? entry).parts).length;
    // After a failure less is tried at once.
    const most = failures ? 1 : MOST_ANSWERS;
    return entry.report === waiting[0].report && at < most && (at === 0 || length < MOST_LENGTH);
  });
}

function answersOf({ report }) {
  return `/reports/${report}/answers`;
}

function bodyOf(entries) {
  const body = new URLSearchParams({ token: form.elements.token.value, section: form.dataset.section });
  for (const { path, trying } of entries) {
    body.append(`${path}-revision`, trying.revision);
    body.append(`${path}-operation`, trying.operation);
    for (const [name, value] of trying.parts) body.append(name, value);
  }
  return body;
}

// Says whether the server took the request, be it content with it or not.
async function post(entries, again = true) {
  if (!entries.length) return true;
  const body = bodyOf(entries);
  let answer;
  try {
    answer = await fetch(answersOf(entries[0]), {
      method: "POST",
      body,
      headers: JSON_ONLY,
      // It is answered even where the page goes meanwhile.
      keepalive: String(body).length < MOST_PARTING,
      signal: AbortSignal.timeout(PATIENCE * (1 + Math.min(failures, 3))),
    });
    const told = await answer.json();
    if (answer.ok) return await hear(entries, told);
    if (told.errors?.some(({ at }) => entries.some(({ path }) => path === at))) {
      return await hear(entries, { flaws: told.errors.map(({ at, ...flaw }) => ({ ...flaw, path: at })) });
    }
    return await cope(entries, answer, told, again);
  } catch (error) {
    failed(error);
    return false;
  }
}

// No answer, or none that says anything: all stays as it is and is sent again.
function failed(error, seconds = 0) {
  failures += 1;
  tell("offline", { error });
  sendIn(Math.max(seconds * 1000, Math.min(1000 * 2 ** failures, 30000)));
}

// The server does not take the request at all.
async function cope(entries, answer, told, again) {
  if (answer.status >= 500 || answer.status === 408) {
    failed(told.code, Number(answer.headers.get("retry-after")));
    return false;
  }
  if ([403, 404].includes(answer.status) && again) {
    const renewed = await renew();
    if (renewed === "renewed") return post(entries, false);
    tell("halted", { code: renewed });
    return false;
  }
  if ([413, 400, 422].includes(answer.status)) {
    // One of them cannot be sent: each by itself, so that it holds up no other.
    if (entries.length > 1) {
      for (const entry of entries) if (!(await post([entry]))) return false;
      return true;
    }
    return hear(entries, { flaws: [{ path: entries[0].path, code: told.code, message: told.detail }] });
  }
  tell("halted", { code: told.code });
  return false;
}

// Another session may have begun in this browser: its token stands on the same page, if it is the same person's.
async function renew() {
  const theirs = (await pageAt(location.pathname)).querySelector("form[data-person]");
  if (!theirs) {
    const someone = (await pageAt("/account")).querySelector("[data-person]")?.dataset.person;
    if (!someone) return "signed_out";
    return someone === me ? "forbidden" : "other_person";
  }
  if (theirs.dataset.person !== me) return "other_person";
  const { value } = theirs.elements.token;
  for (const one of document.querySelectorAll('input[name="token"]')) one.value = value;
  return "renewed";
}

async function pageAt(path) {
  const answer = await fetch(path, { headers: { accept: "text/html" } });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// What became of each answer that was sent.
async function hear(entries, { saved = [], fields = [], flaws = [], conflicts = [], ...reply }) {
  failures = 0;
  tell("online");
  for (const entry of entries) {
    const { path, report, trying } = entry;
    const mine = report === here;
    const done = saved.find((one) => one.path === path);
    const html = fields.find((one) => one.path === path)?.html;
    const wrong = flaws.filter((one) => one.path === path);
    if (conflicts.includes(path)) {
      await stick(entry, { code: "conflict" });
      if (mine && html && fieldOf(path)) tell("conflict", { path, html });
    } else if (done) {
      // Where somebody else's words are the answer now, they have to be seen before anything is based on them.
      const unseen = html && mine && fieldOf(path) && !(settledAs(path, trying.parts) && replaceField(path, html));
      const { revision } = done;
      await alter(keyOf(entry), (had) => {
        if (!had || had.operation === trying.operation || isSame(had.parts, trying.parts)) return undefined;
        return { ...had, trying: undefined, revision: html ? had.revision : revision };
      });
      if (mine && !unseen) acknowledge({ path, parts: trying.parts, operation: trying.operation, revision, fresh: html });
      if (!unseen) tabs?.postMessage({ me, here: report, path, parts: trying.parts, operation: trying.operation, revision });
    } else {
      await stick(entry, wrong[0] ?? { code: "unanswered", message: "" });
      if (mine) tell("refused", { path, flaws: wrong });
    }
  }
  tell("heard", { ...reply, saved: saved.length });
  return true;
}

function isSame(some, others) {
  return JSON.stringify(some) === JSON.stringify(others);
}

// Whether a field still holds what was sent.
function settledAs(path, parts) {
  const same = isSame(words(path, partsOf(path)), parts);
  if (same) kept.set(path, JSON.stringify(parts));
  return same;
}

// What was tried waits for the person, unless there is something newer to be tried.
function stick(entry, { code, message }) {
  return alter(keyOf(entry), (had) => {
    if (!had) return undefined;
    const newer = had.operation !== entry.trying.operation && code !== "conflict";
    return { ...had, trying: undefined, stuck: newer ? undefined : { code, message } };
  });
}

function acknowledge({ path, parts, operation, revision, fresh }) {
  if (!own.has(operation) || !fieldOf(path)) return;
  if (!fresh) settle(path, parts, revision);
  tell("saved", { path, revision });
}

// Words that an earlier page left behind are put back where they were typed, with what they were based on.
async function restore(entries) {
  let back = 0;
  for (const entry of entries) {
    const { path, parts, revision, operation, trying } = entry;
    if (entry.report !== here || !fieldOf(path)) continue;
    own.add(operation).add(trying?.operation);
    if (!isSame(words(path, partsOf(path)), parts)) {
      fill(path, [...parts, [`${path}-revision`, String(revision)]]);
      tell("replaced", { path });
      back += 1;
    }
    // What was wrong with it may be right by now.
    if (entry.stuck) await alter(keyOf(entry), (had) => had && { ...had, stuck: undefined });
  }
  if (back) tell("restored", { count: back });
}

// Whoever is left takes over the words of a tab that is gone: of those that are gone at once, of the others when they go.
// `all` is what the queue holds. Answers how many were taken over now.
async function inheritAll(all) {
  if (!navigator.locks) return 0;
  const others = new Set(all.map((entry) => entry.tab).filter((other) => other !== tab && !heirOf.has(other)));
  let count = 0;
  for (const other of others) {
    heirOf.add(other);
    const take = async () => {
      await keep();
      const taken = await inherit(other);
      await restore(taken);
      heirOf.delete(other);
      return taken.length;
    };
    const now = await navigator.locks.request(lockOf(other), { ifAvailable: true }, (lock) => lock && take());
    if (now === null) navigator.locks.request(lockOf(other), take).then(send);
    else count += now;
  }
  return count;
}

function lockOf(name) {
  return `godwit ${name}`;
}

on("changed", ({ path }) => {
  touched.add(path);
  keepTimer ??= setTimeout(keep, KEEP_AFTER);
  sendIn(SEND_AFTER);
});
on("left", () => {
  keep();
  sendIn(0);
});
on("rested", async ({ all }) => (await inheritAll(all)) && send());
on("start", async () => {
  form.addEventListener("change", ({ target }) => {
    const path = pathOf(target);
    if (!path) return;
    touched.add(path);
    keep();
    sendIn(50);
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? part() : send()));
  window.addEventListener("pagehide", part);
  // A page that the browser had laid aside has lost its locks and its line: it begins anew, with the words from the queue.
  window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
  window.addEventListener("online", send);
  window.addEventListener("focus", () => sendIn(0));
  if (tabs) {
    tabs.onmessage = ({ data }) => {
      if (data.me === me && data.here === here) acknowledge(data);
    };
  }
  // A page that came back to be looked at again holds words that are not saved, though it was made with them.
  const cameBack = document.querySelector("main > .summary") ? form.querySelectorAll("[data-path]") : [];
  for (const field of cameBack) kept.set(pathOf(field), "");
  navigator.locks?.request(lockOf(tab), () => new Promise(() => {}));
  const all = await queued();
  await inheritAll(all);
  await restore(ofThisTab(all));
  send();
});
