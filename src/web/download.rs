//! The bridge for what is too long to be held: a thread of its own reads the database and writes, the answer streams.
//!
//! A few pieces of 64 KiB wait between the two. A client that hangs up or stalls ends the query; a query that
//! fails breaks the connection off, so that no half table looks like a whole one.

use std::io::Write;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};

use super::House;
use super::failure::Problem;
use crate::access::Actor;
use crate::accounts::Credential;
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::summaries::Refusal;

/// Most downloads at once: each holds a connection, and half of SQLite's eight are left for everybody else.
pub const AT_ONCE: usize = 4;
/// What the fifth is told to wait, in seconds.
const BUSY: u32 = 10;
/// Bytes of one piece.
const PIECE: usize = 64 * 1024;
/// Pieces that wait for the client.
const PIECES: usize = 8;
/// How long a piece waits for the client. While it does, SQLite cannot take back its log.
const PATIENCE: Duration = Duration::from_secs(60);

/// What goes from the thread to the answer.
enum Piece {
    Bytes(Bytes),
    /// Everything was written. Whatever ends without it is broken off.
    End,
}

/// An answer that is written while it is sent.
pub struct Download {
    pieces: mpsc::Receiver<Piece>,
}

impl MessageBody for Download {
    type Error = std::io::Error;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.pieces.poll_recv(cx).map(|piece| match piece {
            Some(Piece::Bytes(bytes)) => Some(Ok(bytes)),
            Some(Piece::End) => None,
            None => Some(Err(std::io::Error::other("the download broke off"))),
        })
    }
}

/// Where the thread writes to.
struct Gate {
    pieces: mpsc::Sender<Piece>,
    runtime: Handle,
    gathered: Vec<u8>,
}

impl Gate {
    fn pass(&self, piece: Piece) -> std::io::Result<()> {
        let sent = self.runtime.block_on(async { tokio::time::timeout(PATIENCE, self.pieces.send(piece)).await });
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(std::io::Error::other("the client hung up")),
            Err(_) => Err(std::io::Error::other("the client stalled")),
        }
    }
}

impl Write for Gate {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.gathered, Vec::with_capacity(PIECE));
        self.pass(Piece::Bytes(piece.into()))
    }
}

/// Streams what `write` writes for the person behind a credential, all of it from one snapshot. `open` decides before
/// the first byte leaves.
///
/// # Errors
/// 401, what `open` refused, or 503 when [`AT_ONCE`] downloads are under way.
pub async fn download<T: 'static>(
    house: &House,
    credential: &Credential,
    open: impl FnOnce(&mut Conn, &Actor, Moment) -> Result<T, Refusal> + Send + 'static,
    write: impl FnOnce(&mut Conn, T, &mut dyn Write) -> Result<(), Refusal> + Send + 'static,
) -> Result<Download, Problem> {
    let lane = house.downloads.clone().try_acquire_owned().map_err(|_| Fault::Busy { seconds: BUSY })?;
    let (db, credential, now) = (house.db.clone(), credential.clone(), house.clock.now());
    let (pieces, received) = mpsc::channel(PIECES);
    let (decided, decision) = oneshot::channel::<Result<(), Refusal>>();
    let mut gate = Gate { pieces, runtime: Handle::current(), gathered: Vec::with_capacity(PIECE) };
    let work = move |_lane: OwnedSemaphorePermit| {
        let mut decided = Some(decided);
        let done = db.read(|tx| {
            let actor = credential.actor::<Refusal>(tx, now)?;
            let opened = open(tx, &actor, now)?;
            // Nobody may wait for the decision any more; then the first piece finds that out.
            let _ = decided.take().map(|decided| decided.send(Ok(())));
            write(tx, opened, &mut gate)?;
            gate.flush()?;
            Ok::<_, Refusal>(gate.pass(Piece::End)?)
        });
        match (done, decided) {
            (Ok(()), _) => {}
            (Err(refusal), Some(decided)) => {
                let _ = decided.send(Err(refusal));
            }
            (Err(refusal), None) => tracing::warn!(%refusal, "a download broke off"),
        }
    };
    std::thread::Builder::new()
        .name("download".to_owned())
        .spawn(move || work(lane))
        .map_err(|error| Fault::Io(format!("no thread for a download: {error}")))?;
    decision.await.unwrap_or_else(|_| Err(Fault::Broken("a download panicked".to_owned()).into()))?;
    Ok(Download { pieces: received })
}
