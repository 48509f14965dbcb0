//! What an answer looks like on its way in and out.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

use crate::clock;
use crate::flaw::{Flaw, Shaped};
use crate::reports::answer::{Beside, Raw};
use crate::reports::carried::Carried;
use crate::reports::reading::Found;
use crate::reports::save_answers::{Entries, Entry, MOST_AT_ONCE, OPERATION_LENGTH, Saved};
use crate::reports::sheet::Status;
use crate::reports::store::Stored;
use crate::templates::Qualifier;

/// An answer to be saved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnswer {
    /// In the form of the question's kind; null clears the answer.
    pub value: Json,
    /// The words of the choice beyond the list.
    pub other: Option<String>,
    /// How sure a number is: exact, estimate, at_least, unknown.
    pub qualifier: Option<String>,
    /// A word beside the answer.
    pub comment: Option<String>,
    /// The language it is written in.
    pub language: Option<String>,
    /// Files of the report that stand beside the answer: their ids.
    #[schema(value_type = Option<Vec<String>>)]
    pub attachments: Option<Json>,
    /// Links beside the answer.
    #[schema(value_type = Option<Vec<Link>>)]
    pub links: Option<Json>,
    /// The revision it is based on: 0 for an answer never given.
    pub revision: i32,
    /// Makes a repeat harmless: the same id with the same body gives the first result.
    pub operation: Option<String>,
}

/// One of many answers to be saved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OneOfMany {
    /// Where it goes.
    pub path: String,
    /// In the form of the question's kind; null clears the answer.
    pub value: Json,
    /// The words of the choice beyond the list.
    pub other: Option<String>,
    /// How sure a number is: exact, estimate, at_least, unknown.
    pub qualifier: Option<String>,
    /// A word beside the answer.
    pub comment: Option<String>,
    /// The language it is written in.
    pub language: Option<String>,
    /// Files of the report that stand beside the answer: their ids.
    #[schema(value_type = Option<Vec<String>>)]
    pub attachments: Option<Json>,
    /// Links beside the answer.
    #[schema(value_type = Option<Vec<Link>>)]
    pub links: Option<Json>,
    /// The revision it is based on: 0 for an answer never given.
    pub revision: i32,
}

/// A link beside an answer.
#[derive(Serialize, ToSchema)]
pub struct Link {
    /// Where it leads: https:// or http://.
    pub url: String,
    /// What to call it.
    pub label: Option<String>,
}

/// Many answers to be saved, all or nothing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnswers {
    /// The answers.
    pub answers: Vec<OneOfMany>,
    /// Makes a repeat harmless.
    pub operation: Option<String>,
}

impl NewAnswer {
    /// As the verb takes it, for the path of the URL.
    pub fn read(self, path: String) -> Shaped<Entries> {
        let operation = operation(self.operation)?;
        let raw = Raw {
            value: self.value,
            other: self.other,
            qualifier: self.qualifier,
            comment: self.comment,
            language: self.language,
            beside: Beside { attachments: self.attachments, links: self.links },
        };
        Ok(Entries { answers: vec![Entry { path, raw, revision: self.revision }], operation })
    }
}

impl NewAnswers {
    /// As the verb takes them.
    pub fn read(self) -> Shaped<Entries> {
        let operation = operation(self.operation)?;
        if self.answers.is_empty() || self.answers.len() > MOST_AT_ONCE {
            let said = format!("send at least one answer and at most {MOST_AT_ONCE}");
            return Err(vec![Flaw::new("answers", "count", said)]);
        }
        let entry = |one: OneOfMany| {
            let raw = Raw {
                value: one.value,
                other: one.other,
                qualifier: one.qualifier,
                comment: one.comment,
                language: one.language,
                beside: Beside { attachments: one.attachments, links: one.links },
            };
            Entry { path: one.path, raw, revision: one.revision }
        };
        Ok(Entries { answers: self.answers.into_iter().map(entry).collect(), operation })
    }
}

/// An operation id that can be kept.
pub fn operation(sent: Option<String>) -> Shaped<Option<String>> {
    let fits = |id: &String| !id.is_empty() && id.len() <= OPERATION_LENGTH && id.bytes().all(|b| b.is_ascii_graphic());
    match sent {
        Some(id) if !fits(&id) => {
            let said = format!("an operation id has 1 to {OPERATION_LENGTH} visible ASCII characters");
            Err(vec![Flaw::new("operation", "malformed", said)])
        }
        fine => Ok(fine),
    }
}

