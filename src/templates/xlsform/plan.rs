//! A document as rows of cells: what [`super::write`] writes into a workbook.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::attributes::{self, CHOICE, Carried, DOCUMENT, Form, ITEM, LIST, RULE, encoded};
use super::choices::FILTER_COLUMNS;
use super::names::{Namer, Names};
use super::plan_item::Items;
use super::{CHOICES, LISTS, RULES, SETTINGS, SURVEY, TEMPLATE, headers};

/// One row: a text under each header that it has something for.
pub(super) type Line = BTreeMap<String, String>;

/// One sheet, with all headers that it may have, in order.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) name: &'static str,
    pub(super) headers: Vec<String>,
    pub(super) lines: Vec<Line>,
}

/// The sheets of a document.
pub(super) fn grids(document: &Value) -> Vec<Grid> {
    let empty = Map::new();
    let mut rest = document.as_object().unwrap_or(&empty).clone();
    let languages: Vec<String> = strings(rest.get("languages"));
    let default = rest.get("default_language").and_then(Value::as_str).unwrap_or_default().to_owned();
    let lists = rest.get("lists").and_then(Value::as_object).unwrap_or(&empty).clone();
    let items = rest.get("items").and_then(Value::as_array).cloned().unwrap_or_default();
    let rules = rest.get("rules").and_then(Value::as_array).cloned().unwrap_or_default();
    let (names, own) = names(&items);
    let mut survey = Items::new(&languages, &lists, &names, own);
    survey.add(&items, None);

    let mut settings = Line::new();
    let title = attributes::at(&rest, &["title", &default]).and_then(|title| encoded(Form::Words, title));
    for (key, text) in [
        ("form_title", title),
        ("form_id", rest.get("name").and_then(Value::as_str).map(str::to_owned)),
        ("default_language", Some(default.clone())),
    ] {
        settings.extend(text.map(|text| (key.to_owned(), text)));
    }
    if settings.contains_key("form_title") {
        attributes::take(&mut rest, &["title", &default]);
    }
    for key in ["format", "name", "default_language", "languages", "items"] {
        rest.remove(key);
    }
    for (key, empty) in [("lists", lists.is_empty()), ("rules", rules.is_empty())] {
        if !empty {
            rest.remove(key);
        }
    }
    let template = carry(&mut rest, &DOCUMENT, &languages, "");
    let template = with_more(template, &rest, "nr_more");
    let (choices, described) = lists_lines(&lists, &languages);
    let settings_heads = ["form_title", "form_id", "default_language"].map(str::to_owned).to_vec();
    let grids = [
        Grid { name: SURVEY, headers: survey_headers(&languages), lines: survey.lines },
        Grid { name: CHOICES, headers: heads(&["list_name", "name"], &CHOICE, &languages, &choices), lines: choices },
        Grid { name: SETTINGS, headers: settings_heads, lines: vec![settings] },
        Grid { name: TEMPLATE, headers: heads(&[], &DOCUMENT, &languages, &[]), lines: vec![template] },
        Grid { name: LISTS, headers: heads(&["list_name"], &LIST, &languages, &[]), lines: described },
        rules_grid(&rules, &languages),
    ];
    grids.into_iter().filter(|grid| !grid.lines.is_empty()).collect()
}

