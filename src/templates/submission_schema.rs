//! The JSON Schema (2020-12) of a frozen submission, made from one version of a template. Pure.
//!
//! Every question of the version is in `answers`. Its entry is `blank`, or `answered` with a value of the question's
//! kind, or `answered` with the qualifier `unknown` and no value, or `not_applicable` where a condition can hide it. Where
//! answers are carried forward it can be `unconfirmed`, with where a person last said it. A question whose answer is
//! required before submission is never blank or unconfirmed, but in a round that was imported from elsewhere. What is asked
//! in rows is there once for each row.

mod origin;
mod several;

use serde_json::{Map, Number as JsonNumber, Value, json};

use super::conditions::conditions;
use super::limits::{COMMENT_LENGTH, MOST_FILES};
use super::outline::Outline;
use super::{Choice, Kind, Number, Other, Precision, Qualifier, Question, Required, Template};
use several::{files, links, several};

/// The form of submissions that the schema describes.
const FORMAT: &str = "godwit-submission/1";
/// Longest name or capacity in a declaration, in characters.
const DECLARED_LENGTH: usize = 200;
/// The key of a row: of a reference list, of a choice, or made by a person. ECMA 262.
const ROW_KEY: &str = "[a-z0-9][a-z0-9_-]{0,59}";
/// No control characters besides line feed and tab. ECMA 262.
const NO_CONTROLS: &str = r"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]*$";

/// Where an unconfirmed answer says that it comes from.
const CARRIED_FROM: &str = "carried_from";
/// A moment in UTC.
const MOMENT: &str = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{3})?Z$";

/// The schema of a submission of this version.
pub fn submission_schema(template: &Template, version: i32) -> Value {
    let mut properties = cover(template, version);
    properties.insert("answers".to_owned(), answers(template));
    properties.insert("rows".to_owned(), rows(template));
    properties.insert("explanations".to_owned(), explanations(template));
    let required: Vec<String> = properties.keys().cloned().collect();
    properties.insert("imported".to_owned(), origin::imported());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("Submission of {}, version {version}", template.name),
        "description": template.title.in_language(&template.default_language, ""),
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
        "if": { "not": { "required": ["imported"] } },
        "then": complete(template),
        "$defs": {
            "carried_from": origin::carried_from(),
            "origin": {
                "description": "What is unconfirmed, and nothing else, says where it was said before.",
                "if": { "properties": { "status": { "const": "unconfirmed" } } },
                "then": { "required": [CARRIED_FROM] },
                "else": { "properties": { CARRIED_FROM: false } },
            },
            "declared": words(DECLARED_LENGTH),
            "comment": words(COMMENT_LENGTH),
            "attachments": files(MOST_FILES),
            "links": links(),
            "language": {
                "description": "The language the answer is written in.",
                "type": "string",
                "maxLength": 35,
                "pattern": "^[A-Za-z0-9]{2,8}(-[A-Za-z0-9]{2,8})*$",
            },
        },
    })
}

/// What a submission needs that was made here. A round from elsewhere is taken in as it was, however much it lacks.
fn complete(template: &Template) -> Value {
    let outline = Outline::of(template);
    let there = json!({ "properties": { "status": { "enum": ["answered", "not_applicable"] } } });
    let (mut once, mut in_rows) = (Map::new(), Map::new());
    for slot in outline.slots.iter().filter(|slot| slot.question.required == Required::Submit) {
        match slot.frame {
            None => drop(once.insert(slot.key.to_string(), there.clone())),
            frame => drop(in_rows.insert(pattern(&outline, frame, last(&slot.key)), there.clone())),
        }
    }
    json!({
        "description": "Required before submission, and so answered wherever it applies, but in a round that was imported.",
        "properties": { "answers": { "properties": once, "patternProperties": in_rows } },
    })
}

/// Every answer by its path: those at the top are there, those in rows may be.
fn answers(template: &Template) -> Value {
    let conditions = conditions(template);
    let outline = Outline::of(template);
    let (mut once, mut in_rows) = (Map::new(), Map::new());
    for slot in &outline.slots {
        let conditional = conditions.get(slot.key.as_ref()).is_some_and(|all| !all.is_empty());
        let entry = match slot.question.kind {
            Kind::Table { .. } => table(template, slot.question, conditional),
            _ => entry(template, slot.question, conditional),
        };
        match slot.frame {
            None => drop(once.insert(slot.key.to_string(), entry)),
            frame => drop(in_rows.insert(pattern(&outline, frame, last(&slot.key)), entry)),
        }
    }
    let names: Vec<&String> = once.keys().collect();
    json!({
        "description": "Every question of the version, by its path: its name, or group/row/name, or table/row/column.",
        "type": "object",
        "additionalProperties": false,
        "required": names,
        "properties": once,
        "patternProperties": in_rows,
    })
}

