//! What is sent to open and to change a cycle, and its reading. `cycle open FILE` reads the same.

use std::str::FromStr;

use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use crate::clock::{self, Moment};
use crate::cycles::change::{Change, PartyChange};
use crate::cycles::open::NewCycle;
use crate::cycles::{Duty, Timetable};
use crate::flaw::{Flaw, Shaped};
use crate::ids::PartyCode;

/// Longest reason and name of a meeting, in characters: a sentence or two.
const LONGEST_TEXT: usize = 500;

/// A cycle to open.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenedCycle {
    /// Its code: `cms-cop15`.
    pub cycle: String,
    /// The instrument, which is the template's.
    pub instrument: String,
    /// The meeting it reports to.
    pub meeting: Option<String>,
    /// What is asked.
    pub template: String,
    /// In which published version.
    pub version: i32,
    /// From when answers can be saved.
    pub opens_at: String,
    /// The deadline. A report after it is late, not refused.
    pub due_at: String,
    /// Submissions after it are counted apart.
    pub cut_off_at: Option<String>,
    /// Nothing can be saved after it.
    pub closes_at: Option<String>,
    /// An IANA time zone: `Africa/Nairobi`.
    pub time_zone: String,
    /// Codes of the Parties from whom a report is due.
    pub parties: Vec<String>,
    /// Parties from whom none is due.
    #[serde(default)]
    pub exempt: Vec<Exempted>,
    /// Parties for whom another's report answers.
    #[serde(default)]
    pub covered: Vec<CoveredParty>,
    /// Days from the deadline, negative before it. The usual ones when left out.
    pub reminders: Option<Vec<i32>>,
}

/// A Party from whom no report is due.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Exempted {
    /// Its code.
    pub party: String,
    /// Why.
    pub reason: String,
}

/// A Party for whom another's report answers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoveredParty {
    /// Its code.
    pub party: String,
    /// Whose report.
    pub covered_by: String,
}

/// What changes in a cycle.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangedCycle {
    /// The revision that was read; a newer one refuses the change.
    pub revision: Option<i32>,
    /// From when answers can be saved.
    pub opens_at: Option<String>,
    /// The deadline.
    pub due_at: Option<String>,
    /// The cut-off; `null` takes it away.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>)]
    pub cut_off_at: Option<Option<String>>,
    /// The close; `null` takes it away.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>)]
    pub closes_at: Option<Option<String>>,
    /// Days from the deadline.
    pub reminders: Option<Vec<i32>>,
    /// Single Parties.
    pub parties: Option<Vec<ChangedParty>>,
}

/// What changes for a Party.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangedParty {
    /// Its code.
    pub party: String,
    /// What is asked of it: `due`, `exempt`, `covered` or `other_format`.
    pub duty: Option<String>,
    /// Whose report answers for it, when it is covered.
    pub covered_by: Option<String>,
    /// Its own deadline.
    pub extended_to: Option<String>,
    /// Why.
    pub reason: String,
}

/// Tells `null` from nothing.
fn said<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(reader).map(Some)
}

/// Collects the flaws of fields as they are read.
#[derive(Default)]
struct Reading(Vec<Flaw>);

impl Reading {
    fn code<T: FromStr<Err: ToString>>(&mut self, at: &str, text: &str) -> Option<T> {
        text.parse().map_err(|no: T::Err| self.0.push(Flaw::new(at, "malformed", format!("{}.", no.to_string())))).ok()
    }

    fn moment(&mut self, at: &str, text: &str) -> Option<Moment> {
        let found = clock::read(text);
        if found.is_none() {
            self.0.push(Flaw::new(at, "malformed", "Write a moment like 2027-06-30T23:59:59+03:00."));
        }
        found
    }

    fn text(&mut self, at: &str, text: String) -> String {
        if text.chars().count() > LONGEST_TEXT || text.chars().any(char::is_control) {
            self.0.push(Flaw::new(at, "too_long", format!("Write one line of at most {LONGEST_TEXT} characters.")));
        }
        text
    }

    fn reason(&mut self, at: &str, text: String) -> String {
        if text.trim().is_empty() {
            self.0.push(Flaw::new(at, "required", "Say why: it is kept."));
        }
        self.text(at, text)
    }
}

