//! What kind of answer a question takes, and its rules.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::node::{Flaws, Node, shown, word_of};
use crate::ids::ItemName;
use crate::templates::limits::{MOST_FILES, MOST_RANKED};
use crate::templates::{Kind, List, Number, Other, Precision, Qualifier};

/// The types of questions.
pub(super) const WORDS: [&str; 13] = [
    "text",
    "integer",
    "decimal",
    "percentage",
    "date",
    "select_one",
    "select_multiple",
    "rank",
    "acknowledge",
    "url",
    "file",
    "calculate",
    "table",
];

/// Most characters of a text answer where the template does not say: about four pages.
const DEFAULT_LENGTH: usize = 10_000;
/// Most that a template may allow: a report in one answer.
const MAX_LENGTH: usize = 100_000;
/// Most characters of the words beside "other" where the template does not say.
const DEFAULT_OTHER: usize = 500;
/// Most of those that a template may allow.
const MAX_OTHER: usize = 5_000;
/// Most digits after the point: of the 28 that a number can have.
const MAX_DECIMALS: usize = 10;
/// Most choices of one answer that a rule can name.
const MAX_SELECTED: usize = 500;
/// Longest unit, in characters.
const MAX_UNIT: usize = 40;

/// The attributes of every question; what is worked out is not asked, so that nothing can be required of it, and of a table
/// the cells hold what must hold. Beside links no other links stand, nor files beside files.
pub(super) fn common(word: &str) -> &'static [&'static str] {
    const ALL: [&str; 17] = [
        "links",
        "name",
        "type",
        "number",
        "label",
        "hint",
        "guidance",
        "relevant",
        "mandates",
        "indicators",
        "was",
        "required",
        "constraint",
        "constraint_message",
        "comment",
        "prefill",
        "attachments",
    ];
    match word {
        "calculate" => ALL.split_at(11).0.split_at(1).1,
        "table" => ALL.split_at(12).0.split_at(1).1,
        "url" => ALL.split_at(1).1,
        "file" => ALL.split_at(16).0,
        _ => &ALL,
    }
}

/// The attributes that a type takes beside those of every question.
pub(super) fn attributes(word: &str) -> &'static [&'static str] {
    match word {
        "text" => &["max_length", "multiline"],
        "integer" => &["min", "max", "unit", "qualifiers"],
        "decimal" | "percentage" => &["min", "max", "unit", "decimals", "qualifiers"],
        "date" => &["precision", "min", "max"],
        "select_one" => &["list", "other", "choice_filter"],
        "calculate" => &["calculation", "unit"],
        "table" => &["rows", "columns"],
        "select_multiple" => &["list", "other", "choice_filter", "min_selected", "max_selected"],
        "file" => &["max_files"],
        "rank" => &["list", "choice_filter", "min_ranked", "max_ranked"],
        _ => &[],
    }
}

/// Reads the rules of a question of one of [`WORDS`].
pub(super) fn read(
    node: &Node<'_>,
    word: &str,
    lists: &BTreeMap<ItemName, Option<List>>,
    flaws: &mut Flaws,
) -> Option<Kind> {
    Some(match word {
        "text" => Kind::Text {
            max_length: node.count("max_length", 1..=MAX_LENGTH, flaws).unwrap_or(DEFAULT_LENGTH),
            multiline: node.flag("multiline", flaws),
        },
        "integer" => Kind::Integer(integer(node, flaws)),
        "decimal" => Kind::Decimal(number(node, flaws)),
        "percentage" => Kind::Percentage(percentage(node, flaws)),
        "date" => date(node, flaws),
        "select_one" => {
            let (list, _) = list(node, lists, flaws)?;
            let other = other(node, lists.get(&list).and_then(Option::as_ref), flaws);
            Kind::SelectOne { list, other }
        }
        "select_multiple" => select_multiple(node, lists, flaws)?,
        "rank" => rank(node, lists, flaws)?,
        "acknowledge" => Kind::Acknowledge,
        "url" => Kind::Url,
        "file" => Kind::File { max_files: node.count("max_files", 1..=MOST_FILES, flaws).unwrap_or(MOST_FILES) },
        "calculate" => {
            node.need("calculation", flaws);
            let unit = node.line("unit", MAX_UNIT, flaws);
            Kind::Calculate { calculation: node.expression("calculation", flaws)?, unit }
        }
        _ => return None,
    })
}

