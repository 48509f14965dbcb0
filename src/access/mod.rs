//! The only place that says yes or no to a person.
//!
//! A grant gives a person a role in one instrument, for one Party where the role belongs to one. Nothing else opens a
//! door: tokens carry no roles, and what a thing belongs to is read from its rows (a [`Place`]), never from the request.
//! [`permit`] turns actor, action and place into a [`Permit`], which the stores demand before they write.

mod policy;
pub mod readers_store;
pub mod store;

use std::collections::BTreeSet;
use std::str::FromStr;

use crate::fault::{Fault, Refused};
use crate::ids::{AccountId, CycleCode, InstrumentCode, ItemName, PartyCode, ReportId};

pub use policy::{permit, sees};

/// What a person is to an instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Writes templates, opens cycles, manages people.
    SecretariatAdmin,
    /// Reads what the Secretariat reads.
    SecretariatReader,
    /// Answers for a Party, and submits.
    FocalPoint,
    /// Answers the sections a focal point delegated.
    Contributor,
    /// Answers for an organisation, and submits.
    NgoReporter,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] =
        [Self::SecretariatAdmin, Self::SecretariatReader, Self::FocalPoint, Self::Contributor, Self::NgoReporter];

    /// The word in tables, JSON and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::SecretariatAdmin => "secretariat_admin",
            Self::SecretariatReader => "secretariat_reader",
            Self::FocalPoint => "focal_point",
            Self::Contributor => "contributor",
            Self::NgoReporter => "ngo_reporter",
        }
    }

    /// Whether a grant of this role names a Party.
    pub fn belongs_to_a_party(self) -> bool {
        !matches!(self, Self::SecretariatAdmin | Self::SecretariatReader)
    }
}

impl FromStr for Role {
    type Err = Fault;
    fn from_str(word: &str) -> Result<Self, Fault> {
        Self::ALL
            .into_iter()
            .find(|role| role.word() == word)
            .ok_or_else(|| Fault::Broken(format!("no role is called {word:?}")))
    }
}

/// The sections a grant reaches. An empty set reaches nothing: "all" is said, never implied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sections {
    /// The whole report.
    All,
    /// Only these.
    Only(BTreeSet<ItemName>),
}

impl Sections {
    /// Whether the grant reaches this section.
    pub fn reach(&self, section: &ItemName) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.contains(section),
        }
    }
}

/// One grant in force now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// In which instrument.
    pub instrument: InstrumentCode,
    /// As what.
    pub role: Role,
    /// For whom; none for the Secretariat.
    pub party: Option<PartyCode>,
    /// Which sections of the Party's reports.
    pub sections: Sections,
}

/// A signed-in person with the grants in force at this request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub account: AccountId,
    /// Their name, for history and letters.
    pub name: String,
    /// The language they read.
    pub language: String,
    /// What they may do.
    pub grants: Vec<Grant>,
}

impl Actor {
    /// The grants that reach a Party (or all Parties) of an instrument.
    pub fn grants_at<'a>(&'a self, place: &'a Place) -> impl Iterator<Item = &'a Grant> {
        self.grants.iter().filter(move |grant| {
            grant.instrument == place.instrument
                && match (&grant.party, &place.party) {
                    (None, _) => true,
                    (Some(own), Some(party)) => own == party,
                    (Some(_), None) => true,
                }
        })
    }

    /// The sections of a Party's report this person reaches; none when no grant does.
    pub fn sections_at(&self, place: &Place) -> Option<Sections> {
        let mut reached: Option<Sections> = None;
        for grant in self.grants_at(place).filter(|grant| grant.role.belongs_to_a_party()) {
            reached = Some(match (reached, &grant.sections) {
                (Some(Sections::All), _) | (_, Sections::All) => Sections::All,
                (None, Sections::Only(names)) => Sections::Only(names.clone()),
                (Some(Sections::Only(mut all)), Sections::Only(names)) => {
                    all.extend(names.iter().cloned());
                    Sections::Only(all)
                }
            });
        }
        reached
    }
}

