// Unsent answers, kept in this browser until the server has them: one entry for each answer of one person in one report, in
// each tab where it was typed. Nobody else who signs in at this computer has them sent or shown, and no tab touches what
// another keeps: where that one is gone, it takes its words over.
//
// person, report, path  whose and which; section, page: where it was typed
// tab                   which tab keeps it: it holds a lock of this name for as long as it is there
// at                    when it began to wait; no two of a tab are equal, so that all is sent in the order of typing
// parts, operation      its words as form fields, and an id that is new with each change of them
// revision              what the words are based on
// trying                what was sent and not answered yet: it is sent again as it was before anything newer
// stuck                 why it waits for the person
const me = form?.dataset.person;
const here = form?.dataset.report;
// Where browsers have no locks, nobody can tell whether a tab is still there: all share one.
const tab = navigator.locks ? freshId() : "";

// What the browser has no room for is sent all the same, and is gone with the page.
const unstored = new Map();
// Entries as this page last saw them.
const seenEntries = new Map();
let openedStore;
let database;

function openStore() {
  openedStore ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("godwit", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("answers", { keyPath: ["person", "report", "path", "tab"] });
    };
    request.onsuccess = () => resolve((database = request.result));
    request.onerror = () => reject(request.error);
  });
  return openedStore;
}

// One transaction. It ends well only when all of it is on disk.
async function inStore(mode, job) {
  const db = await openStore();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction("answers", mode, { durability: "strict" });
    transaction.onabort = () => reject(transaction.error);
    const request = job(transaction.objectStore("answers"));
    transaction.oncomplete = () => resolve(request.result);
  });
}

function keyOf(entry) {
  return [entry.person, entry.report, entry.path, entry.tab];
}

function keyHere(path) {
  return [me, here, path, tab];
}

// Puts what `change` makes of an entry in its place, in one transaction; nothing made, it goes.
async function alter(key, change) {
  const id = JSON.stringify(key);
  let had;
  let made;
  const decide = (found) => {
    had = unstored.get(id) ?? found;
    made = change(had);
    return made;
  };
  try {
    await inStore("readwrite", (store) => {
      const request = store.get(key);
      request.onsuccess = () => {
        if (decide(request.result)) store.put(made);
        else if (request.result) store.delete(key);
      };
      return request;
    });
    unstored.delete(id);
  } catch (error) {
    made = change(had ?? unstored.get(id));
    if (made) unstored.set(id, made);
    else unstored.delete(id);
    tell("unstored", { error });
  }
  if (made) seenEntries.set(id, made);
  else seenEntries.delete(id);
  return made;
}

// The page is about to go: there is no time to ask what the store holds.
function putAtOnce(entries) {
  try {
    const transaction = database.transaction("answers", "readwrite", { durability: "strict" });
    for (const entry of entries) transaction.objectStore("answers").put(entry);
    transaction.commit?.();
  } catch (error) {
    tell("unstored", { error });
  }
}

// Every entry of this person, in whatever report and tab, the oldest first.
async function queued() {
  const found = new Map();
  try {
    const mine = IDBKeyRange.bound([me], [me, []]);
    for (const entry of await inStore("readonly", (store) => store.getAll(mine))) {
      found.set(JSON.stringify(keyOf(entry)), entry);
    }
  } catch (error) {
    tell("unstored", { error });
  }
  for (const [id, entry] of unstored) found.set(id, entry);
  return [...found.values()].sort((one, other) => one.at - other.at);
}

// Of entries those that are this tab's to send and to show.
function ofThisTab(entries) {
  return entries.filter((entry) => entry.tab === tab);
}

// Takes over what a tab that is gone has left, but for answers that this tab keeps words of itself: they come after those.
async function inherit(from) {
  const taken = [];
  for (const entry of (await queued()).filter((one) => one.tab === from)) {
    const mine = { ...entry, tab };
    await inStore("readwrite", (store) => {
      const request = store.get(keyOf(mine));
      request.onsuccess = () => {
        if (request.result) return;
        store.put(mine);
        store.delete(keyOf(entry));
        taken.push(mine);
      };
      return request;
    }).catch((error) => tell("unstored", { error }));
  }
  for (const entry of taken) seenEntries.set(JSON.stringify(keyOf(entry)), entry);
  return taken;
}

// An id that nobody else makes; not randomUUID, which a plain http address lacks.
function freshId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
