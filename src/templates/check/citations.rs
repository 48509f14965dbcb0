//! What a question is keyed to.

use crate::flaw::Flaw;
use crate::ids::RowId;
use crate::mandates::{Found, Mandate, Provision, Register, Status};
use crate::templates::{Citation, Question, Respondent, Template};

/// A provision that a question cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// The mandate's row in the register.
    pub mandate: RowId,
    /// What figures show of it.
    pub citation: Citation,
}

/// What was found for one question.
#[derive(Default)]
pub(super) struct OfQuestion {
    pub(super) flaws: Vec<Flaw>,
    pub(super) warnings: Vec<Flaw>,
    pub(super) cited: Vec<Cited>,
}

/// Whom a provision asks when it asks Parties, in the register's words. Focal points act for their Party.
const PARTIES: [&str; 2] = ["parties", "focal_points"];
/// Whom a provision asks when it asks an NGO partner.
const NGOS: [&str; 2] = ["ngos", "partner_organizations"];

/// Holds the citations of a question at a place against the register.
pub(super) fn check(template: &Template, question: &Question, at: &str, register: &Register) -> OfQuestion {
    let mut of = OfQuestion::default();
    if question.mandates.is_empty() {
        let message = "No mandate stands behind this question: say in `mandates` which provision asks for it.";
        of.warnings.push(Flaw::new(format!("{at}.mandates"), "no_mandate", message));
    }
    let mut elsewhere = Vec::new();
    for (index, citation) in question.mandates.iter().enumerate() {
        let at = format!("{at}.mandates[{index}]");
        match register.cite(Some(&template.instrument), citation) {
            Err(flaw) => {
                let message = format!("{citation:?}: {}.", flaw.message.trim_end_matches('.'));
                of.flaws.push(Flaw::new(at, flaw.code, message));
            }
            Ok(found) => {
                of.warnings.extend(found.iter().filter_map(|found| standing(found, &at)));
                if found.iter().any(|found| asks_somebody_else(template.respondent, found)) {
                    elsewhere.push(citation.as_str());
                }
                of.cited.extend(found.iter().map(|found| cited(citation, found)));
            }
        }
    }
    if !elsewhere.is_empty() {
        let who = match template.respondent {
            Respondent::Party => "Parties",
            Respondent::Ngo => "NGO partners",
        };
        let message = format!("Evidence for, not required by: {} does not ask {who} to act.", elsewhere.join("; "));
        of.warnings.push(Flaw::new(format!("{at}.mandates"), "not_addressed", message));
    }
    of
}

fn cited(citation: &str, found: &Found<'_>) -> Cited {
    Cited {
        mandate: found.mandate.id.clone(),
        citation: Citation {
            citation: citation.to_owned(),
            mandate: mandate_label(found),
            provision: found.provision_label(),
            title: found.mandate.entry.title.clone(),
        },
    }
}

/// The mandate with the revision that was meant, without the paragraph.
fn mandate_label(found: &Found<'_>) -> String {
    Found { provision: None, place: None, ..*found }.label()
}

/// A mandate, or the revision of it that is cited, that does not hold.
fn standing(found: &Found<'_>, at: &str) -> Option<Flaw> {
    let status = match found.revision {
        Some(revision) => revision.status,
        None => found.mandate.entry.status,
    };
    let label = found.label();
    let (code, message) = match status {
        Status::InForce => return None,
        Status::Draft => ("draft_mandate", format!("{label} is a draft: it holds only once it is adopted.")),
        Status::Superseded => {
            ("superseded_mandate", format!("{label} is superseded: cite the text that took its place."))
        }
        Status::Repealed => ("repealed_mandate", format!("{label} is repealed: it asks nothing any more.")),
    };
    Some(Flaw::new(at, code, message))
}

/// Whether the register knows whom the provision asks, and it is not the respondent. Of a mandate that is cited as a
/// whole, all paragraphs count.
fn asks_somebody_else(respondent: Respondent, found: &Found<'_>) -> bool {
    let words: &[&str] = match respondent {
        Respondent::Party => &PARTIES,
        Respondent::Ngo => &NGOS,
    };
    let provisions: &[Provision] = match (found.provision, &found.mandate) {
        (Some(provision), _) => std::slice::from_ref(provision),
        (None, Mandate { entry, .. }) => &entry.provisions,
    };
    let asks = |provision: &Provision| provision.addressees.iter().any(|word| words.contains(&word.as_str()));
    !provisions.is_empty() && !provisions.iter().any(asks)
}
