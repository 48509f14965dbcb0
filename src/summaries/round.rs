//! One cycle as the figures see it at a moment: its Parties, where they stand, and which submission of each is counted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::TimeZone;

use super::Scope;
use super::counts::Slot;
use super::questionnaire::Questionnaire;
use super::standing::{Basis, Class, Facts, Ledger, class};
use super::store::{self, DueRow, Sent};
use crate::clock::{self, Moment};
use crate::cycles::{Cycle, Duty, version_store};
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::PartyCode;
use crate::parties;
use crate::templates::Shelf;
use crate::templates::lineage::Lineage;

/// The region of Parties that have no membership on the deadline.
pub const NO_REGION: &str = "(none)";
/// The region that stands for all of them.
pub const ALL_REGIONS: &str = "ALL";

/// One eligible Party.
pub struct Entry {
    /// Who.
    pub party: PartyCode,
    /// Its name in English.
    pub name: String,
    /// Its region on the deadline; empty when it had none.
    pub region: String,
    /// Its membership on the deadline; empty when it had none.
    pub membership: &'static str,
    /// What is asked of it.
    pub duty: Duty,
    /// Its own deadline.
    pub due_at: Moment,
    /// The state of its own report; none when it has no report.
    pub report: Option<String>,
    /// Its first submission.
    pub first_submitted_at: Option<Moment>,
    /// How many submissions there are.
    pub submissions: usize,
    /// Its newest submission: the official one.
    pub newest: Option<Sent>,
    /// Where it stands.
    pub class: Class,
    /// The submission that is counted: the newest, or the newest by the cut-off where one is asked for.
    pub counted: Option<Sent>,
    /// Where it is counted.
    pub slot: Slot,
}

impl Entry {
    /// Whether another Party's submission answers for it.
    pub fn is_answered_for(&self, at_cut_off: bool) -> bool {
        self.counted.is_none() && self.class.submitted(at_cut_off)
    }
}

/// A cycle at a moment.
pub struct Round {
    /// The cycle.
    pub cycle: Cycle,
    /// What was asked for.
    pub scope: Scope,
    /// When it was asked.
    pub now: Moment,
    /// Every eligible Party, by code.
    pub entries: Vec<Entry>,
    /// Their regions, by name.
    pub regions: Vec<String>,
    /// Where the Parties of each region stand.
    ledgers: Vec<Ledger>,
    /// What was asked of them.
    pub questionnaire: Questionnaire,
}

impl Round {
    /// Loads it.
    pub fn load(tx: &mut Conn, shelf: &Shelf, cycle: Cycle, scope: Scope, now: Moment) -> Result<Self, Fault> {
        // Without a date everything there is counts, also what a server with a faster clock wrote.
        let until = scope.as_of.unwrap_or_else(forever);
        // A cycle that has moved since is read as it stood then.
        let version = version_store::version_at(tx, &cycle.code, until)?.unwrap_or(cycle.version);
        let cycle = Cycle { version, ..cycle };
        let day = cycle.time_zone.from_utc_datetime(&cycle.timetable.due_at).date_naive();
        let members = parties::store::memberships_at(tx, &cycle.instrument, day, until)?;
        let members: BTreeMap<_, _> =
            members.into_iter().map(|member| (member.party.code, (member.region, member.status.word()))).collect();
        let mut reports: BTreeMap<PartyCode, String> = store::states(tx, &cycle.code, until)?.into_iter().collect();
        let mut sent: BTreeMap<PartyCode, Vec<Sent>> = BTreeMap::new();
        for (party, submission) in store::submissions(tx, &cycle.code, until)? {
            sent.entry(party).or_default().push(submission);
        }
        let due = store::due_rows(tx, &cycle.code, until)?;
        let classes = classes(&cycle, &due, &sent);
        let mut entries = Vec::with_capacity(due.len());
        for (row, class) in due.into_iter().zip(classes) {
            let (region, membership) = members.get(&row.party).cloned().unwrap_or_default();
            let history = sent.remove(&row.party).unwrap_or_default();
            let counted = counted(&cycle, &scope, &history).cloned();
            entries.push(Entry {
                region,
                membership,
                due_at: cycle.timetable.due(row.extended_to),
                report: reports.remove(&row.party),
                first_submitted_at: history.first().map(|first| first.submitted_at),
                submissions: history.len(),
                newest: history.into_iter().next_back(),
                class,
                counted,
                slot: Slot { region: 0, on_time: class == Class::OnTime },
                party: row.party,
                name: row.name,
                duty: row.duty.unwrap_or(Duty::Due),
            });
        }
        let questionnaire = questionnaire(tx, shelf, &cycle, &entries)?;
        let (regions, ledgers) = place_in_regions(&mut entries);
        Ok(Self { cycle, scope, now, entries, regions, ledgers, questionnaire })
    }

