//! What was typed into a field that the page no longer has: it is shown again, to be copied. Pure.

use super::field::Sent;
use super::typed::{Form, Typed, field};
use crate::reports::answer::{Answer, Raw};
use crate::reports::fit::is_as_kept;
use crate::reports::former::{Asked, Former};
use crate::reports::path::{self, Spot};
use crate::reports::reading::Opened;
use crate::templates::{Kind, Question, Template};

/// Words without a field.
pub struct Lost {
    /// What was asked; the path where this person is not to know it.
    pub label: String,
    /// What was typed.
    pub text: String,
}

/// What a form asked under a path that leads nowhere now; none where this person is not to know it.
pub fn was_called(opened: &Opened, former: &Former, path: &str, language: &str) -> Option<String> {
    let asked = asked(opened, former, path)?;
    Some(label(&asked.published.template, asked.spot.question, language))
}

/// Of what was not delegated nothing is said.
fn asked<'a>(opened: &'a Opened, former: &'a Former, path: &str) -> Option<Asked<'a>> {
    former.asked(&opened.report.party, path).filter(|asked| opened.reach.reach(&asked.spot.section.name))
}

/// What a form says under a path that leads nowhere now; none where nothing was typed or changed.
pub fn nowhere(opened: &Opened, former: &Former, form: &Form<'_>, path: &str, language: &str) -> Option<Lost> {
    if form.first(&field(path, "take")).is_some() {
        return None;
    }
    let typed = Typed::filled(form, path);
    // Of what was not delegated not even whether this is what stands there.
    match asked(opened, former, path) {
        Some(asked) => told(opened, &asked.published.template, &asked.spot, &typed, language),
        None => Some(Lost { label: path.to_owned(), text: words(&typed, None, language) }),
    }
    .filter(|lost| !lost.text.is_empty())
}

/// What was typed and has no field on the page that is shown: another answer hides it, or it stands elsewhere now.
pub fn unseen(opened: &Opened, sent: &Sent, is_shown: impl Fn(&str) -> bool, language: &str) -> Vec<Lost> {
    let hidden = sent.typed.iter().filter(|(path, _)| !is_shown(path));
    let told = hidden.filter_map(|(path, (typed, _))| {
        let spot = path::find(&opened.published, &opened.reach, &opened.report.party, path)?;
        told(opened, &opened.published.template, &spot, typed, language)
    });
    told.filter(|lost| !lost.text.is_empty()).collect()
}

/// Nothing where it is what stands there already.
fn told(opened: &Opened, template: &Template, spot: &Spot<'_>, typed: &Typed, language: &str) -> Option<Lost> {
    let question = spot.question;
    let blank = Answer::default();
    let kept = opened.stored.get(&spot.key, spot.row()).map_or(&blank, |stored| &stored.answer);
    let untouched =
        |raw: Raw| is_as_kept(&question.kind, &Raw { beside: raw.beside.clone().or(&kept.beside), ..raw }, kept);
    if typed.raw(question, language).is_ok_and(untouched) {
        return None;
    }
    let text = words(typed, Some((template, &question.kind)), language);
    Some(Lost { label: label(template, question, language), text })
}

fn label(template: &Template, question: &Question, language: &str) -> String {
    let label = question.label.in_language(language, &template.default_language);
    format!("{} {label}", question.number.as_deref().unwrap_or_default()).trim().to_owned()
}

/// All that a person put into the fields of an answer, a line each. Files are in the report whatever names them.
fn words(typed: &Typed, asked: Option<(&Template, &Kind)>, language: &str) -> String {
    let called = |value: &String| match asked {
        Some((_, Kind::File { .. })) => String::new(),
        Some((template, kind)) => called(template, kind, value, language),
        None => value.clone(),
    };
    let links = typed.links.iter().chain(typed.links_beside.iter().flatten());
    let links = links.map(|(url, label)| format!("{url} {label}").trim().to_owned());
    let lines =
        typed.values.iter().map(called).chain([typed.other.clone()]).chain(links).chain([typed.comment.clone()]);
    lines.filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

/// A choice by its label; whatever else was typed as it was.
fn called(template: &Template, kind: &Kind, value: &str, language: &str) -> String {
    let (name, place) = match kind {
        Kind::Rank { .. } => value.rsplit_once(' ').unwrap_or((value, "")),
        _ => (value, ""),
    };
    let choice =
        kind.choices().and_then(|(list, _)| template.choices(list).iter().find(|choice| choice.name.as_str() == name));
    let label = choice.map_or(name, |choice| choice.label.in_language(language, &template.default_language));
    format!("{place} {label}").trim_start().to_owned()
}
