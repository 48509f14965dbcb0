//! One connection type over two databases, and the pool that hands them out.

use diesel::connection::SimpleConnection;
use diesel::r2d2::{ManageConnection, Pool, PooledConnection};
use diesel::{Connection, PgConnection, SqliteConnection};

use crate::fault::Fault;

/// A connection to either database. Every query of the program runs on it.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// The embedded default.
    Sqlite(SqliteConnection),
    /// When one machine is not enough.
    Postgres(PgConnection),
}

impl Conn {
    /// Whether nobody else writes while this transaction does: on SQLite, where a write begins by taking the file's lock.
    pub fn writes_alone(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }
}

/// Where the data lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A SQLite file.
    Sqlite(std::path::PathBuf),
    /// A PostgreSQL URL, `postgres://…`.
    Postgres(String),
}

impl Address {
    /// Reads `postgres://…`, `sqlite://PATH` or a bare path.
    pub fn read(url: &str) -> Result<Self, String> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        let path = url.strip_prefix("sqlite://").unwrap_or(url);
        if path.is_empty() || path.contains("://") || path.starts_with(":memory:") {
            return Err(format!("{url:?} is no database: use postgres://… or the path of a SQLite file"));
        }
        Ok(Self::Sqlite(path.into()))
    }
}

/// How long SQLite waits for another process's write before it gives up, in milliseconds.
/// Longer than any import's transaction on slow disks, shorter than a browser's patience.
const BUSY_TIMEOUT_MS: u32 = 5_000;

/// FULL: an acknowledged answer survives a power cut. Measured at 64 clients it costs little once commits are grouped.
/// The log is folded into the file every 16 MiB, not every 4: under load that is seven times a second instead of thirty.
const SQLITE_PRAGMAS: &str = "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; \
     PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint = 4000;";

/// A statement that runs longer than this on PostgreSQL is cut off, in milliseconds; exports stream row groups, so none does.
const PG_SESSION: &str = "SET TIME ZONE 'UTC'; SET lock_timeout = '5s'; SET statement_timeout = '60s'; \
     SET idle_in_transaction_session_timeout = '120s'; SET client_min_messages = warning;";

/// Opens one connection with its settings made.
pub fn connect(address: &Address) -> Result<Conn, Fault> {
    match address {
        Address::Sqlite(path) => {
            let path = path.to_str().ok_or_else(|| Fault::Io(format!("{path:?} is no UTF-8 path")))?;
            let mut conn = SqliteConnection::establish(path).map_err(|e| Fault::Database(e.to_string()))?;
            // The timeout first: switching to WAL itself needs the lock.
            conn.batch_execute(&format!("PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}; PRAGMA journal_mode = WAL;"))?;
            conn.batch_execute(SQLITE_PRAGMAS)?;
            Ok(Conn::Sqlite(conn))
        }
        Address::Postgres(url) => {
            let mut conn = PgConnection::establish(url).map_err(|e| Fault::Database(e.to_string()))?;
            conn.batch_execute(PG_SESSION)?;
            Ok(Conn::Postgres(conn))
        }
    }
}

impl From<diesel::result::Error> for Fault {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::DatabaseErrorKind::{
            CheckViolation, ForeignKeyViolation, NotNullViolation, UniqueViolation,
        };
        use diesel::result::Error;
        match &error {
            Error::DatabaseError(UniqueViolation, info) => Self::Clash(info.message().to_owned()),
            // The engine works: it is the program that asked for what cannot be. Nobody else's write fails for it.
            Error::DatabaseError(CheckViolation | ForeignKeyViolation | NotNullViolation, _)
            | Error::NotFound
            | Error::DeserializationError(_)
            | Error::SerializationError(_)
            | Error::QueryBuilderError(_) => Self::Broken(error.to_string()),
            _ => Self::Database(error.to_string()),
        }
    }
}

/// Makes connections by the address's kind. Diesel's own way tries each database in turn and hides why each failed.
pub struct Manager(pub Address);

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = Fault;

    fn connect(&self) -> Result<Conn, Fault> {
        connect(&self.0)
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), Fault> {
        match conn {
            // A file is there or its next query says so.
            Conn::Sqlite(_) => Ok(()),
            Conn::Postgres(pg) => Ok(pg.batch_execute("SELECT 1")?),
        }
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        use diesel::connection::TransactionManager;
        match conn {
            Conn::Sqlite(_) => false,
            Conn::Postgres(pg) => diesel::connection::AnsiTransactionManager::is_broken_transaction_manager(pg),
        }
    }
}

/// A pool of connections.
pub type Connections = Pool<Manager>;
/// One connection of a pool, given back when dropped.
pub type Pooled = PooledConnection<Manager>;
