//! One object of a document with its place, and the questions its readers ask of it.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::canonical::plain;
use crate::flaw::Flaw;
use crate::ids::ItemName;

/// Most flaws that are told: nobody reads more, and a hostile document could ask for millions.
const MAX_FLAWS: usize = 1_000;
/// Longest excerpt of what was written that a flaw repeats, in characters.
const SHOWN: usize = 60;

/// What was written, short enough for a message, in quotes.
pub(super) fn shown(text: &str) -> String {
    let mut start: String = text.chars().take(SHOWN).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    format!("{start:?}")
}

/// Flaws as they are found.
#[derive(Default)]
pub(super) struct Flaws {
    found: Vec<Flaw>,
    more: usize,
}

impl Flaws {
    /// Keeps a flaw, or counts it when there are too many.
    pub(super) fn add(&mut self, at: impl AsRef<str>, code: &'static str, message: impl Into<String>) {
        if self.found.len() < MAX_FLAWS {
            self.found.push(Flaw::new(at.as_ref(), code, message));
        } else {
            self.more += 1;
        }
    }

    /// All of them; the last says how many were left out.
    pub(super) fn told(mut self) -> Vec<Flaw> {
        if self.more > 0 {
            self.found.push(Flaw::new("", "more", format!("There are {} flaws more; mend these first.", self.more)));
        }
        self.found
    }
}

/// An object of the document. An attribute that is `null` is taken as left out.
pub(super) struct Node<'a> {
    members: &'a Map<String, Value>,
    at: String,
}

impl<'a> Node<'a> {
    /// The document itself.
    pub(super) fn root(value: &'a Value, flaws: &mut Flaws) -> Option<Self> {
        Self::of(value, String::new(), flaws)
    }

    /// A value that must be an object.
    pub(super) fn of(value: &'a Value, at: String, flaws: &mut Flaws) -> Option<Self> {
        match value {
            Value::Object(members) => Some(Self { members, at }),
            _ => {
                flaws.add(at, "wrong_type", "This must be an object, in braces.");
                None
            }
        }
    }

    /// The place of the object itself.
    pub(super) fn here(&self) -> &str {
        &self.at
    }

    /// The place of an attribute.
    pub(super) fn at(&self, key: &str) -> String {
        if self.at.is_empty() { key.to_owned() } else { format!("{}.{key}", self.at) }
    }

    /// An attribute that is there.
    pub(super) fn get(&self, key: &str) -> Option<&'a Value> {
        self.members.get(key).filter(|value| !value.is_null())
    }

    /// All attributes.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.members.iter()
    }

    /// Tells every attribute that is not one of these.
    pub(super) fn only(&self, known: &[&str], flaws: &mut Flaws) {
        for key in self.members.keys().filter(|key| !known.contains(&key.as_str())) {
            let place: String = key.chars().take(SHOWN).collect();
            let message = format!("There is no attribute {} here. It takes {}.", shown(key), known.join(", "));
            flaws.add(self.at(&place), "unknown_field", message);
        }
    }

    /// Tells that an attribute is missing where it is.
    pub(super) fn need(&self, key: &str, flaws: &mut Flaws) {
        if self.get(key).is_none() {
            flaws.add(self.at(key), "missing", format!("`{key}` is missing."));
        }
    }

    /// The same, as an answer.
    pub(super) fn missing<T>(&self, key: &str, flaws: &mut Flaws) -> Option<T> {
        self.need(key, flaws);
        None
    }

    fn wrong<T>(&self, key: &str, what: &str, flaws: &mut Flaws) -> Option<T> {
        flaws.add(self.at(key), "wrong_type", format!("`{key}` must be {what}."));
        None
    }

    /// A string, if it is there.
    pub(super) fn string(&self, key: &str, flaws: &mut Flaws) -> Option<&'a str> {
        match self.get(key)? {
            Value::String(text) => Some(text),
            _ => self.wrong(key, "a text in quotes", flaws),
        }
    }

    /// A line of text of at most so many characters, if it is there.
    pub(super) fn line(&self, key: &str, most: usize, flaws: &mut Flaws) -> Option<String> {
        line_of(self.get(key)?, &self.at(key), most, flaws)
    }

    /// The text of an expression, if it is there. What it says is read when the whole template is.
    pub(super) fn expression(&self, key: &str, flaws: &mut Flaws) -> Option<String> {
        let text = self.string(key, flaws)?;
        if is_blank(text) {
            flaws.add(self.at(key), "blank", format!("`{key}` is blank: write an expression, or leave it out."));
            return None;
        }
        Some(text.to_owned())
    }

    /// Lines of text, each once; none where the attribute is left out.
    pub(super) fn lines(&self, key: &str, most: usize, longest: usize, flaws: &mut Flaws) -> Vec<String> {
        let values = self.array(key, flaws).unwrap_or_default();
        let at = self.at(key);
        if values.len() > most {
            flaws.add(&at, "too_many", format!("At most {most} stand here, not {}.", values.len()));
        }
        let mut lines: Vec<String> = Vec::new();
        for (index, value) in values.iter().enumerate().take(most) {
            let at = format!("{at}[{index}]");
            let Some(line) = line_of(value, &at, longest, flaws) else { continue };
            if lines.contains(&line) {
                flaws.add(&at, "duplicate", format!("{} stands here already.", shown(&line)));
            }
            lines.push(line);
        }
        lines
    }

    /// A code or a name that must be there.
    pub(super) fn code<T: FromStr<Err: Display>>(&self, key: &str, flaws: &mut Flaws) -> Option<T> {
        self.need(key, flaws);
        let text = self.string(key, flaws)?;
        match text.parse() {
            Ok(code) => Some(code),
            Err(why) => {
                flaws.add(self.at(key), "bad_name", format!("{} will not do: {why}.", shown(text)));
                None
            }
        }
    }

    /// The name of an item, a list or a choice, that must be there.
    pub(super) fn name(&self, key: &str, flaws: &mut Flaws) -> Option<ItemName> {
        self.need(key, flaws);
        let text = self.string(key, flaws)?;
        name_of(text, &self.at(key), flaws)
    }

    /// A language tag that must be there.
    pub(super) fn tag(&self, key: &str, most: usize, flaws: &mut Flaws) -> Option<String> {
        self.need(key, flaws);
        tag_of(self.get(key)?, &self.at(key), most, flaws)
    }

    /// One of a few words, if it is there.
    pub(super) fn word<T: Copy>(&self, key: &str, words: &[(&str, T)], flaws: &mut Flaws) -> Option<T> {
        let text = self.string(key, flaws)?;
        word_of(text, &self.at(key), words, flaws)
    }

    /// A yes or no; no where it is left out.
    pub(super) fn flag(&self, key: &str, flaws: &mut Flaws) -> bool {
        match self.get(key) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => self.wrong(key, "true or false", flaws).unwrap_or(false),
        }
    }

    /// A whole number in a range, if it is there.
    pub(super) fn count(&self, key: &str, range: RangeInclusive<usize>, flaws: &mut Flaws) -> Option<usize> {
        let count = match self.get(key)? {
            Value::Number(number) => plain(&number.to_string()).filter(|text| !text.contains('.')),
            _ => None,
        };
        let Some(count) = count else { return self.wrong(key, "a whole number", flaws) };
        let count = count.parse().ok().filter(|count| range.contains(count));
        if count.is_none() {
            let message = format!("`{key}` must be from {} to {}.", range.start(), range.end());
            flaws.add(self.at(key), "out_of_range", message);
        }
        count
    }

    /// A number of at most 28 digits, if it is there.
    pub(super) fn decimal(&self, key: &str, flaws: &mut Flaws) -> Option<Decimal> {
        let Value::Number(number) = self.get(key)? else { return self.wrong(key, "a number", flaws) };
        let exact = plain(&number.to_string()).and_then(|text| super::super::numbers::exact(&text));
        if exact.is_none() {
            flaws.add(self.at(key), "out_of_range", format!("`{key}` has more than 28 digits."));
        }
        exact
    }

    /// An array, if it is there.
    pub(super) fn array(&self, key: &str, flaws: &mut Flaws) -> Option<&'a [Value]> {
        match self.get(key)? {
            Value::Array(values) => Some(values),
            _ => self.wrong(key, "an array, in brackets", flaws),
        }
    }

    /// An object, if it is there.
    pub(super) fn object(&self, key: &str, flaws: &mut Flaws) -> Option<Node<'a>> {
        Node::of(self.get(key)?, self.at(key), flaws)
    }
}

