// What colleagues say about an answer, beside it: the page for it, in a panel. Where that fails, the page itself.
const talkPanel = document.createElement("dialog");
let talkAbout = "";
let talkFrom = null;

async function openTalk(options) {
  const answer = await fetch(talkAbout, options);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const talk = page.getElementById("talk");
  if (!talk) throw new Error(talkAbout);
  const shut = document.createElement("button");
  shut.className = "plain shut";
  shut.textContent = say("close");
  shut.onclick = closeTalk;
  const typed = talkPanel.open && !options ? talkPanel.querySelector("#words")?.value : "";
  talkPanel.replaceChildren(shut, talk);
  if (typed) talkPanel.querySelector("#words").value = typed;
  talkPanel.setAttribute("aria-label", page.querySelector("h1")?.textContent ?? "");
  if (!talkPanel.open) talkPanel.show();
}

function closeTalk() {
  talkPanel.close();
  const path = talkAbout.split("/comments/")[1];
  const link = document.contains(talkFrom) ? talkFrom : fieldOf(path)?.querySelector(".aside a");
  link?.focus();
}

if (form) {
  talkPanel.className = "talk";
  talkPanel.addEventListener("keydown", ({ key }) => key === "Escape" && closeTalk());
  form.addEventListener("click", (event) => {
    const link = event.target.closest?.(".aside a[href*='/comments/']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    [talkAbout, talkFrom] = [link.pathname, link];
    openTalk()
      .then(() => (talkPanel.querySelector("#words") ?? talkPanel.querySelector("a,button")).focus())
      .catch(() => location.assign(link.href));
  });
  talkPanel.addEventListener("submit", (event) => {
    event.preventDefault();
    const { target, submitter } = event;
    const body = new URLSearchParams(new FormData(target));
    if (submitter?.name) body.set(submitter.name, submitter.value);
    openTalk({ method: "POST", body })
      .then(() => talkPanel.querySelector("#words")?.focus())
      .catch(() => target.submit());
  });
  on("start", () => document.body.append(talkPanel));
  on("news comments", ({ paths }) => {
    if (talkPanel.open && paths.some((path) => talkAbout === `${newsFrom}/comments/${path}`)) openTalk().catch(() => {});
  });
}
