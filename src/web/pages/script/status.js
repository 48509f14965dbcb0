// How saving goes, in one calm line that stays in sight. It is read out when it says something new, which "Saving…" is not.
const statusLine = document.createElement("div");
const statusText = document.createElement("p");
// What keeps everything from being saved: a word of ours, or the server's.
let halted = null;
let savedAt = null;
let isUnsent = false;
let isStored = true;
let waitingEntries = [];

// Refusals that have words of their own.
const HALTS = ["offline", "other_person", "submitted", "closed", "not_open", "forbidden"];

function timeOf(moment) {
  return new Intl.DateTimeFormat(`${document.documentElement.lang}-u-nu-latn`, { timeStyle: "short", hourCycle: "h23" }).format(moment);
}

// What stands there already is not put there again, so that nobody hears it twice.
function sayStatus(text, link) {
  const key = JSON.stringify([text, link]);
  if (statusText.dataset.key === key) return;
  statusText.dataset.key = key;
  statusText.replaceChildren(text);
  if (!link) return;
  const to = document.createElement("a");
  Object.assign(to, { textContent: link.text, href: link.href, target: link.target ?? "" });
  to.addEventListener("click", (event) => {
    orphanBox.open = true;
    if (!link.path) return;
    event.preventDefault();
    const theirs = document.getElementById(`${link.path}-theirs`);
    if (theirs) theirs.focus();
    else focusOn(link.path);
  });
  statusText.append(" ", to);
}

// What waits for the person, but a flaw in the field in which the person is.
function stuckEntries() {
  const at = pathOf(document.activeElement);
  return waitingEntries.filter(({ stuck, path }) => stuck && (path !== at || stuck.code === "conflict"));
}

function sayStuck(stuck) {
  const first = stuck.find((entry) => entry.stuck.code === "conflict") ?? stuck[0];
  const { path, page } = first;
  const isHere = first.report === here && fieldOf(path);
  const at = orphansOf([first]).length ? "#orphans" : `${isHere ? "" : page}#${path}-question`;
  const link = { text: say("look"), href: at, path: isHere ? path : undefined };
  const message = first.stuck.message ? ` ${first.stuck.message}` : "";
  sayStatus(first.stuck.code === "conflict" ? say("choose") : count("unsaved", stuck.length) + message, link);
}

function showStatus() {
  const stuck = stuckEntries();
  statusLine.classList.toggle("busy", isUnsent && !halted);
  if (halted === "signed_out") {
    const href = `/sign-in?next=${encodeURIComponent(location.pathname)}`;
    sayStatus(say("signed_out"), { text: say("sign_in"), href, target: "_blank" });
  } else if (halted) {
    sayStatus(say(`halt.${halted}`));
  } else if (stuck.length) {
    sayStuck(stuck);
  } else if (!isStored) {
    sayStatus(say("unstored"));
  } else {
    sayStatus(savedAt ? say("saved", { time: timeOf(savedAt) }) : "");
  }
}

// The line never stands over what has the focus, however tall it becomes.
function makeRoom() {
  document.documentElement.style.scrollPaddingBlockEnd = `${statusLine.offsetHeight + 12}px`;
  const at = document.activeElement;
  if (!form.contains(at) || statusLine.contains(at)) return;
  const [line, focused] = [statusLine.getBoundingClientRect(), at.getBoundingClientRect()];
  if (focused.bottom > line.top && focused.top < line.bottom) at.scrollIntoView({ block: "nearest" });
}

on("start", () => {
  new ResizeObserver(makeRoom).observe(statusLine);
  statusLine.className = "status screen";
  statusText.setAttribute("role", "status");
  const busy = document.createElement("p");
  busy.setAttribute("aria-hidden", "true");
  busy.textContent = say("saving");
  statusLine.append(statusText, busy);
  form.append(statusLine);
});
on("changed", () => {
  isUnsent = true;
  showStatus();
});
on("left", () => setTimeout(showStatus));
on("unstored", () => {
  isStored = false;
});
on("offline", () => {
  halted = "offline";
  showStatus();
});
on("online", () => {
  halted = null;
});
on("halted", ({ code }) => {
  halted = code === "signed_out" || HALTS.includes(code) ? code : "forbidden";
  showStatus();
  // Somebody may sign in again, reopen the report, or extend the round.
  sendIn(20000);
});
on("heard", ({ saved }) => {
  if (saved) savedAt = new Date();
});
on("rested", ({ entries }) => {
  waitingEntries = entries;
  isUnsent = isBehind() || entries.some((entry) => !entry.stuck);
  showStatus();
});
on("restored", ({ count: n }) => sayStatus(count("restored", n)));
