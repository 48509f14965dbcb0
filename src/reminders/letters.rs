//! How a reminder reads. Pure.

use crate::access::store::Holder;
use crate::clock::Moment;
use crate::cycles::Cycle;
use crate::ids::PartyCode;
use crate::mail::Letter;
use crate::templates::Template;
use crate::words;

use super::schedule::{Milestone, local_day};

/// What a reminder speaks of.
pub struct About<'a> {
    /// Which round.
    pub cycle: &'a Cycle,
    /// What is asked.
    pub template: &'a Template,
    /// What people type to get here.
    pub base: &'a str,
    /// Whose report.
    pub party: &'a PartyCode,
    /// The Party's name by language, English first.
    pub names: &'a [(&'static str, String)],
    /// Whether somebody began to answer.
    pub is_started: bool,
    /// The Party's own deadline.
    pub deadline: Moment,
    /// Which point before or after it.
    pub milestone: Milestone,
}

/// What makes a reminder once only.
pub fn key(about: &About<'_>, holder: &Holder) -> String {
    format!("{}{}:{}:{}", keys_begin(about.cycle), about.party, about.milestone, holder.account)
}

/// How the keys of a cycle's reminders begin.
pub fn keys_begin(cycle: &Cycle) -> String {
    format!("reminder:{}:", cycle.code)
}

/// The letter to one person.
pub fn reminder(about: &About<'_>, holder: &Holder, now: Moment) -> Letter {
    let language = holder.language.as_str();
    let zone = about.cycle.time_zone;
    let title = about.template.title.in_language(language, &about.template.default_language);
    let date = words::day(language, about.milestone.deadline);
    let due_at = words::moment(language, about.deadline, zone.name());
    let days = in_days((about.milestone.deadline - local_day(zone, now)).num_days(), language);
    let state = if about.is_started { "reminder.state.in_progress" } else { "reminder.state.not_started" };
    let link = format!("{}/reports/{}/{}", about.base, about.cycle.code, about.party);
    let values = [
        ("name", holder.name.as_str()),
        ("title", title),
        ("party", party_name(about, language)),
        ("date", date.as_str()),
        ("due_at", due_at.as_str()),
        ("days", days.as_str()),
        ("state", &words::text(language, state, &[])),
        ("link", link.as_str()),
        ("instrument", about.cycle.instrument.as_str()),
        ("base", about.base),
    ];
    let which = if about.milestone.is_before() { "reminder.before" } else { "reminder.after" };
    let (subject, body) = words::letter(language, which, &values);
    Letter {
        message_key: key(about, holder),
        kind: "reminder",
        account: Some(holder.account.clone()),
        address: holder.email.clone(),
        language: holder.language.clone(),
        subject,
        body,
        token_purpose: None,
        post_after: now,
    }
}

/// How far the deadline is, counted in days of the calendar.
fn in_days(days: i64, language: &str) -> String {
    match days {
        0 => words::text(language, "reminder.today", &[]),
        1.. => words::counted(language, "reminder.days", days.unsigned_abs(), &[]),
        _ => words::counted(language, "reminder.days_ago", days.unsigned_abs(), &[]),
    }
}

fn party_name<'a>(about: &'a About<'_>, language: &str) -> &'a str {
    let own = about.names.iter().find(|(code, _)| language.starts_with(code));
    own.or(about.names.first()).map_or(about.party.as_str(), |(_, name)| name.as_str())
}
