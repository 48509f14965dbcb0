//! Language maps.

use super::node::{Flaws, Node, is_blank, shown};
use crate::templates::Texts;

/// The languages a template's texts may have; none where the document does not say them in a form that can be read.
pub(super) struct Words<'a> {
    pub(super) default: Option<&'a str>,
    pub(super) languages: Option<&'a [String]>,
}

impl Words<'_> {
    /// A text that must be there.
    pub(super) fn required(&self, node: &Node<'_>, key: &str, most: usize, flaws: &mut Flaws) -> Option<Texts> {
        node.need(key, flaws);
        let texts = self.read(node, key, most, flaws)?;
        if texts.is_empty() {
            self.told_missing(&node.at(key), flaws);
        }
        Some(texts)
    }

    /// A text that may be left out, or be empty.
    pub(super) fn optional(&self, node: &Node<'_>, key: &str, most: usize, flaws: &mut Flaws) -> Texts {
        self.read(node, key, most, flaws).unwrap_or_default()
    }

    fn read(&self, node: &Node<'_>, key: &str, most: usize, flaws: &mut Flaws) -> Option<Texts> {
        let map = node.object(key, flaws)?;
        let mut texts = Texts::default();
        let mut wrong = false;
        for (language, value) in map.members() {
            let place: String = language.chars().take(40).collect();
            let at = map.at(&place);
            if let Some(known) = self.languages
                && !known.contains(language)
            {
                let message = format!("{} is not one of `languages`: {}.", shown(language), known.join(", "));
                flaws.add(&at, "unknown_language", message);
            }
            match text_of(value, most) {
                Ok(text) => {
                    texts.0.insert(language.clone(), text);
                }
                Err((code, message)) => {
                    wrong = true;
                    flaws.add(at, code, message);
                }
            }
        }
        if !wrong && !texts.is_empty() && self.default.is_some_and(|default| !texts.0.contains_key(default)) {
            self.told_missing(map.here(), flaws);
        }
        Some(texts)
    }

    fn told_missing(&self, at: &str, flaws: &mut Flaws) {
        let language = self.default.unwrap_or("default");
        flaws.add(at, "language_missing", format!("The text in the default language {} is missing.", shown(language)));
    }
}

/// Words for people: line feeds are welcome, other control characters are not.
fn text_of(value: &serde_json::Value, most: usize) -> Result<String, (&'static str, String)> {
    let Some(text) = value.as_str() else {
        return Err(("wrong_type", "This must be a text in quotes.".to_owned()));
    };
    if is_blank(text) {
        return Err(("blank", "This text is blank: write something, or leave the language out.".to_owned()));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(("control_character", "This text holds a control character other than a line feed.".to_owned()));
    }
    if text.chars().count() > most {
        return Err(("too_long", format!("This text is longer than {most} characters.")));
    }
    Ok(text.to_owned())
}
