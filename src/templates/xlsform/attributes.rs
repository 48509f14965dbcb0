//! Which column carries which attribute: one table for both directions.
//!
//! What no column can carry to the letter travels as JSON in `nr_more`, so that nothing is lost on the way.

use serde_json::{Map, Number, Value};

/// How a cell carries a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The text itself.
    Text,
    /// A column for each language.
    Words,
    /// An expression: names in it may differ in a workbook.
    Expression,
    /// `yes` or `no`.
    Flag,
    /// A number.
    Number,
    /// A number, or for a date its text.
    Bound,
    /// A text a line.
    Lines,
    /// `yes`, `warn` or `no`.
    Required,
    /// JSON.
    Json,
}

/// One column and its attribute.
#[derive(Debug, Clone, Copy)]
pub(super) struct Carried {
    /// The column.
    pub(super) key: &'static str,
    /// The attribute, as a path from the item.
    pub(super) path: &'static [&'static str],
    pub(super) form: Form,
}

const fn carried(key: &'static str, path: &'static [&'static str], form: Form) -> Carried {
    Carried { key, path, form }
}

/// The columns of an item, in the order in which they are written. `type` and `name` stand before them.
pub(super) const ITEM: [Carried; 40] = [
    carried("nr_number", &["number"], Form::Text),
    carried("label", &["label"], Form::Words),
    carried("hint", &["hint"], Form::Words),
    carried("guidance_hint", &["guidance"], Form::Words),
    carried("required", &["required"], Form::Required),
    carried("relevant", &["relevant"], Form::Expression),
    carried("constraint", &["constraint"], Form::Expression),
    carried("constraint_message", &["constraint_message"], Form::Words),
    carried("choice_filter", &["choice_filter"], Form::Expression),
    carried("calculation", &["calculation"], Form::Expression),
    carried("nr_mandate", &["mandates"], Form::Lines),
    carried("nr_indicator", &["indicators"], Form::Lines),
    carried("nr_prefill", &["prefill", "from"], Form::Text),
    carried("nr_prefill_map", &["prefill", "map"], Form::Json),
    carried("nr_list", &["list"], Form::Text),
    carried("nr_unit", &["unit"], Form::Text),
    carried("nr_min", &["min"], Form::Bound),
    carried("nr_max", &["max"], Form::Bound),
    carried("nr_decimals", &["decimals"], Form::Number),
    carried("nr_qualifiers", &["qualifiers"], Form::Lines),
    carried("nr_max_length", &["max_length"], Form::Number),
    carried("nr_multiline", &["multiline"], Form::Flag),
    carried("nr_precision", &["precision"], Form::Text),
    carried("nr_other", &["other", "name"], Form::Text),
    carried("nr_other_length", &["other", "max_length"], Form::Number),
    carried("nr_min_selected", &["min_selected"], Form::Number),
    carried("nr_max_selected", &["max_selected"], Form::Number),
    carried("nr_min_ranked", &["min_ranked"], Form::Number),
    carried("nr_max_ranked", &["max_ranked"], Form::Number),
    carried("nr_max_files", &["max_files"], Form::Number),
    carried("nr_over", &["rows", "over"], Form::Text),
    carried("nr_add_own", &["rows", "add_own"], Form::Flag),
    carried("nr_where", &["rows", "where"], Form::Expression),
    carried("nr_min_rows", &["rows", "min"], Form::Number),
    carried("nr_max_rows", &["rows", "max"], Form::Number),
    carried("nr_comment", &["comment"], Form::Flag),
    carried("nr_attachments", &["attachments"], Form::Flag),
    carried("nr_links", &["links"], Form::Flag),
    carried("nr_public", &["public"], Form::Flag),
    carried("nr_was", &["was"], Form::Text),
];

/// The columns of a group, where they carry something else than those of an item: a hint stands for the introduction, and
/// the rows are those of a repeat rather than of a table.
pub(super) const GROUP: [Carried; 6] = [
    carried("hint", &["intro"], Form::Words),
    carried("nr_over", &["repeat", "over"], Form::Text),
    carried("nr_add_own", &["repeat", "add_own"], Form::Flag),
    carried("nr_where", &["repeat", "where"], Form::Expression),
    carried("nr_min_rows", &["repeat", "min"], Form::Number),
    carried("nr_max_rows", &["repeat", "max"], Form::Number),
];

/// All columns of a group.
pub(super) fn of_groups() -> Vec<Carried> {
    let own = |item: &Carried| GROUP.into_iter().find(|group| group.key == item.key);
    ITEM.iter().map(|item| own(item).unwrap_or(*item)).collect()
}

/// Where items and groups have expressions.
pub(super) fn expressions() -> impl Iterator<Item = Carried> {
    ITEM.into_iter().chain(GROUP).filter(|carried| carried.form == Form::Expression)
}

/// The columns of a choice, beside its list and its name.
pub(super) const CHOICE: [Carried; 4] = [
    carried("label", &["label"], Form::Words),
    carried("nr_counts_as", &["counts_as"], Form::Text),
    carried("nr_exclusive", &["exclusive"], Form::Flag),
    carried("nr_details", &["details"], Form::Flag),
];

/// The columns of a list that is more than its choices.
pub(super) const LIST: [Carried; 3] = [
    carried("ordered", &["ordered"], Form::Flag),
    carried("reference", &["reference"], Form::Text),
    carried("per_party", &["per_party"], Form::Flag),
];

/// The columns of a rule, beside its name.
pub(super) const RULE: [Carried; 5] = [
    carried("severity", &["severity"], Form::Text),
    carried("check", &["check"], Form::Text),
    carried("message", &["message"], Form::Words),
    carried("at", &["at"], Form::Lines),
    carried("explain", &["explain"], Form::Flag),
];

/// The columns of the document itself that XLSForm's settings do not have.
pub(super) const DOCUMENT: [Carried; 3] = [
    carried("instrument", &["instrument"], Form::Text),
    carried("respondent", &["respondent"], Form::Text),
    carried("form_title", &["title"], Form::Words),
];

/// The value of one language of a text, or of a cell that stands alone. None when the cell does not fit the form; the
/// caller says what would be right.
pub(super) fn decoded(form: Form, text: &str) -> Option<Value> {
    let trimmed = text.trim();
    match form {
        Form::Words | Form::Expression => Some(Value::from(text)),
        Form::Text => Some(Value::from(trimmed)),
        Form::Flag => flag(trimmed).map(Value::from),
        Form::Number => number(trimmed),
        Form::Bound => Some(number(trimmed).unwrap_or_else(|| Value::from(trimmed))),
        Form::Lines => lines(trimmed),
        Form::Required => match flag(trimmed) {
            Some(true) => Some(Value::from("submit")),
            Some(false) => Some(Value::from("never")),
            None => trimmed.eq_ignore_ascii_case("warn").then(|| Value::from("warn")),
        },
        Form::Json => crate::json::read(trimmed).ok(),
    }
}

/// What would be right in a cell of a form.
pub(super) fn right(form: Form) -> &'static str {
    match form {
        Form::Text | Form::Words | Form::Expression | Form::Bound => "a text",
        Form::Flag => "`yes` or `no`",
        Form::Number => "a number",
        Form::Lines => "a text a line, or an array of texts in JSON",
        Form::Required => "`yes`, `warn` or `no`; a condition is not supported",
        Form::Json => "JSON",
    }
}

