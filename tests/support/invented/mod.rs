//! Random templates and answers to them: repeats, tables, conditions, calculations, filters and rules. All invented.

mod expressions;
mod random;

use godwit::templates::expression::Type;
use serde_json::{Value as Json, json};

pub use expressions::{Named, Writer};
pub use random::Random;

pub const CHOICES: &[&str] = &["yes", "no", "na"];
pub const MEANS: &[&str] = &["law", "money", "staff"];
pub const PLACES: &[&str] = &["lake", "river", "steppe"];
const TYPES: &[&str] = &["text", "decimal", "date", "select_one", "select_multiple", "acknowledge", "integer"];
/// Names that mean something to a script.
const AWKWARD: &[&str] = &["constructor", "prototype", "valueof", "tostring", "length", "name"];

/// A question of an invented template.
#[derive(Debug, Clone)]
pub struct Slot {
    /// What its answers are kept under.
    pub key: String,
    pub word: &'static str,
    pub kind: Type,
    /// The frames around it, the outermost first.
    pub frames: Vec<String>,
}

/// An invented template.
pub struct Invented {
    pub document: Json,
    pub slots: Vec<Slot>,
    /// Everything that has rows: its name, the frames around it, whether people make its rows.
    pub frames: Vec<(String, Vec<String>, bool)>,
    random: Random,
    count: usize,
}

fn label() -> Json {
    json!({ "en": "Invented </script>" })
}

impl Invented {
    pub fn new(seed: u64) -> Self {
        let mut made =
            Self { document: Json::Null, slots: Vec::new(), frames: Vec::new(), random: Random::new(seed), count: 0 };
        let sections = (0..2).map(|section| made.section(section)).collect::<Vec<_>>();
        let rules = (0..4).map(|rule| made.rule(rule)).collect::<Vec<_>>();
        let choice =
            |name: &&str, attributes: Json| json!({ "name": name, "label": label(), "attributes": attributes });
        let plain = |names: &[&str]| names.iter().map(|name| choice(name, json!({}))).collect::<Vec<_>>();
        let realms = PLACES.iter().zip(["water", "water", "land"]);
        made.document = json!({
            "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
            "languages": ["en"], "title": label(),
            "lists": {
                "choices": { "choices": plain(CHOICES) }, "means": { "choices": plain(MEANS) },
                "places": { "choices": realms.map(|(name, realm)| choice(name, json!({ "realm": realm }))).collect::<Vec<_>>() },
            },
            "items": sections,
            "rules": rules,
        });
        made
    }

    fn name(&mut self) -> String {
        self.count += 1;
        let awkward = AWKWARD.get(self.count / 3).filter(|_| self.count.is_multiple_of(3));
        awkward.map_or_else(|| format!("q{}", self.count), |name| (*name).to_owned())
    }