/// The rows of every repeat and table that applies.
fn rows(template: &Template) -> Value {
    let outline = Outline::of(template);
    let (mut once, mut in_rows) = (Map::new(), Map::new());
    for frame in &outline.frames {
        let (name, keys) = (frame.name().as_str(), keys());
        match frame.around {
            None => drop(once.insert(name.to_owned(), keys)),
            around => drop(in_rows.insert(pattern(&outline, around, name), keys)),
        }
    }
    json!({
        "description": "By the path of each repeat and table that applies: the keys of its rows, in order.",
        "type": "object",
        "additionalProperties": false,
        "properties": once,
        "patternProperties": in_rows,
    })
}

fn keys() -> Value {
    json!({ "type": "array", "uniqueItems": true, "items": { "type": "string", "pattern": format!("^{ROW_KEY}$") } })
}

/// The paths that end in a name inside the rows of a frame. ECMA 262.
fn pattern(outline: &Outline<'_>, frame: Option<usize>, name: &str) -> String {
    let frames = outline.around(frame).into_iter().filter_map(|frame| outline.frames.get(frame));
    let around: String = frames.map(|frame| format!("{}/{ROW_KEY}/", frame.name())).collect();
    format!("^{around}{name}$")
}

/// What stands last in the path of an answer that is kept under a key.
fn last(key: &str) -> &str {
    key.rsplit_once('.').map_or(key, |(_, column)| column)
}

/// What became of a table as a whole: its cells say what was said.
fn table(template: &Template, question: &Question, conditional: bool) -> Value {
    let mut words = vec!["answered", "blank"];
    words.extend(question.kind.columns().iter().any(|column| column.prefill.is_some()).then_some("unconfirmed"));
    words.extend(conditional.then_some("not_applicable"));
    json!({
        "title": question.label.in_language(&template.default_language, ""),
        "type": "object",
        "additionalProperties": false,
        "required": ["status"],
        "properties": { "status": { "enum": words } },
    })
}

