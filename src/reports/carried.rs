//! Where an answer that was carried forward was last said by a person.

use serde_json::{Value as Json, json};

use crate::canonical::canonical;
use crate::fault::Fault;
use crate::ids::CycleCode;

/// Where an answer comes from that nobody has confirmed since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The cycle in which a person last stood for it.
    pub cycle: CycleCode,
    /// The number of that report's submission.
    pub submission: i32,
    /// What people cite: `cms-cop14/KEN/1`.
    pub reference: String,
    /// The path of the answer there.
    pub question: String,
}

impl Carried {
    /// As it stands in documents and answers.
    pub fn json(&self) -> Json {
        json!({
            "cycle": self.cycle, "submission": self.submission, "reference": self.reference, "question": self.question,
        })
    }

    /// The text that is kept and sealed.
    pub fn text(&self) -> String {
        canonical(&self.json())
    }

    /// Reads it from a document; none where it is not all there.
    pub fn of(json: &Json) -> Option<Self> {
        let text = |field: &str| json.get(field).and_then(Json::as_str).map(str::to_owned);
        Some(Self {
            cycle: text("cycle")?.parse().ok()?,
            submission: json.get("submission")?.as_i64().and_then(|number| i32::try_from(number).ok())?,
            reference: text("reference")?,
            question: text("question")?,
        })
    }

    /// Reads the text that was kept.
    ///
    /// # Errors
    /// `Fault::Broken` when it is not what was kept.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let broken = || Fault::Broken(format!("an answer was carried from {text:?}"));
        serde_json::from_str(text).ok().as_ref().and_then(Self::of).ok_or_else(broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_reads_back() {
        let carried = Carried {
            cycle: "cms-cop14".parse().unwrap(),
            submission: 2,
            reference: "cms-cop14/KEN/2".to_owned(),
            question: "sites/a/km2".to_owned(),
        };
        let text = carried.text();
        assert_eq!(
            text,
            r#"{"cycle":"cms-cop14","question":"sites/a/km2","reference":"cms-cop14/KEN/2","submission":2}"#
        );
        assert_eq!(Carried::read(&text).unwrap(), carried);
        assert!(Carried::read("{}").is_err() && Carried::read("no").is_err());
    }
}
