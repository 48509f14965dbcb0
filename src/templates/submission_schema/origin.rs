//! Where a submission, or an answer of it, comes from. Pure.

use serde_json::{Value, json};

use super::MOMENT;

/// Where a round comes from that was held elsewhere.
pub(super) fn imported() -> Value {
    json!({
        "description": "Only in a round that was held elsewhere: where it comes from, the SHA-256 of the file it was read from, and when.",
        "type": "object",
        "additionalProperties": false,
        "required": ["source", "sha256", "at"],
        "properties": {
            "source": { "$ref": "#/$defs/declared" },
            "sha256": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
            "at": { "type": "string", "pattern": MOMENT },
        },
    })
}

/// Where an unconfirmed answer was last said by a person.
pub(super) fn carried_from() -> Value {
    json!({
        "description": "The submission in which a person last stood for the answer, and the answer's path there.",
        "type": "object",
        "additionalProperties": false,
        "required": ["cycle", "submission", "reference", "question"],
        "properties": {
            "cycle": { "type": "string", "pattern": "^[a-z0-9-]{1,40}$" },
            "submission": { "type": "integer", "minimum": 1 },
            "reference": { "type": "string", "minLength": 1 },
            "question": { "type": "string", "minLength": 1 },
        },
    })
}
