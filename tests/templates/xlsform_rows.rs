//! Templates of any repeats and tables, as workbooks: there and back, and as pyxform judges them.

use godwit::templates::document;
use godwit::templates::xlsform::{self, Given};
use serde_json::{Map, Value, json};

use crate::noise::Noise;

/// Names of columns: of items too, of the converter's own, of columns of other tables, and such as it does not take.
const COLUMNS: [&str; 6] = ["km2", "cases", "q1", "meta", "1st", "q2"];

/// A template under construction.
struct Builder {
    noise: Noise,
    /// Items so far.
    count: usize,
    /// Numbers that are one answer where the next item stands.
    near: Vec<String>,
    /// Columns of numbers so far, as `table.column`.
    columns: Vec<String>,
}

fn label(text: &str) -> Value {
    json!({"en": format!("Invented {text}")})
}

impl Builder {
    fn chance(&mut self) -> bool {
        self.noise.below(2) == 0
    }

    fn name(&mut self) -> String {
        self.count += 1;
        format!("q{}", self.count)
    }

    /// Which rows something has.
    fn rows(&mut self) -> Value {
        let mut rows = Map::new();
        let mut put = |key: &str, value: Value| drop(rows.insert(key.to_owned(), value));
        if self.chance() {
            put("over", json!(["kinds", "species"][self.noise.below(2)]));
            if self.chance() {
                put("add_own", json!(self.chance()));
            }
            match (self.noise.below(4), self.near.last()) {
                (0, _) => put("where", json!("rank = 'species' or name != 'x'")),
                (1, Some(near)) => put("where", json!(format!("rank = 'species' and ${{{near}}} > 1"))),
                _ => {}
            }
        }
        if self.chance() {
            put("min", json!(self.noise.below(3)));
        }
        if self.chance() {
            put("max", json!(3 + self.noise.below(9)));
        }
        Value::Object(rows)
    }

    /// A condition on what was asked before.
    fn condition(&mut self) -> Option<String> {
        match self.noise.below(4) {
            0 => self.near.last().map(|name| format!("${{{name}}} > 0")),
            1 => self.columns.last().map(|column| format!("sum(${{{column}}}) > 1")),
            2 => self.columns.first().map(|column| format!("count(${{{column}}}) > 2 and true()")),
            _ => None,
        }
    }

    fn number(&mut self) -> Value {
        let (name, condition) = (self.name(), self.condition());
        self.near.push(name.clone());
        let mut item = json!({"name": name, "type": "integer", "label": label(&name)});
        if let Some(condition) = condition {
            item["relevant"] = json!(condition);
        }
        item
    }

    fn table(&mut self) -> Value {
        let (name, rows) = (self.name(), self.rows());
        let mut columns: Vec<Value> = Vec::new();
        let first = self.noise.below(COLUMNS.len());
        for place in 0..=self.noise.below(3) {
            let column = COLUMNS[(first + place) % COLUMNS.len()];
            let mut item = json!({"name": column, "type": "decimal", "label": label(column)});
            if let Some(before) = columns.last().and_then(|column| column["name"].as_str()) {
                match self.noise.below(3) {
                    // The cell of this row, and the whole column.
                    0 => item["relevant"] = json!(format!("${{{before}}} > 0")),
                    1 => item["constraint"] = json!(format!(". < sum(${{{name}.{before}}})")),
                    _ => {}
                }
            }
            columns.push(item);
        }
        let named = columns.iter().map(|column| format!("{name}.{}", column["name"].as_str().unwrap()));
        self.columns.extend(named.collect::<Vec<_>>());
        json!({"name": name, "type": "table", "label": label(&name), "rows": rows, "columns": columns})
    }

    fn group(&mut self, repeats: usize) -> Value {
        let (name, repeat) = (self.name(), repeats < 2 && self.chance());
        let rows = self.rows();
        let near = self.near.len();
        let items = self.items(repeats + usize::from(repeat));
        let mut group = json!({"name": name, "type": "group", "label": label(&name), "items": items});
        if repeat {
            group["repeat"] = rows;
            self.near.truncate(near);
        }
        group
    }

    fn items(&mut self, repeats: usize) -> Vec<Value> {
        let mut items = vec![self.number()];
        for _ in 0..self.noise.below(4) {
            let item = match self.noise.below(4) {
                0 | 1 if self.count < 40 => self.group(repeats),
                2 => self.table(),
                _ => self.number(),
            };
            items.push(item);
        }
        items
    }
}

/// A template of any repeats and tables.
pub fn any(seed: u64) -> Value {
    let noise = Noise::seeded(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut builder = Builder { noise, count: 0, near: Vec::new(), columns: Vec::new() };
    let section = |builder: &mut Builder| {
        let name = builder.name();
        json!({"name": name, "type": "section", "label": label(&name), "items": builder.items(0)})
    };
    let sections = [section(&mut builder), section(&mut builder)];
    let kind = |name: &str| json!({"name": name, "label": label(name), "attributes": {"rank": "species"}});
    json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
        "languages": ["en"], "title": label("template"), "items": sections,
        "lists": {"kinds": {"choices": [kind("x"), kind("y")]}, "species": {"reference": "species", "per_party": true}},
    })
}

#[test]
fn any_repeats_and_tables_come_back_from_workbooks() {
    let (mut repeats, mut tables) = (0, 0);
    for seed in 1..=150 {
        let document = any(seed);
        let template = document::parse(&document).unwrap_or_else(|flaws| panic!("seed {seed}: {flaws:?}"));
        let outline = godwit::templates::outline::Outline::of(&template);
        repeats += outline.frames.iter().filter(|frame| frame.around.is_some() && !frame.is_table()).count();
        tables += outline.frames.iter().filter(|frame| frame.is_table()).count();
        let imported = xlsform::read(&xlsform::write(&document).unwrap(), &Given::default()).unwrap();
        assert!(imported.document == document, "seed {seed}:\n{:#}\nis not\n{document:#}", imported.document);
        assert!(imported.warnings.is_empty(), "seed {seed}: {:?}", imported.warnings);
    }
    assert!(repeats > 20 && tables > 100, "{repeats} repeats in repeats, {tables} tables");
}
