//! Values that are lists: choices, links and files.

use serde_json::{Value, json};

use super::{names, words};
use crate::templates::limits::{LINK_LABEL_LENGTH, MOST_LINKS, URL_LENGTH};
use crate::templates::{Choice, Kind, Other};

/// Files, each with what it was when it was frozen.
pub(super) fn files(most: usize) -> Value {
    let properties = json!({
        "id": { "type": "string" },
        "name": words(200),
        "sha256": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
        "bytes": { "type": "integer", "minimum": 1 },
        "media_type": { "type": "string", "minLength": 1 },
    });
    json!({
        "type": "array",
        "minItems": 1,
        "maxItems": most,
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["id", "name", "sha256", "bytes", "media_type"],
            "properties": properties,
        },
    })
}

/// Links, each with what to call it.
pub(super) fn links() -> Value {
    json!({
        "type": "array",
        "minItems": 1,
        "maxItems": MOST_LINKS,
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["url"],
            "properties": {
                "url": { "type": "string", "maxLength": URL_LENGTH, "pattern": "^https?://[^/?#]+" },
                "label": words(LINK_LABEL_LENGTH),
            },
        },
    })
}

/// Several choices of a list, each once.
pub(super) fn several(choices: &[Choice], other: Option<&Other>, kind: &Kind, order: &str) -> Value {
    let names = names(choices, other);
    let (least, most) = kind.bounds().unwrap_or_default();
    let mut schema = json!({
        "description": order,
        "type": "array",
        "uniqueItems": true,
        "minItems": least.unwrap_or(1),
        "maxItems": most.unwrap_or(names.len()).min(names.len()),
        "items": { "enum": names },
    });
    let alone =
        |choice: &Choice| json!({ "if": { "contains": { "const": choice.name.as_str() } }, "then": { "maxItems": 1 } });
    let exclusive: Vec<Value> = choices.iter().filter(|choice| choice.exclusive).map(alone).collect();
    if let Some(schema) = schema.as_object_mut().filter(|_| !exclusive.is_empty()) {
        schema.insert("allOf".to_owned(), json!(exclusive));
    }
    schema
}
