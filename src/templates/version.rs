//! Drafts, published versions, and what they cite.

use serde_json::Value;

use super::{Template, document};
use crate::access::Denied;
use crate::canonical::canonical;
use crate::clock::Moment;
use crate::digest;
use crate::fault::{Fault, Refused};
use crate::flaw::{Flaw, Shaped};
use crate::ids::{InstrumentCode, TemplateName};

/// A document that is a template, ready to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What it says.
    pub template: Template,
    /// Its canonical text.
    pub document: String,
    /// SHA-256 of that text.
    pub sha256: String,
}

impl Draft {
    /// Reads the text of a document. Takes milliseconds for a large one: to be called outside transactions.
    ///
    /// # Errors
    /// Every flaw that can be told from the document alone.
    pub fn read(text: &str) -> Shaped<Self> {
        let (value, template) = document::read(text)?;
        Ok(Self::made(&value, template))
    }

    /// Takes a document that was read as JSON already.
    ///
    /// # Errors
    /// As [`Draft::read`].
    pub fn of(value: &Value) -> Shaped<Self> {
        let template = document::parse(value)?;
        Ok(Self::made(value, template))
    }

    fn made(value: &Value, template: Template) -> Self {
        let document = canonical(value);
        let sha256 = digest::sha256(document.as_bytes());
        Self { template, document, sha256 }
    }
}

/// Where a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionState {
    /// It can still be replaced.
    Draft,
    /// It never changes again.
    Published,
}

impl VersionState {
    /// The word in tables and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
        }
    }
}

/// One provision that a question cites, as the register stood when the version was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// What the template's author wrote.
    pub citation: String,
    /// The mandate: `CMS Resolution 12.26`.
    pub mandate: String,
    /// The paragraph: `1 (iii)`; none when the mandate is cited as a whole.
    pub provision: Option<String>,
    /// What the mandate is called.
    pub title: String,
}

/// A version in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The template.
    pub name: TemplateName,
    /// Whose it is.
    pub instrument: InstrumentCode,
    /// Which version.
    pub version: i32,
    /// Where it stands.
    pub state: VersionState,
    /// When it was published.
    pub published_at: Option<Moment>,
}

/// Our answer is no.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Not allowed, or not visible.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such template or version.
    #[error("there is no such template or version")]
    NotFound,
    /// The document has flaws: all of them.
    #[error("the template has flaws")]
    Flaws(Vec<Flaw>),
    /// A published version never changes.
    #[error("this version is published and never changes")]
    AlreadyPublished,
    /// The house failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Refused for Refusal {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Denied(_) | Self::NotFound | Self::Flaws(_) | Self::AlreadyPublished => None,
        }
    }
}

impl From<Vec<Flaw>> for Refusal {
    fn from(flaws: Vec<Flaw>) -> Self {
        Self::Flaws(flaws)
    }
}