    /// All regions together, then each: its name and its place.
    pub fn each_region(&self) -> impl Iterator<Item = (&str, Option<usize>)> {
        let one = self.regions.iter().enumerate().map(|(place, name)| (name.as_str(), Some(place)));
        std::iter::once((ALL_REGIONS, None)).chain(one)
    }

    /// Where the Parties of a region stand, or of all.
    pub fn ledger(&self, region: Option<usize>) -> Ledger {
        match region {
            Some(region) => self.ledgers.get(region).copied().unwrap_or_default(),
            None => Ledger::of(self.entries.iter().map(|entry| entry.class)),
        }
    }

    /// How many Parties of a region submitted, as a basis sees it.
    pub fn submitted(&self, region: Option<usize>, basis: Basis) -> u32 {
        self.ledger(region).submitted(basis, self.scope.at_cut_off)
    }

    /// The date of the figures as it stands in every table; empty where they are provisional.
    pub fn as_of(&self) -> String {
        self.scope.as_of.map(clock::written).unwrap_or_default()
    }
}

/// A moment after every other.
fn forever() -> Moment {
    chrono::NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default().and_time(chrono::NaiveTime::MIN)
}

/// Where each Party of the due list stands.
fn classes(cycle: &Cycle, due: &[DueRow], sent: &BTreeMap<PartyCode, Vec<Sent>>) -> Vec<Class> {
    let by_code: BTreeMap<&PartyCode, &DueRow> = due.iter().map(|row| (&row.party, row)).collect();
    let facts = |row: &DueRow| -> (Duty, Moment, Option<Moment>) {
        let first = sent.get(&row.party).and_then(|all| all.first()).map(|first| first.submitted_at);
        (row.duty.clone().unwrap_or(Duty::Due), cycle.timetable.due(row.extended_to), first)
    };
    let classed = |row: &DueRow| {
        let (duty, due_at, first) = facts(row);
        let filer = match &duty {
            Duty::Covered(by) => by_code.get(by).map(|row| facts(row)),
            Duty::Due | Duty::Exempt | Duty::OtherFormat => None,
        };
        let filer = filer.as_ref().map(|(duty, due_at, first)| Facts { duty, due_at: *due_at, first: *first });
        class(Facts { duty: &duty, due_at, first }, filer, cycle.timetable.cut_off_at)
    };
    due.iter().map(classed).collect()
}

/// The submission of a Party that is counted.
fn counted<'a>(cycle: &Cycle, scope: &Scope, history: &'a [Sent]) -> Option<&'a Sent> {
    match cycle.timetable.cut_off_at.filter(|_| scope.at_cut_off) {
        Some(cut_off_at) => history.iter().rfind(|sent| sent.submitted_at <= cut_off_at),
        None => history.last(),
    }
}

/// The cycle's version first, then those that counted submissions answered, the newest first.
fn questionnaire(tx: &mut Conn, shelf: &Shelf, cycle: &Cycle, entries: &[Entry]) -> Result<Questionnaire, Fault> {
    let answered: BTreeSet<i32> =
        entries.iter().filter_map(|entry| entry.counted.as_ref()).map(|sent| sent.version).collect();
    let others = answered.into_iter().rev().filter(|version| *version != cycle.version);
    let mut versions: Vec<Arc<_>> = Vec::new();
    for version in std::iter::once(cycle.version).chain(others) {
        versions.push(shelf.published(tx, &cycle.template, version)?);
    }
    let last = versions.iter().map(|version| version.version).max().unwrap_or_default();
    // A rename may have been said in a version that nobody answered.
    let line = shelf.all(tx, &cycle.template)?;
    let line = line.iter().filter(|version| version.version <= last);
    let lineage = Lineage::of(line.map(|version| &version.template));
    Ok(Questionnaire::of(&versions, &lineage))
}

/// Names the regions and counts where their Parties stand.
fn place_in_regions(entries: &mut [Entry]) -> (Vec<String>, Vec<Ledger>) {
    let named = |entry: &Entry| if entry.region.is_empty() { NO_REGION } else { &entry.region }.to_owned();
    let regions: Vec<String> = entries.iter().map(named).collect::<BTreeSet<_>>().into_iter().collect();
    let mut ledgers = vec![Ledger::default(); regions.len()];
    for entry in entries {
        entry.slot.region = regions.binary_search(&named(entry)).unwrap_or_default();
        if let Some(ledger) = ledgers.get_mut(entry.slot.region) {
            ledger.add(entry.class);
        }
    }
    (regions, ledgers)
}
