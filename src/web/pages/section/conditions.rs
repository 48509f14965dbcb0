//! What a section's page carries so that its script shows and hides at once what depends on what is asked on it. Pure.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Value as Json, json};

use super::field::Block;
use super::numbers;
use super::shown::fields;
use crate::reports::reading::Opened;
use crate::templates::logic::Page;
use crate::templates::outline::Outline;
use crate::templates::{Kind, Precision, Question, Template};
use crate::web::pages::said::unit_said;

/// Most bytes of it: several times what a large section needs. Without it the page shows and hides after each save.
const MOST_BYTES: usize = 200_000;

/// It as JSON that can stand in a page; none where nothing on the page depends on what is asked there.
pub fn of(opened: &Opened, blocks: &[Block], language: &str) -> Option<String> {
    let template = &opened.published.template;
    let outline = Outline::of(template);
    let slots: BTreeMap<&str, _> = outline.slots.iter().map(|slot| (slot.key.as_ref(), slot)).collect();
    let paths: HashSet<String> = fields(blocks).map(|(_, field)| field.name.clone()).collect();
    let mut keys: BTreeSet<String> = paths.iter().map(|path| key(template, path)).collect();
    for block in blocks {
        match block {
            Block::Open(group) => drop(keys.insert(last(group.id.trim_end_matches("-question")).to_owned())),
            Block::Table(table) => drop(keys.insert(last(&table.name).to_owned())),
            _ => {}
        }
    }
    let reads = |key: &str| slots.get(key).is_some_and(|slot| opened.reach.reach(&slot.section.name));
    let bounds = |key: &str| slots.get(key).map_or(Json::Null, |slot| bounds(template, slot.question));
    let page = Page { keys, paths, reads: &reads, bounds: &bounds };
    let find = |key: &str, row: &str| opened.stored.value(key, row);
    let told = opened.published.logic.on_page(&opened.outlook, &page, find);
    let point = numbers::mark(language);
    let text = told.map(|told| with_point(told, point)).filter(|text| text.len() <= MOST_BYTES);
    let is_any_hidden = fields(blocks).any(|(_, field)| field.hidden);
    // What is hidden for another reason is shown when the server says so.
    let text = text.or_else(|| is_any_hidden.then(|| with_point(nothing(), point)))?;
    // No tag of a page begins or ends in it, whatever a template says.
    Some(text.replace('<', "\\u003c"))
}

fn with_point(mut told: Json, point: char) -> String {
    if let Some(told) = told.as_object_mut() {
        told.insert("point".to_owned(), json!(point));
    }
    told.to_string()
}

fn nothing() -> Json {
    json!({"today": "", "slots": [], "gates": [], "frames": [], "rows": {}, "facts": {}})
}

fn last(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// What the answer at a path is kept under.
fn key(template: &Template, path: &str) -> String {
    let mut parts = path.rsplit('/');
    let (name, table) = (parts.next().unwrap_or_default(), parts.nth(1).unwrap_or_default());
    let is_cell = template.question(table).is_some();
    if is_cell { format!("{table}.{name}") } else { name.to_owned() }
}

/// What an answer must be to be taken: one that is not leaves the answer as it was.
fn bounds(template: &Template, question: &Question) -> Json {
    let mut bounds = Map::new();
    let mut add = |name: &str, value: Option<Json>| bounds.extend(value.map(|value| (name.to_owned(), value)));
    if let Some(rules) = question.kind.number() {
        let percent = matches!(question.kind, Kind::Percentage(_));
        let decimals = if matches!(question.kind, Kind::Integer(_)) { Some(0) } else { rules.decimals };
        let text = |number: rust_decimal::Decimal| json!(number.to_string());
        add("whole", matches!(question.kind, Kind::Integer(_)).then_some(Json::Bool(true)));
        add("percent", percent.then_some(Json::Bool(true)));
        add("min", rules.min.map(text).or_else(|| percent.then(|| json!("0"))));
        add("max", rules.max.map(text).or_else(|| percent.then(|| json!("100"))));
        add("decimals", decimals.map(|decimals| json!(decimals)));
    }
    match &question.kind {
        Kind::Text { max_length, .. } => add("length", Some(json!(max_length))),
        Kind::Date { precision, min, max } => {
            add("length", Some(json!(Precision::example(*precision).len())));
            add("min", min.as_ref().map(|min| json!(min)));
            add("max", max.as_ref().map(|max| json!(max)));
        }
        Kind::SelectMultiple { list, .. } | Kind::Rank { list, .. } => {
            add("most", question.kind.bounds().and_then(|(_, most)| most).map(|most| json!(most)));
            let alone = template.choices(list).iter().filter(|choice| choice.exclusive);
            let alone: Vec<&str> = alone.map(|choice| choice.name.as_str()).collect();
            add("alone", (!alone.is_empty()).then(|| json!(alone)));
        }
        Kind::Calculate { .. } => add("unit", unit_said(question).map(Json::String)),
        _ => {}
    }
    if bounds.is_empty() { Json::Null } else { Json::Object(bounds) }
}