fn number(node: &Node<'_>, flaws: &mut Flaws) -> Number {
    let number = Number {
        min: node.decimal("min", flaws),
        max: node.decimal("max", flaws),
        unit: node.line("unit", MAX_UNIT, flaws),
        decimals: node.count("decimals", 0..=MAX_DECIMALS, flaws).and_then(|count| u32::try_from(count).ok()),
        qualifiers: qualifiers(node, flaws),
    };
    if let (Some(min), Some(max)) = (number.min, number.max)
        && min > max
    {
        flaws.add(node.at("min"), "contradiction", format!("The least, {min}, is more than the most, {max}."));
    }
    for (key, bound) in [("min", number.min), ("max", number.max)] {
        if let (Some(bound), Some(decimals)) = (bound, number.decimals)
            && bound.normalize().scale() > decimals
        {
            let message = format!("{bound} has more than the {decimals} digits after the point that are asked for.");
            flaws.add(node.at(key), "contradiction", message);
        }
    }
    number
}

fn integer(node: &Node<'_>, flaws: &mut Flaws) -> Number {
    // `decimals` is no attribute of an integer and has been told as such.
    let number = Number { decimals: None, ..number(node, flaws) };
    for (key, bound) in [("min", number.min), ("max", number.max)] {
        if bound.is_some_and(|bound| !bound.is_integer()) {
            flaws.add(node.at(key), "wrong_type", format!("`{key}` of an integer must be a whole number."));
        }
    }
    number
}

fn percentage(node: &Node<'_>, flaws: &mut Flaws) -> Number {
    let number = number(node, flaws);
    for (key, bound) in [("min", number.min), ("max", number.max)] {
        if bound.is_some_and(|bound| bound < Decimal::ZERO || bound > Decimal::ONE_HUNDRED) {
            flaws.add(node.at(key), "out_of_range", format!("`{key}` of a percentage must be from 0 to 100."));
        }
    }
    Number {
        min: Some(number.min.unwrap_or(Decimal::ZERO)),
        max: Some(number.max.unwrap_or(Decimal::ONE_HUNDRED)),
        ..number
    }
}

fn qualifiers(node: &Node<'_>, flaws: &mut Flaws) -> Vec<Qualifier> {
    let words = Qualifier::ALL.map(|qualifier| (qualifier.word(), qualifier));
    let mut found = Vec::new();
    let at = node.at("qualifiers");
    for (index, word) in node.lines("qualifiers", words.len(), MAX_UNIT, flaws).iter().enumerate() {
        found.extend(word_of(word, &format!("{at}[{index}]"), &words, flaws));
    }
    found
}

fn date(node: &Node<'_>, flaws: &mut Flaws) -> Kind {
    let words = [("year", Precision::Year), ("month", Precision::Month), ("day", Precision::Day)];
    let read = node.word("precision", &words, flaws);
    let told = read.is_none() && node.get("precision").is_some();
    let precision = read.unwrap_or(Precision::Day);
    let mut bound = |key: &str| {
        let text = node.string(key, flaws)?;
        if !told && !precision.reads(text) {
            let message = format!("{} is no such date; write it as {}.", shown(text), precision.example());
            flaws.add(node.at(key), "bad_date", message);
            return None;
        }
        Some(text.to_owned())
    };
    let (min, max) = (bound("min"), bound("max"));
    // Dates of one precision have one length, so that the order of the texts is the order of the dates.
    if let (Some(min), Some(max)) = (&min, &max)
        && min > max
    {
        flaws.add(node.at("min"), "contradiction", format!("The earliest, {min}, is after the latest, {max}."));
    }
    Kind::Date { precision, min, max }
}

