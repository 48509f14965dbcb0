//! One page: what stands on it, and what a person does there. Elements are named by CSS selectors and looked up anew each
//! time, for pages replace their parts.

use std::time::Instant;

use serde_json::{Value, json};

use super::{Browser, EVERY, Key, LIMIT, Refused};

/// How WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Refusals that pass: the page is about to be ready, or has just been changed.
const PASSING: [&str; 6] = [
    "no such element",
    "stale element reference",
    "element not interactable",
    "element click intercepted",
    "detached shadow root",
    "unknown error",
];

impl Browser {
    /// Opens a page of the server and waits until it is whole.
    #[track_caller]
    pub fn visit(&self, path: &str) {
        let url = format!("{}{path}", self.base);
        self.wire().post("/url", &json!({"url": url})).unwrap_or_else(|no| panic!("{path}: {}", no.message));
    }

    /// The page's path, with its query and fragment.
    #[track_caller]
    pub fn path(&self) -> String {
        let url = self.wire().get("/url").unwrap_or_else(|no| panic!("{}", no.message));
        url.as_str().unwrap_or_default().trim_start_matches(&self.base).to_owned()
    }

    /// The status that the page came with.
    #[track_caller]
    pub fn status(&self) -> u64 {
        let status = self.run("return performance.getEntriesByType('navigation')[0].responseStatus", &json!([]));
        status.as_u64().unwrap_or_default()
    }

    #[track_caller]
    pub fn title(&self) -> String {
        let title = self.wire().get("/title").unwrap_or_else(|no| panic!("{}", no.message));
        title.as_str().unwrap_or_default().to_owned()
    }

    /// The browser's Back.
    #[track_caller]
    pub fn back(&self) {
        self.wire().post("/back", &json!({})).unwrap_or_else(|no| panic!("{}", no.message));
    }

    /// The same page again.
    #[track_caller]
    pub fn reload(&self) {
        self.wire().post("/refresh", &json!({})).unwrap_or_else(|no| panic!("{}", no.message));
    }

    fn find(&self, css: &str) -> Result<String, Refused> {
        let found = self.wire().post("/element", &json!({"using": "css selector", "value": css}))?;
        Ok(found[ELEMENT].as_str().unwrap_or_default().to_owned())
    }

    /// Does something with an element once that can be done.
    #[track_caller]
    fn with(&self, css: &str, act: impl Fn(&str) -> Result<Value, Refused>) -> Value {
        let since = Instant::now();
        loop {
            match self.find(css).and_then(|id| act(&id)) {
                Ok(done) => return done,
                Err(no) if PASSING.contains(&no.code.as_str()) && since.elapsed() < LIMIT => std::thread::sleep(EVERY),
                Err(no) => panic!("{css}: {}: {}. {}", no.code, no.message, self.state()),
            }
        }
    }

    /// Clicks on what is there and can be reached; what something lies over is brought into sight first, as people do.
    #[track_caller]
    pub fn click(&self, css: &str) {
        self.with(css, |id| {
            let clicked = self.wire().post(&format!("/element/{id}/click"), &json!({}));
            if clicked.as_ref().is_err_and(|no| no.code == "element click intercepted") {
                self.try_run("arguments[0].scrollIntoView({block: 'center'})", &json!([{ELEMENT: id}]))?;
            }
            clicked
        });
    }

