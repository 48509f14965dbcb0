//! Invents answers that fit their questions and say that they are invented. Pure.

use serde_json::{Value as Json, json};

use super::plan::lot;
use crate::ids::ItemName;
use crate::reports::answer::Raw;
use crate::templates::{Kind, Number, Other, Precision, Question, Required, Template};

/// How every invented text begins.
pub const MARK: &str = "Invented for demonstration.";
/// What invented texts go on with.
const SENTENCES: [&str; 8] = [
    "A working group of four agencies meets twice a year and keeps a shared list of corridors.",
    "Two fences on the migration route were taken down; a third one has gates that open in season.",
    "The national plan names connectivity as an aim of its own, with an indicator that is still being tested.",
    "Counts at five stopover sites continue; the data are shared with the flyway database.",
    "Funding ends next year; a proposal for a second phase was sent in together with two neighbours.",
    "Grid companies marked the most dangerous spans; carcass searches show fewer collisions since.",
    "Communities along the river agreed on grazing times that leave the crossing free.",
    "Nothing was done in this period for want of staff; a post was advertised in spring.",
];

/// What places are called, the first in the first line of a table.
const PLACES: [&str; 6] =
    ["Invented Lake", "Invented Delta", "Invented Hills", "Invented Forest", "Invented Coast", "Invented Plains"];
/// What the keys of lines begin with that a Party adds to a table.
pub const LINE: &str = "line-";

/// How much a Party does: so many of a hundred questions are answered.
#[derive(Debug, Clone, Copy)]
pub enum Effort {
    /// Of all questions: the report is not finished.
    Some(u64),
    /// Of the optional ones, and every one that is required.
    Finished(u64),
}

/// Which sections somebody works on.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// All of them.
    All,
    /// This one alone.
    Only(&'static str),
    /// All but this one.
    Without(&'static str),
}

impl Part {
    /// Whether a section is among them.
    pub fn has(self, section: &ItemName) -> bool {
        match self {
            Self::All => true,
            Self::Only(name) => section.as_str() == name,
            Self::Without(name) => section.as_str() != name,
        }
    }
}

/// Where an answer stands.
#[derive(Debug, Clone, Copy)]
pub struct Spot<'a> {
    /// Whose it is.
    pub party: &'a str,
    /// Its path.
    pub path: &'a str,
    /// Whether it is one of many that are added up: it stands in a row.
    pub part: bool,
    /// Whether its row would say nothing without it.
    pub needed: bool,
}

/// An invented answer of a Party; none where this Party leaves the question blank.
pub fn answer(template: &Template, question: &Question, spot: Spot<'_>, effort: Effort) -> Option<Raw> {
    let (party, name) = (spot.party, spot.path);
    let drawn = lot(&["effort", party, name], 100);
    // Of a whole, a part.
    let share = if spot.part { 20 } else { 1 };
    match effort {
        Effort::Finished(_) if question.required == Required::Submit => {}
        _ if spot.needed => {}
        Effort::Some(most) | Effort::Finished(most) if drawn >= most => return None,
        Effort::Some(_) | Effort::Finished(_) => {}
    }
    let draw = |what: &str, most: u64| lot(&[what, party, name], most);
    let (value, other) = match &question.kind {
        Kind::Text { max_length, multiline: true } => (json!(text(*max_length, draw("text", 8))), None),
        Kind::Text { max_length, multiline: false } => (json!(line(*max_length, &spot)), None),
        Kind::Integer(rules) => (number(rules, 0, draw("number", 240 / share)), None),
        Kind::Decimal(rules) => {
            (number(rules, rules.decimals.unwrap_or(2).min(2), draw("number", 90_000 / share)), None)
        }
        Kind::Percentage(rules) => (number(rules, 0, draw("number", 101)), None),
        Kind::Date { precision, min, max } => (date(*precision, min.as_deref(), max.as_deref(), &draw), None),
        Kind::SelectOne { list, other } => one(&names(template, list, false), other.as_ref(), &draw),
        Kind::SelectMultiple { list, other, min_selected, max_selected } => {
            let bounds = (min_selected.unwrap_or(1), max_selected.unwrap_or(usize::MAX));
            several(&names(template, list, true), other.as_ref(), bounds, &draw)
        }
        Kind::Rank { list, .. } => {
            let (least, most) = question.kind.bounds().unwrap_or_default();
            several(&names(template, list, true), None, (least.unwrap_or(1), most.unwrap_or(usize::MAX)), &draw)
        }
        // Nobody invents documents.
        Kind::File { .. } | Kind::Calculate { .. } | Kind::Table { .. } => return None,
        Kind::Acknowledge => (json!(true), None),
        Kind::Url => {
            let url = format!("https://example.org/invented/{}/{name}", party.to_lowercase());
            (json!([{ "url": url, "label": "Invented page" }]), None)
        }
    };
    let comment =
        (question.comment && draw("comment", 12) == 0).then(|| format!("{MARK} To be checked with the ministry."));
    let qualifier =
        question.kind.number().and_then(|rules| rules.qualifiers.first()).map(|first| first.word().to_owned());
    Some(Raw { value, other, qualifier, comment, ..Raw::default() })
}