/// The cell for a value; none where it would not come back as it is.
pub(super) fn encoded(form: Form, value: &Value) -> Option<String> {
    let text = match (form, value) {
        (Form::Text | Form::Words | Form::Expression | Form::Bound, Value::String(text)) => text.clone(),
        (Form::Flag, Value::Bool(flag)) => (if *flag { "yes" } else { "no" }).to_owned(),
        (Form::Number | Form::Bound, Value::Number(number)) => number.to_string(),
        (Form::Lines, Value::Array(values)) => {
            let texts: Option<Vec<&str>> = values.iter().map(Value::as_str).collect();
            let joined = texts?.join("\n");
            if decoded(form, &joined).as_ref() == Some(value) { joined } else { json(value) }
        }
        (Form::Required, Value::String(word)) => match word.as_str() {
            "submit" => "yes",
            "warn" => "warn",
            "never" => "no",
            _ => return None,
        }
        .to_owned(),
        (Form::Json, value) => json(value),
        _ => return None,
    };
    // A bound of a date is a text though it may look like a number: the question's type says which.
    let same = form == Form::Bound || decoded(form, &text).as_ref() == Some(value);
    (is_safe(&text) && same).then_some(text)
}

/// JSON that a spreadsheet and ODK's converter both leave alone: the one reads `_x0041_`, the other `${name}`.
pub(super) fn json(value: &Value) -> String {
    let text = value.to_string().replace("${", "\\u0024{").replace("_x", "\\u005fx");
    text.replace('\u{fffe}', "\\ufffe").replace('\u{ffff}', "\\uffff")
}

