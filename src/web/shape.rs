//! The shape of JSON bodies: read strictly, each flaw with its place.
//!
//! serde reads the shape. Two things it lets pass are refused here: an object that says a key twice (it would keep the
//! last, and another reader the first), and the character NUL, which PostgreSQL cannot store.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use crate::flaw::{self, Flaw, Shaped};

/// Deepest nesting: a template of the deepest sensible sections needs a third of it.
const DEPTH: usize = 64;
/// Most flaws of this kind that are told: whoever sends more has another problem.
const MOST_FLAWS: usize = 50;
/// serde_json's own names for a number and a raw value: no client's key may pose as one.
const RESERVED: &str = "$serde_json::";

/// Reads a value: 400 (one flaw of code `unreadable`) when it is no JSON, 422 when it is not what was asked for.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Shaped<T> {
    let unreadable = |said: String| vec![Flaw::new("", flaw::UNREADABLE, said)];
    if depth(bytes) > DEPTH {
        return Err(unreadable(format!("This is nested deeper than {DEPTH} levels.")));
    }
    if std::str::from_utf8(bytes).is_err() {
        return Err(unreadable("This is no UTF-8.".to_owned()));
    }
    if let Err(error) = serde_json::from_slice::<serde::de::IgnoredAny>(bytes) {
        return Err(unreadable(format!("This is no JSON: {error}.")));
    }
    // serde would take a list for a struct, field by field.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(vec![Flaw::new("", "wrong_type", "Send a JSON object.")]);
    }
    let mut walk = Walk::over(bytes);
    walk.run();
    if !walk.flaws.is_empty() {
        return Err(walk.flaws);
    }
    serde_json::from_slice(bytes).map_err(|error| {
        let said = error.to_string();
        if !error.is_data() {
            return unreadable(format!("This is no JSON: {said}."));
        }
        let words = said.rsplit_once(" at line ").map_or(said.as_str(), |(words, _)| words);
        let mut walk = walked(bytes, error.line(), error.column());
        if words.starts_with("missing field") {
            walk.leave_key();
        }
        vec![flaw(&walk.path(), words)]
    })
}

/// What serde says, as a flaw: its place, a stable code and its words.
pub fn flaw(at: &str, said: &str) -> Flaw {
    let quoted = said.split('`').nth(1).unwrap_or_default();
    let below = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    if said.starts_with("unknown field") {
        // The place is the field's own already, where it is known.
        let at = if at == quoted || at.ends_with(&format!(".{quoted}")) { at.to_owned() } else { below(quoted) };
        return Flaw::new(at, "unknown_field", format!("{said}."));
    }
    if said.starts_with("missing field") {
        return Flaw::new(below(quoted), "required", format!("{quoted} is required."));
    }
    if said.starts_with("duplicate field") {
        return Flaw::new(below(quoted), "duplicate_key", format!("{quoted} is given twice."));
    }
    let code = if said.starts_with("unknown variant") {
        "unknown_word"
    } else if said.starts_with("invalid type") {
        "wrong_type"
    } else {
        "malformed"
    };
    Flaw::new(at, code, format!("{said}."))
}

/// How deep brackets nest, outside of strings. Reads no further than the limit.
fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0usize, 0usize, false, false);
    for byte in bytes {
        match (in_text, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_text = !in_text,
            (false, b'[' | b'{') => depth += 1,
            (false, b']' | b'}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
        if deepest > DEPTH {
            break;
        }
    }
    deepest
}

/// A walk to the value that serde stopped at, which ends at or after this line and column.
fn walked(bytes: &[u8], line: usize, column: usize) -> Walk<'_> {
    let before: usize = bytes.split_inclusive(|b| *b == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    let mut walk = Walk::over(bytes);
    walk.until = before + column;
    walk.run();
    walk
}

/// One step of the way to a value.
enum Step {
    Object { keys: BTreeSet<String>, key: String },
    Array { index: usize },
}

/// Walks text that is known to be JSON, so that it needs no grammar, only strings, brackets and commas.
struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    until: usize,
    steps: Vec<Step>,
    /// Whether the next string in this object is a key.
    key_next: bool,
    flaws: Vec<Flaw>,
}

