//! Who reports: instruments, Parties, and the dated memberships of the one in the other.

mod cells;
pub mod difference;
pub mod import;
pub mod sheet;
pub mod store;

use chrono::NaiveDate;

use crate::access::Denied;
use crate::fault::{Fault, Refused};
use crate::flaw::Flaw;
use crate::ids::{InstrumentCode, PartyCode};

pub use cells::shortened;
pub use difference::Difference;

/// A treaty, agreement or memorandum with its own Parties; also a body that mandates come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// What people and addresses call it: `CMS`.
    pub code: InstrumentCode,
    /// Its name in full, in English.
    pub name: String,
    /// The mailbox of its Secretariat, for questions about reports; none where nobody named one.
    pub contact: Option<String>,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $what:literal, { $($(#[$vdoc:meta])* $variant:ident => $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vdoc])* $variant),+
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in files, tables and JSON.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            /// What the word means; none when there is no such word.
            pub fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.word() == word)
            }

            /// Reads a word this program wrote.
            ///
            /// # Errors
            /// `Fault::Broken` when the database holds another.
            pub fn stored(word: &str) -> Result<Self, Fault> {
                Self::of(word).ok_or_else(|| Fault::Broken(format!("{} {word:?}", $what)))
            }
        }
    };
}
pub(crate) use words;

words!(
    /// What sort of reporting entity a Party is.
    Kind, "a kind of Party", {
        /// A State.
        State => "state",
        /// An organisation of regional integration, like the European Union.
        RegionalOrganisation => "regional_organisation",
        /// A territory that reports apart from its State.
        Territory => "territory",
        /// A Range State that is no Party.
        NonParty => "non_party",
        /// A partner organisation.
        Organisation => "organisation",
    }
);

words!(
    /// What a Party is to an instrument.
    Status, "a membership's status", {
        /// A Party.
        Party => "party",
        /// A signatory of a memorandum.
        Signatory => "signatory",
        /// A Range State outside.
        RangeState => "range_state",
        /// An accredited non-governmental organisation.
        AccreditedNgo => "accredited_ngo",
    }
);

/// A name in the languages of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
    /// Spanish.
    pub es: String,
    /// Arabic, where the register has it.
    pub ar: Option<String>,
    /// Russian, where the register has it.
    pub ru: Option<String>,
}

impl Names {
    /// The name in a language; English where the register has none.
    pub fn in_language(&self, language: &str) -> &str {
        match language {
            "fr" => &self.fr,
            "es" => &self.es,
            "ar" => self.ar.as_deref().unwrap_or(&self.en),
            "ru" => self.ru.as_deref().unwrap_or(&self.en),
            _ => &self.en,
        }
    }

    /// These names, with those of an earlier file in the languages that this one says nothing in.
    #[must_use]
    pub fn beside(self, earlier: &Self) -> Self {
        let (ar, ru) = (self.ar.or_else(|| earlier.ar.clone()), self.ru.or_else(|| earlier.ru.clone()));
        Self { ar, ru, ..self }
    }
}

/// A reporting entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Its own stable code: ISO 3166-1 alpha-3 where one exists.
    pub code: PartyCode,
    /// What sort of entity it is.
    pub kind: Kind,
    /// What it is called.
    pub names: Names,
}

/// A Party in an instrument, from one day to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Who.
    pub party: PartyCode,
    /// In what.
    pub instrument: InstrumentCode,
    /// The region it is counted in.
    pub region: String,
    /// As what.
    pub status: Status,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none while it is open. The day before `from`: entered by mistake, and never in force.
    pub until: Option<NaiveDate>,
}

impl Membership {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| until >= day)
    }

    /// Whether it was taken back and covers no day.
    pub fn is_withdrawn(&self) -> bool {
        self.until.is_some_and(|until| until < self.from)
    }

    /// Whether both cover some day for the same Party in the same instrument.
    pub fn overlaps(&self, other: &Self) -> bool {
        let begins_in_time = |a: &Self, b: &Self| b.until.is_none_or(|until| a.from <= until);
        self.party == other.party
            && self.instrument == other.instrument
            && !self.is_withdrawn()
            && !other.is_withdrawn()
            && begins_in_time(self, other)
            && begins_in_time(other, self)
    }
}

/// A Party as it stood in an instrument on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipAt {
    /// Who.
    pub party: Party,
    /// The region it was counted in.
    pub region: String,
    /// As what.
    pub status: Status,
}

/// Our answer is no.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The file is wrong, here and here. Nothing was kept.
    #[error("the file has {} flaws", .0.len())]
    Flaws(Vec<Flaw>),
    /// Not allowed.
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
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn membership(from: &str, until: &str) -> Membership {
        Membership {
            party: "KEN".parse().unwrap(),
            instrument: "CMS".parse().unwrap(),
            region: "Africa".to_owned(),
            status: Status::Party,
            from: from.parse().unwrap(),
            until: (!until.is_empty()).then(|| until.parse().unwrap()),
        }
    }

    fn check(one: (&str, &str), other: (&str, &str), expect: bool) {
        let (one, other) = (membership(one.0, one.1), membership(other.0, other.1));
        assert_eq!(one.overlaps(&other), expect, "{one:?} {other:?}");
        assert_eq!(other.overlaps(&one), expect, "{other:?} {one:?}");
    }

    #[test]
    fn memberships_overlap_when_they_share_a_day() {
        check(("2000-01-01", "2010-12-31"), ("2011-01-01", ""), false);
        check(("2000-01-01", "2010-12-31"), ("2010-12-31", ""), true);
        check(("2000-01-01", ""), ("2020-01-01", ""), true);
        check(("2000-01-01", "1999-12-31"), ("1990-01-01", ""), false);
    }

    #[test]
    fn the_last_day_is_within() {
        let membership = membership("2000-01-01", "2010-12-31");
        for (day, expect) in [("1999-12-31", false), ("2000-01-01", true), ("2010-12-31", true), ("2011-01-01", false)]
        {
            assert_eq!(membership.holds_on(day.parse().unwrap()), expect, "{day}");
        }
    }
}