/// Whether a text comes out of a cell as it went in.
fn is_safe(text: &str) -> bool {
    /// Most characters of a cell, in UTF-16 units.
    const CELL: usize = 32_767;
    !text.trim().is_empty()
        && text.encode_utf16().count() <= CELL
        && !text.chars().any(|c| c.is_control() && c != '\n' || matches!(c, '\u{fffe}' | '\u{ffff}'))
        && crate::sheets::unescaped(text.to_owned()) == text
}

fn flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" | "true()" => Some(true),
        "no" | "false" | "false()" => Some(false),
        _ => None,
    }
}

fn number(text: &str) -> Option<Value> {
    serde_json::from_str::<Number>(text).ok().map(Value::Number)
}

/// A text a line. A semicolon parts them too, as people write it; JSON says what could be mistaken.
fn lines(text: &str) -> Option<Value> {
    if text.starts_with("[\"") || text == "[]" {
        let value = crate::json::read(text).ok()?;
        return value.as_array().is_some_and(|all| all.iter().all(Value::is_string)).then_some(value);
    }
    let parts = text.split(['\n', ';']).map(str::trim).filter(|part| !part.is_empty());
    Some(parts.map(Value::from).collect())
}

/// Puts a value at a path of an object.
pub(super) fn put(object: &mut Map<String, Value>, path: &[&str], value: Value) {
    match path {
        [] => {}
        [last] => {
            object.insert((*last).to_owned(), value);
        }
        [first, rest @ ..] => {
            let inner = object.entry((*first).to_owned()).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

/// What stands at a path.
pub(super) fn at<'a>(object: &'a Map<String, Value>, path: &[&str]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    let value = object.get(*first)?;
    if rest.is_empty() { Some(value) } else { at(value.as_object()?, rest) }
}

/// Takes away what stands at a path, and every object that is empty without it.
pub(super) fn take(object: &mut Map<String, Value>, path: &[&str]) {
    let Some((first, rest)) = path.split_first() else { return };
    if let (false, Some(Value::Object(inner))) = (rest.is_empty(), object.get_mut(*first)) {
        take(inner, rest);
        if !inner.is_empty() {
            return;
        }
    }
    object.remove(*first);
}

/// Adds what no column could carry: objects are joined, anything else takes the place of what is there.
pub(super) fn join(object: &mut Map<String, Value>, more: Map<String, Value>) {
    for (key, value) in more {
        match (object.get_mut(&key), value) {
            (Some(Value::Object(there)), Value::Object(more)) => join(there, more),
            (_, value) => {
                object.insert(key, value);
            }
        }
    }
}
