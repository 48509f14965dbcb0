//! Reference lists that were read once. A revision never changes, so nothing that is kept here grows stale.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::{MOST_ROWS, ReferenceList, store};
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::{InstrumentCode, ListCode};

/// Most rows kept at once, of all lists together: the longest list, or every list of many instruments. What is full is
/// emptied; what is in use comes back.
const ROOM: usize = MOST_ROWS;

type Kept = HashMap<(InstrumentCode, ListCode, i32), Arc<ReferenceList>>;

/// Lists, kept in memory. Its copies share them.
#[derive(Clone, Default)]
pub struct Lists {
    kept: Arc<RwLock<Kept>>,
}

impl Lists {
    /// A list at a revision, or at its newest. None when there is no such list or revision.
    ///
    /// Not for the transaction that imports the list: what it undoes would stay here.
    ///
    /// # Errors
    /// `Fault::Broken` when its rows no longer read.
    pub fn find(
        &self,
        tx: &mut Conn,
        instrument: &InstrumentCode,
        code: &ListCode,
        revision: Option<i32>,
    ) -> Result<Option<Arc<ReferenceList>>, Fault> {
        let revision = match revision {
            Some(revision) => revision,
            None => match store::listed(tx, instrument, code)? {
                Some(listed) => listed.revision,
                None => return Ok(None),
            },
        };
        let key = (instrument.clone(), code.clone(), revision);
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if kept.is_some() {
            return Ok(kept);
        }
        let Some(list) = store::read_list(tx, instrument, code, Some(revision))?.map(Arc::new) else { return Ok(None) };
        let mut all = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if all.values().map(|list| list.rows.len()).sum::<usize>() + list.rows.len() > ROOM {
            all.clear();
        }
        all.insert(key, Arc::clone(&list));
        Ok(Some(list))
    }
}
