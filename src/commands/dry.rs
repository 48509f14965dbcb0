//! Dry runs: a command does all of its work, and the transaction is then undone.

use crate::fault::{Fault, Refused};

/// How a job ends that keeps nothing.
pub enum Ended<D, R> {
    /// All of it was done, and is undone: what became of it.
    Dry(D),
    /// It was refused.
    Refused(R),
}

impl<D, R> Ended<D, R> {
    /// What a job has done, to be kept unless this is a dry run.
    ///
    /// # Errors
    /// `Refused` where the job was; `Dry` with what it has done in a dry run.
    pub fn of(done: Result<D, R>, dry_run: bool) -> Result<D, Self> {
        match done {
            Ok(done) if dry_run => Err(Self::Dry(done)),
            done => done.map_err(Self::Refused),
        }
    }
}

impl<D, R: From<Fault>> From<Fault> for Ended<D, R> {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault.into())
    }
}

impl<D: Send + 'static, R: Refused> Refused for Ended<D, R> {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Refused(refusal) => refusal.fault(),
            Self::Dry(_) => None,
        }
    }
}
