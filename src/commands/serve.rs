//! `godwit serve`

use std::net::TcpListener;

use super::chores::Chores;
use super::{No, say};
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::{Address, Lock};
use crate::mail::post::Postbox;
use crate::web::{House, How, serve};

/// Brings the database up to date and serves until SIGTERM or SIGINT.
pub fn run(settings: &Settings) -> Result<(), No> {
    let postbox = Postbox::of(settings).map_err(No::Said)?;
    let _lock = lock(settings)?;
    let listener = listen(settings)?;
    let house = House::open(settings, Clock::system())?;
    let chores = Chores::start(&house, postbox)?;
    say(&format!("Godwit is at {}", settings.base()));
    // Whatever ended the serving, the chores end after it.
    let served = actix_web::rt::System::new().block_on(serve(house, listener, How::default()));
    chores.end();
    Ok(served?)
}

/// Takes the data directory for this process alone. On PostgreSQL several servers may share the database, not the directory.
pub fn lock(settings: &Settings) -> Result<Lock, No> {
    if let Address::Sqlite(path) = &settings.database
        && let Some(directory) = path.parent()
    {
        std::fs::create_dir_all(directory)?;
    }
    let taken = Lock::take(&settings.data_dir)?;
    taken.ok_or_else(|| No::because(format!("Another godwit already serves from {}.", settings.data_dir.display())))
}

/// Listens where the settings say.
pub fn listen(settings: &Settings) -> Result<TcpListener, No> {
    TcpListener::bind(settings.bind)
        .map_err(|error| No::because(format!("Cannot listen at {}: {error}", settings.bind)))
}
