//! The only openings to storage: [`Db::read`], a snapshot, and [`Db::write`], one transaction.
//!
//! The two databases differ here and nowhere else. Known differences that the rooms live with: the collation of text
//! (sort in Rust what people read), and that a failed statement ends a PostgreSQL transaction (so ask first, then insert).
//! No write rests on an isolation level: each begins by touching its root row where others may write meanwhile, and unique
//! keys and revisions decide.

pub mod conn;
mod lock;
mod migrate;
mod prepared;
pub mod schema;
mod writer;

use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use diesel::connection::SimpleConnection;

pub use conn::{Address, Conn};
pub use lock::Lock;
pub(crate) use prepared::direct;
pub use prepared::{Bind, Prepared};

use crate::fault::{Fault, Refused};
use conn::{Connections, Manager, Pooled, connect};
use writer::Writer;

/// Most connections held open at once on SQLite: more readers than cores only contend.
const SQLITE_READERS: u32 = 8;
/// Most connections to PostgreSQL: a quarter of its default of 100, so that four servers can share one database.
const POSTGRES_CONNECTIONS: u32 = 24;
/// How long a request waits for a connection before it is told to come back.
const CONNECTION_WAIT: Duration = Duration::from_secs(5);
/// What it is told to wait then, in seconds.
const CONNECTION_BUSY: u32 = 2;

/// The database.
#[derive(Clone)]
pub struct Db {
    connections: Connections,
    writer: Option<Arc<Writer>>,
}

impl Db {
    /// Opens the database and brings its tables up to date.
    ///
    /// # Errors
    /// `Fault::Newer` when a newer program made it, `Fault::Database` when it cannot be reached.
    pub fn open(address: &Address) -> Result<Self, Fault> {
        migrate::migrate(&mut connect(address)?)?;
        Self::join(address)
    }

    /// Opens a database whose tables are there already.
    pub fn join(address: &Address) -> Result<Self, Fault> {
        migrate::refuse_newer(&mut connect(address)?)?;
        let (most, writer) = match address {
            Address::Sqlite(_) => (SQLITE_READERS, Some(Arc::new(Writer::start(address.clone())?))),
            Address::Postgres(_) => (POSTGRES_CONNECTIONS, None),
        };
        let connections = Connections::builder()
            .max_size(most)
            .min_idle(Some(1))
            .connection_timeout(CONNECTION_WAIT)
            .error_handler(Box::new(LogPool))
            .build(Manager(address.clone()))
            .map_err(|error| Fault::Database(error.to_string()))?;
        Ok(Self { connections, writer })
    }

    /// Reads in one snapshot. Nothing written inside it is kept.
    pub fn read<T, R: From<Fault>>(&self, job: impl FnOnce(&mut Conn) -> Result<T, R>) -> Result<T, R> {
        let mut conn = self.connection()?;
        let begin = match *conn {
            Conn::Sqlite(_) => "BEGIN",
            Conn::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        let mut open = Open::begin(&mut conn, begin)?;
        let result = job(open.conn());
        open.end("ROLLBACK")?;
        result
    }

    /// Writes in one transaction, committed when `job` gives `Ok` and undone when it refuses. Waits for the commit.
    ///
    /// # Errors
    /// What the job refused, or a `Fault` when the commit did not happen or its outcome is unknown.
    pub fn write<T, R>(&self, job: impl FnOnce(&mut Conn) -> Result<T, R> + Send + 'static) -> Result<T, R>
    where
        T: Send + 'static,
        R: Refused,
    {
        if self.writer.is_none() {
            return self.write_here(job);
        }
        let (told, answer) = sync_channel(1);
        self.write_then(job, move |result| {
            let _ = told.send(result);
        });
        answer.recv().unwrap_or_else(|_| Err(Fault::Unknown("the writing thread ended".to_owned()).into()))
    }

    /// Writes like [`Db::write`] without waiting on SQLite: `reply` is called on the writing thread.
    /// On PostgreSQL the calling thread does the work.
    pub fn write_then<T, R>(
        &self,
        job: impl FnOnce(&mut Conn) -> Result<T, R> + Send + 'static,
        reply: impl FnOnce(Result<T, R>) + Send + 'static,
    ) where
        T: Send + 'static,
        R: Refused,
    {
        match &self.writer {
            Some(writer) => writer.queue(job, reply),
            None => reply(self.write_here(job)),
        }
    }

    /// Whether writes are queued to a thread of their own, so that waiting for them needs no thread.
    pub fn queues_writes(&self) -> bool {
        self.writer.is_some()
    }

    fn write_here<T, R: Refused>(&self, job: impl FnOnce(&mut Conn) -> Result<T, R>) -> Result<T, R> {
        let mut conn = self.connection()?;
        let mut open = Open::begin(&mut conn, "BEGIN")?;
        match job(open.conn()) {
            Ok(value) => match open.end("COMMIT") {
                Ok(()) => Ok(value),
                Err(fault) => Err(Fault::Unknown(fault.to_string()).into()),
            },
            Err(no) => {
                // The refusal is the answer; a failed ROLLBACK closes the connection, which undoes it as surely.
                let _ = open.end("ROLLBACK");
                Err(no)
            }
        }
    }

    fn connection(&self) -> Result<Pooled, Fault> {
        self.connections.get().map_err(|error| {
            tracing::warn!(%error, "no database connection");
            Fault::Busy { seconds: CONNECTION_BUSY }
        })
    }
}

/// A transaction that is undone when it is dropped without having ended, a panic included.
struct Open<'a> {
    conn: &'a mut Pooled,
    ended: bool,
}

impl<'a> Open<'a> {
    fn begin(conn: &'a mut Pooled, how: &str) -> Result<Self, Fault> {
        conn.batch_execute(how)?;
        Ok(Self { conn, ended: false })
    }

    fn conn(&mut self) -> &mut Conn {
        self.conn
    }

    fn end(mut self, how: &str) -> Result<(), Fault> {
        self.ended = true;
        Ok(self.conn.batch_execute(how)?)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if !self.ended {
            let _ = self.conn.batch_execute("ROLLBACK");
        }
    }
}

#[derive(Debug)]
struct LogPool;

impl<E: std::error::Error> diesel::r2d2::HandleError<E> for LogPool {
    fn handle_error(&self, error: E) {
        tracing::warn!(%error, "a database connection could not be made");
    }
}