/// What was said at a path, by whom and when.
#[derive(Debug, Serialize, ToSchema)]
pub struct Said {
    /// The value; null where there is none.
    pub value: Json,
    /// The words of the choice beyond the list.
    pub other: Option<String>,
    /// How sure a number is.
    pub qualifier: Option<&'static str>,
    /// A word beside the answer.
    pub comment: Option<String>,
    /// The language it is written in.
    pub language: Option<String>,
    /// Files of the report that stand beside the answer: their ids; null where there is none.
    #[schema(value_type = Option<Vec<String>>)]
    pub attachments: Json,
    /// Links beside the answer; null where there is none.
    #[schema(value_type = Option<Vec<Link>>)]
    pub links: Json,
    /// Counts the saves of this answer; 0 for one never given.
    pub revision: i32,
    /// When it was saved.
    pub saved_at: Option<String>,
    /// By whom.
    pub saved_by: Option<String>,
}

impl Said {
    /// An answer as it goes out.
    pub fn of(stored: &Stored) -> Self {
        Self {
            value: stored.answer.value.clone().unwrap_or_default(),
            other: stored.answer.other.clone(),
            qualifier: stored.answer.qualifier.map(Qualifier::word),
            comment: stored.answer.comment.clone(),
            language: stored.answer.language.clone(),
            attachments: stored.answer.beside.attachments.clone().unwrap_or_default(),
            links: stored.answer.beside.links.clone().unwrap_or_default(),
            revision: stored.revision,
            saved_at: stored.saved_at.map(clock::written),
            saved_by: stored.saved_by.clone(),
        }
    }
}

/// An answer with its place.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerOut {
    /// Where.
    pub path: String,
    /// The question's kind.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The value; null where there is none.
    pub value: Json,
    /// The words of the choice beyond the list.
    pub other: Option<String>,
    /// How sure a number is.
    pub qualifier: Option<&'static str>,
    /// A word beside the answer.
    pub comment: Option<String>,
    /// The language it is written in.
    pub language: Option<String>,
    /// Files of the report that stand beside the answer: their ids; null where there is none.
    #[schema(value_type = Option<Vec<String>>)]
    pub attachments: Json,
    /// Links beside the answer; null where there is none.
    #[schema(value_type = Option<Vec<Link>>)]
    pub links: Json,
    /// Counts the saves of this answer; 0 for one never given.
    pub revision: i32,
    /// When it was saved.
    pub saved_at: Option<String>,
    /// By whom.
    pub saved_by: Option<String>,
    /// blank, answered, unconfirmed or not_applicable; what a save answers never says not_applicable.
    pub state: &'static str,
    /// Where a person last said it; only of what nobody has confirmed in this report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried_from: Option<CarriedFrom>,
    /// The report's revision after the save; only in the answer to a save.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_revision: Option<i64>,
}

impl AnswerOut {
    /// An answer as it goes out.
    pub fn of(path: &str, found: &Found<'_>) -> Self {
        Self::new(path, (found.kind, found.status), &found.stored)
    }

    fn new(path: &str, (kind, status): (&'static str, Status), stored: &Stored) -> Self {
        let said = Said::of(stored);
        Self {
            path: path.to_owned(),
            kind,
            value: said.value,
            other: said.other,
            qualifier: said.qualifier,
            comment: said.comment,
            language: said.language,
            attachments: said.attachments,
            links: said.links,
            revision: said.revision,
            saved_at: said.saved_at,
            saved_by: said.saved_by,
            state: status.word(),
            carried_from: stored.carried.as_ref().map(CarriedFrom::of),
            report_revision: None,
        }
    }

    /// A saved answer as it goes out.
    pub fn saved(saved: &Saved) -> Self {
        let status = Status::of(true, &saved.stored.answer, saved.stored.carried.is_some());
        let out = Self::new(&saved.path, (saved.kind, status), &saved.stored);
        Self { report_revision: Some(saved.report_revision), ..out }
    }
}

/// Where an answer was last said by a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct CarriedFrom {
    /// In which cycle.
    pub cycle: String,
    /// In which submission of that report.
    pub submission: i32,
    /// What people cite: cms-cop14/KEN/1.
    pub reference: String,
    /// The path of the answer there.
    pub question: String,
}

impl CarriedFrom {
    /// As it goes out.
    pub fn of(carried: &Carried) -> Self {
        Self {
            cycle: carried.cycle.to_string(),
            submission: carried.submission,
            reference: carried.reference.clone(),
            question: carried.question.clone(),
        }
    }
}

/// Answers, in the template's order.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswersOut {
    /// The answers.
    pub answers: Vec<AnswerOut>,
}
