//! Sixteen clients who save as fast as they are answered, and one who submits and reopens.

use std::thread::JoinHandle;

use crate::journal::Journal;
use crate::submitter::Submitter;
use crate::support::Client;
use crate::support::Scene;
use crate::support::round::{CYCLE, PARTIES, question};

/// Clients at work at once.
const CLIENTS: usize = 16;
/// Answers that each client has for itself.
const ANSWERS_EACH: usize = 4;

/// In how many reports they save; the last Party's is submitted and reopened.
const SAVED: usize = PARTIES.len() - 1;

/// All journals, by client.
pub struct Load {
    journals: Vec<Vec<Journal>>,
    submitter: Submitter,
}

/// Clients at work.
pub struct Working {
    savers: Vec<JoinHandle<Vec<Journal>>>,
    submitter: JoinHandle<Submitter>,
}

impl Load {
    /// Every client writes to one Party's report, where others write too, but to answers of its own.
    pub fn new() -> Self {
        let journal = |client: usize, n: usize| {
            let asked = client / SAVED * ANSWERS_EACH + n + 1;
            Journal::new(PARTIES[client % SAVED], question(asked))
        };
        let journals = (0..CLIENTS).map(|client| (0..ANSWERS_EACH).map(|n| journal(client, n)).collect()).collect();
        Self { journals, submitter: Submitter::new(PARTIES[SAVED]) }
    }

    /// Sets all clients to work on a server until it is gone.
    pub fn run(&mut self, scene: &Scene, url: &str, life: usize) -> Working {
        let start = |(client, mut journals): (usize, Vec<Journal>)| {
            let mine = scene.clients(url).swap_remove(client % SAVED);
            std::thread::spawn(move || {
                while journals.iter_mut().all(|journal| journal.save(&mine, life)) {}
                journals
            })
        };
        let savers = std::mem::take(&mut self.journals).into_iter().enumerate().map(start).collect();
        let (mut submitter, mine) = (self.submitter.clone(), scene.clients(url).swap_remove(SAVED));
        let submitter = std::thread::spawn(move || {
            while submitter.step(&mine) {}
            submitter
        });
        Working { savers, submitter }
    }

    /// Takes the journals back from clients whose server is gone.
    pub fn collect(&mut self, working: Working) {
        let journals = working.savers.into_iter().map(|client| client.join().expect("a client was told nonsense"));
        self.journals = journals.collect();
        self.submitter = working.submitter.join().expect("the submitter was told nonsense");
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
        self.submitter.check(&clients[SAVED], life);
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
        let cut_off: usize = self.all().map(|journal| journal.cut_off).sum();
        let (saves, submissions) = (self.acknowledged(), self.submitter.receipts.len());
        format!("{saves} saves and {submissions} submissions acknowledged, {cut_off} saves cut off under way")
    }
}