/// The name of an item, a list or a choice. Two underscores in a row part question and option in the figures' columns.
pub(super) fn name_of(text: &str, at: &str, flaws: &mut Flaws) -> Option<ItemName> {
    match text.parse::<ItemName>() {
        Ok(name) if !text.contains("__") => Some(name),
        Ok(_) => {
            flaws.add(at, "bad_name", format!("{} will not do: a name has no two underscores in a row.", shown(text)));
            None
        }
        Err(why) => {
            flaws.add(at, "bad_name", format!("{} will not do: {why}.", shown(text)));
            None
        }
    }
}

/// One of a few words.
pub(super) fn word_of<T: Copy>(text: &str, at: &str, words: &[(&str, T)], flaws: &mut Flaws) -> Option<T> {
    let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
    if found.is_none() {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        flaws.add(at, "unknown_word", format!("{} will not do; it is one of {}.", shown(text), known.join(", ")));
    }
    found
}

/// Whether nothing can be seen: white space as ECMA 262 has it in the schema's `\S`, the byte-order mark included.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c == '\u{feff}')
}

/// A line of text: not blank, no control characters, at most so many characters.
pub(super) fn line_of(value: &Value, at: &str, most: usize, flaws: &mut Flaws) -> Option<String> {
    let Value::String(text) = value else {
        flaws.add(at, "wrong_type", "This must be a text in quotes.");
        return None;
    };
    let (code, message) = if is_blank(text) {
        ("blank", "This text is blank: write something, or leave it out.".to_owned())
    } else if text.chars().any(char::is_control) {
        (
            "control_character",
            "This text holds a line feed, a tab or another control character: leave it out.".to_owned(),
        )
    } else if text.chars().count() > most {
        ("too_long", format!("This text is longer than {most} characters."))
    } else {
        return Some(text.clone());
    };
    flaws.add(at, code, message);
    None
}

/// A language tag such as `en`, `pt-BR` or `zh-Hant`.
pub(super) fn tag_of(value: &Value, at: &str, most: usize, flaws: &mut Flaws) -> Option<String> {
    let Value::String(text) = value else {
        flaws.add(at, "wrong_type", "A language is a text in quotes, such as \"en\".");
        return None;
    };
    let well = is_tag(text) && text.len() <= most;
    if !well {
        flaws.add(at, "bad_language", format!("{} is no language tag; write `en`, `fr` or `pt-BR`.", shown(text)));
    }
    well.then(|| text.clone())
}

/// Whether a text has the form of a language tag: `en`, `pt-BR`.
pub(super) fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}
