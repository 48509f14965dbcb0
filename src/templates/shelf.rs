//! Published versions that were read once. They never change, so nothing on the shelf grows stale.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use jsonschema::Validator;
use serde_json::Value;

use super::logic::Logic;
use super::pins::Pin;
use super::reference::Lists;
use super::rows::RowLists;
use super::submission_schema::submission_schema;
use super::{Citation, Template, VersionState, document, store};
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::{ItemName, TemplateName};

/// Most versions kept at once: about one megabyte each. A full shelf is emptied; what is in use comes back at once.
const ROOM: usize = 32;

/// A version with all that readers of it need.
pub struct Published {
    /// What it says.
    pub template: Template,
    /// 1, 2, 3…
    pub version: i32,
    /// The canonical document.
    pub document: String,
    /// Its SHA-256.
    pub sha256: String,
    /// What each question cites, in its order; a question that cites nothing is not there.
    pub citations: BTreeMap<ItemName, Vec<Citation>>,
    /// The rows that its repeats and tables run over, at the revisions it was published with.
    pub lists: RowLists,
    /// What its conditions, calculations and rules say.
    pub logic: Logic,
    /// What submissions are held against, made when the first one is.
    validator: OnceLock<Result<Validator, String>>,
}

impl Published {
    /// What a question cites.
    pub fn cited_by(&self, question: &ItemName) -> &[Citation] {
        self.citations.get(question).map_or(&[], Vec::as_slice)
    }

    /// Holds a frozen document against the schema made from this version.
    ///
    /// # Errors
    /// The first place that does not fit, and why.
    pub fn validate(&self, submission: &Value) -> Result<(), String> {
        let made = || {
            let schema = submission_schema(&self.template, self.version);
            jsonschema::draft202012::new(&schema).map_err(|error| error.to_string())
        };
        let validator = self.validator.get_or_init(made).as_ref().map_err(String::clone)?;
        validator.validate(submission).map_err(|error| format!("{}: {error}", error.instance_path()))
    }
}

type Versions = HashMap<(TemplateName, i32), Arc<Published>>;

/// The shelf. Its copies share one.
#[derive(Clone, Default)]
pub struct Shelf {
    versions: Arc<RwLock<Versions>>,
    /// The reference lists beside them.
    pub lists: Lists,
}

impl Shelf {
    /// An empty shelf.
    pub fn new() -> Self {
        Self::default()
    }

    /// Every published version of a template, the first one first.
    ///
    /// # Errors
    /// As [`Shelf::find`].
    pub fn all(&self, tx: &mut Conn, name: &TemplateName) -> Result<Vec<Arc<Published>>, Fault> {
        let newest = store::newest(tx, name)?.map_or(0, |(version, _)| version);
        let mut found = Vec::new();
        for version in 1..=newest {
            found.extend(self.find(tx, name, version)?);
        }
        Ok(found)
    }

    /// A published version that must be there, because a row names it.
    ///
    /// # Errors
    /// `Fault::Broken` when it is not there, not published, or no longer reads as a template.
    pub fn published(&self, tx: &mut Conn, name: &TemplateName, version: i32) -> Result<Arc<Published>, Fault> {
        let missing = || Fault::Broken(format!("there is no published version {version} of {name}"));
        self.find(tx, name, version)?.ok_or_else(missing)
    }

    /// A published version; none when there is none. Drafts are not on the shelf.
    ///
    /// # Errors
    /// `Fault::Broken` when it no longer reads as a template.
    pub fn find(&self, tx: &mut Conn, name: &TemplateName, version: i32) -> Result<Option<Arc<Published>>, Fault> {
        let key = (name.clone(), version);
        let kept = self.versions.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if kept.is_some() {
            return Ok(kept);
        }
        let Some(row) = store::version(tx, name, version)?.filter(|row| row.state == VersionState::Published) else {
            return Ok(None);
        };
        let (_, template) = document::read(&row.document)
            .map_err(|flaws| Fault::Broken(format!("{name} version {version} no longer reads: {flaws:?}")))?;
        let citations = store::citations(tx, name, version)?;
        let logic = Logic::of(&template)
            .map_err(|flaws| Fault::Broken(format!("{name} version {version} no longer reads: {flaws:?}")))?;
        let pins = store::pins(tx, name, version)?;
        let lists = self.row_lists(tx, &template, &pins)?;
        let published = Arc::new(Published {
            logic,
            lists,
            template,
            version,
            document: row.document,
            sha256: row.sha256,
            citations,
            validator: OnceLock::new(),
        });
        let mut versions = self.versions.write().unwrap_or_else(PoisonError::into_inner);
        if versions.len() >= ROOM {
            versions.clear();
        }
        versions.insert(key, Arc::clone(&published));
        Ok(Some(published))
    }

    fn row_lists(&self, tx: &mut Conn, template: &Template, pins: &[Pin]) -> Result<RowLists, Fault> {
        RowLists::of(template, |code| {
            let pin = pins.iter().find(|pin| pin.list == *code);
            let revision = pin.map(|pin| pin.revision);
            let missing = || Fault::Broken(format!("{} lost its list {code} at {revision:?}", template.name));
            let list = match revision {
                Some(revision) => self.lists.find(tx, &template.instrument, code, Some(revision))?,
                None => None,
            };
            list.ok_or_else(missing)
        })
    }
}