/// What a thing belongs to, as its own rows say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The instrument that owns it.
    pub instrument: InstrumentCode,
    /// The Party, for a report and what hangs on it.
    pub party: Option<PartyCode>,
    /// The cycle, where there is one.
    pub cycle: Option<CycleCode>,
    /// The report, where there is one.
    pub report: Option<ReportId>,
    /// The section, for an answer.
    pub section: Option<ItemName>,
    /// Whether the Party shares its draft with the Secretariat.
    pub shared: bool,
}

impl Place {
    /// Something that belongs to the instrument as a whole.
    pub fn of_instrument(instrument: InstrumentCode) -> Self {
        Self { instrument, party: None, cycle: None, report: None, section: None, shared: false }
    }
}

/// What somebody wants to do. One word for each line of the access table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Read a template version, or a reference list.
    ReadTemplate,
    /// Save a draft of a template, publish it.
    WriteTemplate,
    /// Read a cycle's dates and who stands where: states and counts of all Parties.
    ReadStandings,
    /// Read a cycle's own dates.
    ReadCycle,
    /// Open a cycle, change its dates, extend, exempt.
    WriteCycle,
    /// Read a report's state, progress and counts.
    ReadReport,
    /// Read the draft's answers, gaps and history.
    ReadAnswers,
    /// Read what colleagues say about the draft's answers, and say something.
    Discuss,
    /// Save answers.
    SaveAnswers,
    /// Submit a report.
    Submit,
    /// Read a frozen submission.
    ReadSubmission,
    /// Reopen a submitted report before the cut-off.
    Reopen,
    /// Reopen a submitted report after the cut-off, at the Party's request.
    ReopenLate,
    /// Read the figures of a cycle and download them.
    ReadFigures,
    /// Make accounts and grants, invite people.
    ManagePeople,
    /// Import Parties, mandates and reference lists. No role reaches it: the registers are the operator's.
    WriteRegisters,
}

/// Our answer is no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Nobody is signed in, or no longer.
    #[error("sign in first")]
    SignedOut,
    /// What a person may not see does not exist.
    #[error("there is no such thing")]
    NotFound,
    /// Seen, but not theirs to do.
    #[error("this is not yours to do")]
    Forbidden,
}

/// Why the house itself acts where no person does. The whole table of exceptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemReason {
    /// An operator's command line: `import`, `account add`, `cycle open`.
    CommandLine,
    /// Opening the invented instrument of `demo`.
    Demo,
    /// Reminders that fall due.
    Reminder,
    /// Answers that go with their question to its new name when a cycle moves; whether it moves, a person decides.
    CycleMove,
    /// Files that nothing names.
    Sweeping,
    /// What a Party said before, at the opening of a report.
    CarryForward,
}

/// Proof of a right: made by [`permit`] alone (or for the house itself), asked for by every store that writes.
#[derive(Debug, Clone)]
pub struct Permit {
    action: Action,
    account: Option<AccountId>,
    place: Place,
}

impl Permit {
    /// The house acts, for a reason that stands in one table.
    pub fn system(_reason: SystemReason, action: Action, place: Place) -> Self {
        Self { action, account: None, place }
    }

    /// What it allows.
    pub fn action(&self) -> Action {
        self.action
    }

    /// Who it was given to; none for the house.
    pub fn account(&self) -> Option<&AccountId> {
        self.account.as_ref()
    }

    /// Where it holds.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The report it holds for.
    ///
    /// # Errors
    /// `Fault::Broken` when the place names none: a verb asked with the wrong place.
    pub fn report(&self) -> Result<&ReportId, Fault> {
        self.place.report.as_ref().ok_or_else(|| Fault::Broken("a permit for no report".to_owned()))
    }
}

/// A refusal that is nothing but a denial, or a fault on the way to it.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Not allowed, or not visible.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The house failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Refused for Refusal {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Denied(_) => None,
        }
    }
}
