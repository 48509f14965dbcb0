//! Each refusal of the ground and the rooms, and the problem it becomes. No wildcard arm: a new refusal must be placed.

use actix_web::http::StatusCode;

use crate::access::{self, Denied};
use crate::accounts;
use crate::fault::Fault;

use super::Problem;

/// What a client waits after the database failed, in seconds: a restart of it takes about as long.
const DATABASE_RETRY: u32 = 5;
/// After a lost race: at once, nearly.
const CLASH_RETRY: u32 = 1;

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let said = fault.to_string();
        let problem = match fault {
            Fault::Database(_) => {
                Self::later("unavailable", "The database does not answer. Nothing was kept; try again.", DATABASE_RETRY)
            }
            Fault::Unknown(_) => Self::later(
                "outcome_unknown",
                "Whether this was kept is not known. Repeating it with the same operation id is safe.",
                CLASH_RETRY,
            ),
            Fault::Clash(_) => Self::later(
                "clash",
                "Somebody did the same at the same moment. Nothing was kept; try again.",
                CLASH_RETRY,
            ),
            Fault::Busy { seconds } => Self::later("busy", "Too much at once. Nothing was kept; try again.", seconds),
            Fault::Full(_) => Self::new(
                StatusCode::INSUFFICIENT_STORAGE,
                "no_room",
                "There is no room left to keep this. Nothing was kept; tell whoever runs this server.",
            ),
            Fault::Newer(_) | Fault::Io(_) | Fault::Broken(_) => Self::broken(""),
        };
        Self { fault: Some(said.into()), ..problem }
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::SignedOut => Self::signed_out(),
            Denied::NotFound => Self::not_found(),
            Denied::Forbidden => Self::forbidden("This is not yours to do."),
        }
    }
}

impl From<access::Refusal> for Problem {
    fn from(refusal: access::Refusal) -> Self {
        match refusal {
            access::Refusal::Denied(denied) => denied.into(),
            access::Refusal::Fault(fault) => fault.into(),
        }
    }
}

impl From<accounts::Refusal> for Problem {
    fn from(refusal: accounts::Refusal) -> Self {
        match refusal {
            accounts::Refusal::Wrong => {
                let said = "The e-mail address or the password is not right.";
                Self::new(StatusCode::UNAUTHORIZED, "wrong_credentials", said)
            }
            accounts::Refusal::Flaws(flaws) => flaws.into(),
            accounts::Refusal::Denied(denied) => denied.into(),
            accounts::Refusal::Fault(fault) => fault.into(),
        }
    }
}