impl<'a> Walk<'a> {
    fn over(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, until: bytes.len(), steps: Vec::new(), key_next: false, flaws: Vec::new() }
    }

    fn run(&mut self) {
        while self.at < self.until && self.flaws.len() < MOST_FLAWS {
            let Some(byte) = self.bytes.get(self.at) else { break };
            match byte {
                b'"' => {
                    self.string();
                    continue;
                }
                b'{' => self.open(Step::Object { keys: BTreeSet::new(), key: String::new() }, true),
                b'[' => self.open(Step::Array { index: 0 }, false),
                // At the end of what is looked for, the bracket that closes it belongs to it still.
                b'}' | b']' if self.at + 1 < self.until => {
                    self.steps.pop();
                    self.key_next = false;
                }
                b',' if self.at + 1 < self.until => match self.steps.last_mut() {
                    Some(Step::Array { index }) => *index += 1,
                    Some(Step::Object { key, .. }) => {
                        key.clear();
                        self.key_next = true;
                    }
                    None => {}
                },
                _ => {}
            }
            self.at += 1;
        }
    }

    fn open(&mut self, step: Step, key_next: bool) {
        self.steps.push(step);
        self.key_next = key_next;
    }

    /// A string begins here: a key or a value.
    fn string(&mut self) {
        let start = self.at;
        let mut escaped = false;
        let rest = self.bytes.iter().enumerate().skip(start + 1);
        let end = rest
            .take_while(|(_, byte)| {
                let inside = escaped || **byte != b'"';
                escaped = !escaped && **byte == b'\\';
                inside
            })
            .last()
            .map_or(start, |(at, _)| at)
            + 2;
        self.at = end;
        let Some(raw) = self.bytes.get(start..end) else { return };
        let has_nul = raw.windows(6).any(|part| part == b"\\u0000");
        if !self.key_next && !has_nul {
            return;
        }
        let Ok(text) = serde_json::from_slice::<String>(raw) else { return };
        if self.key_next {
            self.key_next = false;
            self.key(text.clone());
        }
        if text.contains('\0') {
            self.flaws.push(Flaw::new(self.path().replace('\0', ""), "control_character", "NUL is not allowed."));
        }
    }

    fn key(&mut self, text: String) {
        let Some(Step::Object { keys, key }) = self.steps.last_mut() else { return };
        key.clone_from(&text);
        let reserved = text.starts_with(RESERVED);
        if !keys.insert(text.clone()) {
            let said = format!("{text} is given twice.");
            self.flaws.push(Flaw::new(self.path(), "duplicate_key", said));
        } else if reserved {
            self.flaws.push(Flaw::new(self.path(), "unknown_field", "This key is not known."));
        }
    }

    /// Steps back from the last key to the object that holds it.
    fn leave_key(&mut self) {
        if let Some(Step::Object { key, .. }) = self.steps.last_mut() {
            key.clear();
        }
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for step in &self.steps {
            match step {
                Step::Object { key, .. } if key.is_empty() => {}
                Step::Object { key, .. } => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(key);
                }
                Step::Array { index } => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[expect(dead_code, reason = "only the shape is tested")]
        name: String,
        #[expect(dead_code, reason = "only the shape is tested")]
        parts: Vec<Part>,
        #[expect(dead_code, reason = "only the shape is tested")]
        #[serde(default)]
        free: serde_json::Value,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Part {
        #[expect(dead_code, reason = "only the shape is tested")]
        size: i32,
    }

    fn check(text: &str, expect: &[(&str, &str)]) {
        let flaws = read::<Outer>(text.as_bytes()).err().unwrap_or_default();
        let found: Vec<_> = flaws.iter().map(|flaw| (flaw.at.as_str(), flaw.code.as_str())).collect();
        assert_eq!(found, expect, "{text} gave {flaws:?}");
    }

    #[test]
    fn what_is_right_is_read() {
        check(r#"{"name": "a \"b\" \\", "parts": [{"size": 1}], "free": {"a": [1, {"a": 2}], "b": "\\u0000"}}"#, &[]);
    }

    #[test]
    fn each_flaw_has_its_place() {
        check(r#"{"name": "a", "parts": [{"size": 1}, {"size": "x"}]}"#, &[("parts[1].size", "wrong_type")]);
        check(r#"{"name": "a", "parts": [{"size": 1}, {"size": null}]}"#, &[("parts[1].size", "wrong_type")]);
        check(r#"{"name": 5, "parts": []}"#, &[("name", "wrong_type")]);
        check(r#"{"name": "a", "parts": [{"size": 1.5}]}"#, &[("parts[0].size", "wrong_type")]);
        check(
            "{\"name\": \"a\",\n \"parts\": [{\"size\": 1,\n \"depth\": 2}]}",
            &[("parts[0].depth", "unknown_field")],
        );
        check(r#"{"name": "a", "parts": [{}]}"#, &[("parts[0].size", "required")]);
        check(r#"{"parts": []}"#, &[("name", "required")]);
        check(r#"{"name": "a", "parts": 7}"#, &[("parts", "wrong_type")]);
        check("[]", &[("", "wrong_type")]);
    }

    #[test]
    fn what_two_readers_would_read_differently_is_refused() {
        check(r#"{"name": "a", "name": "b", "parts": []}"#, &[("name", "duplicate_key")]);
        let twice = r#"{"name": "a", "parts": [], "free": {"x": [{"k": 1, "k": 2}], "y": {"k": 1, "\u006b": 2}}}"#;
        check(twice, &[("free.x[0].k", "duplicate_key"), ("free.y.k", "duplicate_key")]);
        check(r#"{"name": "a\u0000", "parts": []}"#, &[("name", "control_character")]);
        let posing = r#"{"name": "a", "parts": [], "free": {"$serde_json::private::Number": "zero"}}"#;
        check(posing, &[("free.$serde_json::private::Number", "unknown_field")]);
    }

    #[test]
    fn what_is_no_json_is_unreadable() {
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        for text in ["", "{", "{\"name\": nothing}", "\u{feff}{}", "{} {}", "'a'", &deep] {
            check(text, &[("", flaw::UNREADABLE)]);
        }
        assert!(read::<Outer>(b"{\"name\": \"\xff\"}").is_err_and(|flaws| flaws[0].code == flaw::UNREADABLE));
    }
}