fn strings(value: Option<&Value>) -> Vec<String> {
    let values = value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    values.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Moves what columns can carry out of an object.
pub(super) fn carry(rest: &mut Map<String, Value>, columns: &[Carried], languages: &[String], prefix: &str) -> Line {
    let mut line = Line::new();
    for carried in columns {
        let own = carried.key.starts_with("nr_");
        let header = if own { format!("{prefix}{}", carried.key) } else { carried.key.to_owned() };
        if carried.form == Form::Words {
            for language in languages {
                let path: Vec<&str> = carried.path.iter().copied().chain([language.as_str()]).collect();
                let text = attributes::at(rest, &path).and_then(|value| encoded(Form::Words, value));
                if let Some(text) = text {
                    line.insert(format!("{header}::{language}"), text);
                    attributes::take(rest, &path);
                }
            }
            continue;
        }
        let text = attributes::at(rest, carried.path).and_then(|value| encoded(carried.form, value));
        // ODK's converter looks for names in every column of its own; in JSON they are written otherwise.
        if let Some(text) = text.filter(|text| !own || !text.contains("${")) {
            line.insert(header, text);
            attributes::take(rest, carried.path);
        }
    }
    line
}

/// Adds what no column carried.
pub(super) fn with_more(mut line: Line, rest: &Map<String, Value>, header: &str) -> Line {
    if !rest.is_empty() {
        line.insert(header.to_owned(), attributes::json(&Value::Object(rest.clone())));
    }
    line
}

fn columns_heads(columns: &[Carried], languages: &[String], prefix: &str, heads: &mut Vec<String>) {
    for carried in columns {
        match carried.form {
            Form::Words => heads.extend(languages.iter().map(|language| format!("{}::{language}", carried.key))),
            _ if carried.key.starts_with("nr_") => heads.push(format!("{prefix}{}", carried.key)),
            _ => heads.push(carried.key.to_owned()),
        }
    }
}

fn survey_headers(languages: &[String]) -> Vec<String> {
    let mut heads = ["type", "name", "bind::nr_name", "bind::nr_type"].map(str::to_owned).to_vec();
    columns_heads(&ITEM, languages, "bind::", &mut heads);
    heads.extend(["appearance", "bind::nr_more"].map(str::to_owned));
    heads
}

/// The headers of a sheet: its own, those of its columns, and what else its lines have.
fn heads(first: &[&str], columns: &[Carried], languages: &[String], lines: &[Line]) -> Vec<String> {
    let mut heads: Vec<String> = first.iter().map(|head| (*head).to_owned()).collect();
    columns_heads(columns, languages, "", &mut heads);
    let others: BTreeSet<&String> = lines.iter().flat_map(Line::keys).filter(|key| *key != "nr_more").collect();
    let others: Vec<String> = others.into_iter().filter(|key| !heads.contains(key)).cloned().collect();
    heads.extend(others);
    heads.push("nr_more".to_owned());
    heads
}

/// The lines of `choices`, and of what lists are beside them.
fn lists_lines(lists: &Map<String, Value>, languages: &[String]) -> (Vec<Line>, Vec<Line>) {
    let (mut choices, mut described) = (Vec::new(), Vec::new());
    for (name, list) in lists {
        let Some(mut rest) = list.as_object().cloned() else { continue };
        let given = rest.get("choices").and_then(Value::as_array).cloned().unwrap_or_default();
        if rest.contains_key("reference") == given.is_empty() {
            rest.remove("choices");
        }
        for choice in &given {
            choices.push(choice_line(name, choice, languages));
        }
        if !rest.is_empty() || given.is_empty() {
            let mut line = carry(&mut rest, &LIST, languages, "");
            line.insert("list_name".to_owned(), name.clone());
            described.push(with_more(line, &rest, "nr_more"));
        }
    }
    (choices, described)
}

fn choice_line(list: &str, choice: &Value, languages: &[String]) -> Line {
    let mut rest = choice.as_object().cloned().unwrap_or_default();
    let mut line = carry(&mut rest, &CHOICE, languages, "");
    let name = rest.remove("name").and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default();
    line.insert("name".to_owned(), name);
    line.insert("list_name".to_owned(), list.to_owned());
    let filters = rest.get(FILTER_COLUMNS).and_then(Value::as_object).cloned().unwrap_or_default();
    for (key, value) in filters {
        // A header that would be read as one of ours, or as another word, is none for a filter.
        let plain = headers::read(&key).key == key && !line.contains_key(&key) && !key.starts_with("nr_");
        let plain = plain && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && key != "label";
        if let Some(text) = encoded(Form::Text, &value).filter(|_| plain) {
            line.insert(key.clone(), text);
            attributes::take(&mut rest, &[FILTER_COLUMNS, &key]);
        }
    }
    with_more(line, &rest, "nr_more")
}

fn rules_grid(rules: &[Value], languages: &[String]) -> Grid {
    let line = |rule: &Value| {
        let mut rest = rule.as_object().cloned().unwrap_or_default();
        let mut line = carry(&mut rest, &RULE, languages, "");
        if let Some(name) = rest.get("name").and_then(Value::as_str) {
            line.insert("name".to_owned(), name.to_owned());
            rest.remove("name");
        }
        with_more(line, &rest, "nr_more")
    };
    let lines = rules.iter().map(line).collect();
    Grid { name: RULES, headers: heads(&["name"], &RULE, languages, &[]), lines }
}

/// The names of a template's items and columns in a workbook: by the template's name, and by table and column.
#[derive(Debug, Default)]
pub(super) struct Own {
    pub(super) items: BTreeMap<String, String>,
    pub(super) columns: BTreeMap<(String, String), String>,
}

fn names(items: &[Value]) -> (Names, Own) {
    let (mut plain, mut columns) = (Vec::new(), Vec::new());
    collect(items, &mut plain, &mut columns);
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for name in plain.iter().map(String::as_str).chain(columns.iter().map(|(_, column)| column.as_str())) {
        *uses.entry(name).or_default() += 1;
    }
    let mut namer = Namer::new(uses.keys().map(|name| (*name).to_owned()).collect());
    let (mut names, mut own) = (Names::default(), Own::default());
    for name in &plain {
        let workbook = namer.name(name, true, &format!("q_{name}"));
        names.item(&workbook, name);
        own.items.insert(name.clone(), workbook);
    }
    for (table, column) in &columns {
        let alone = uses.get(column.as_str()) == Some(&1);
        let workbook = namer.name(column, alone, &format!("q_{table}_{column}"));
        names.column(&workbook, table, column);
        own.columns.insert((table.clone(), column.clone()), workbook);
    }
    (names, own)
}

fn collect(items: &[Value], plain: &mut Vec<String>, columns: &mut Vec<(String, String)>) {
    let name = |item: &Value| item.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    for item in items {
        plain.push(name(item));
        let inside = |key: &str| item.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        columns.extend(inside("columns").iter().map(|column| (name(item), name(column))));
        collect(inside("items"), plain, columns);
    }
}
