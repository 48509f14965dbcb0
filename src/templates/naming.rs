//! Names in braces in the texts of a repeat: `{label}`, `{name}` and `{attribute}` stand for what its list knows of the row.
//! Pure.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::outline::{Frame, FrameOf, Outline};
use super::rows::RowLists;
use super::{Group, Item, Question, Template, Texts};

/// What stands for a row itself: what people call it, and its key.
const OF_EVERY_ROW: [&str; 2] = ["label", "name"];

/// A text with what `find` knows in place of the names in braces. What it does not know stays as it is written.
pub fn filled<'t>(text: &'t str, find: impl Fn(&str) -> Option<String>) -> Cow<'t, str> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, name, after)) = next(rest) {
        out.push_str(before);
        match find(name) {
            Some(known) => out.push_str(&known),
            None => out.push_str(&format!("{{{name}}}")),
        }
        rest = after;
    }
    if out.is_empty() && rest.len() == text.len() { Cow::Borrowed(text) } else { Cow::Owned(out + rest) }
}

/// The names in braces that no row of the lists around a text has: the key of the item, which of its texts, and the name.
///
/// Only texts inside a repeat over a list name anything; elsewhere braces are braces.
pub fn unknown(template: &Template, lists: &RowLists) -> Vec<(String, &'static str, String)> {
    let outline = Outline::of(template);
    let mut found = Vec::new();
    for (index, frame) in outline.frames.iter().enumerate() {
        let FrameOf::Repeat(group) = frame.of else { continue };
        let known = known(&outline, index, lists);
        // What stands inside a further repeat is looked at with that one's names.
        for (key, part, texts) in texts_of(group) {
            let asked: BTreeSet<&str> = texts.0.values().flat_map(|text| names(text)).collect();
            let lacking = asked.into_iter().filter(|name| known.as_ref().is_some_and(|known| !known.contains(*name)));
            found.extend(lacking.map(|name| (key.clone(), part, name.to_owned())));
        }
    }
    found
}

/// What texts in a repeat can name; none where no list stands around them.
fn known(outline: &Outline<'_>, frame: usize, lists: &RowLists) -> Option<BTreeSet<String>> {
    let frames = outline.around(Some(frame)).into_iter().filter_map(|frame| outline.frames.get(frame));
    let over: Vec<_> = frames.filter_map(|frame: &Frame<'_>| frame.rows.over.as_ref()).collect();
    let attributes = over.iter().flat_map(|list| lists.all(list)).flat_map(|row| row.attributes.keys().cloned());
    let known = attributes.chain(OF_EVERY_ROW.map(str::to_owned)).collect();
    (!over.is_empty()).then_some(known)
}

/// The texts in a repeat that can name its row, but for those of a repeat inside it.
fn texts_of(group: &Group) -> Vec<(String, &'static str, &Texts)> {
    let mut found = Vec::new();
    inside(&group.items, &mut found);
    found
}

fn inside<'a>(items: &'a [Item], found: &mut Vec<(String, &'static str, &'a Texts)>) {
    for item in items {
        match item {
            Item::Note(note) => found.push((note.name.to_string(), "label", &note.label)),
            Item::Question(question) => {
                asked(question.name.to_string(), question, found);
                for column in question.kind.columns() {
                    asked(super::outline::cell_key(&question.name, &column.name), column, found);
                }
            }
            Item::Group(group) => {
                found.extend(
                    [("label", &group.label), ("intro", &group.intro)]
                        .map(|(part, texts)| (group.name.to_string(), part, texts)),
                );
                if group.repeat.is_none() {
                    inside(&group.items, found);
                }
            }
        }
    }
}

fn asked<'a>(key: String, question: &'a Question, found: &mut Vec<(String, &'static str, &'a Texts)>) {
    let texts = [("label", &question.label), ("hint", &question.hint), ("guidance", &question.guidance)];
    found.extend(texts.map(|(part, texts)| (key.clone(), part, texts)));
}

/// Every name in braces.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, name, after) = next(rest)?;
        rest = after;
        Some(name)
    })
}

/// What stands before the next name in braces, the name, and what stands after it.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let open = from + text.get(from..)?.find('{')?;
        let inner = text.get(open + 1..)?;
        let length = inner.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))?;
        match inner.get(length..)?.strip_prefix('}') {
            Some(after) if length > 0 => return Some((text.get(..open)?, inner.get(..length)?, after)),
            _ => from = open + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let find = |name: &str| match name {
            "label" => Some("Invented {crane}".to_owned()),
            "rank" => Some(String::new()),
            _ => None,
        };
        assert_eq!(filled(text, find), expect, "{text:?}");
    }

    #[test]
    fn what_is_known_of_the_row_stands_in_its_place() {
        check("Trend of {label}", "Trend of Invented {crane}");
        check("{label}", "Invented {crane}");
        check("{rank}", "");
        check("a{rank}b{label}c", "abInvented {crane}c");
    }

    #[test]
    fn what_is_not_known_stays_as_it_is_written() {
        for text in ["", "none", "{unknown} and {", "{}", "{ label }", "{Label}", "${label", "{la-bel}", "}{", "{{"] {
            check(text, text);
        }
        check("{{label}}", "{Invented {crane}}");
        check("{x{label}é{", "{xInvented {crane}é{");
    }
}
