//! Sixteen clients who save as fast as they are answered.

use std::thread::JoinHandle;

use crate::journal::Journal;
use crate::scene::Scene;
use crate::support::Client;
use crate::support::round::{CYCLE, PARTIES, question};

/// Clients at work at once.
const CLIENTS: usize = 16;
/// Answers that each client has for itself.
const ANSWERS_EACH: usize = 4;

/// All journals, by client.
pub struct Load {
    journals: Vec<Vec<Journal>>,
    under_way: usize,
}

/// Clients at work.
pub type Working = Vec<JoinHandle<Vec<Journal>>>;

impl Load {
    /// Every client writes to one Party's report, where others write too, but to answers of its own.
    pub fn new() -> Self {
        let journal = |client: usize, n: usize| {
            let asked = client / PARTIES.len() * ANSWERS_EACH + n + 1;
            Journal::new(PARTIES[client % PARTIES.len()], question(asked))
        };
        let journals = (0..CLIENTS).map(|client| (0..ANSWERS_EACH).map(|n| journal(client, n)).collect()).collect();
        Self { journals, under_way: 0 }
    }

    /// Sets all clients to work on a server until it is gone.
    pub fn run(&mut self, scene: &Scene, url: &str, life: usize) -> Working {
        let start = |(client, mut journals): (usize, Vec<Journal>)| {
            let mine = scene.clients(url).swap_remove(client % PARTIES.len());
            std::thread::spawn(move || {
                while journals.iter_mut().all(|journal| journal.save(&mine, life)) {}
                journals
            })
        };
        std::mem::take(&mut self.journals).into_iter().enumerate().map(start).collect()
    }

    /// Takes the journals back from clients whose server is gone.
    pub fn collect(&mut self, working: Working) {
        self.journals = working.into_iter().map(|client| client.join().expect("a client was told nonsense")).collect();
        self.under_way += self.all().filter(|journal| journal.is_pending()).count();
    }

    /// Compares every journal with what a server has.
    pub fn check(&self, clients: &[Client], life: usize) {
        for (party, client) in PARTIES.iter().zip(clients) {
            let found = client.get(&format!("/api/v1/reports/{CYCLE}/{party}/answers")).expect(200).json();
            let answers = found["answers"].as_array().expect("a list of answers");
            for journal in self.all().filter(|journal| journal.party == *party) {
                let answer = answers.iter().find(|answer| answer["path"] == journal.question.as_str());
                journal.check(answer.unwrap_or_else(|| panic!("{} is not there", journal.question)), life);
            }
        }
    }

    /// Every journal.
    pub fn all(&self) -> impl Iterator<Item = &Journal> {
        self.journals.iter().flatten()
    }

    /// How many saves were acknowledged.
    pub fn acknowledged(&self) -> usize {
        self.all().map(|journal| journal.acknowledged.len()).sum()
    }

    /// For the log.
    pub fn said(&self) -> String {
        format!("{} saves acknowledged, {} cut off under way", self.acknowledged(), self.under_way)
    }
}
