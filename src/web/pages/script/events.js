// What colleagues do in this report, as they do it. One line to the server for all tabs of a browser: the tab that holds the
// lock listens, and passes on what it hears; when it closes, the next one takes over from where it was.
const newsFrom = `/reports/${form?.dataset.report}`;
const newsRoom = form && window.BroadcastChannel ? new BroadcastChannel(`godwit ${form.dataset.report}`) : null;
let newsMark = form?.dataset.mark ?? "";
// Answers that this tab saved itself, until it is told of them.
const savedHere = new Set();
// What was told last of who is here and where the report stands, for tabs that come later.
const toldLast = {};
let listening = false;

// Listens until the tab closes. Where the browser does not come back by itself we do, ever more seldom.
function listen(pause = 2000) {
  listening = true;
  const line = new EventSource(`${newsFrom}/events?since=${newsMark}`);
  let again = 0;
  const renew = (wait) => {
    clearTimeout(again);
    again = setTimeout(() => listen(Math.min(pause * 2, 60000)), wait);
  };
  for (const name of ["answers", "comments", "people", "state", "missed"]) {
    line.addEventListener(name, ({ data, lastEventId }) => {
      pause = 2000;
      const news = { name, data: JSON.parse(data), mark: lastEventId };
      newsRoom?.postMessage(news);
      hearNews(news);
    });
  }
  line.onerror = () => line.readyState === EventSource.CLOSED && renew(pause * (0.75 + Math.random() / 2));
}

function hearNews({ name, data, mark, ask, only }) {
  if (ask !== undefined) {
    if (!listening) return;
    for (const name of ["people", "state"]) if (toldLast[name]) newsRoom.postMessage({ name, data: toldLast[name] });
    // A page that was made before what we heard last reads it again.
    if (ask !== newsMark) newsRoom.postMessage({ name: "missed", data: {}, mark: newsMark, only: ask });
    return;
  }
  if (only !== undefined && only !== newsMark) return;
  if (mark) newsMark = mark;
  tell(`news ${name}`, data);
  toldLast[name] = data;
}

// The server's rendering of one answer; nothing where it has none for us. What cannot be asked for now is asked for later.
async function renderedAt(path) {
  const answer = await fetch(`${newsFrom}/fields/${path}`).catch(() => null);
  if (!answer) unread.add(path);
  return answer?.ok && !answer.redirected ? answer.text() : "";
}

// Answers that changed while the line was down.
const unread = new Set();

function readAgain() {
  const paths = [...unread];
  unread.clear();
  if (paths.length) tell("news answers", { paths, by: null, you: false });
}

// What an answer is called in a few words: its number, or its label.
function calledAt(path) {
  const field = fieldOf(path);
  const called = field?.querySelector(".nr") ?? field?.querySelector("legend,label,.label");
  return called?.textContent.trim() || path;
}

// Says calmly what happened, with a link that loads the page again where that is what to do.
function sayNews(words, link) {
  newsLine.textContent = `${words} `;
  if (!link) return;
  const again = document.createElement("a");
  again.href = location.pathname;
  again.textContent = link;
  newsLine.append(again);
}

// Whether a row of something on this page came or went: a path of its repeat or table stands here.
function isRowHere(path) {
  const frame = path.slice(0, path.lastIndexOf("/"));
  return Boolean(frame) && Boolean(form.querySelector(`[id="${CSS.escape(frame)}-question"],[id^="${CSS.escape(frame)}/"]`));
}

on("saved", ({ path }) => savedHere.add(path));

on("news answers", async ({ paths, by, you }) => {
  const changed = [];
  let rows = false;
  for (const path of paths) {
    if (you && savedHere.delete(path)) continue;
    if (!fieldOf(path)) rows ||= isRowHere(path);
    else {
      const html = await renderedAt(path);
      if (html && replaceField(path, html)) changed.push(calledAt(path));
    }
  }
  if (you || !by) return;
  if (changed.length) sayNews(say("changed", { by, answers: changed.join(", ") }));
  else if (rows) sayNews(say("rows", { by }), say("load"));
});

// Of an answer that something was said about, only the words beside it are new: what is typed in it stays.
on("news comments", async ({ paths }) => {
  for (const path of paths) {
    const beside = fieldOf(path)?.querySelector(".aside");
    const holder = document.createElement("template");
    holder.innerHTML = beside ? await renderedAt(path) : "";
    const fresh = holder.content.querySelector(".aside");
    if (fresh && !beside.contains(document.activeElement)) beside.replaceWith(fresh);
  }
});

// Whoever missed too much sees the page as it is now, field by field.
on("news missed", async () => {
  const answer = await fetch(location.pathname).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const fresh of page.querySelectorAll("form[data-report] [data-path]")) {
    replaceField(fresh.dataset.path, fresh.outerHTML);
  }
});

on("news state", (now) => {
  const before = toldLast.state;
  if (!before) return;
  if (before.version !== now.version) sayNews(say("questions"), say("load"));
  else if (before.open !== now.open) sayNews(say(now.open ? "opened" : "shut"), say("load"));
});

// One line for who is here and what just happened. It keeps its place while it is empty, so that nothing jumps.
const peopleLine = document.createElement("span");
const newsLine = document.createElement("span");

on("news people", (all) => {
  const others = all.filter(({ you }) => !you);
  const where = ({ name, number, label }) => (label ? say("at", { name, section: number || label }) : say("here", { name }));
  peopleLine.textContent = others.map(where).join(" ");
});

// Says that somebody is at this section, while the page is seen.
function tellPresence() {
  if (document.visibilityState !== "visible") return;
  const body = new URLSearchParams({ token: form.elements.token.value, section: form.dataset.section });
  fetch(`${newsFrom}/presence`, { method: "POST", body }).catch(() => {});
}

on("start", () => {
  const line = document.createElement("p");
  line.className = "people";
  newsLine.setAttribute("role", "status");
  line.append(peopleLine, " ", newsLine);
  form.before(line);
  newsRoom?.addEventListener("message", ({ data }) => hearNews(data));
  newsRoom?.postMessage({ ask: newsMark });
  if (navigator.locks && newsRoom) navigator.locks.request(newsRoom.name, () => new Promise(() => listen()));
  else listen();
  tellPresence();
  setInterval(tellPresence, 12000);
  setInterval(readAgain, 5000);
  window.addEventListener("online", readAgain);
  document.addEventListener("visibilitychange", tellPresence);
});
