//! The last question of a section's page: whether it is completed. Whoever answers it stands for that, not for the report.

use super::Loaded;
use crate::ids::ItemName;
use crate::reports::declared::is_called_completed;
use crate::web::body::Filled;
use crate::words;

/// What the field is called in the form.
const FIELD: &str = "completed";

/// The question, and what was said to it.
pub struct Completed {
    /// Whether it is completed; none where nobody said so or otherwise yet.
    pub said: Option<bool>,
    /// Who said that it is, and when.
    pub by: Option<String>,
    /// How many answers are still needed all the same.
    pub gaps: usize,
}

impl Completed {
    /// What a section's page asks. None where the section does not apply: there is nothing to complete.
    pub fn of(loaded: &Loaded, section: &ItemName, sent: Option<bool>, language: &str) -> Option<Self> {
        let opened = &loaded.opened;
        if !opened.outlook.applies(section.as_str(), "") {
            return None;
        }
        let word = opened.declared.get(section);
        let called = is_called_completed(&opened.report, word);
        let zone = opened.report.cycle.time_zone.name();
        let by = word.filter(|word| word.completed).map(|word| {
            let (by, at) = (word.by.as_deref().unwrap_or_default(), words::moment(language, word.at, zone));
            words::text(language, "page.completed_by", &[("by", by), ("at", &at)])
        });
        let gaps = opened.progress().into_iter().find(|one| one.section == *section).map_or(0, |one| one.gaps);
        let said = sent.or_else(|| word.map(|word| word.completed)).or_else(|| called.then_some(true));
        Some(Self { said, by, gaps: if called { gaps } else { 0 } })
    }
}

/// What the form says.
pub fn sent(filled: &Filled) -> Option<bool> {
    match filled.first(FIELD) {
        Some("yes") => Some(true),
        Some("no") => Some(false),
        _ => None,
    }
}
