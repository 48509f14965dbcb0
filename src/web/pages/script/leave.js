// Leaving the page: by the form's own buttons, by signing out, or because nothing was done for too long.

// Milliseconds before the session's end at which it is said.
const WARN_BEFORE = 5 * 60000;
// Longest wait for a last save before the page goes.
const LAST_WAIT = 8000;

const endingBox = document.createElement("div");
let isGoing = false;
let sessionTimer;

// Sends all that waits; answers what is left then, or nothing where that is not known in time.
function flush() {
  return Promise.race([send(), new Promise((resolve) => setTimeout(resolve, LAST_WAIT))]);
}

// The buttons do what they do without script, once the server can be reached: what they send is the same form. Where it
// cannot, the page stays, and says why.
async function goOn(event) {
  const { submitter } = event;
  if (isGoing) return;
  event.preventDefault();
  await flush();
  if (halted) {
    statusLine.scrollIntoView({ block: "nearest" });
    return;
  }
  // Enter in a field presses the first button, which nobody sees: all is saved by now.
  if (submitter?.tabIndex === -1 && !stuckEntries().length) return;
  isGoing = true;
  form.requestSubmit(submitter);
  // Where that leads to no other page, the buttons work again.
  setTimeout(() => (isGoing = false), LAST_WAIT);
}

// Words that could not be sent stay in this browser for this person alone: whoever signs out here should know.
async function signOut(event) {
  const leave = event.target;
  event.preventDefault();
  await flush();
  const left = await queued();
  if (left.length && !window.confirm(count("sign_out", left.length))) return;
  HTMLFormElement.prototype.submit.call(leave);
}

// Nothing was heard of the server for nearly as long as a session lasts.
function warn() {
  const before = document.activeElement;
  const text = document.createElement("p");
  const stay = document.createElement("button");
  text.setAttribute("role", "alert");
  Object.assign(stay, { type: "button", className: "second small", textContent: say("stay") });
  stay.addEventListener("click", async () => {
    try {
      const answer = await fetch("/account", { headers: JSON_ONLY });
      if (answer.status === 401) tell("halted", { code: "signed_out" });
      if (answer.ok) watchSession();
    } catch (error) {
      failed(error);
    }
    // The button is gone: the keyboard goes on where it was.
    if (!stay.isConnected) before?.focus({ preventScroll: true });
  });
  endingBox.append(text, stay);
  text.textContent = say("ending", { time: timeOf(Date.now() + WARN_BEFORE) });
}

function watchSession() {
  endingBox.replaceChildren();
  clearTimeout(sessionTimer);
  sessionTimer = setTimeout(warn, Number(form.dataset.idle) * 60000 - WARN_BEFORE);
}

on("start", () => {
  form.addEventListener("submit", goOn);
  document.querySelector('form[action="/sign-out"]')?.addEventListener("submit", signOut);
  statusLine.append(endingBox);
  watchSession();
  tabs?.addEventListener("message", watchSession);
});
on("online", watchSession);
