// Files, sent from beside the answer they are for, with a bar that says how far they are, whatever is typed meanwhile. Where
// that does not begin, the button leads to the page that takes files without script. Files in tables go there, too.
(() => {
if (!form) return;
// Milliseconds without a byte or an answer after which the line counts as broken.
const STALL = 60000;
const percent = new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-latn`, { style: "percent" });
const underWay = new Set();

// What the page for files asks, here: its label, its hint of size and kinds, its field.
async function open(path) {
  const asked = (await pageAt(`/reports/${here}/files/${path}`)).querySelector("main form .field");
  const [label, hint, input] = asked.children;
  input.removeAttribute("name");
  label.htmlFor = input.id = `${path}-file`;
  hint.id = `${path}-file-hint`;
  input.setAttribute("aria-describedby", hint.id);
  const box = document.createElement("div");
  box.className = "upload";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", `${label.textContent}: ${calledAt(path)}`);
  box.innerHTML = '<progress hidden></progress> <span aria-hidden="true"></span><span role="status"></span> <button type="button" class="second small" hidden></button>';
  const [bar, seen, said, button] = box.children;
  bar.setAttribute("aria-label", label.textContent);
  box.prepend(asked);
  work(path, { input, hint, bar, seen, said, button });
  fieldOf(path).after(box);
  return input;
}

function work(path, { input, hint, bar, seen, said, button }) {
  let file;
  let request = null;
  let stall;

  function show(part) {
    clearTimeout(stall);
    stall = setTimeout(() => request.abort(), STALL);
    bar.value = part;
    seen.textContent = say("file_sending", { name: file.name, part: percent.format(part) });
  }

  // How it ended, and whether another try is worth it.
  function end(key, again, why = "") {
    clearTimeout(stall);
    underWay.delete(path);
    request = null;
    seen.textContent = said.className = "";
    said.textContent = say(key, { name: file.name, why });
    button.textContent = say("file_again");
    if (!again && document.activeElement === button) input.focus();
    bar.hidden = true;
    button.hidden = !again;
  }

  function transmit(again = true) {
    const before = request;
    const mine = (request = new XMLHttpRequest());
    before?.abort();
    underWay.add(path);
    bar.hidden = button.hidden = false;
    button.textContent = say("file_stop");
    show(0);
    // Read out at the start and at the end; what lies between is seen.
    said.className = "unseen";
    said.textContent = seen.textContent;
    const body = new FormData();
    body.append("token", form.elements.token.value);
    body.append("file", file);
    mine.open("POST", `/reports/${here}/files/${path}`);
    mine.setRequestHeader("accept", JSON_ONLY.accept);
    mine.responseType = "json";
    mine.upload.onprogress = ({ loaded, total }) => request === mine && show(loaded / total);
    mine.onloadend = () => request === mine && hear(mine, again);
    mine.send(body);
  }

  async function hear({ status, response }, again) {
    if (status === 200) {
      input.value = "";
      end("file_added");
      return arrive(path, response);
    }
    if ([401, 403, 404].includes(status)) {
      const code = await renew().catch(() => "offline");
      if (code === "renewed" && again) return transmit(false);
      tell("halted", { code });
    } else if (status >= 400 && status < 500 && status !== 408) {
      return end("file_refused", false, response?.detail);
    }
    end("file_broken", true);
  }

  input.addEventListener("change", () => {
    if (!input.files.length) return;
    [file] = input.files;
    if (file.size <= input.dataset.bytes) return transmit();
    request?.abort();
    end("file_refused", false, hint.textContent);
  });
  button.addEventListener("click", () => {
    const before = request;
    if (!before) return transmit();
    end("file_stopped", true);
    before.abort();
  });
}

// The answer has the file. What is typed in its field and not sent yet stays, and stands on the answer with the file, unless
// somebody else was faster.
async function arrive(path, { html, revision }) {
  const put = async () => {
    await keep();
    const base = seenEntries.get(JSON.stringify(keyHere(path)))?.revision ?? revisionOf(path);
    if (replaceField(path, html) || base !== revision - 1) return;
    replaceField(path, html, true);
    touched.add(path);
    await keep();
    await alter(keyHere(path), (entry) => entry && { ...entry, revision, stuck: undefined });
  };
  // Nothing is sent meanwhile.
  while (running) await running;
  running = put().finally(() => {
    running = null;
    send();
  });
}

form.addEventListener("click", (event) => {
  const button = event.target.closest('button[value^="file-"]');
  const path = button?.value.slice(5);
  if (!path || !fieldOf(path)?.matches("div")) return;
  event.preventDefault();
  const input = document.getElementById(`${path}-file`);
  if (input) input.focus();
  else open(path).then((made) => made.focus(), () => form.requestSubmit(button));
});
window.addEventListener("beforeunload", (event) => underWay.size && event.preventDefault());
})();
