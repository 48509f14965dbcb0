//! Whoever is called in by a remark is told. The letter says where, never what: a draft leaves the house in no letter.

use super::mentions::called as named;
use crate::access::readers_store::readers;
use crate::access::{Action, Actor, Place};
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::reports::letters::write;
use crate::reports::path::Spot;
use crate::reports::{Desk, Report, store::party_name};
use crate::templates::Published;
use crate::words;

/// What is told.
pub(super) struct Told<'a> {
    /// In which report.
    pub report: &'a Report,
    /// What is asked in it.
    pub published: &'a Published,
    /// About which answer.
    pub spot: &'a Spot<'a>,
    /// Its path.
    pub at: &'a str,
    /// The number of the remark.
    pub number: i64,
}

/// Writes to everybody whom the words call in and who may read them.
pub(super) fn called(
    tx: &mut Conn,
    desk: &Desk<'_>,
    actor: &Actor,
    told: &Told<'_>,
    said: &str,
    now: Moment,
) -> Result<(), Fault> {
    if !said.contains('@') {
        return Ok(());
    }
    let place = Place { section: Some(told.spot.section.name.clone()), ..told.report.place() };
    let mut people = readers(tx, Action::Discuss, &place, now)?;
    people.retain(|holder| holder.account != actor.account);
    let link = format!("{}/reports/{}/comments/{}", desk.base, told.report.code(), told.at);
    let template = &told.published.template;
    let question = told.spot.question;
    for holder in named(said, &people) {
        let language = holder.language.as_str();
        let party = party_name(tx, &told.report.party, language)?;
        let label = question.label.in_language(language, &template.default_language);
        let asked = format!("{} {label}", question.number.as_deref().unwrap_or_default());
        let values = [
            ("name", holder.name.as_str()),
            ("by", actor.name.as_str()),
            ("party", party.as_str()),
            ("cycle", told.report.cycle.code.as_str()),
            ("question", asked.trim()),
            ("link", link.as_str()),
            ("instrument", told.report.cycle.instrument.as_str()),
            ("base", desk.base),
        ];
        let text = words::letter(language, "letter.remark", &values);
        write(tx, holder, "remark", &format!("{}/{}", told.report.id, told.number), text, now)?;
    }
    Ok(())
}