    fn writer(&mut self, frames: &[String], this: Option<Type>) -> Writer<'_> {
        let named = |slot: &Slot| {
            let many = !frames.starts_with(&slot.frames);
            Named { name: slot.key.clone(), kind: slot.kind, many }
        };
        let names = self.slots.iter().map(named).collect();
        Writer { random: &mut self.random, names, this, columns: &[] }
    }

    fn section(&mut self, section: usize) -> Json {
        let mut items: Vec<Json> = (0..4).map(|_| self.question(&[], "")).collect();
        items.push(self.calculation(&[]));
        items.push(self.group(&[], false));
        items.push(self.group(&[], true));
        items.push(self.table(&[]));
        items.extend((0..2).map(|_| self.question(&[], "")));
        items.push(self.calculation(&[]));
        json!({ "name": format!("section{section}"), "type": "section", "label": label(), "items": items })
    }

    fn relevant(&mut self, item: &mut Json, frames: &[String], times: usize) {
        if self.random.once_in(times) {
            let text = self.writer(frames, None).condition(3);
            item["relevant"] = json!(text);
        }
    }

    fn group(&mut self, frames: &[String], repeats: bool) -> Json {
        let name = self.name();
        let mut group = json!({ "name": name, "type": "group", "label": label() });
        self.relevant(&mut group, frames, 2);
        let mut inner = frames.to_vec();
        if repeats {
            let over = self.random.once_in(2);
            let own = self.random.once_in(2);
            group["repeat"] = if over { json!({ "over": "places", "add_own": own }) } else { json!({}) };
            if over && self.random.once_in(2) {
                let condition = self.writer(frames, None).condition(1);
                group["repeat"]["where"] = json!(format!("realm = 'water' or {condition}"));
            }
            self.frames.push((name.clone(), frames.to_vec(), !over || own));
            inner.push(name);
        }
        let mut items: Vec<Json> = (0..3).map(|_| self.question(&inner, "")).collect();
        items.push(self.calculation(&inner));
        if repeats {
            items.push(self.table(&inner));
        }
        group["items"] = json!(items);
        group
    }

    fn table(&mut self, frames: &[String]) -> Json {
        let name = self.name();
        let mut table = json!({ "name": name, "type": "table", "label": label(), "rows": {} });
        self.relevant(&mut table, frames, 2);
        self.frames.push((name.clone(), frames.to_vec(), true));
        let mut inner = frames.to_vec();
        inner.push(name.clone());
        let mut columns: Vec<Json> = (0..3).map(|_| self.question(&inner, &format!("{name}."))).collect();
        columns.push(self.calculation_in(&inner, &format!("{name}.")));
        table["columns"] = json!(columns);
        table
    }

    fn question(&mut self, frames: &[String], before: &str) -> Json {
        let name = self.name();
        let word = TYPES[self.random.below(TYPES.len())];
        let kind = match word {
            "text" => Type::Text,
            "date" => Type::Date,
            "select_one" => Type::Choice,
            "select_multiple" => Type::Choices,
            "acknowledge" => Type::Boolean,
            _ => Type::Number,
        };
        let mut question = json!({ "name": name, "type": word, "label": label() });
        self.relevant(&mut question, frames, 2);
        match word {
            "select_one" => question["list"] = json!("choices"),
            "select_multiple" => question["list"] = json!("means"),
            "date" => question["precision"] = json!(*self.random.of(&["year", "month", "day"])),
            _ => {}
        }
        if self.random.once_in(4) {
            question["constraint"] = json!(self.writer(frames, Some(kind)).condition(2));
        }
        if matches!(kind, Type::Choice | Type::Choices) && self.random.once_in(2) {
            let condition = self.writer(frames, None).condition(2);
            question["choice_filter"] = json!(condition);
        }
        self.slots.push(Slot { key: format!("{before}{name}"), word, kind, frames: frames.to_vec() });
        question
    }

    fn calculation(&mut self, frames: &[String]) -> Json {
        self.calculation_in(frames, "")
    }

    fn calculation_in(&mut self, frames: &[String], before: &str) -> Json {
        let name = self.name();
        let kind = [Type::Number, Type::Number, Type::Text, Type::Date][self.random.below(4)];
        let mut writer = self.writer(frames, None);
        let text = match kind {
            Type::Number => format!("-1 * {}", writer.number(3)),
            Type::Date => format!("coalesce({}, today())", writer.date(2)),
            _ => format!("concat('', {})", writer.text(2)),
        };
        let mut question = json!({ "name": name, "type": "calculate", "label": label(), "calculation": text });
        self.relevant(&mut question, frames, 4);
        self.slots.push(Slot { key: format!("{before}{name}"), word: "calculate", kind, frames: frames.to_vec() });
        question
    }

    fn rule(&mut self, rule: usize) -> Json {
        let top: Vec<usize> = (0..self.slots.len()).filter(|at| self.slots[*at].frames.is_empty()).collect();
        let at = self.slots[top[self.random.below(top.len())]].key.clone();
        let check = self.writer(&[], None).condition(3);
        json!({ "name": format!("rule{rule}"), "severity": "warning", "check": check, "message": label(), "at": [at] })
    }

    /// A random answer to a question, as it is kept; none for a blank one.
    pub fn answer(&mut self, slot: usize) -> Option<Json> {
        let random = &mut self.random;
        if random.once_in(4) {
            return None;
        }
        let number = |text: &str| Some(Json::Number(text.parse().unwrap()));
        let some = |all: &[&str], random: &mut Random| {
            let chosen: Vec<&str> = all.iter().copied().filter(|_| random.once_in(2)).collect();
            (!chosen.is_empty()).then(|| json!(chosen))
        };
        match self.slots[slot].word {
            "text" => Some(json!(random.of(&["a", "yes", "12.5", "2025-03", "water", "none of it", "été 𝒳", " 7 "]))),
            "date" => Some(json!(random.of(&["2024", "2025", "2025-03", "2025-03-14", "2026-11-21"]))),
            "select_one" => Some(json!(random.of(CHOICES))),
            "select_multiple" => some(MEANS, random),
            "acknowledge" => Some(json!(true)),
            "integer" => number(random.of(&["0", "1", "2", "7", "100", "-3"])),
            "decimal" => {
                number(random.of(&["0.5", "12.5", "-1.25", "0.1", "123456789.123456789", "3", "1000000000000"]))
            }
            _ => None,
        }
    }

    /// Random numbers that go on with the template's.
    pub fn random(&mut self) -> &mut Random {
        &mut self.random
    }
}
