//! One who submits a report, reopens it, and submits it again, keeping every receipt.

use serde_json::{Value, json};

use crate::support::Client;
use crate::support::round::CYCLE;

/// What the submitter was told.
#[derive(Debug, Clone)]
pub struct Submitter {
    party: &'static str,
    /// Number and SHA-256 of every acknowledged submission.
    pub receipts: Vec<(u64, String)>,
    /// Sent and not answered: its key.
    pending: Option<String>,
    keys: usize,
}

impl Submitter {
    pub fn new(party: &'static str) -> Self {
        Self { party, receipts: Vec::new(), pending: None, keys: 0 }
    }

    fn url(&self, rest: &str) -> String {
        format!("/api/v1/reports/{CYCLE}/{}{rest}", self.party)
    }

    /// Submits, or reopens what is submitted. False when the server is gone.
    pub fn step(&mut self, client: &Client) -> bool {
        if self.pending.is_none() {
            let Ok(report) = client.try_send("GET", &self.url(""), &[], None) else { return false };
            match report.status {
                503 => return true,
                200 if report.json()["state"] == "submitted" => return self.reopen(client),
                _ => report.expect(200),
            };
            self.keys += 1;
        }
        self.submit(client)
    }

    fn submit(&mut self, client: &Client) -> bool {
        let key = self.pending.take().unwrap_or_else(|| format!("submission-{}", self.keys));
        let body = json!({"declaration": {"name": "Invented Person", "capacity": "National Focal Point"}}).to_string();
        let headers = [("content-type", "application/json"), ("idempotency-key", key.as_str())];
        let sent = client.try_send("POST", &self.url("/submissions"), &headers, Some(body.as_bytes()));
        match sent {
            Ok(answer) if answer.status == 201 || answer.status == 200 => {
                let receipt = receipt(&answer.json());
                let last = self.receipts.last().map_or(0, |(number, _)| *number);
                assert_eq!(receipt.0, last + 1, "a submission was made twice, or lost: {}", answer.text);
                self.receipts.push(receipt);
                true
            }
            Ok(answer) if answer.status == 503 => {
                self.pending = Some(key);
                true
            }
            Ok(answer) => panic!("a submission was refused: {answer:?}"),
            Err(_) => {
                self.pending = Some(key);
                false
            }
        }
    }

    /// A reopening that was not answered shows in the report's state, which is asked before every step.
    fn reopen(&self, client: &Client) -> bool {
        let body = json!({"reason": "Invented: to be submitted again."}).to_string();
        let headers = [("content-type", "application/json")];
        match client.try_send("POST", &self.url("/reopenings"), &headers, Some(body.as_bytes())) {
            Ok(answer) => {
                assert!([200, 201, 503].contains(&answer.status), "a reopening was refused: {answer:?}");
                true
            }
            Err(_) => false,
        }
    }

    /// Every acknowledged submission is there, byte for byte what its receipt names.
    pub fn check(&self, client: &Client, life: usize) {
        for (number, sha256) in &self.receipts {
            let document = client.get(&self.url(&format!("/submissions/{number}"))).expect(200);
            let found = godwit::digest::sha256(document.text.as_bytes());
            assert_eq!(&found, sha256, "before life {life}: submission {number} of {}", self.party);
        }
    }
}

fn receipt(answer: &Value) -> (u64, String) {
    (answer["number"].as_u64().expect("a number"), answer["sha256"].as_str().expect("a hash").to_owned())
}
