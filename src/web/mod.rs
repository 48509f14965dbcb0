//! The doors for HTTP: pages for people, JSON for programs. Everything beneath is synchronous and knows nothing of HTTP.
//!
//! A handler is short: take what was sent, open the bridge to the database, call one verb, show what it gave.
//! What is refused becomes a status in `failure` alone.

pub mod api;
pub mod body;
pub mod bridge;
pub mod docs;
pub mod download;
pub mod failure;
mod guard;
pub mod health;
pub mod identity;
pub mod live;
pub mod openapi;
pub mod pages;
pub mod routes;
pub mod sent_file;
mod server;
pub mod shape;
pub mod tally;
pub mod tongue;
pub mod turns;
pub mod upload;

use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{App, Error, web};
use tokio::sync::Semaphore;

use crate::audit::Secret;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Db;
use crate::fault::Fault;
use crate::files::Files;
use crate::templates::Shelf;
use failure::Problem;
use live::Live;
use tally::Tally;
use turns::Turns;

pub use bridge::{read, read_as, write, write_as};
pub use server::{How, Running, serve};

/// What a path names, read from the URL. A code that no thing can have is a thing that does not exist: 404.
pub type Named<T> = web::Path<T>;

/// The house as the handlers see it. A clone shares everything.
#[derive(Clone)]
pub struct House {
    /// The database.
    pub db: Db,
    /// What tells the time.
    pub clock: Clock,
    /// The server's secret.
    pub secret: Arc<Secret>,
    /// What people type to get here, without a slash at its end: `https://reports.example.org`.
    pub base_url: Arc<str>,
    /// The published templates that were read once.
    pub shelf: Shelf,
    /// What was counted since the start.
    pub tally: Arc<Tally>,
    /// The hasher and the queue before it.
    pub turns: Arc<Turns>,
    /// What people sent along.
    pub files: Files,
    /// Room for files that come in.
    pub uploads: Arc<Semaphore>,
    /// Room for downloads, which hold a connection each.
    pub downloads: Arc<Semaphore>,
    /// Those who listen to what happens.
    pub live: Arc<Live>,
}

impl House {
    /// A house over a database that is open.
    pub fn new(db: Db, files: Files, clock: Clock, secret: Secret, base_url: &str) -> Self {
        let shelf = Shelf::new();
        Self {
            live: Arc::new(Live::new(db.clone(), clock.clone(), shelf.clone())),
            db,
            clock,
            secret: Arc::new(secret),
            base_url: base_url.trim_end_matches('/').into(),
            shelf,
            tally: Arc::new(Tally::default()),
            turns: Arc::default(),
            files,
            uploads: Arc::new(Semaphore::new(upload::AT_ONCE)),
            downloads: Arc::new(Semaphore::new(download::AT_ONCE)),
        }
    }

    /// Opens the database that the settings name, brings it up to date and makes the house around it.
    pub fn open(settings: &Settings, clock: Clock) -> Result<Self, Fault> {
        let secret = settings.secret()?;
        let files = Files::inside(settings.files());
        Ok(Self::new(Db::open(&settings.database)?, files, clock, secret, &settings.base()))
    }

    /// Whether people come by https: cookies and HSTS depend on it.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

/// The whole application over a house: what `serve` runs and what tests call in-process.
pub fn app(
    house: House,
) -> App<
    impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<BoxBody>, Error = Error, InitError = ()>,
> {
    App::new()
        .app_data(web::Data::new(house))
        .app_data(web::PathConfig::default().error_handler(|_, _| Problem::not_found().into()))
        .configure(routes::register)
        .default_service(web::to(unknown))
        .wrap(from_fn(guard::around))
}

async fn unknown() -> Result<actix_web::HttpResponse, Problem> {
    Err(Problem::not_found())
}
