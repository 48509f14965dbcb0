//! The path of an answer: `question` at the top of a report, or a rule's name for the explanation of a warning.

use crate::access::Sections;
use crate::templates::{Question, Section, Template};

/// The question a path leads to, with its section, when the reader's sections reach it.
///
/// A path into a section that was not delegated leads nowhere, as a path to a question that is not there does.
pub fn find<'a>(template: &'a Template, reach: &Sections, path: &str) -> Option<(&'a Section, &'a Question)> {
    template.question(path).or_else(|| template.explanation(path)).filter(|(section, _)| reach.reach(&section.name))
}