    /// Clicks twice, as fast as a mouse does.
    #[track_caller]
    pub fn click_twice(&self, css: &str) {
        self.with(css, |id| {
            let there = json!({"type": "pointerMove", "duration": 0, "origin": {ELEMENT: id}, "x": 0, "y": 0});
            let (down, up) = (json!({"type": "pointerDown", "button": 0}), json!({"type": "pointerUp", "button": 0}));
            let moves = [there, down.clone(), up.clone(), down, up];
            let mouse =
                json!({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": moves});
            self.wire().post("/actions", &json!({"actions": [mouse]}))
        });
    }

    /// Clicks on what leads to another page, or to this one anew, and waits until that is there.
    #[track_caller]
    pub fn press(&self, css: &str) {
        self.leaving(|| self.click(css));
    }

    /// Waits until what is done has led to a page.
    #[track_caller]
    pub fn leaving(&self, act: impl FnOnce()) {
        let before = self.find("html").unwrap_or_else(|no| panic!("{}", no.message));
        act();
        self.until("another page", || {
            let gone = self.wire().get(&format!("/element/{before}/name")).is_err();
            let ready = gone && self.try_run("return document.readyState", &json!([])).is_ok_and(|is| is == "complete");
            ready.then_some(())
        });
    }

    /// Types into a field, after what it holds.
    #[track_caller]
    pub fn write(&self, css: &str, text: &str) {
        self.focus(css);
        self.keys(&[Key::Control('\u{E010}')]);
        self.type_text(text);
    }

    /// Types into a field in place of what it holds.
    #[track_caller]
    pub fn fill(&self, css: &str, text: &str) {
        self.focus(css);
        self.keys(&[Key::Control('a'), Key::Delete]);
        self.type_text(text);
    }

    /// Puts the focus where a click on it would.
    #[track_caller]
    pub fn focus(&self, css: &str) {
        self.click(css);
        self.until(&format!("the focus on {css}"), || self.has_focus(css).then_some(()));
    }

    /// Whether the focus is there.
    #[track_caller]
    pub fn has_focus(&self, css: &str) -> bool {
        self.run("return document.activeElement === document.querySelector(arguments[0])", &json!([css])) == true
    }

    /// Chooses an option of a list by its value.
    #[track_caller]
    pub fn choose(&self, css: &str, value: &str) {
        self.click(&format!("{css} option[value=\"{value}\"]"));
    }

    /// Chooses a file of this machine in a field for files.
    #[track_caller]
    pub fn attach(&self, css: &str, file: &std::path::Path) {
        let path = file.to_str().expect("a path in plain letters");
        self.with(css, |id| self.wire().post(&format!("/element/{id}/value"), &json!({"text": path})));
    }

    /// The text that is seen in the first element, once there is one.
    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        let text = self.with(css, |id| self.wire().get(&format!("/element/{id}/text")));
        text.as_str().unwrap_or_default().to_owned()
    }

    /// The text of every element, now, seen or not.
    #[track_caller]
    pub fn texts(&self, css: &str) -> Vec<String> {
        let all = "return [...document.querySelectorAll(arguments[0])].map((one) => one.innerText.trim())";
        let texts = self.run(all, &json!([css]));
        texts.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// What a field holds, once it is there.
    #[track_caller]
    pub fn value(&self, css: &str) -> String {
        let value = self.with(css, |id| self.wire().get(&format!("/element/{id}/property/value")));
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Whether a box is ticked, once it is there.
    #[track_caller]
    pub fn is_ticked(&self, css: &str) -> bool {
        self.with(css, |id| self.wire().get(&format!("/element/{id}/property/checked"))) == true
    }

    /// An attribute of what is there, empty where it has none.
    #[track_caller]
    pub fn attribute(&self, css: &str, name: &str) -> String {
        let value = self.with(css, |id| self.wire().get(&format!("/element/{id}/attribute/{name}")));
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Whether an element stands on the page now, seen or not.
    #[track_caller]
    pub fn has(&self, css: &str) -> bool {
        self.run("return document.querySelector(arguments[0]) !== null", &json!([css])) == true
    }

    /// Whether an element is there and can be seen now.
    #[track_caller]
    pub fn sees(&self, css: &str) -> bool {
        let seen = "const one = document.querySelector(arguments[0]); \
                    return one !== null && one.checkVisibility({visibilityProperty: true, opacityProperty: true})";
        self.run(seen, &json!([css])) == true
    }

    /// Waits until an element can be seen.
    #[track_caller]
    pub fn await_seen(&self, css: &str) {
        self.until(&format!("{css} to be seen"), || self.sees(css).then_some(()));
    }

    /// Waits until an element is not there or cannot be seen.
    #[track_caller]
    pub fn await_unseen(&self, css: &str) {
        self.until(&format!("{css} to be gone"), || (!self.sees(css)).then_some(()));
    }

    /// Waits until the first such element holds a text.
    #[track_caller]
    pub fn await_text(&self, css: &str, text: &str) {
        let holds = || self.texts(css).iter().any(|one| one.contains(text)).then_some(());
        self.until(&format!("{text:?} in {css}"), holds);
    }

    /// Waits until the page's text holds another.
    #[track_caller]
    pub fn await_words(&self, text: &str) {
        self.await_text("body", text);
    }

    /// Fails unless the page shows a text, now.
    #[track_caller]
    pub fn shows(&self, text: &str) {
        let page = self.texts("body").concat();
        assert!(page.contains(text), "no {text:?} on {}:\n{page}", self.path());
    }
}
