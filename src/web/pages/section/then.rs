//! What the pressed button of a section's form asks for besides saving, and where it leads.

use actix_web::HttpResponse;

use super::{At, Loaded, back, place, shown, table, typed};
use crate::web::identity::Browser;
use crate::web::pages::form::Done;
use crate::web::pages::{see_other, see_other_done};

/// What the pressed button asks for, once all is saved.
#[derive(Debug, Clone)]
pub(super) enum Then {
    Stay,
    /// Back to an answer on the page that checks all.
    Check(String),
    List,
    Next,
    /// What was said before, in place of what is there.
    Reuse(String),
    /// To the page that takes a file for an answer.
    File(String),
    /// More links to an answer.
    Links(String),
    /// A new row of a repeat: its path.
    Made(String),
    /// A further row of a table: the table's path. The page has an empty one.
    Spare(String),
    /// A row that was taken away.
    Back(String),
    /// To the page that asks whether a row is to go.
    Take(String),
}

impl Then {
    pub(super) fn read(word: &str) -> Self {
        let (verb, path) = word.split_once('-').unwrap_or((word, ""));
        match (verb, back(Some(path))) {
            ("check", Some(path)) => Self::Check(path),
            ("reuse", Some(path)) => Self::Reuse(path),
            ("list", _) => Self::List,
            ("next", _) => Self::Next,
            ("file", Some(path)) => Self::File(path),
            ("links", Some(path)) => Self::Links(path),
            ("add", Some(path)) => Self::Made(format!("{path}/{}", table::fresh_key())),
            ("spare", Some(path)) => Self::Spare(path),
            ("back", Some(path)) => Self::Back(path),
            ("take", Some(path)) => Self::Take(path),
            _ => Self::Stay,
        }
    }

    /// The answer that is to be what was said before.
    pub(super) fn reuse(&self) -> Option<&str> {
        if let Self::Reuse(path) = self { Some(path) } else { None }
    }

    /// The row that is to be made.
    pub(super) fn row(&self) -> Option<String> {
        match self {
            Self::Made(row) | Self::Back(row) => Some(row.clone()),
            Self::Stay
            | Self::Check(_)
            | Self::Reuse(_)
            | Self::List
            | Self::Next
            | Self::File(_)
            | Self::Links(_)
            | Self::Spare(_)
            | Self::Take(_) => None,
        }
    }
}

/// Where the pressed button leads.
pub(super) fn onward(loaded: &Loaded, at: &At, then: &Then, browser: &Browser, saved: Done) -> HttpResponse {
    let section = at.section_path();
    let on_page = |page: &str, done: Done, id: String| see_other(&format!("{page}?done={}#{id}", done.word()));
    let row = |row: &str, done| {
        let page = place::page_of(&loaded.opened, &section, &format!("{row}/x"));
        on_page(&page, done, typed::field(row, if page.ends_with(row) { "heading" } else { "row" }))
    };
    match then {
        Then::File(path) => see_other(&format!("{}/files/{path}", loaded.heading.path)),
        Then::Links(path) | Then::Spare(path) | Then::Reuse(path) => {
            on_page(&at.path(), saved, typed::field(path, "question"))
        }
        Then::Made(path) => row(path, Done::RowMade),
        Then::Back(path) => row(path, Done::RowBack),
        Then::Take(path) => see_other(&format!("{section}/removals/{path}")),
        Then::List => match shown::around(loaded, at, &browser.actor.language) {
            Some(page) => see_other_done(&page, saved),
            None => see_other_done(&loaded.heading.path, saved),
        },
        Then::Next => see_other_done(&shown::next_page(loaded, at, &browser.actor.language), saved),
        Then::Check(path) => on_page(&format!("{}/check", loaded.heading.path), saved, typed::field(path, "answer")),
        Then::Stay => see_other_done(&at.path(), saved),
    }
}
