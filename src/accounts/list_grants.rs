//! List the grants of an instrument.

use super::{Credential, Refusal};
use crate::access::store::HeldGrant;
use crate::access::{self, Action, Place};
use crate::clock::Moment;
use crate::db::Conn;
use crate::flaw::Shaped;
use crate::ids::{GrantId, InstrumentCode};

/// Most grants on one page: what a browser shows without effort.
pub const MOST: u32 = 500;
/// Grants on a page where nobody says how many.
pub const USUAL: u32 = 100;

/// Where a list begins and how long it is.
#[derive(Debug, Clone)]
pub struct Page {
    /// The last one that was seen.
    pub after: Option<GrantId>,
    /// How many, up to [`MOST`].
    pub limit: u32,
}

/// The grants in force in an instrument with the people who hold them, for those who manage people there.
///
/// # Errors
/// `Denied`; then `Flaws` of the page that was asked for.
pub fn list_grants(
    tx: &mut Conn,
    credential: &Credential,
    instrument: &InstrumentCode,
    page: Shaped<Page>,
    now: Moment,
) -> Result<Vec<HeldGrant>, Refusal> {
    let actor = credential.actor::<Refusal>(tx, now)?;
    let permit = access::permit(&actor, Action::ManagePeople, &Place::of_instrument(instrument.clone()))?;
    let page = page.map_err(Refusal::Flaws)?;
    let limit = i64::from(page.limit.min(MOST));
    Ok(access::store::held_grants(tx, &permit, page.after.as_ref(), limit, now)?)
}
