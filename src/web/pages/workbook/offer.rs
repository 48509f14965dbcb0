//! What the ticks of a page of differences send: each carries what was shown, so that nothing else can be saved by it. Pure.
//!
//! The values travel in the form itself rather than in a store of uploads: two uploads at once do not meet, nothing has to be
//! swept away, another server can take the answer, and what is sent is what stood beside the tick. Each answer names the
//! revision that was shown, and each row what was in it: what changed since is refused.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::digest;
use crate::reports::answer::{Answer, Raw};
use crate::reports::reading::Opened;
use crate::reports::save_changes::Sent;
use crate::templates::outline::Outline;

/// What a field of the form may be called: these words and a number.
pub const FIELD: &str = "change-";

/// What one tick sends.
#[derive(Debug, Default, Serialize, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Answers to save.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Offered>,
    /// A row to take away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remove: Option<Removal>,
}

/// An answer to save.
#[derive(Debug, Serialize, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Offered {
    path: String,
    #[serde(default)]
    value: Json,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    other: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    qualifier: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    revision: i32,
    #[serde(default)]
    confirms: bool,
}

/// A row to take away.
#[derive(Debug, Serialize, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Removal {
    /// Its path.
    pub row: String,
    /// What was in it, as a hash.
    pub seen: String,
}

impl Offered {
    /// An answer as it was shown.
    pub fn of(path: &str, raw: &Raw, revision: i32, confirms: bool) -> Self {
        Self {
            path: path.to_owned(),
            value: raw.value.clone(),
            other: raw.other.clone(),
            qualifier: raw.qualifier.clone(),
            comment: raw.comment.clone(),
            revision,
            confirms,
        }
    }

    /// How long a browser makes it: up to three bytes for one.
    pub fn bytes(&self) -> usize {
        let text = serde_json::to_string(self).unwrap_or_default();
        text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { 1 } else { 3 }).sum()
    }

    /// As the rules of a form take it.
    pub fn sent(self) -> Sent {
        let raw = Raw {
            value: self.value,
            other: self.other,
            qualifier: self.qualifier,
            comment: self.comment,
            ..Raw::default()
        };
        Sent {
            path: self.path,
            was: None,
            raw: Ok(raw),
            based_on: self.revision,
            confirms: self.confirms,
            operation: None,
        }
    }
}

impl Offer {
    /// The value of a tick that saves one answer.
    pub fn of(one: Offered) -> String {
        serde_json::to_string(&Self { answers: vec![one], remove: None }).unwrap_or_default()
    }

    /// The value of a tick with one answer more.
    pub fn adding(value: &str, one: Offered) -> String {
        let mut offer: Self = serde_json::from_str(value).unwrap_or_default();
        offer.answers.push(one);
        serde_json::to_string(&offer).unwrap_or_default()
    }

    /// The value of a tick that takes a row away.
    pub fn removing(removal: Removal) -> String {
        serde_json::to_string(&Self { answers: Vec::new(), remove: Some(removal) }).unwrap_or_default()
    }
}

/// The answers in a row of a repeat or a table and in the rows within, and the hash of their revisions: what is seen of a row
/// before it is taken away.
pub fn seen<'a>(
    outline: &Outline<'_>,
    opened: &'a Opened,
    frame: &str,
    row: &str,
) -> (Vec<(&'a str, &'a Answer)>, String) {
    let within = |slot: Option<usize>| {
        outline.around(slot).into_iter().filter_map(|at| outline.frames.get(at)).any(|one| one.name().as_str() == frame)
    };
    let keys: Vec<&str> =
        outline.slots.iter().filter(|slot| within(slot.frame)).map(|slot| slot.key.as_ref()).collect();
    let inside = |at: &str| at == row || at.strip_prefix(row).is_some_and(|rest| rest.starts_with('/'));
    let all = opened.stored.all().filter(|(key, at, _)| keys.contains(key) && inside(at));
    let mut held = Vec::new();
    let mut text = String::new();
    for (key, at, stored) in all {
        text.push_str(&format!("{key} {at} {}\n", stored.revision));
        held.push((key, &stored.answer));
    }
    (held, digest::sha256(text.as_bytes()))
}
