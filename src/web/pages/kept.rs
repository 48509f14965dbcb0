//! What was typed when a form cannot be taken at once: the session ended, or the database did not answer. It travels on in
//! the page itself, so that it is sent again with one press, and stands there to be copied.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use askama::Template;

use super::{Frame, shown_as, sign_in};
use crate::ids::{CycleCode, ItemName, PartyCode, RowKey};
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::identity::{Browser, TOKEN_FIELD};
use crate::web::tongue::{self, Tongue};
use crate::words;

/// Fields of the sign-in form and of the session: they are not what a person typed into a section.
const OTHERS: [&str; 5] = [TOKEN_FIELD, "email", "password", "next", tongue::FIELD];
/// Parts of a question's fields that hold a person's own words.
const WORDS: [&str; 6] = ["-value", "-other", "-comment", "-url", "-label", "words"];

#[derive(Template)]
#[template(path = "kept.html", config = "src/web/askama.toml")]
struct KeptPage<'a> {
    frame: Frame,
    lead: String,
    action: &'a str,
    fields: &'a [(String, String)],
    typed: Vec<(usize, &'a str, &'a str)>,
}

/// What a person typed into a section, among the fields of a form.
pub fn fields(filled: &Filled) -> Vec<(String, String)> {
    filled.0.iter().filter(|(name, _)| !OTHERS.contains(&name.as_str())).cloned().collect()
}

/// What is sent on to an address after signing in: the fields of the forms that can be sent again, and of nothing else.
pub fn sent_on(next: &str, filled: &Filled) -> Vec<(String, String)> {
    if is_section(next) { fields(filled) } else { Vec::new() }
}

/// Whether an address is that of a section, of a row of one, or of what is said about an answer, the only forms whose fields are sent on.
pub fn is_section(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let ["", "reports", cycle, party, form, rest @ ..] = parts.as_slice() else { return false };
    let is_report = cycle.parse::<CycleCode>().is_ok() && party.parse::<PartyCode>().is_ok();
    let is_plain = |part: &&str| part.parse::<ItemName>().is_ok() || part.parse::<RowKey>().is_ok();
    is_report
        && match (*form, rest) {
            ("sections", [section]) => section.parse::<ItemName>().is_ok(),
            ("sections", [section, "rows", row @ ..]) => {
                section.parse::<ItemName>().is_ok() && !row.is_empty() && row.iter().all(is_plain)
            }
            ("comments", [_, ..]) => rest.iter().all(is_plain),
            _ => false,
        }
}

/// Answers a form that could not be taken: with the way to sign in, or with what was typed.
///
/// # Errors
/// When the page cannot be rendered.
pub fn instead_of(
    problem: Problem,
    action: &str,
    filled: &Filled,
    browser: Result<&Browser, &Tongue>,
) -> Result<HttpResponse, Problem> {
    if problem.status == StatusCode::UNAUTHORIZED {
        let tongue = browser.map_or_else(Clone::clone, Browser::tongue);
        return sign_in::again(action, &fields(filled), &tongue);
    }
    let language = browser.map_or_else(|tongue| tongue.language, |browser| browser.actor.language.as_str());
    let title = words::text(language, "page.not_saved", &[]);
    let lead = if problem.status.is_server_error() {
        tracing::error!(fault = problem.fault(), status = problem.status.as_u16(), "a section was not saved");
        words::text(language, "page.not_saved_lead", &[])
    } else if problem.status == StatusCode::NOT_FOUND {
        words::text(language, "page.section_gone", &[])
    } else {
        problem.said(language)
    };
    let frame = match browser {
        Ok(browser) => browser.frame(title),
        // Nobody could be asked who this is: the form's own token goes on with it and is held against the session then.
        Err(tongue) => {
            let token = filled.first(TOKEN_FIELD).unwrap_or_default().to_owned();
            Frame { token, ..tongue.frame("page.not_saved") }
        }
    };
    let mut answer = page(problem.status, frame, lead, action, &fields(filled))?;
    if let Some(seconds) = problem.retry_after {
        answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    Ok(answer)
}

/// After signing in again: what was typed, to be sent with the new session's token.
pub fn resume(
    token: String,
    action: &str,
    fields: &[(String, String)],
    tongue: &Tongue,
) -> Result<HttpResponse, Problem> {
    let lead = words::text(tongue.language, "page.signed_in_again_lead", &[]);
    page(StatusCode::OK, Frame { token, ..tongue.frame("page.signed_in_again") }, lead, action, fields)
}

fn page(
    status: StatusCode,
    frame: Frame,
    lead: String,
    action: &str,
    fields: &[(String, String)],
) -> Result<HttpResponse, Problem> {
    let words =
        |(name, text): &&(String, String)| !text.trim().is_empty() && WORDS.iter().any(|part| name.ends_with(part));
    let typed = fields.iter().filter(words).enumerate();
    let typed = typed.map(|(number, (name, text))| (number, name.as_str(), text.as_str())).collect();
    // A section takes the choice of a language along with what was typed; nothing else that is kept does.
    let takes_it = action.contains("/sections/");
    let frame = Frame { form: Some("kept"), here: if takes_it { frame.here } else { String::new() }, ..frame };
    shown_as(status, &KeptPage { frame, lead, action, fields, typed })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expect: bool) {
        assert_eq!(is_section(path), expect, "{path}");
    }

    #[test]
    fn fields_are_sent_on_to_sections_alone() {
        check("/reports/cms-cop15/KEN/sections/policy", true);
        check("/reports/cms-cop15/KEN/sections/policy?x=1", false);
        check("/reports/cms-cop15/KEN/sections/policy/rows/birds/bird_1/sites/a-b", true);
        check("/reports/cms-cop15/KEN/sections/policy/rows", false);
        check("/reports/cms-cop15/KEN/sections/policy/rows/birds//x", false);
        check("/reports/cms-cop15/KEN/sections/policy/rows/birds/x?y", false);
        check("/reports/cms-cop15/KEN/sections/policy/removals/birds/x", false);
        check("/reports/cms-cop15/KEN/submissions", false);
        check("/reports/cms-cop15/KEN/comments/sites/r1/km2", true);
        check("/reports/cms-cop15/KEN/comments/", false);
        check("/reports/cms-cop15/KEN/comments/../a", false);
        check("/account/password", false);
        check("//evil.example/reports/a/B/sections/c", false);
    }
}
