//! Before a row is taken away: the page that says what is in it, and that it comes back when it is asked for.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::field::Sent;
use super::place::{address, page_of};
use super::view::Viewer;
use super::{At, Loaded, RowAt, find, load};
use crate::access::Denied;
use crate::reports::Refusal;
use crate::reports::path;
use crate::reports::remove_row::remove_row;
use crate::templates::Kind;
use crate::web::body::Filled;
use crate::web::failure::Problem;
use crate::web::identity::Browser;
use crate::web::pages::answers::{Piece, Reader};
use crate::web::pages::heading::Heading;
use crate::web::pages::{Frame, see_other, shown};
use crate::web::{House, Named, write};
use crate::words;

#[derive(Template)]
#[template(path = "section/removal.html", config = "src/web/askama.toml")]
struct RemovalPage {
    frame: Frame,
    heading: Heading,
    /// What is taken away.
    label: String,
    pieces: Vec<Piece>,
    action: String,
    back: String,
}

/// `GET /reports/{cycle}/{party}/sections/{section}/removals/{path}`
pub async fn show(house: web::Data<House>, browser: Browser, at: Named<RowAt>) -> Result<HttpResponse, Problem> {
    let at = At::row(at.into_inner());
    let loaded = load(&house, &browser, &at).await?;
    if !loaded.writable {
        return Ok(see_other(&format!("{}/check", loaded.heading.path)));
    }
    match page(&loaded, &browser, &at)? {
        Some(page) => shown(&page),
        None => Ok(see_other(&at.section_path())),
    }
}

/// `POST /reports/{cycle}/{party}/sections/{section}/removals/{path}`
pub async fn take(
    house: web::Data<House>,
    browser: Browser,
    at: Named<RowAt>,
    filled: Filled,
) -> Result<HttpResponse, Problem> {
    browser.check(&filled)?;
    let at = At::row(at.into_inner());
    let row = at.row.clone().unwrap_or_default();
    let (credential, shelf, now, place, path) =
        (browser.credential.clone(), house.shelf.clone(), house.clock.now(), at.clone(), row.clone());
    write(&house, move |tx| {
        let actor = credential.actor::<Refusal>(tx, now)?;
        remove_row(tx, &actor, &shelf, (&place.cycle, &place.party), &path, now)
    })
    .await?;
    let loaded = load(&house, &browser, &at).await?;
    let frame = row.rsplit_once('/').map_or("", |(frame, _)| frame);
    let back = address(&loaded.opened, &at.section_path(), frame);
    let (page, place) = back.split_once('#').unwrap_or((&back, ""));
    Ok(see_other(&format!("{page}?taken={row}#{place}")))
}

/// The page; none where the row is not there, and nothing for a row that a list gives.
fn page(loaded: &Loaded, browser: &Browser, at: &At) -> Result<Option<RemovalPage>, Problem> {
    let (opened, language) = (&loaded.opened, browser.actor.language.as_str());
    let (section, row, section_path) =
        (find(opened, &at.section)?, at.row.as_deref().unwrap_or_default(), at.section_path());
    let (here, steps) = path::find_row(&opened.published, &opened.reach, &opened.report.party, row)
        .filter(|(here, _)| here.name == section.name)
        .ok_or(Denied::NotFound)?;
    let step = steps.last().filter(|step| step.made).ok_or(Denied::NotFound)?;
    let around = step.row.rsplit_once('/').map_or("", |(around, _)| around);
    if !opened.outlook.rows_in(step.frame, around).any(|row| row.path == step.row) {
        return Ok(None);
    }
    let sent = Sent::default();
    let viewer = Viewer { opened, language, sent: &sent, page: &section_path, find: None };
    let answers = opened.as_frozen();
    let reader = Reader::of(&opened.published, &answers, language);
    let (label, pieces) = match opened.published.template.question(step.frame).map(|(_, question)| question) {
        Some(table) => {
            let inner = viewer.inside_table(here, table, row).ok_or(Denied::NotFound)?;
            let Kind::Table { columns, .. } = &table.kind else { return Err(Denied::NotFound.into()) };
            (inner.labels.last().cloned().unwrap_or_default(), reader.cells(here.name.as_str(), columns, &inner))
        }
        None => {
            let stand = viewer.stand(section, row).ok_or(Denied::NotFound)?;
            let pieces = reader.pieces(here.name.as_str(), &stand.group.items, &stand.around);
            (stand.around.labels.last().cloned().unwrap_or_default(), pieces)
        }
    };
    let title = words::text(language, "page.row_take_sure", &[("row", &label)]);
    Ok(Some(RemovalPage {
        frame: browser.frame(format!("{title} – {}", loaded.heading.party)).asking(&loaded.opened.published.template),
        heading: loaded.heading.clone(),
        label: title,
        pieces,
        action: format!("{section_path}/removals/{row}"),
        back: format!("{}#{row}-row", page_of(opened, &section_path, row.rsplit_once('/').map_or("", |(at, _)| at))),
    }))
}