/// The list of a question and how many choices it has.
fn list(
    node: &Node<'_>,
    lists: &BTreeMap<ItemName, Option<List>>,
    flaws: &mut Flaws,
) -> Option<(ItemName, Option<usize>)> {
    let name = node.name("list", flaws)?;
    match lists.get(&name) {
        Some(Some(list)) if list.reference.is_some() => {
            let message = "This list has the rows of a reference list: a repeat or a table runs over it, no question chooses from it.";
            flaws.add(node.at("list"), "wrong_list", message);
            None
        }
        Some(list) => Some((name, list.as_ref().map(|list| list.choices.len()))),
        None => {
            flaws.add(
                node.at("list"),
                "unknown_list",
                format!("There is no list {} in `lists`.", shown(name.as_str())),
            );
            None
        }
    }
}

fn other(node: &Node<'_>, list: Option<&List>, flaws: &mut Flaws) -> Option<Other> {
    let node = node.object("other", flaws)?;
    node.only(&["name", "max_length"], flaws);
    let name = node.name("name", flaws)?;
    if list.is_some_and(|list| list.choices.iter().any(|choice| choice.name == name)) {
        let message = format!("The list has a choice {} already; give this one another name.", shown(name.as_str()));
        flaws.add(node.at("name"), "name_taken", message);
    }
    let max_length = node.count("max_length", 1..=MAX_OTHER, flaws).unwrap_or(DEFAULT_OTHER);
    Some(Other { name, max_length })
}

fn select_multiple(node: &Node<'_>, lists: &BTreeMap<ItemName, Option<List>>, flaws: &mut Flaws) -> Option<Kind> {
    let bounds = bounds(node, ["min_selected", "max_selected"], MAX_SELECTED, "chosen", flaws);
    let (list, choices) = list(node, lists, flaws)?;
    let other = other(node, lists.get(&list).and_then(Option::as_ref), flaws);
    let choices = choices.map(|choices| choices + usize::from(node.get("other").is_some()));
    enough(node, &bounds, choices, "chosen", flaws);
    let [(_, min_selected), (_, max_selected)] = bounds;
    Some(Kind::SelectMultiple { list, other, min_selected, max_selected })
}

fn rank(node: &Node<'_>, lists: &BTreeMap<ItemName, Option<List>>, flaws: &mut Flaws) -> Option<Kind> {
    let bounds = bounds(node, ["min_ranked", "max_ranked"], MOST_RANKED, "ranked", flaws);
    let (list, choices) = list(node, lists, flaws)?;
    enough(node, &bounds, choices, "ranked", flaws);
    let [(_, min_ranked), (_, max_ranked)] = bounds;
    Some(Kind::Rank { list, min_ranked, max_ranked })
}

/// How many choices an answer takes, fewest and most, each with its attribute.
type Bounds<'a> = [(&'a str, Option<usize>); 2];

fn bounds<'a>(node: &Node<'_>, keys: [&'a str; 2], limit: usize, done: &str, flaws: &mut Flaws) -> Bounds<'a> {
    let bounds = keys.map(|key| (key, node.count(key, 1..=limit, flaws)));
    if let [(key, Some(least)), (_, Some(most))] = bounds
        && least > most
    {
        let message = format!("At least {least} and at most {most} cannot both be {done}.");
        flaws.add(node.at(key), "contradiction", message);
    }
    bounds
}

/// Whether the list has as many choices as the bounds speak of.
fn enough(node: &Node<'_>, bounds: &Bounds<'_>, choices: Option<usize>, done: &str, flaws: &mut Flaws) {
    let Some(choices) = choices else { return };
    for (key, bound) in bounds {
        if let Some(bound) = bound.filter(|bound| *bound > choices) {
            let message = format!("There are only {choices} choices; {bound} cannot be {done}.");
            flaws.add(node.at(key), "contradiction", message);
        }
    }
}
