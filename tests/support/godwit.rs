//! The real program as a child process, with a data directory of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// How long a start may take before it counts as hung.
const START: Duration = Duration::from_secs(120);

/// A running `godwit`. Killed by its own id when dropped.
pub struct Godwit {
    child: Child,
    address: SocketAddr,
}

/// The program with these arguments and none of this process's settings.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = without_settings(env!("CARGO_BIN_EXE_godwit"));
    command.args(arguments);
    command
}

/// A program with none of this process's settings.
pub fn without_settings(program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GODWIT_") {
            command.env_remove(name);
        }
    }
    command.stdin(Stdio::null());
    command
}

/// A port that nobody listened at a moment ago. Somebody may be faster: a start that fails is tried with another.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Godwit {
    /// Starts `serve` or `demo` in a data directory and waits until it is ready.
    ///
    /// # Panics
    /// When it ends or does not answer within two minutes; says what it printed.
    pub fn spawn(arguments: &[&str], data: &Path, settings: &[(&str, &str)]) -> Self {
        Self::spawn_by(|| command(arguments), arguments, data, settings)
    }

    /// Like [`Godwit::spawn`], through a shell that says `limits` first and then becomes the program.
    pub fn spawn_with_limits(limits: &str, arguments: &[&str], data: &Path, settings: &[(&str, &str)]) -> Self {
        let shell = || {
            let mut shell = without_settings("bash");
            shell
                .arg("-c")
                .arg(format!("{limits}; exec \"$0\" \"$@\""))
                .arg(env!("CARGO_BIN_EXE_godwit"))
                .args(arguments);
            shell
        };
        Self::spawn_by(shell, arguments, data, settings)
    }

    fn spawn_by(program: impl Fn() -> Command, arguments: &[&str], data: &Path, settings: &[(&str, &str)]) -> Self {
        let mut said = String::new();
        for _ in 0..5 {
            match Self::try_spawn(program(), data, settings, free_port()) {
                Ok(running) => return running,
                Err(why) => said = why,
            }
            if !said.contains("Cannot listen") {
                break;
            }
        }
        panic!("godwit {arguments:?} did not start: {said}");
    }

    fn try_spawn(mut program: Command, data: &Path, settings: &[(&str, &str)], port: u16) -> Result<Self, String> {
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let child = program
            .env("GODWIT_DATA_DIR", data)
            .env("GODWIT_BIND", address.to_string())
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::from(log(data)))
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut running = Self { child, address };
        let started = Instant::now();
        while !is_ready(address) {
            let ended = running.child.try_wait().unwrap().is_some();
            if ended || started.elapsed() > START {
                return Err(std::fs::read_to_string(data.join("stderr.log")).unwrap_or_default());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(running)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://HOST:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL: it gets no chance to put anything in order.
    pub fn kill(mut self) -> ExitStatus {
        self.child.kill().unwrap();
        self.child.wait().unwrap()
    }

    /// SIGTERM, and how it ended.
    pub fn stop(mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap()
    }
}

impl Drop for Godwit {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether `/readyz` answers 200.
fn is_ready(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect_timeout(&address, Duration::from_millis(500)) else { return false };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
    let asked = stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    asked.is_ok() && stream.read_to_string(&mut answer).is_ok() && answer.starts_with("HTTP/1.1 200")
}

fn log(data: &Path) -> std::fs::File {
    std::fs::create_dir_all(data).unwrap();
    std::fs::OpenOptions::new().create(true).append(true).open(data.join("stderr.log")).unwrap()
}

/// Runs a command to its end: exit code, stdout, stderr.
pub fn run(arguments: &[&str], data: &Path, settings: &[(&str, &str)]) -> (i32, String, String) {
    // A port of its own, should a command listen that was expected to refuse.
    let own = [("GODWIT_BIND", "127.0.0.1:0")];
    let output =
        command(arguments).env("GODWIT_DATA_DIR", data).envs(own).envs(settings.iter().copied()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// The first line of a child's standard output, or what became of it within the time a start may take.
pub fn first_line(child: &mut Child) -> Result<String, String> {
    let out = child.stdout.take().ok_or("stdout is not piped")?;
    let (told, line) = mpsc::channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        let read = BufReader::new(out).read_line(&mut line);
        let _ = told.send(read.map(|_| line));
    });
    match line.recv_timeout(START) {
        Ok(Ok(line)) if !line.is_empty() => Ok(line),
        Ok(Ok(_)) => Err("it ended without a line".to_owned()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("no line came in time".to_owned()),
    }
}
