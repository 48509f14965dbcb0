//! What the figures refuse.

use crate::summaries::Refusal;

use super::Problem;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Denied(denied) => denied.into(),
            Refusal::Flaws(flaws) => flaws.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