impl OpenedCycle {
    /// Reads every field.
    ///
    /// # Errors
    /// Every flaw of the shape.
    pub fn read(self) -> Shaped<NewCycle> {
        let mut reading = Reading::default();
        let r = &mut reading;
        let zone = self.time_zone.parse::<chrono_tz::Tz>().ok();
        if zone.is_none() {
            r.0.push(Flaw::new("time_zone", "unknown", "Write an IANA time zone like Africa/Nairobi."));
        }
        let dates = (
            r.moment("opens_at", &self.opens_at),
            r.moment("due_at", &self.due_at),
            self.cut_off_at.map(|text| r.moment("cut_off_at", &text)),
            self.closes_at.map(|text| r.moment("closes_at", &text)),
        );
        let names = (
            r.code("cycle", &self.cycle),
            r.code("instrument", &self.instrument),
            r.code("template", &self.template),
            self.meeting.map(|meeting| r.text("meeting", meeting)),
        );
        let mut parties = Vec::with_capacity(self.parties.len());
        for (index, code) in self.parties.iter().enumerate() {
            parties.extend(r.code::<PartyCode>(&format!("parties[{index}]"), code));
        }
        let mut exempt = Vec::with_capacity(self.exempt.len());
        for (index, one) in self.exempt.into_iter().enumerate() {
            let reason = r.reason(&format!("exempt[{index}].reason"), one.reason);
            exempt.extend(r.code(&format!("exempt[{index}].party"), &one.party).map(|party| (party, reason)));
        }
        let mut covered = Vec::with_capacity(self.covered.len());
        for (index, one) in self.covered.iter().enumerate() {
            let party = r.code(&format!("covered[{index}].party"), &one.party);
            covered.extend(party.zip(r.code(&format!("covered[{index}].covered_by"), &one.covered_by)));
        }
        let ((Some(opens_at), Some(due_at), cut_off_at, closes_at), Some(time_zone)) = (dates, zone) else {
            return Err(reading.0);
        };
        let (Some(code), Some(instrument), Some(template), meeting) = names else { return Err(reading.0) };
        if !reading.0.is_empty() {
            return Err(reading.0);
        }
        let timetable =
            Timetable { opens_at, due_at, cut_off_at: cut_off_at.flatten(), closes_at: closes_at.flatten() };
        let (version, reminders) = (self.version, self.reminders);
        Ok(NewCycle {
            code,
            instrument,
            meeting,
            template,
            version,
            timetable,
            time_zone,
            reminders,
            parties,
            exempt,
            covered,
        })
    }
}

impl ChangedCycle {
    /// Reads every field.
    ///
    /// # Errors
    /// Every flaw of the shape.
    pub fn read(self) -> Shaped<Change> {
        let mut reading = Reading::default();
        let r = &mut reading;
        let mut change = Change {
            revision: self.revision,
            opens_at: self.opens_at.and_then(|text| r.moment("opens_at", &text)),
            due_at: self.due_at.and_then(|text| r.moment("due_at", &text)),
            cut_off_at: self.cut_off_at.map(|said| said.and_then(|text| r.moment("cut_off_at", &text))),
            closes_at: self.closes_at.map(|said| said.and_then(|text| r.moment("closes_at", &text))),
            reminders: self.reminders,
            parties: Vec::new(),
        };
        for (index, one) in self.parties.into_iter().flatten().enumerate() {
            change.parties.extend(one.read(&format!("parties[{index}]"), r));
        }
        if reading.0.is_empty() { Ok(change) } else { Err(reading.0) }
    }
}

impl ChangedParty {
    fn read(self, at: &str, r: &mut Reading) -> Option<PartyChange> {
        let party = r.code(&format!("{at}.party"), &self.party);
        let by = self.covered_by.as_ref().map(|by| r.code::<PartyCode>(&format!("{at}.covered_by"), by));
        let duty = match (self.duty.as_deref(), by) {
            (None, None) => None,
            (Some("due"), None) => Some(Duty::Due),
            (Some("exempt"), None) => Some(Duty::Exempt),
            (Some("other_format"), None) => Some(Duty::OtherFormat),
            (Some("covered"), Some(by)) => by.map(Duty::Covered),
            (Some("covered"), None) => {
                r.0.push(Flaw::new(format!("{at}.covered_by"), "required", "Say whose report answers for it."));
                None
            }
            (_, Some(_)) => {
                r.0.push(Flaw::new(format!("{at}.covered_by"), "mismatch", "Only a Party that is covered has one."));
                None
            }
            (Some(_), None) => {
                let said = "Write due, exempt, covered or other_format.";
                r.0.push(Flaw::new(format!("{at}.duty"), "unknown_word", said));
                None
            }
        };
        let extended_to = self.extended_to.and_then(|text| r.moment(&format!("{at}.extended_to"), &text));
        let reason = r.reason(&format!("{at}.reason"), self.reason);
        party.map(|party| PartyChange { party, duty, extended_to, reason })
    }
}
