//! What Parties have agreed: resolutions, decisions, articles, targets and goals, with their provisions.
//!
//! A mandate is identified by instrument, kind, number and, for a draft alone, the document that proposes it; revisions,
//! provisions and links hang on it. [`Register`] holds them all and resolves what people write.

pub mod citation;
mod cursor;
pub mod file;
pub mod import;
mod names;
mod numbers;
mod place;
mod register;
mod resolve;
pub mod store;
mod written;

use std::fmt;

use crate::access::Denied;
use crate::fault::{Fault, Refused};
use crate::flaw::Flaw;
use crate::ids::{InstrumentCode, RowId};
use crate::parties::words;

pub use place::Place;
pub use register::{Found, Register, Resolution};

words!(
    /// What sort of mandate it is.
    Kind, "a kind of mandate", {
        /// A resolution.
        Resolution => "resolution",
        /// A decision.
        Decision => "decision",
        /// An article of a treaty.
        Article => "article",
        /// A target of a strategic plan.
        Target => "target",
        /// A goal of a strategic plan.
        Goal => "goal",
    }
);

impl Kind {
    /// The word as it stands in a label: `Resolution`.
    pub fn title(self) -> &'static str {
        match self {
            Self::Resolution => "Resolution",
            Self::Decision => "Decision",
            Self::Article => "Article",
            Self::Target => "Target",
            Self::Goal => "Goal",
        }
    }
}

words!(
    /// Where a mandate or one of its revisions stands.
    Status, "a mandate's status", {
        /// Only proposed.
        Draft => "draft",
        /// It holds.
        InForce => "in_force",
        /// Its content is now found elsewhere.
        Superseded => "superseded",
        /// Expressly repealed.
        Repealed => "repealed",
    }
);

words!(
    /// What a proposal does to a provision.
    Change, "a provision's change", {
        /// Nothing, or another number.
        Kept => "kept",
        /// Words change.
        Amended => "amended",
        /// It is added.
        New => "new",
        /// It goes: no question may be keyed to it.
        Deleted => "deleted",
    }
);

words!(
    /// What a mandate does to another, read from the one that holds the link.
    LinkKind, "a link between mandates", {
        /// Ends it.
        Repeals => "repeals",
        /// Takes its content in.
        Consolidates => "consolidates",
        /// A draft that became the other.
        AdoptedAs => "adopted_as",
        /// Would change it.
        ProposedAmendmentOf => "proposed_amendment_of",
        /// Would end it.
        ProposedRepealOf => "proposed_repeal_of",
        /// Carries on its work.
        Continues => "continues",
    }
);

/// What identifies a mandate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Whose mandate it is.
    pub instrument: InstrumentCode,
    /// What sort.
    pub kind: Kind,
    /// Normalised: 12.7, never 12.07.
    pub number: String,
    /// For a draft, the symbol of the document that proposes it: draft numbers are unique only with it.
    pub document: Option<String>,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&label(self, None, None))
    }
}

/// The one way a citation is written: `CMS Resolution 12.26 (Rev.COP13) para 1 (iii)`,
/// `CMS Decision 14.AA (a) [UNEP/CMS/COP14/Doc.18.1]`.
pub fn label(key: &Key, revision: Option<&str>, place: Option<&str>) -> String {
    let mut label = format!("{} {} {}", key.instrument, key.kind.title(), key.number);
    if let Some(revision) = revision {
        label += &format!(" ({revision})");
    }
    match place {
        Some(WHOLE) | None => {}
        Some(place) => label += &format!(" {}", place_label(place)),
    }
    if let Some(document) = &key.document {
        label += &format!(" [{document}]");
    }
    label
}

/// A paragraph's number as it is cited: `para 1 (iii)`, `(a)`; nothing for a text without paragraphs.
fn place_label(place: &str) -> String {
    match place {
        WHOLE => String::new(),
        sub if sub.starts_with('(') => sub.to_owned(),
        numbered => format!("para {numbered}"),
    }
}

/// The number of the only provision of a mandate that is one text without paragraphs.
pub const WHOLE: &str = "whole";

/// A mandate in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    /// Its row.
    pub id: RowId,
    /// What the register says of it.
    pub entry: Entry,
}

impl Mandate {
    /// `CMS Resolution 12.26`, `CMS Decision 14.AA [UNEP/CMS/COP14/Doc.18.1]`.
    pub fn label(&self) -> String {
        self.entry.key.to_string()
    }

    /// The revision whose text holds now; none where there was never more than one text.
    pub fn revision_in_force(&self) -> Option<&Revision> {
        self.entry.revisions.iter().rev().find(|revision| revision.status == Status::InForce)
    }
}

/// What a register says of a mandate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What identifies it.
    pub key: Key,
    /// Its title in English.
    pub title: String,
    /// Where it stands.
    pub status: Status,
    /// A remark for the reader.
    pub note: Option<String>,
    /// The versions of its text that have a name, oldest first.
    pub revisions: Vec<Revision>,
    /// Its paragraphs, in order.
    pub provisions: Vec<Provision>,
    /// What it does to others.
    pub links: Vec<Link>,
}

impl Entry {
    /// Puts revisions and links in the one order that entries are compared in: revisions oldest meeting first, links by
    /// what they do and to which mandate.
    pub fn settle(&mut self) {
        let session = |revision: &Revision| {
            let digits = revision.revision.trim_start_matches(|c: char| !c.is_ascii_digit());
            (digits.parse().unwrap_or(u32::MAX), revision.revision.clone())
        };
        self.revisions.sort_by_cached_key(session);
        self.links.sort();
    }
}

/// One named version of a mandate's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// `Rev.COP13`.
    pub revision: String,
    /// Where it stands.
    pub status: Status,
    /// The document in which its text is proposed.
    pub document: Option<String>,
}

/// A paragraph of a mandate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provision {
    /// Its number in the proposed text, or in the only one; none when it is deleted there.
    pub number: Option<String>,
    /// Its number in the text in force; none when it is new.
    pub former: Option<String>,
    /// What the proposal does to it.
    pub change: Change,
    /// Who is asked to act, in the register's words.
    pub addressees: Vec<String>,
    /// One line in the register's own words.
    pub summary: String,
    /// What is uncertain in this reading.
    pub doubtful: Option<String>,
}

impl Provision {
    /// Its newest number as it is cited: `para 1 (iii)`, `(a)`; nothing for a text without paragraphs.
    pub fn label(&self) -> String {
        self.number.as_deref().or(self.former.as_deref()).map(place_label).unwrap_or_default()
    }
}

/// What one mandate does to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// What.
    pub kind: LinkKind,
    /// To which.
    pub target: Key,
    /// The document that shows it.
    pub source: String,
}

/// A meeting document that a register was read from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Document {
    /// `UNEP/CMS/COP14/Doc.18.1`.
    pub symbol: String,
    /// Whose document it is.
    pub instrument: InstrumentCode,
    /// The meeting it was prepared for.
    pub meeting: String,
    /// Its title.
    pub title: String,
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
