//! Keys, as fingers press them: they go to whatever has the focus.

use serde_json::{Value, json};

use super::Browser;

/// A key without a letter, or one with another held down.
#[derive(Debug, Clone, Copy)]
pub enum Key {
    Tab,
    BackTab,
    Space,
    Enter,
    Escape,
    Up,
    Down,
    Home,
    End,
    Delete,
    Backspace,
    /// With Control held down.
    Control(char),
}

const CONTROL: char = '\u{E009}';
const SHIFT: char = '\u{E008}';

impl Key {
    fn letters(self) -> (Option<char>, char) {
        match self {
            Self::Tab => (None, '\u{E004}'),
            Self::BackTab => (Some(SHIFT), '\u{E004}'),
            Self::Space => (None, ' '),
            Self::Enter => (None, '\u{E007}'),
            Self::Escape => (None, '\u{E00C}'),
            Self::Up => (None, '\u{E013}'),
            Self::Down => (None, '\u{E015}'),
            Self::Home => (None, '\u{E011}'),
            Self::End => (None, '\u{E010}'),
            Self::Delete => (None, '\u{E017}'),
            Self::Backspace => (None, '\u{E003}'),
            Self::Control(letter) => (Some(CONTROL), letter),
        }
    }
}

impl Browser {
    /// Presses keys, one after the other.
    #[track_caller]
    pub fn keys(&self, keys: &[Key]) {
        let pressed = keys.iter().flat_map(|key| {
            let (held, letter) = key.letters();
            let down = held.map(|held| stroke("keyDown", held));
            let up = held.map(|held| stroke("keyUp", held));
            [down, Some(stroke("keyDown", letter)), Some(stroke("keyUp", letter)), up].into_iter().flatten()
        });
        self.perform(pressed.collect());
    }

    /// Types text into whatever has the focus, key by key.
    #[track_caller]
    pub fn type_text(&self, text: &str) {
        let strokes = text.chars().flat_map(|letter| {
            let letter = if letter == '\n' { '\u{E007}' } else { letter };
            [stroke("keyDown", letter), stroke("keyUp", letter)]
        });
        self.perform(strokes.collect());
    }

    /// Pastes text into whatever has the focus, from a clipboard that holds it.
    #[track_caller]
    pub fn paste(&self, text: &str) {
        for name in ["clipboard-read", "clipboard-write"] {
            let permission = json!({"descriptor": {"name": name}, "state": "granted"});
            self.wire().post("/permissions", &permission).unwrap_or_else(|no| panic!("{}", no.message));
        }
        let copied = self.run_async(
            "const [text, done] = arguments; navigator.clipboard.writeText(text).then(() => done(true), (no) => done(`${no}`));",
            &json!([text]),
        );
        assert_eq!(copied, json!(true), "the clipboard took it");
        self.keys(&[Key::Control('v')]);
    }

    fn perform(&self, strokes: Vec<Value>) {
        let keyboard = json!({"actions": [{"type": "key", "id": "keyboard", "actions": strokes}]});
        self.wire().post("/actions", &keyboard).unwrap_or_else(|no| panic!("{}", no.message));
    }
}

fn stroke(kind: &str, letter: char) -> Value {
    json!({"type": kind, "value": letter.to_string()})
}
