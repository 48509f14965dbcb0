//! `godwit demo`: a working instrument with real Parties and mandates, an open cycle for each shipped template, and
//! invented answers that say that they are invented.
//!
//! Everything is written in one transaction: a demonstration is there, or it is not. The people and their passwords are
//! kept beside the database, so that the next start prints the same.

mod invent;
mod mend;
mod people;
mod plan;
mod registers;
mod rows;
mod story;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use serde_json::json;

use super::chores::Chores;
use super::serve::{listen, lock};
use super::{No, print, say};
use crate::clock::Clock;
use crate::config::Settings;
use crate::cycles;
use crate::fault::Fault;
use crate::ids::CycleCode;
use crate::mail::post::Postbox;
use crate::web::{House, How, serve};
use people::People;

/// The cycle of the Parties.
pub const PARTY_CYCLE: &str = "cms-cop15";
/// The cycle of the NGO partners.
pub const NGO_CYCLE: &str = "cms-cop15-ngo";
/// How long a connection to our own server may take before we say that it does not answer.
const ANSWER_TIME: Duration = Duration::from_secs(30);

/// What can be said of a demonstration.
#[derive(Debug, Args)]
pub struct Demo {
    /// Where to listen; GODWIT_BIND unless given.
    #[arg(long, value_name = "A")]
    bind: Option<SocketAddr>,
    /// Where to keep it; the folder "demo" in the data directory unless given.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Print one line of JSON once it answers, and nothing else.
    #[arg(long)]
    json: bool,
}

/// Makes the demonstration unless it is there, and serves it until SIGTERM.
pub fn run(settings: &Settings, asked: Demo) -> Result<(), No> {
    let directory = asked.data.unwrap_or_else(|| settings.data_dir.join("demo"));
    let mut settings = settings.inside(&directory);
    settings.bind = asked.bind.unwrap_or(settings.bind);
    let _lock = lock(&settings)?;
    let listener = listen(&settings)?;
    settings.bind = listener.local_addr()?;
    // Nobody outside is written to, whatever the settings say: the addresses are invented.
    settings.smtp_url = None;
    let postbox = Postbox::of(&settings).map_err(No::Said)?;
    let house = House::open(&settings, Clock::system())?;
    let people = prepare(&house, &directory)?;
    let chores = Chores::start(&house, postbox)?;
    let (bind, url, as_json) = (settings.bind, settings.base(), asked.json);
    std::thread::Builder::new().name("godwit-tell".to_owned()).spawn(move || tell(bind, &url, &people, as_json))?;
    let served = actix_web::rt::System::new().block_on(serve(house, listener, How::default()));
    chores.end();
    Ok(served?)
}

/// The people of the demonstration in this directory, which is made when it is not there.
fn prepare(house: &House, directory: &Path) -> Result<People, No> {
    let cycle = CycleCode::stored(PARTY_CYCLE.to_owned());
    let made = house.db.read(|tx| Ok::<_, Fault>(cycles::store::find(tx, &cycle)?.is_some()))?;
    let (people, known) = People::of(directory)?;
    if made && !known {
        let said = format!(
            "{} holds a cycle {PARTY_CYCLE} that is no demonstration; name another directory",
            directory.display()
        );
        return Err(No::because(said));
    }
    if !made {
        say("Making the demonstration: invented people and answers, real Parties and mandates.");
        story::play(house, &people)?;
    }
    Ok(people)
}

/// Says where to go, once the server answers.
fn tell(bind: SocketAddr, url: &str, people: &People, as_json: bool) {
    if let Err(error) = answers(bind) {
        say(&format!("The server at {bind} does not answer: {error}"));
        return;
    }
    if as_json {
        print(&json!({ "url": url, "cycle": PARTY_CYCLE, "people": people.json() }).to_string());
        return;
    }
    print(&format!("\nGodwit is at {url}\n\nThe people and the answers are invented. Sign in as:\n"));
    for person in people.all() {
        print(&format!("  {:<20} {:<34} {}", person.role, person.email, person.password));
    }
    print("\nLetters are written as files. Stop with Ctrl-C; started again, everything is as you left it.");
}

fn answers(bind: SocketAddr) -> std::io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&bind, ANSWER_TIME)?;
    stream.set_read_timeout(Some(ANSWER_TIME))?;
    stream.write_all(format!("GET /readyz HTTP/1.1\r\nHost: {bind}\r\nConnection: close\r\n\r\n").as_bytes())?;
    let mut answer = Vec::new();
    stream.take(1024).read_to_end(&mut answer)?;
    if answer.starts_with(b"HTTP/1.1 200") { Ok(()) } else { Err(std::io::Error::other("it is not ready")) }
}