/// A short text, for what fits on one line. What names a row of a table is another in each line.
fn line(most: usize, spot: &Spot<'_>) -> String {
    let number = spot.path.split('/').find_map(|step| step.strip_prefix(LINE)?.parse::<usize>().ok());
    let said = match number {
        Some(number) if spot.needed => PLACES.get(number.saturating_sub(1) % PLACES.len()).copied().unwrap_or_default(),
        Some(_) => "Invented neighbour",
        None => "Invented Ministry of the Environment",
    };
    said.chars().take(most).collect()
}

fn text(most: usize, draw: u64) -> String {
    let sentence = usize::try_from(draw).ok().and_then(|index| SENTENCES.get(index)).copied().unwrap_or_default();
    let whole = format!("{MARK} {sentence}");
    let fits = if whole.chars().count() <= most { whole } else { MARK.to_owned() };
    fits.chars().take(most).collect()
}

/// A number between the question's bounds, with at most so many decimals.
fn number(rules: &Number, decimals: u32, drawn: u64) -> Json {
    use rust_decimal::Decimal;
    let mut number = Decimal::from(drawn);
    if decimals > 0 {
        number /= Decimal::from(10_u64.pow(decimals));
    }
    if let Some(min) = rules.min {
        number = number.max(min);
    }
    if let Some(max) = rules.max {
        number = number.min(max);
    }
    number.normalize().to_string().parse().map_or(Json::Null, Json::Number)
}

fn date(precision: Precision, min: Option<&str>, max: Option<&str>, draw: &impl Fn(&str, u64) -> u64) -> Json {
    let (year, month, day) = (2021 + draw("year", 5), 1 + draw("month", 12), 1 + draw("day", 28));
    let drawn = match precision {
        Precision::Year => format!("{year}"),
        Precision::Month => format!("{year}-{month:02}"),
        Precision::Day => format!("{year}-{month:02}-{day:02}"),
    };
    let drawn = min.filter(|min| drawn.as_str() < *min).map_or(drawn.clone(), str::to_owned);
    json!(max.filter(|max| drawn.as_str() > *max).map_or(drawn.clone(), str::to_owned))
}

/// The choices that go together: those that leave room for others, unless it is one that is asked for.
fn names(template: &Template, list: &ItemName, together: bool) -> Vec<String> {
    let choices = template.choices(list).iter().filter(|choice| !(together && choice.exclusive));
    choices.map(|choice| choice.name.to_string()).collect()
}

fn one(names: &[String], other: Option<&Other>, draw: &impl Fn(&str, u64) -> u64) -> (Json, Option<String>) {
    if let Some(other) = other.filter(|_| draw("other", 15) == 0) {
        return (json!(other.name.as_str()), Some(words(other)));
    }
    // The first choices come more often: most lists begin with what is common.
    let most = u64::try_from(names.len()).unwrap_or(1);
    let drawn = draw("first", most).min(draw("second", most));
    let chosen = usize::try_from(drawn).ok().and_then(|index| names.get(index));
    (json!(chosen), None)
}

fn several(
    names: &[String],
    other: Option<&Other>,
    (least, most): (usize, usize),
    draw: &impl Fn(&str, u64) -> u64,
) -> (Json, Option<String>) {
    let mut ranked: Vec<(u64, &String)> = names.iter().map(|name| (draw(name, 1_000), name)).collect();
    ranked.sort();
    let wanted = usize::try_from(1 + draw("how_many", 4)).unwrap_or(1).clamp(least, most.max(least));
    let mut chosen: Vec<&str> = ranked.iter().take(wanted).map(|(_, name)| name.as_str()).collect();
    let said = other.filter(|_| draw("other", 15) == 0 && chosen.len() < most).map(|other| {
        chosen.push(other.name.as_str());
        words(other)
    });
    (json!(chosen), said)
}

fn words(other: &Other) -> String {
    let whole = format!("{MARK} Something of our own.");
    whole.chars().take(other.max_length).collect()
}
