//! The log: lines on stderr, chosen by `RUST_LOG`.

use tracing_subscriber::EnvFilter;

/// Starts the log. Without `RUST_LOG`: what went wrong, and the program's own notes of importance.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let colour = std::io::IsTerminal::is_terminal(&std::io::stderr());
    // A second start, in tests, changes nothing.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colour).try_init();
}
