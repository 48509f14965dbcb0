//! What the Party is told: that a report was received, that it was reopened.

use super::submissions::Submission;
use super::{Desk, Report, store};
use crate::access::Role;
use crate::access::store::{Holder, holders};
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::mail::{self, Letter};
use crate::parties;
use crate::templates::Published;
use crate::words;

/// Who answers for a Party, and so hears of its report.
pub(super) const HEAR: [Role; 2] = [Role::FocalPoint, Role::NgoReporter];

/// The receipt of a submission, to everybody who answers for the Party.
pub fn receipt(
    tx: &mut Conn,
    desk: &Desk<'_>,
    report: &Report,
    published: &Published,
    submission: &Submission,
    now: Moment,
) -> Result<(), Fault> {
    let number = submission.number.to_string();
    let audit_sequence = submission.audit.0.to_string();
    let link = format!("{}/reports/{}/submissions/{number}", desk.base, report.code());
    let contact = parties::store::contact(tx, &report.cycle.instrument)?;
    for holder in holders(tx, &report.cycle.instrument, &report.party, &HEAR, now)? {
        let submitted_at = words::moment(&holder.language, submission.submitted_at, report.cycle.time_zone.name());
        let title = published.template.title.in_language(&holder.language, &published.template.default_language);
        let party = store::party_name(tx, &report.party, &holder.language)?;
        let ask = |contact: &String| words::text(&holder.language, "letter.receipt.ask", &[("contact", contact)]);
        let ask = contact.as_ref().map(|contact| format!("\n\n{}", ask(contact))).unwrap_or_default();
        let values = [
            ("name", holder.name.as_str()),
            ("ask", ask.as_str()),
            ("title", title),
            ("party", party.as_str()),
            ("reference", submission.reference.as_str()),
            ("cycle", report.cycle.code.as_str()),
            ("submitted_at", submitted_at.as_str()),
            ("sha256", submission.sha256.as_str()),
            ("declared_name", submission.declaration.name.as_str()),
            ("declared_capacity", submission.declaration.capacity.as_str()),
            ("audit_sequence", audit_sequence.as_str()),
            ("audit_link", submission.audit.1.as_str()),
            ("link", link.as_str()),
            ("instrument", report.cycle.instrument.as_str()),
            ("base", desk.base),
        ];
        let text = words::letter(&holder.language, "letter.receipt", &values);
        write(tx, &holder, "receipt", &submission.reference, text, now)?;
    }
    Ok(())
}

/// The news that a report was reopened, and why.
pub fn reopened(tx: &mut Conn, desk: &Desk<'_>, report: &Report, reason: &str, now: Moment) -> Result<(), Fault> {
    let about = format!("{}/{}", report.code(), report.submissions);
    let link = format!("{}/reports/{}", desk.base, report.code());
    let zone = report.cycle.time_zone.name();
    let until = report.reopened_until.or(report.cycle.timetable.closes_at);
    for holder in holders(tx, &report.cycle.instrument, &report.party, &HEAR, now)? {
        let party = store::party_name(tx, &report.party, &holder.language)?;
        let until = match until {
            Some(until) => {
                let until = words::moment(&holder.language, until, zone);
                words::text(&holder.language, "letter.reopened.until", &[("date", &until)])
            }
            None => words::text(&holder.language, "letter.reopened.without_end", &[]),
        };
        let values = [
            ("name", holder.name.as_str()),
            ("party", party.as_str()),
            ("cycle", report.cycle.code.as_str()),
            ("reference", about.as_str()),
            ("reason", reason),
            ("until", until.as_str()),
            ("link", link.as_str()),
            ("instrument", report.cycle.instrument.as_str()),
            ("base", desk.base),
        ];
        let text = words::letter(&holder.language, "letter.reopened", &values);
        write(tx, &holder, "reopened", &about, text, now)?;
    }
    Ok(())
}

/// Stores a letter about something, once for each person.
pub(super) fn write(
    tx: &mut Conn,
    to: &Holder,
    kind: &'static str,
    about: &str,
    (subject, body): (String, String),
    now: Moment,
) -> Result<(), Fault> {
    let letter = Letter {
        message_key: format!("{kind}:{about}:{}", to.account),
        kind,
        account: Some(to.account.clone()),
        address: to.email.clone(),
        language: to.language.clone(),
        subject,
        body,
        token_purpose: None,
        post_after: now,
    };
    mail::store::enqueue(tx, &letter, now)?;
    Ok(())
}
