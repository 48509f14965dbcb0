//! Pages for people: rendered here, usable by keyboard and without any script.

pub mod account;
pub mod answers;
pub mod assets;
pub mod changes;
pub mod check;
pub mod comments;
pub mod cycle;
pub mod downloads;
pub mod events;
pub mod files;
pub mod flaws;
pub mod form;
pub mod heading;
pub mod history;
pub mod home;
pub mod invitation;
pub mod kept;
pub mod language;
pub mod moves;
pub mod passwords;
pub mod print;
pub mod report;
pub mod rows;
pub mod said;
pub mod section;
pub mod sign_in;
pub mod spot;
pub mod submission;
pub mod workbook;

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use askama::Template;

use super::failure::Problem;
use super::upload::on_disk;
use crate::fault::Fault;
use crate::templates::Template as Asked;
use crate::words;

/// What every page has around its own words.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The page's title.
    pub title: String,
    /// The language of its words.
    pub language: String,
    /// Who is signed in, by name.
    pub person: Option<String>,
    /// The token of the forms on it; empty for pages without one.
    pub token: String,
    /// What was just done, in one sentence.
    pub done: Option<String>,
    /// Whether the page holds a table that wants room.
    pub wide: bool,
    /// The address to come back to after the language was changed; empty where there is nothing to choose.
    pub here: String,
    /// The form that changes the language as well, by its id, so that what is typed into it is not lost.
    pub form: Option<&'static str>,
    /// The language and direction of the template's texts, where the template lacks the language of the page: they are
    /// marked as what they are.
    pub asked: Option<(String, &'static str)>,
}

impl Frame {
    /// A page for anybody.
    pub fn plain(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            language: words::FALLBACK.to_owned(),
            person: None,
            token: String::new(),
            done: None,
            wide: false,
            here: String::new(),
            form: None,
            asked: None,
        }
    }

    /// The frame of a page that shows texts of a template.
    #[must_use]
    pub fn asking(mut self, template: &Asked) -> Self {
        self.asked = heading::asked_in(template, &self.language);
        self
    }

    /// The frame of a page about a report, whose heading knows the language that it asks in.
    #[must_use]
    pub fn about(mut self, heading: &heading::Heading) -> Self {
        self.asked.clone_from(&heading.asked);
        self
    }

    /// Which way the page runs.
    pub fn direction(&self) -> &'static str {
        words::direction(&self.language).word()
    }

    /// The languages there are: code, direction, own name, and whether it is this page's.
    pub fn languages(&self) -> impl Iterator<Item = (&'static str, &'static str, &'static str, bool)> {
        let own = words::known(&self.language).unwrap_or(words::FALLBACK);
        words::LANGUAGES
            .iter()
            .map(move |spoken| (spoken.code, words::direction(spoken.code).word(), spoken.name, spoken.code == own))
    }

    /// What the house says, in the language of the page.
    pub fn say(&self, key: &str) -> String {
        words::text(&self.language, key, &[])
    }

    /// What the house says with a number in it.
    pub fn count(&self, key: &str, number: impl TryInto<u64>) -> String {
        words::counted(&self.language, key, number.try_into().unwrap_or_default(), &[])
    }

    /// Where the style sheet is.
    pub fn style(&self) -> &'static str {
        assets::style_path()
    }

    /// Where the bird in a browser's tab is.
    pub fn icon(&self) -> &'static str {
        assets::icon_path()
    }

    /// Where the script of the form is.
    pub fn form_script(&self) -> String {
        assets::form_path(&self.language)
    }

    /// Where the script of the invitation's page is.
    pub fn invitation_script(&self) -> &'static str {
        assets::invitation_path()
    }
}

/// A page as an answer.
pub fn shown(page: &impl Template) -> Result<HttpResponse, Problem> {
    shown_as(StatusCode::OK, page)
}

/// A page as an answer of another status.
pub fn shown_as(status: StatusCode, page: &impl Template) -> Result<HttpResponse, Problem> {
    let text = page.render().map_err(|error| Problem::broken(format!("a page cannot be rendered: {error}")))?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(text))
}

/// A long page as an answer: it is rendered where nobody else waits for it.
pub async fn shown_apart(page: impl Template + Send + 'static) -> Result<HttpResponse, Problem> {
    let rendered =
        on_disk(move || page.render().map_err(|error| Fault::Broken(format!("a page cannot be rendered: {error}"))));
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(rendered.await?))
}

/// After a write: the browser fetches another page, so that reloading repeats nothing.
pub fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, path)).finish()
}

/// Like [`see_other`], with a sentence at the top of the next page.
pub fn see_other_done(path: &str, done: form::Done) -> HttpResponse {
    let mark = if path.contains('?') { '&' } else { '?' };
    see_other(&format!("{path}{mark}done={}", done.word()))
}

/// Text as a value in a query: everything but letters, digits and `-._~` as percent escapes.
pub fn in_query(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}
