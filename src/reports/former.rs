//! Answers that come back under a name that an earlier version of a round's questions gave them. Pure.

use std::sync::Arc;

use super::path::{self, Spot};
use crate::access::Sections;
use crate::ids::PartyCode;
use crate::templates::Published;
use crate::templates::lineage::Lineage;
use crate::templates::outline::Outline;

/// The versions that a form may have been made from.
#[derive(Default)]
pub struct Former {
    versions: Vec<Arc<Published>>,
    lineage: Lineage,
}

/// Where an answer was asked.
pub struct Asked<'a> {
    /// The version.
    pub published: &'a Published,
    /// The place in it.
    pub spot: Spot<'a>,
}

impl Former {
    /// The published versions of a template, in their order.
    pub fn of(versions: Vec<Arc<Published>>) -> Self {
        Self { lineage: Lineage::of(versions.iter().map(|one| &one.template)), versions }
    }

    /// Whether there is nothing before: every answer of a form was found where the form says.
    pub fn is_empty(&self) -> bool {
        self.versions.is_empty()
    }

    /// The place that a path leads to in the newest version that knows it; none where no version does.
    pub fn asked<'a>(&'a self, party: &'a PartyCode, path: &str) -> Option<Asked<'a>> {
        self.versions.iter().rev().find_map(|published| {
            let spot = path::find(published, &Sections::All, party, path)?;
            Some(Asked { published, spot })
        })
    }

    /// The path of the same answer as a version asks for it; none where that one does not.
    pub fn path_in(&self, published: &Published, asked: &Asked<'_>) -> Option<String> {
        let outline = Outline::of(&published.template);
        let slot = outline.slots.iter().find(|slot| self.lineage.is_same(&slot.key, &asked.spot.key))?;
        Some(path::written(&outline, slot.frame, &slot.key, asked.spot.row()))
    }
}
