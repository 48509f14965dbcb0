//! What templates and cycles refuse.

use crate::{cycles, templates};

use super::Problem;

impl From<templates::Refusal> for Problem {
    fn from(refusal: templates::Refusal) -> Self {
        use templates::Refusal;
        match refusal {
            Refusal::Denied(denied) => denied.into(),
            Refusal::NotFound => Self::not_found(),
            Refusal::Flaws(flaws) => flaws.into(),
            Refusal::AlreadyPublished => {
                Self::conflict("published", "This version is published and never changes. Send the next one.")
            }
            Refusal::Fault(fault) => fault.into(),
        }
    }
}

impl From<cycles::Refusal> for Problem {
    fn from(refusal: cycles::Refusal) -> Self {
        use cycles::Refusal;
        match refusal {
            Refusal::Denied(denied) => denied.into(),
            Refusal::Flaws(flaws) => flaws.into(),
            Refusal::Exists => Self::conflict("exists", "There is a cycle with this code already."),
            Refusal::Stale(revision) => {
                Self::conflict("stale", "Somebody else changed the cycle since you read it. Read it again.")
                    .with("revision", revision.into())
            }
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
