//! What a report's no becomes.

use actix_web::http::StatusCode;
use serde_json::{Value as Json, json};

use super::Problem;
use crate::clock;
use crate::flaw::Flaw;
use crate::reports::gaps::{Gap, Message};
use crate::reports::{Conflict, Refusal};
use crate::web::api::reports::Said;
use crate::words;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Denied(denied) => denied.into(),
            Refusal::Flaws(flaws) => flaws.into(),
            Refusal::OperationReused(operation) => {
                let said = "This operation id was used before, for something else. Take a new one.";
                let shown: String = operation.chars().take(100).collect();
                Self::unfit(vec![Flaw::new("operation", "operation_reused", said)]).with("operation", json!(shown))
            }
            Refusal::Submitted => Self::conflict("submitted", "The report is submitted. Reopen it to change it."),
            Refusal::NotSubmitted => {
                Self::conflict("not_submitted", "The report is not submitted: there is nothing to reopen.")
            }
            Refusal::NotOpen(at) => {
                Self::conflict("not_open", "The cycle is not open yet.").with("opens_at", json!(clock::written(at)))
            }
            Refusal::Closed(at) => {
                Self::conflict("closed", "The cycle is closed. Ask the Secretariat for an extension.")
                    .with("closes_at", json!(clock::written(at)))
            }
            Refusal::Stale(conflicts) => stale(&conflicts),
            Refusal::StaleReport(revision) => {
                let said = "The report changed since you read it. Look at it again, then submit it.";
                Self::conflict("stale", said).with("revision", json!(revision))
            }
            Refusal::StaleImpact(impact) => {
                let said = "What the move touches is no longer what you saw. Look at it again, then decide.";
                Self::conflict("stale", said).with("impact", json!(impact.sha256()))
            }
            Refusal::Gaps(gaps) => {
                let said = format!("{} answers are missing or unfinished.", gaps.len());
                let errors = gaps.iter().map(as_flaw).collect();
                Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "gaps", said) }
            }
            Refusal::NotYoursToReopen(turn) => {
                let said = "Until the cut-off the Party reopens its report itself; afterwards the Secretariat does, when the Party asks.";
                Self::forbidden(said).with("turns_at", json!(clock::written(turn)))
            }
            Refusal::Fault(fault) => fault.into(),
        }
    }
}

fn as_flaw(gap: &Gap) -> Flaw {
    Flaw::new(&gap.path, gap.code, said(gap, words::FALLBACK, words::FALLBACK))
}

/// What a gap says in a language; the template's own words in `fallback` where they lack it.
pub fn said(gap: &Gap, fallback: &str, language: &str) -> String {
    match &gap.message {
        Message::Words(key, values) => {
            let values: Vec<(&str, &str)> = values.iter().map(|(place, value)| (*place, value.as_str())).collect();
            words::text(language, key, &values)
        }
        Message::Own(texts) => texts.in_language(language, fallback).to_owned(),
    }
}

/// 409 with both values of every conflict; those of the first stand at the top, for it is mostly the only one.
fn stale(conflicts: &[Conflict]) -> Problem {
    let shown: Vec<Json> = conflicts
        .iter()
        .map(|conflict| {
            let mut yours = conflict.yours.clone();
            if let Some(fields) = yours.as_object_mut() {
                fields.insert("revision".to_owned(), json!(conflict.based_on));
            }
            json!({ "path": conflict.path, "yours": yours, "theirs": Said::of(&conflict.theirs) })
        })
        .collect();
    let first = shown.first().cloned().unwrap_or_default();
    let errors = conflicts
        .iter()
        .map(|conflict| {
            Flaw::new(&conflict.path, "stale", "Somebody saved this answer first. Nothing was overwritten.")
        })
        .collect();
    let said = "Somebody saved this answer first. Nothing was overwritten: both values are here.";
    Problem { errors, ..Problem::conflict("stale", said) }
        .with("yours", first.get("yours").cloned().unwrap_or_default())
        .with("theirs", first.get("theirs").cloned().unwrap_or_default())
        .with("conflicts", Json::Array(shown))
}
