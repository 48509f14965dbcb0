//! What a client was told, kept outside the server.

use serde_json::{Value, json};

use crate::support::Client;
use crate::support::round::CYCLE;

/// A save that was sent and not answered.
#[derive(Debug, Clone)]
pub struct Pending {
    operation: String,
    value: String,
}

/// One answer, written by one client alone.
#[derive(Debug, Clone)]
pub struct Journal {
    pub party: &'static str,
    pub question: String,
    /// Every acknowledged revision from 1 and its value.
    pub acknowledged: Vec<String>,
    pending: Option<Pending>,
    saves: usize,
    /// How often the server died with a save under way.
    pub cut_off: usize,
}

impl Journal {
    pub fn new(party: &'static str, question: String) -> Self {
        Self { party, question, acknowledged: Vec::new(), pending: None, saves: 0, cut_off: 0 }
    }

    fn url(&self) -> String {
        format!("/api/v1/reports/{CYCLE}/{}/answers/{}", self.party, self.question)
    }

    /// Saves a new value, or sends again what was not answered. False when the server is gone.
    ///
    /// # Panics
    /// When the server says anything but saved, or come back.
    pub fn save(&mut self, client: &Client, life: usize) -> bool {
        self.saves += 1;
        let fresh = || Pending {
            operation: format!("{}-{}-{}", self.party, self.question, self.saves),
            value: format!(
                "Invented: save {} of {} in life {life}. {}",
                self.saves,
                self.question,
                "storks ".repeat(20)
            ),
        };
        let pending = self.pending.take().unwrap_or_else(fresh);
        let based_on = self.acknowledged.len();
        let body = json!({"value": pending.value.trim(), "revision": based_on, "operation": pending.operation});
        self.pending = Some(pending.clone());
        let headers = [("content-type", "application/json")];
        match client.try_send("PUT", &self.url(), &headers, Some(body.to_string().as_bytes())) {
            Err(_) => {
                self.cut_off += 1;
                false
            }
            Ok(answer) if answer.status == 503 => true,
            Ok(answer) => {
                let saved = answer.expect(200).json();
                assert_eq!(saved["revision"], json!(based_on + 1), "{}: {saved}", self.url());
                assert_eq!(saved["value"], json!(pending.value.trim()), "{}: {saved}", self.url());
                self.acknowledged.push(pending.value.trim().to_owned());
                self.pending = None;
                true
            }
        }
    }

    /// Compares with what the server has: the newest acknowledged value, or the one that was under way.
    pub fn check(&self, found: &Value, life: usize) {
        let revision = found["revision"].as_u64().and_then(|n| usize::try_from(n).ok()).expect("a revision");
        let value = found["value"].as_str();
        let newest = self.acknowledged.len();
        let is_acknowledged = revision == newest && value == self.acknowledged.last().map(String::as_str);
        let is_pending = self.pending.as_ref().is_some_and(|p| revision == newest + 1 && value == Some(p.value.trim()));
        assert!(
            is_acknowledged || is_pending,
            "before life {life}, {} of {}: told revision {newest} {:?}, under way {:?}, found revision {revision} {value:?}",
            self.question,
            self.party,
            self.acknowledged.last(),
            self.pending,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(values: &[&str]) -> Journal {
        let acknowledged = values.iter().map(|value| (*value).to_owned()).collect();
        Journal { acknowledged, ..Journal::new("KEN", "q01".to_owned()) }
    }

    #[test]
    fn what_is_there_is_found() {
        told(&["a", "b"]).check(&json!({"revision": 2, "value": "b"}), 1);
        told(&[]).check(&json!({"revision": 0, "value": null}), 1);
        let pending = Some(Pending { operation: "o".to_owned(), value: "c".to_owned() });
        let journal = Journal { pending, ..told(&["a", "b"]) };
        journal.check(&json!({"revision": 2, "value": "b"}), 1);
        journal.check(&json!({"revision": 3, "value": "c"}), 1);
    }

    #[test]
    #[should_panic(expected = "told revision 2")]
    fn a_lost_save_is_noticed() {
        told(&["a", "b"]).check(&json!({"revision": 1, "value": "a"}), 1);
    }

    #[test]
    #[should_panic(expected = "told revision 2")]
    fn a_save_that_nobody_sent_is_noticed() {
        told(&["a", "b"]).check(&json!({"revision": 3, "value": "c"}), 1);
    }
}
