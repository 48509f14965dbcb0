//! Listening: how many at once, how long anybody may take, and how it ends.

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::HttpServer;
use actix_web::dev::{Server, ServerHandle};
use actix_web::rt::signal::unix::{Signal, SignalKind, signal};

use super::live::Live;
use super::{House, app};
use crate::fault::Fault;

/// How long an idle connection is kept: a browser's next page comes sooner, a forgotten one costs nothing after.
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// How long the head of a request may take. Slow lines manage; slow attackers do not.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long a body may take: two megabytes at a slow line's 50 kB/s, nearly.
const BODY_TIME: Duration = Duration::from_secs(30);
/// How long a client may take to close.
const DISCONNECT_TIME: Duration = Duration::from_secs(5);
/// Most connections of one worker; beyond it the kernel's queue holds them.
const CONNECTIONS_PER_WORKER: usize = 4_096;
/// Connections waiting to be accepted: a deadline minute arrives at once.
const BACKLOG: u32 = 1_024;
/// Threads of one worker for what waits: reads of the database, hashing, writing files. Most writes need none.
const BLOCKING_THREADS: usize = 16;
/// How long requests under way may take to finish once the server was told to stop.
const SHUTDOWN_SECONDS: u64 = 20;

/// How to serve.
#[derive(Debug, Clone, Copy)]
pub struct How {
    /// Threads that talk HTTP.
    pub workers: usize,
    /// Whether SIGTERM and SIGINT end it.
    pub signals: bool,
    /// How long the head of a request may take.
    pub head_time: Duration,
    /// How long its body may take.
    pub body_time: Duration,
}

impl Default for How {
    fn default() -> Self {
        Self {
            workers: std::thread::available_parallelism().map_or(1, usize::from),
            signals: true,
            head_time: HEAD_TIME,
            body_time: BODY_TIME,
        }
    }
}

/// A server that listens to no signal: whoever runs it ends it.
fn server(house: House, listener: TcpListener, how: How) -> std::io::Result<Server> {
    let server = HttpServer::new(move || app(house.clone()).app_data(how))
        .workers(how.workers)
        .backlog(BACKLOG)
        .keep_alive(KEEP_ALIVE)
        .client_request_timeout(how.head_time)
        .client_disconnect_timeout(DISCONNECT_TIME)
        .max_connections(CONNECTIONS_PER_WORKER)
        .worker_max_blocking_threads(BLOCKING_THREADS)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .disable_signals();
    Ok(server.listen(listener)?.run())
}

/// Serves until a signal (where `how` listens to them); requests under way are finished.
pub async fn serve(house: House, listener: TcpListener, how: How) -> std::io::Result<()> {
    let live = Arc::clone(&house.live);
    let server = server(house, listener, how)?;
    if how.signals {
        let handle = server.handle();
        let mut signals = Signals::listen()?;
        actix_web::rt::spawn(async move {
            let graceful = signals.next().await;
            // A stream has no end of its own that could be waited for.
            live.end();
            handle.stop(graceful).await;
        });
    }
    server.await
}

/// The signals that end a server.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
    quit: Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
        })
    }

    /// Waits for one, and says whether requests under way are finished: somebody at the keyboard is not made to wait.
    async fn next(&mut self) -> bool {
        tokio::select! {
            _ = self.terminate.recv() => true,
            _ = self.interrupt.recv() => false,
            _ = self.quit.recv() => false,
        }
    }
}

/// A server on a thread of its own; it stops when told to, or when this is dropped.
pub struct Running {
    address: SocketAddr,
    handle: ServerHandle,
    live: Arc<Live>,
    thread: Option<JoinHandle<std::io::Result<()>>>,
}

impl Running {
    /// Starts serving on a listener, which may be bound to port 0, and answers once requests are taken.
    pub fn start(house: House, listener: TcpListener, how: How) -> Result<Self, Fault> {
        let (address, live) = (listener.local_addr()?, Arc::clone(&house.live));
        let (told, answer) = mpsc::sync_channel(1);
        let thread = std::thread::Builder::new().name("godwit-http".to_owned()).spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = server(house, listener, how)?;
                let _ = told.send(server.handle());
                server.await
            })
        })?;
        match answer.recv() {
            Ok(handle) => Ok(Self { address, handle, live, thread: Some(thread) }),
            Err(_) => Err(thread.join().map_or_else(
                |_| Fault::Io("the server could not start".to_owned()),
                |ended| ended.err().map_or_else(|| Fault::Io("the server ended at once".to_owned()), Fault::from),
            )),
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Finishes the requests under way and ends.
    pub fn stop(mut self) {
        self.end(true);
    }

    fn end(&mut self, graceful: bool) {
        if let Some(thread) = self.thread.take() {
            self.live.end();
            // The stop is told when the call is made; waiting for its future needs no runtime of ours.
            drop(self.handle.stop(graceful));
            let _ = thread.join();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end(false);
    }
}
