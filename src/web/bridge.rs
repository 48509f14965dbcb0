//! The bridge between requests, which wait without threads, and the database, which is synchronous.

use actix_web::web::block;
use tokio::sync::oneshot;

use super::House;
use super::failure::Problem;
use crate::access::{Actor, Denied};
use crate::accounts::Credential;
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::{Fault, Refused};

/// Reads in one snapshot, on the blocking pool.
///
/// # Errors
/// What the job refused, or why the database did not answer.
pub async fn read<T, R>(house: &House, job: impl FnOnce(&mut Conn) -> Result<T, R> + Send + 'static) -> Result<T, R>
where
    T: Send + 'static,
    R: From<Fault> + Send + 'static,
{
    let db = house.db.clone();
    block(move || db.read(job)).await.unwrap_or_else(|_| Err(Fault::Broken("a read panicked".to_owned()).into()))
}

/// Writes in one transaction and answers after its commit. On SQLite a waiting request holds no thread.
///
/// # Errors
/// What the job refused, or a fault: then nothing was kept, except after `Fault::Unknown`.
pub async fn write<T, R>(house: &House, job: impl FnOnce(&mut Conn) -> Result<T, R> + Send + 'static) -> Result<T, R>
where
    T: Send + 'static,
    R: Refused,
{
    if house.db.queues_writes() {
        let (told, answer) = oneshot::channel();
        house.db.write_then(job, move |result| {
            // Whoever asked may have hung up; what was committed stays committed.
            let _ = told.send(result);
        });
        return answer.await.unwrap_or_else(|_| Err(Fault::Unknown("the writing thread ended".to_owned()).into()));
    }
    let db = house.db.clone();
    block(move || db.write(job)).await.unwrap_or_else(|_| Err(Fault::Unknown("a write panicked".to_owned()).into()))
}

/// Reads as the person behind a credential, whose grants are read in the same snapshot.
///
/// # Errors
/// 401 when the session no longer counts, and what the job refused.
pub async fn read_as<T, R>(
    house: &House,
    credential: &Credential,
    job: impl FnOnce(&mut Conn, &Actor, Moment) -> Result<T, R> + Send + 'static,
) -> Result<T, Problem>
where
    T: Send + 'static,
    R: From<Fault> + From<Denied> + Send + 'static,
    Problem: From<R>,
{
    let (credential, now) = (credential.clone(), house.clock.now());
    let done = read(house, move |tx| {
        let actor: Actor = credential.actor::<R>(tx, now)?;
        job(tx, &actor, now)
    });
    Ok(done.await?)
}

/// Writes as the person behind a credential, whose grants are read in the same transaction: what was revoked before it
/// began is revoked in it.
///
/// # Errors
/// 401 when the session no longer counts, and what the job refused.
pub async fn write_as<T, R>(
    house: &House,
    credential: &Credential,
    job: impl FnOnce(&mut Conn, &Actor, Moment) -> Result<T, R> + Send + 'static,
) -> Result<T, Problem>
where
    T: Send + 'static,
    R: Refused + From<Denied>,
    Problem: From<R>,
{
    let (credential, now) = (credential.clone(), house.clock.now());
    let done = write(house, move |tx| {
        let actor: Actor = credential.actor::<R>(tx, now)?;
        job(tx, &actor, now)
    });
    Ok(done.await?)
}