/// Why the Party passed warnings, by the rule's name.
fn explanations(template: &Template) -> Value {
    let explained = template.rules.iter().filter_map(|rule| rule.explanation.as_ref());
    let properties: Map<String, Value> =
        explained.map(|question| (question.name.to_string(), value(template, question))).collect();
    json!({
        "description": "What the Party says to the warnings it passed, by the rule's name.",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

/// What stands in a submission besides the answers.
fn cover(template: &Template, version: i32) -> Map<String, Value> {
    let declaration = json!({
        "description": "Who stands for the report, and in what capacity.",
        "type": "object",
        "additionalProperties": false,
        "required": ["name", "capacity"],
        "properties": { "name": { "$ref": "#/$defs/declared" }, "capacity": { "$ref": "#/$defs/declared" } },
    });
    let properties = [
        ("format", json!({ "const": FORMAT })),
        ("cycle", json!({ "description": "The cycle's code.", "type": "string", "pattern": "^[a-z0-9-]{1,40}$" })),
        ("instrument", json!({ "const": template.instrument.as_str() })),
        ("party", json!({ "description": "The Party's code.", "type": "string", "pattern": "^[A-Z0-9-]{1,20}$" })),
        ("template", json!({ "const": { "name": template.name.as_str(), "version": version } })),
        ("submission", json!({ "description": "1 for a report's first.", "type": "integer", "minimum": 1 })),
        ("reference", json!({ "description": "What people cite.", "type": "string", "minLength": 1 })),
        (
            "report_revision",
            json!({ "description": "The state of the draft that was frozen.", "type": "integer", "minimum": 0 }),
        ),
        ("submitted_at", json!({ "description": "UTC.", "type": "string", "pattern": MOMENT })),
        ("declaration", declaration),
    ];
    properties.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect()
}

/// Words for people, of at most so many characters.
fn words(most: usize) -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": most, "pattern": NO_CONTROLS })
}

/// The entry of one question: one of the forms it can take.
fn entry(template: &Template, question: &Question, conditional: bool) -> Value {
    let mut forms = said(template, question);
    forms.push(form(question, json!({ "const": "blank" }), Vec::new(), &["status"]));
    if conditional {
        forms.push(json!({
            "properties": { "status": { "const": "not_applicable" } },
            "required": ["status"],
            "additionalProperties": false,
        }));
    }
    let label = question.label.in_language(&template.default_language, "");
    json!({ "title": label, "type": "object", "oneOf": forms })
}

/// The forms of an entry that says something.
///
/// Any answer can be unconfirmed: a cycle may have moved from a version that carried it forward to one that does not.
fn said(template: &Template, question: &Question) -> Vec<Value> {
    let status = json!({ "enum": ["answered", "unconfirmed"] });
    let (qualifiers, may_be_unknown) = qualifiers(question);
    let mut forms = Vec::new();
    let mut answered = vec![("value", value(template, question))];
    let mut unknown = vec![("qualifier", json!({ "const": Qualifier::Unknown.word() }))];
    // What is worked out from such answers comes from none of them.
    if question.kind.is_asked() {
        for form in [&mut answered, &mut unknown] {
            form.push((CARRIED_FROM, json!({ "$ref": "#/$defs/carried_from" })));
        }
    }
    if !qualifiers.is_empty() {
        answered.push(("qualifier", json!({ "enum": qualifiers })));
    }
    let other = question.kind.choices().and_then(|(_, other)| other);
    if let Some(other) = other {
        answered.push(("other", words(other.max_length)));
    }
    let mut form = form(question, status.clone(), answered, &["status", "value"]);
    if let (Some(other), Some(form)) = (other, form.as_object_mut()) {
        let chosen = match question.kind {
            Kind::SelectMultiple { .. } => json!({ "contains": { "const": other.name.as_str() } }),
            _ => json!({ "const": other.name.as_str() }),
        };
        form.insert("if".to_owned(), json!({ "properties": { "value": chosen } }));
        form.insert("then".to_owned(), json!({ "required": ["other"] }));
        form.insert("else".to_owned(), json!({ "properties": { "other": false } }));
    }
    forms.push(form);
    if may_be_unknown {
        forms.push(self::form(question, status, unknown, &["status", "qualifier"]));
    }
    forms
}

fn form(question: &Question, status: Value, members: Vec<(&str, Value)>, required: &[&str]) -> Value {
    let mut properties = Map::new();
    properties.insert("status".to_owned(), status);
    properties.insert("language".to_owned(), json!({ "$ref": "#/$defs/language" }));
    for (name, taken) in
        [("comment", question.comment), ("attachments", question.attachments), ("links", question.links)]
    {
        if taken {
            properties.insert(name.to_owned(), json!({ "$ref": format!("#/$defs/{name}") }));
        }
    }
    for (name, schema) in members {
        properties.insert(name.to_owned(), schema);
    }
    let mut form = json!({ "properties": properties, "required": required, "additionalProperties": false });
    if let (true, Some(form)) = (properties.contains_key(CARRIED_FROM), form.as_object_mut()) {
        form.insert("$ref".to_owned(), json!("#/$defs/origin"));
    }
    form
}

/// The qualifiers that stand beside a number, and whether the number may be said to be unknown.
fn qualifiers(question: &Question) -> (Vec<&'static str>, bool) {
    let all = question.kind.number().map_or(&[][..], |number| number.qualifiers.as_slice());
    let beside = all.iter().filter(|qualifier| **qualifier != Qualifier::Unknown).map(|qualifier| qualifier.word());
    (beside.collect(), all.contains(&Qualifier::Unknown))
}

fn value(template: &Template, question: &Question) -> Value {
    match &question.kind {
        Kind::Text { max_length, .. } => words(*max_length),
        Kind::Integer(rules) => number("integer", rules),
        Kind::Decimal(rules) | Kind::Percentage(rules) => number("number", rules),
        Kind::Date { precision, min, max } => date(*precision, min.as_deref(), max.as_deref()),
        Kind::SelectOne { list, other } => json!({ "enum": names(template.choices(list), other.as_ref()) }),
        Kind::SelectMultiple { list, other, .. } => {
            several(template.choices(list), other.as_ref(), &question.kind, "In the order of the list.")
        }
        Kind::Rank { list, .. } => several(template.choices(list), None, &question.kind, "The first comes first."),
        Kind::File { max_files } => files(*max_files),
        // Never asked for: a table has an entry of its own.
        Kind::Table { .. } => json!(false),
        Kind::Calculate { .. } => {
            json!({ "description": "Worked out from other answers.", "type": ["number", "string"] })
        }
        Kind::Acknowledge => json!({ "const": true }),
        Kind::Url => links(),
    }
}

fn names<'a>(choices: &'a [Choice], other: Option<&'a Other>) -> Vec<&'a str> {
    let listed = choices.iter().map(|choice| choice.name.as_str());
    listed.chain(other.map(|other| other.name.as_str())).collect()
}

fn number(kind: &str, rules: &Number) -> Value {
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!(kind));
    if let Some(unit) = &rules.unit {
        schema.insert("description".to_owned(), json!(unit));
    }
    let step = rules.decimals.filter(|_| kind == "number").map(|decimals| rust_decimal::Decimal::new(1, decimals));
    for (key, bound) in [("minimum", rules.min), ("maximum", rules.max), ("multipleOf", step)] {
        // Every decimal is a JSON number; none is left out.
        let bound = bound.and_then(|bound| bound.normalize().to_string().parse::<JsonNumber>().ok());
        if let Some(bound) = bound {
            schema.insert(key.to_owned(), Value::Number(bound));
        }
    }
    Value::Object(schema)
}

fn date(precision: Precision, min: Option<&str>, max: Option<&str>) -> Value {
    // JSON Schema compares no texts: the bounds are said, and held where answers are saved.
    let mut description = format!("A date to the {}, such as {}.", precision.word(), precision.example());
    if let Some(min) = min {
        description.push_str(&format!(" Not before {min}."));
    }
    if let Some(max) = max {
        description.push_str(&format!(" Not after {max}."));
    }
    json!({ "description": description, "type": "string", "pattern": precision.pattern() })
}

#[cfg(test)]
mod tests;
