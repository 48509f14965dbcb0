//! Several windows of one browser. What is done is done in the one that was turned to last.

use serde_json::json;

use super::Browser;

/// A window of a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window(String);

impl Browser {
    /// The window that is turned to.
    #[track_caller]
    pub fn window(&self) -> Window {
        let handle = self.wire().get("/window").unwrap_or_else(|no| panic!("{}", no.message));
        Window(handle.as_str().unwrap_or_default().to_owned())
    }

    /// Opens another and turns to it.
    #[track_caller]
    pub fn open_window(&self) -> Window {
        let opened = self.wire().post("/window/new", &json!({"type": "window"}));
        let opened = opened.unwrap_or_else(|no| panic!("{}", no.message));
        let window = Window(opened["handle"].as_str().unwrap_or_default().to_owned());
        self.turn_to(&window);
        window
    }

    /// Closes the one that is turned to, and turns to another.
    #[track_caller]
    pub fn close_window(&self, next: &Window) {
        self.gather();
        self.wire().delete("/window").unwrap_or_else(|no| panic!("{}", no.message));
        self.turn_to(next);
    }

    /// Turns to a window.
    #[track_caller]
    pub fn turn_to(&self, window: &Window) {
        self.wire().post("/window", &json!({"handle": window.0})).unwrap_or_else(|no| panic!("{}", no.message));
    }
}
