//! Says something about an answer.

use super::begin::{begin, has_room};
use super::read::may_discuss;
use super::{Deed, Remark, WORDS_LENGTH, fold, letters, store};
use crate::access::{Actor, Denied};
use crate::clock::Moment;
use crate::db::Conn;
use crate::flaw::{Flaw, Shaped};
use crate::ids::{CycleCode, PartyCode};
use crate::reports::save_answers::OPERATION_LENGTH;
use crate::reports::{Desk, Refusal, store as reports};

/// A remark as a door hands it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// What is said.
    pub words: String,
    /// Makes a repeat harmless.
    pub operation: Option<String>,
}

/// Writes a remark for a person, and letters to those it calls in.
///
/// # Errors
/// In this order: `Denied`, `Flaws` of the shape, `OperationReused`, `Flaws` of the meaning.
pub fn say(
    tx: &mut Conn,
    actor: &Actor,
    desk: &Desk<'_>,
    report: (&CycleCode, &PartyCode),
    at: &str,
    input: Shaped<New>,
    now: Moment,
) -> Result<Remark, Refusal> {
    let begun = begin(tx, actor, desk.shelf, report)?;
    let (report, spot) = (&begun.report, begun.spot(at)?);
    for step in spot.rows.iter().filter(|step| step.made) {
        if reports::current(tx, &report.id, step.frame, &step.row)?.revision == 0 {
            return Err(Denied::NotFound.into());
        }
    }
    let permit = may_discuss(actor, report, &spot.section.name)?;
    let new = checked(input?)?;
    let deed = Deed { words: Some(new.words.clone()), ..begun.next(tx, actor, &spot, now)? };
    if let Some(operation) = &new.operation
        && let Some(done) = store::operation(tx, &report.id, operation)?
    {
        let is_same = (&done.question, &done.row, &done.words) == (&deed.question, &deed.row, &deed.words)
            && done.by.as_ref().map(|(id, _)| id) == Some(&actor.account);
        return if is_same { one(done) } else { Err(Refusal::OperationReused(operation.clone())) };
    }
    has_room(&deed, "words")?;
    store::append(tx, &permit, &deed, new.operation.as_deref())?;
    let told = letters::Told { report, published: &begun.published, spot: &spot, at, number: deed.sequence };
    letters::called(tx, desk, actor, &told, &new.words, now)?;
    begun.record(tx, desk, &permit, &deed, now)?;
    one(deed)
}

fn one(deed: Deed) -> Result<Remark, Refusal> {
    let missing = || crate::fault::Fault::Broken("a remark that was written is none".to_owned());
    Ok(fold([deed]).pop().ok_or_else(missing)?)
}

fn checked(new: New) -> Result<New, Refusal> {
    let words = new.words.replace("\r\n", "\n").trim().to_owned();
    let mut flaws = Vec::new();
    let mut add = |at: &str, code: &str, said: String| flaws.push(Flaw::new(at, code, said));
    match words.chars().count() {
        0 => add("words", "required", "say something".to_owned()),
        length if length > WORDS_LENGTH => {
            add("words", "too_long", format!("at most {WORDS_LENGTH} characters fit, these are {length}"));
        }
        _ if words.chars().any(|c| c.is_control() && !['\n', '\t'].contains(&c)) => {
            add("words", "control_character", "take out the control character".to_owned());
        }
        _ => {}
    }
    let fits =
        |id: &String| (1..=OPERATION_LENGTH).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    if new.operation.as_ref().is_some_and(|id| !fits(id)) {
        add("operation", "malformed", format!("an operation id is 1 to {OPERATION_LENGTH} printable ASCII characters"));
    }
    if flaws.is_empty() { Ok(New { words, ..new }) } else { Err(flaws.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &str, operation: Option<&str>, expect: Result<&str, &[&str]>) {
        let new = New { words: words.to_owned(), operation: operation.map(str::to_owned) };
        let found = match checked(new) {
            Ok(new) => Ok(new.words),
            Err(Refusal::Flaws(flaws)) => Err(flaws.into_iter().map(|flaw| flaw.code).collect::<Vec<_>>()),
            Err(other) => panic!("{other}"),
        };
        assert_eq!(
            found,
            expect.map(str::to_owned).map_err(|codes| codes.iter().map(|&code| code.to_owned()).collect())
        );
    }

    #[test]
    fn what_is_said_fits_or_is_refused_with_a_reason() {
        check(" one\r\ntwo ", None, Ok("one\ntwo"));
        check("tab\there", Some("a-1"), Ok("tab\there"));
        check(" \n ", None, Err(&["required"]));
        check(&"é".repeat(WORDS_LENGTH), None, Ok(&"é".repeat(WORDS_LENGTH)));
        check(&"é".repeat(WORDS_LENGTH + 1), None, Err(&["too_long"]));
        check("a\u{1b}b", Some(""), Err(&["control_character", "malformed"]));
    }
}
