//! Reading a template document: a [`Template`], or every flaw of it with its place and what would be right.
//!
//! What can be told from the document alone is told here. What needs the register of mandates, `check` tells.

mod items;
mod kinds;
mod lists;
mod node;
mod prefill;
mod rows;
mod texts;

use std::collections::BTreeSet;

use serde_json::Value;

use super::logic::Logic;
use super::{Respondent, Template};
use crate::flaw::{Flaw, Shaped};
use crate::ids::{InstrumentCode, TemplateName};
use node::{Flaws, Node, shown};

/// What the `format` attribute says: the only form of document read so far.
pub const FORMAT: &str = "godwit-template/1";
/// Longest document, in bytes. The largest national report format in the field stays under one megabyte in three languages.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Most items of a template, sections, groups, notes, questions and columns together: ten times the longest report in the field.
pub const MAX_ITEMS: usize = 5_000;
/// Most languages of a template: more than any treaty works in.
const MAX_LANGUAGES: usize = 30;
/// Longest language tag (RFC 5646, 4.4.1).
const MAX_TAG: usize = 35;
/// Longest title, in characters.
const MAX_TITLE: usize = 300;

/// Whether a text is a language tag: `en`, `pt-BR`.
pub(super) fn is_tag(text: &str) -> bool {
    text.len() <= MAX_TAG && node::is_tag(text)
}

/// Reads the text of a document.
///
/// # Errors
/// Every flaw. A text that is no JSON, or larger than [`MAX_BYTES`], has one.
pub fn read(text: &str) -> Shaped<(Value, Template)> {
    if text.len() > MAX_BYTES {
        let message = format!("The document has {} bytes; at most {MAX_BYTES} are read.", text.len());
        return Err(vec![Flaw::new("", "too_large", message)]);
    }
    let value = crate::json::read(text).map_err(|why| vec![Flaw::new("", "malformed", format!("{why}."))])?;
    let template = parse(&value)?;
    Ok((value, template))
}

/// Reads a document.
///
/// # Errors
/// Every flaw, each with its place (`items[0].items[3].list`), up to a limit that no person would read to the end of.
/// A document of too many items has that one flaw alone.
pub fn parse(document: &Value) -> Shaped<Template> {
    let mut flaws = Flaws::default();
    let template = Node::root(document, &mut flaws).and_then(|root| whole(&root, &mut flaws));
    let flaws = flaws.told();
    match template {
        // Expressions are read once everything they can name is known.
        Some(template) if flaws.is_empty() => Logic::of(&template).map(|_| template),
        // A part that could not be read has told why; should it ever not, the document is still no template.
        _ if flaws.is_empty() => Err(vec![Flaw::new("", "wrong_type", "This is no template document.")]),
        _ => Err(flaws),
    }
}

fn whole(root: &Node<'_>, flaws: &mut Flaws) -> Option<Template> {
    if count_items(root.get("items"), MAX_ITEMS).is_none() {
        flaws.add("items", "too_many", format!("A template has at most {MAX_ITEMS} items."));
        return None;
    }
    root.only(
        &[
            "format",
            "name",
            "instrument",
            "respondent",
            "default_language",
            "languages",
            "title",
            "lists",
            "items",
            "rules",
        ],
        flaws,
    );
    root.word("format", &[(FORMAT, ())], flaws).or_else(|| root.missing("format", flaws));
    let name: Option<TemplateName> = root.code("name", flaws);
    let instrument: Option<InstrumentCode> = root.code("instrument", flaws);
    let respondent = root.word("respondent", &[("party", Respondent::Party), ("ngo", Respondent::Ngo)], flaws);
    let (default_language, languages) = read_languages(root, flaws);
    // A default language that is none of the languages has been told once; not once more for each text.
    let default = default_language.as_ref().filter(|tag| languages.as_ref().is_none_or(|all| all.contains(tag)));
    let words = texts::Words { default: default.map(String::as_str), languages: languages.as_deref() };
    let title = words.required(root, "title", MAX_TITLE, flaws);
    let lists = lists::read(root, &words, flaws);
    let (sections, rules) = items::read(root, &words, &lists, flaws);
    Some(Template {
        name: name?,
        instrument: instrument?,
        respondent: respondent.unwrap_or(Respondent::Party),
        default_language: default_language?,
        languages: languages?,
        title: title.unwrap_or_default(),
        lists: lists.into_iter().filter_map(|(name, list)| Some((name, list?))).collect(),
        sections,
        rules,
    })
}

/// How many items a document has; none when they are more than `most`. Counts before anything is read, and stops early.
fn count_items(items: Option<&Value>, most: usize) -> Option<usize> {
    let items = items.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut count = items.len();
    for item in items {
        for inside in [item.get("items"), item.get("columns")] {
            count = count.checked_add(count_items(inside, most.checked_sub(count)?)?)?;
        }
    }
    (count <= most).then_some(count)
}

fn read_languages(root: &Node<'_>, flaws: &mut Flaws) -> (Option<String>, Option<Vec<String>>) {
    let default = root.tag("default_language", MAX_TAG, flaws);
    let Some(values) = root.array("languages", flaws) else {
        root.need("languages", flaws);
        return (default, None);
    };
    let at = root.at("languages");
    if values.is_empty() || values.len() > MAX_LANGUAGES {
        flaws.add(&at, "out_of_range", format!("A template has from 1 to {MAX_LANGUAGES} languages."));
    }
    let mut seen = BTreeSet::new();
    let mut languages = Vec::new();
    for (index, value) in values.iter().enumerate().take(MAX_LANGUAGES) {
        let at = format!("{at}[{index}]");
        let Some(tag) = node::tag_of(value, &at, MAX_TAG, flaws) else { continue };
        if seen.insert(tag.clone()) {
            languages.push(tag);
        } else {
            flaws.add(&at, "duplicate", format!("{} stands in the list of languages already.", shown(&tag)));
        }
    }
    if let Some(tag) = &default
        && !seen.contains(tag)
    {
        let message = format!("The default language {} must be one of `languages`.", shown(tag));
        flaws.add(root.at("default_language"), "unknown_language", message);
    }
    (default, Some(languages))
}

#[cfg(test)]
mod tests;
