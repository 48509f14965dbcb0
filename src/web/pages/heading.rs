//! Which report a page is about: what it is called, whose it is, where it is.

use crate::access::{Action, Actor, permit};
use crate::clock::Moment;
use crate::cycles::Cycle;
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::{ItemName, PartyCode};
use crate::reports::reading::Opened;
use crate::reports::{State, store};
use crate::templates::Template;
use crate::words;

/// The name and the place of a report.
#[derive(Debug, Clone)]
pub struct Heading {
    /// The Party's name.
    pub party: String,
    /// The template's title.
    pub title: String,
    /// The cycle's code, and its meeting if it has one.
    pub round: String,
    /// `/reports/cms-cop15/KEN`
    pub path: String,
    /// The address of the empty form.
    pub form: String,
    /// The deadline in words, on the clocks of the cycle.
    pub due: String,
    /// How far away it is, in words.
    pub away: String,
    /// Whether it is past.
    pub overdue: bool,
    /// The language and direction of what is asked, where the template lacks the language of the page.
    pub asked: Option<(String, &'static str)>,
}

impl Heading {
    /// The heading of a report, for somebody of this language.
    pub fn of(tx: &mut Conn, opened: &Opened, language: &str, now: Moment) -> Result<Self, Fault> {
        let (report, cycle) = (&opened.report, &opened.report.cycle);
        let due = cycle.timetable.due(report.extended_to);
        Ok(Self {
            party: store::party_name(tx, &report.party, language)?,
            title: title(&opened.published.template, language),
            round: round(cycle),
            path: path(&cycle.code, &report.party),
            form: format!("/cycles/{}/form", cycle.code),
            due: words::moment(language, due, cycle.time_zone.name()),
            away: away(cycle, due, now, language),
            overdue: now > due,
            asked: asked_in(&opened.published.template, language),
        })
    }

    /// The path of one of its sections.
    pub fn section(&self, name: &ItemName) -> String {
        format!("{}/sections/{name}", self.path)
    }
}

/// The language and direction that a template's texts are shown in, where they are not those of the page.
pub fn asked_in(template: &Template, language: &str) -> Option<(String, &'static str)> {
    let own = template.languages.iter().any(|known| known == language);
    let theirs = &template.default_language;
    (!own).then(|| (theirs.clone(), words::direction(theirs).word()))
}

/// What a template is called.
pub fn title(template: &Template, language: &str) -> String {
    template.title.in_language(language, &template.default_language).to_owned()
}

/// What a cycle is called in a line.
pub fn round(cycle: &Cycle) -> String {
    match &cycle.meeting {
        Some(meeting) => format!("{} {meeting}", cycle.instrument),
        None => format!("{} {}", cycle.instrument, cycle.code),
    }
}

/// The path of a report's page.
pub fn path(cycle: &crate::ids::CycleCode, party: &PartyCode) -> String {
    format!("/reports/{cycle}/{party}")
}

/// How far a deadline is away, counted in days on the clocks of the cycle.
pub fn away(cycle: &Cycle, due: Moment, now: Moment, language: &str) -> String {
    use chrono::TimeZone;
    let day = |moment: Moment| cycle.time_zone.from_utc_datetime(&moment).date_naive();
    let days = (day(due) - day(now)).num_days();
    match u64::try_from(days) {
        Ok(0) if now <= due => words::text(language, "page.due_today", &[]),
        Ok(days) if days > 0 => words::counted(language, "page.days_left", days, &[]),
        _ => words::counted(language, "page.days_over", days.unsigned_abs(), &[]),
    }
}

/// The state of a report in words.
pub fn state(state: State, submissions: i32, language: &str) -> String {
    let key = match (state, submissions) {
        (State::NotStarted, _) => "page.state.not_started",
        (State::InProgress, 0) => "page.state.in_progress",
        (State::InProgress, _) => "page.state.reopened",
        (State::Submitted, _) => "page.state.submitted",
    };
    words::text(language, key, &[])
}

/// Whether this person can type into the report now.
pub fn can_save(actor: &Actor, opened: &Opened, now: Moment) -> bool {
    permit(actor, Action::SaveAnswers, &opened.report.place()).is_ok() && opened.report.open(now).is_ok()
}

/// Whether this person may see the answers of the draft.
pub fn can_read(actor: &Actor, opened: &Opened) -> bool {
    permit(actor, Action::ReadAnswers, &opened.report.place()).is_ok()
}
