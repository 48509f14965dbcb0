//! What the templates of a section do to their own text.

use std::fmt::Display;

use askama::filters::Safe;
use askama::{Result, Values};

/// A piece of HTML with every control in it disabled, where a condition hides it: a browser sends nothing of it.
///
/// What people wrote stands in it escaped, so that a `<` begins a tag of the template's own.
#[askama::filter_fn]
pub fn off<T: Display>(html: T, _: &dyn Values, hidden: &bool) -> Result<Safe<String>> {
    let html = html.to_string();
    if !*hidden {
        return Ok(Safe(html));
    }
    let tags = ["<input ", "<select ", "<textarea ", "<button "];
    Ok(Safe(tags.iter().fold(html, |html, tag| html.replace(tag, &format!("{tag}disabled ")))))
}
