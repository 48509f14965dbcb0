//! What the Parties are told of a move: whoever is in the middle of a report, in their language.

use super::impact::{Impact, Line};
use super::{is_in_progress, store};
use crate::access::store::holders;
use crate::clock::Moment;
use crate::cycles::Cycle;
use crate::db::Conn;
use crate::fault::Fault;
use crate::reports::letters::{HEAR, write};
use crate::reports::{Desk, store::party_name};
use crate::templates::Template;
use crate::words;

/// Most changes that one letter lists: what is more, people read in the form.
const MOST_LISTED: usize = 60;

/// What is told.
pub(super) struct Told<'a> {
    /// The cycle as it is now.
    pub cycle: &'a Cycle,
    /// What is asked now.
    pub template: &'a Template,
    /// What changed.
    pub impact: &'a Impact,
    /// Why.
    pub reason: &'a str,
    /// Which telling of the cycle's version it is.
    pub sequence: i32,
}

/// Writes to everybody who answers for a Party whose report is in progress. Answers how many letters there are.
pub(super) fn moved(tx: &mut Conn, desk: &Desk<'_>, told: &Told<'_>, now: Moment) -> Result<usize, Fault> {
    let mut count = 0;
    for head in store::heads(tx, &told.cycle.code)?.iter().filter(|head| is_in_progress(head)) {
        let code = format!("{}/{}", told.cycle.code, head.party);
        let link = format!("{}/reports/{code}", desk.base);
        for holder in holders(tx, &told.cycle.instrument, &head.party, &HEAR, now)? {
            let language = holder.language.as_str();
            let party = party_name(tx, &head.party, language)?;
            let changes = changes(told, language);
            let values = [
                ("name", holder.name.as_str()),
                ("party", party.as_str()),
                ("cycle", told.cycle.code.as_str()),
                ("title", told.template.title.in_language(language, &told.template.default_language)),
                ("reason", told.reason),
                ("changes", changes.as_str()),
                ("link", link.as_str()),
                ("instrument", told.cycle.instrument.as_str()),
                ("base", desk.base),
            ];
            let text = words::letter(language, "letter.moved", &values);
            write(tx, &holder, "moved", &format!("{code}/{}", told.sequence), text, now)?;
            count += 1;
        }
    }
    Ok(count)
}

fn changes(told: &Told<'_>, language: &str) -> String {
    let fallback = told.template.default_language.as_str();
    let line = |line: &Line| format!("- {}: {}", line.change.about(language, fallback), line.change.said(language));
    let mut lines: Vec<String> = told.impact.lines.iter().take(MOST_LISTED).map(line).collect();
    let more = told.impact.lines.len().saturating_sub(lines.len());
    if more > 0 {
        lines.push(words::text(language, "letter.moved.more", &[("n", &more.to_string())]));
    }
    lines.join("\n")
}
