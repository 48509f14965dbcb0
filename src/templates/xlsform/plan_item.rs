//! The rows of the sheet `survey`.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::attributes::{self, Carried, ITEM};
use super::names::Names;
use super::plan::{Line, Own, carry, with_more};
use super::question::APPEARANCES;

/// Types that are called the same in XLSForm.
const SAME: [&str; 8] = ["text", "integer", "decimal", "date", "note", "calculate", "file", "acknowledge"];

/// Rows as they are written.
pub(super) struct Items<'a> {
    languages: &'a [String],
    lists: &'a Map<String, Value>,
    names: &'a Names,
    own: Own,
    /// Lists of which some question takes no other choice: `or_other` would add one to the whole list.
    closed: BTreeSet<String>,
    pub(super) lines: Vec<Line>,
}

impl<'a> Items<'a> {
    pub(super) fn new(languages: &'a [String], lists: &'a Map<String, Value>, names: &'a Names, own: Own) -> Self {
        Self { languages, lists, names, own, closed: BTreeSet::new(), lines: Vec::new() }
    }

    /// Adds the rows of items, `table` being what they are columns of.
    pub(super) fn add(&mut self, items: &[Value], table: Option<&str>) {
        if self.lines.is_empty() {
            closed(items, &mut self.closed);
        }
        for item in items.iter().filter_map(Value::as_object) {
            let inside = ["items", "columns"].into_iter().find(|key| item.contains_key(*key));
            let (line, end) = self.item(item, inside, table);
            self.lines.push(line);
            if let Some(key) = inside {
                let name = item.get("name").and_then(Value::as_str);
                let table = if key == "columns" { name } else { table };
                let inner = item.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                self.add(inner, table);
                self.lines.push(Line::from([("type".to_owned(), end.to_owned())]));
            }
        }
    }

    fn item(&self, item: &Map<String, Value>, inside: Option<&str>, table: Option<&str>) -> (Line, &'static str) {
        let mut rest = item.clone();
        let word = rest.remove("type").and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default();
        let name = rest.remove("name").and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default();
        inside.and_then(|key| rest.remove(key));
        let held = self.expressions(&mut rest, table);
        let repeats = inside == Some("columns") || inside.is_some() && rest.get("repeat").is_some_and(Value::is_object);
        let (kind, plain) = match (inside, repeats) {
            (Some(_), true) => ("begin_repeat".to_owned(), word == "group"),
            (Some(_), false) => ("begin_group".to_owned(), word == "group" || word == "section"),
            (None, _) => self.kind(&word, &name, &mut rest),
        };
        let appearance = appearance(&word, &mut rest);
        // A table is a question: its hint is one.
        let columns: Vec<Carried> = if inside == Some("items") { attributes::of_groups() } else { ITEM.to_vec() };
        let mut line = carry(&mut rest, &columns, self.languages, "bind::");
        let rows = if inside == Some("items") { "repeat" } else { "rows" };
        if repeats && rest.get(rows).and_then(Value::as_object).is_some_and(Map::is_empty) {
            rest.remove(rows);
        }
        rest.extend(held);
        let workbook = match table {
            Some(table) => self.own.columns.get(&(table.to_owned(), name.clone())),
            None => self.own.items.get(&name),
        };
        let workbook = workbook.unwrap_or(&name);
        let mut own = |key: &str, text: Option<&str>| line.extend(text.map(|text| (key.to_owned(), text.to_owned())));
        own("type", Some(&kind));
        own("name", Some(workbook));
        own("bind::nr_name", (*workbook != name).then_some(&name));
        own("bind::nr_type", (!plain).then_some(&word));
        own("appearance", appearance);
        (with_more(line, &rest, "bind::nr_more"), if repeats { "end_repeat" } else { "end_group" })
    }

    /// Puts expressions into the workbook's names; answers those that would not come back.
    fn expressions(&self, rest: &mut Map<String, Value>, table: Option<&str>) -> Map<String, Value> {
        let mut held = Map::new();
        for carried in attributes::expressions() {
            let Some(Value::String(expression)) = attributes::at(rest, carried.path).cloned() else { continue };
            // ODK's converter knows no names in a column of our own.
            let plain = |other: &String| !(carried.key.starts_with("nr_") && other.contains("${"));
            match self.names.to_workbook(&expression, table).filter(plain) {
                Some(other) => attributes::put(rest, carried.path, Value::from(other)),
                None => {
                    attributes::take(rest, carried.path);
                    attributes::put(&mut held, carried.path, Value::from(expression));
                }
            }
        }
        held
    }

    /// The type of a question in XLSForm, and whether it says the template's type in full.
    fn kind(&self, word: &str, name: &str, rest: &mut Map<String, Value>) -> (String, bool) {
        if word == "percentage" {
            return ("decimal".to_owned(), false);
        }
        let list = rest.get("list").and_then(Value::as_str).map(str::to_owned);
        let Some(list) = list.filter(|_| matches!(word, "select_one" | "select_multiple" | "rank")) else {
            return if SAME.contains(&word) { (word.to_owned(), true) } else { ("text".to_owned(), false) };
        };
        let of = |key: &str| self.lists.get(&list).and_then(|list| list.get(key));
        let kind = if of("choices").and_then(Value::as_array).is_some_and(|choices| !choices.is_empty()) {
            format!("{word} {list}")
        } else if of("reference").is_some() && word != "rank" {
            format!("{word}_from_file {list}.csv")
        } else {
            return ("text".to_owned(), false);
        };
        rest.remove("list");
        let other = attributes::at(rest, &["other", "name"]).and_then(Value::as_str) == Some("other");
        let free = !self.own.items.values().any(|taken| *taken == format!("{name}_other"));
        if other && free && kind.ends_with(&list) && word != "rank" && !self.closed.contains(&list) {
            attributes::take(rest, &["other", "name"]);
            return (format!("{kind} or_other"), true);
        }
        (kind, true)
    }
}

/// Says by its appearance what XLSForm says so.
fn appearance(word: &str, rest: &mut Map<String, Value>) -> Option<&'static str> {
    let (key, value, appearance) = match word {
        "text" => ("multiline", Value::from(true), "multiline"),
        "date" if rest.get("precision").and_then(Value::as_str) == Some("year") => ("precision", "year".into(), "year"),
        "date" => ("precision", Value::from("month"), "month-year"),
        "select_one" | "select_multiple" => {
            let word = rest.get("appearance").and_then(Value::as_str);
            let known = APPEARANCES.into_iter().find(|known| Some(*known) == word)?;
            ("appearance", Value::from(known), known)
        }
        _ => return None,
    };
    if rest.get(key) != Some(&value) {
        return None;
    }
    rest.remove(key);
    Some(appearance)
}

/// The lists of questions that take no other choice, or filter their choices.
fn closed(items: &[Value], lists: &mut BTreeSet<String>) {
    for item in items {
        for key in ["items", "columns"] {
            closed(item.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice), lists);
        }
        let other = item.get("other").and_then(|other| other.get("name")).and_then(Value::as_str);
        if let Some(list) = item.get("list").and_then(Value::as_str)
            && (other != Some("other") || item.get("choice_filter").is_some())
        {
            lists.insert(list.to_owned());
        }
    }
}
