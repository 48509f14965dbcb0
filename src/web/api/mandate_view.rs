//! Mandates on the wire.

use serde::Serialize;
use utoipa::ToSchema;

use crate::flaw::Flaw;
use crate::mandates::{Found, Mandate, Resolution, Revision, WHOLE};

/// Mandates.
#[derive(Serialize, ToSchema)]
pub struct Mandates {
    /// By instrument, kind and number.
    pub mandates: Vec<MandateView>,
    /// Whether several things fit where one was cited.
    pub ambiguous: bool,
    /// What is wrong with the citation: it fits nothing, only in part, or several things.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flaw: Option<Flaw>,
}

/// A mandate, or a provision of it.
#[derive(Serialize, ToSchema)]
pub struct MandateView {
    /// The full citation: `CMS Resolution 12.26 (Rev.COP13) para 1 (iii)`.
    pub label: String,
    /// Whose it is.
    pub instrument: String,
    /// `resolution`, `decision`, `article`, `target` or `goal`.
    pub kind: &'static str,
    /// Normalised: 12.7.
    pub number: String,
    /// The revision cited, otherwise the one in force; null where there is none.
    pub revision: Option<String>,
    /// Its title in English.
    pub title: String,
    /// `draft`, `in_force`, `superseded` or `repealed`; of the revision where one is meant.
    pub status: &'static str,
    /// The document that proposes it, for a draft.
    pub document: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// The paragraph's number, where one was cited: `1 (iii)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provision: Option<String>,
    /// More about the paragraph.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<ParagraphView>,
    /// What it does to others.
    pub links: Vec<LinkView>,
}

/// A paragraph.
#[derive(Serialize, ToSchema)]
pub struct ParagraphView {
    /// What the proposal does to it: `kept`, `amended`, `new` or `deleted`.
    pub change: &'static str,
    /// Who is asked to act.
    pub addressees: Vec<String>,
    /// One line in the register's own words.
    pub summary: String,
    /// What is uncertain in this reading.
    pub doubtful: Option<String>,
}

/// What a mandate does to another.
#[derive(Serialize, ToSchema)]
pub struct LinkView {
    /// `repeals`, `consolidates`, `adopted_as`, `proposed_amendment_of`, `proposed_repeal_of` or `continues`.
    pub kind: &'static str,
    /// The label of the other.
    pub mandate: String,
}

impl Mandates {
    /// What a citation means.
    pub fn cited(resolution: &Resolution<'_>) -> Self {
        Self {
            mandates: resolution.found.iter().map(MandateView::found).collect(),
            ambiguous: resolution.ambiguous,
            flaw: resolution.flaw.clone(),
        }
    }
}

impl MandateView {
    /// A mandate of the register.
    pub fn listed(mandate: &Mandate) -> Self {
        let links = mandate.entry.links.iter();
        Self {
            label: mandate.label(),
            instrument: mandate.entry.key.instrument.to_string(),
            kind: mandate.entry.key.kind.word(),
            number: mandate.entry.key.number.clone(),
            revision: mandate.revision_in_force().map(|revision| revision.revision.clone()),
            title: mandate.entry.title.clone(),
            status: mandate.entry.status.word(),
            document: mandate.entry.key.document.clone(),
            note: mandate.entry.note.clone(),
            provision: None,
            paragraph: None,
            links: links.map(|link| LinkView { kind: link.kind.word(), mandate: link.target.to_string() }).collect(),
        }
    }

    fn found(found: &Found<'_>) -> Self {
        let paragraph = found.provision.map(|provision| ParagraphView {
            change: provision.change.word(),
            addressees: provision.addressees.clone(),
            summary: provision.summary.clone(),
            doubtful: provision.doubtful.clone(),
        });
        let view = Self {
            label: found.label(),
            provision: found.place.filter(|place| *place != WHOLE).map(str::to_owned),
            paragraph,
            ..Self::listed(found.mandate)
        };
        match found.revision {
            Some(Revision { revision, status, document }) => Self {
                revision: Some(revision.clone()),
                status: status.word(),
                document: document.clone().or(view.document),
                ..view
            },
            None => view,
        }
    }
}
