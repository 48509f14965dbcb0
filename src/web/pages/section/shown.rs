//! The page of a section or of one of its rows, made from what was loaded.

use std::collections::BTreeSet;

use askama::Template;

use super::completed::Completed;
use super::field::{Block, Field, Input, Sent};
use super::place::Stand;
use super::repeat::can_go;
use super::view::Viewer;
use super::{At, Loaded, Look, find};
use super::{conditions, filters};
use crate::accounts::session::BROWSER_IDLE;
use crate::reports::news::Mark;
use crate::reports::reading::Opened;
use crate::reports::store;
use crate::templates::Section;
use crate::web::failure::Problem;
use crate::web::identity::Browser;
use crate::web::pages::Frame;
use crate::web::pages::rows::Around;
use crate::words;

/// Columns of a table from which on it wants the whole width of a screen.
const WIDE_COLUMNS: usize = 4;

#[derive(Template)]
#[template(path = "section/section.html", config = "src/web/askama.toml")]
pub struct SectionPage {
    pub frame: Frame,
    /// What its script evaluates by itself, as JSON that can stand in a page.
    conditions: Option<String>,
    /// The address of the report.
    report: String,
    /// What the script keeps unsent words under: the report, the section, and the person.
    place: String,
    section: String,
    person: String,
    /// How far the report is shown: what happens after it is told.
    mark: Mark,
    /// Minutes after which whoever does nothing is signed out.
    idle: i64,
    /// The way back, and what it says.
    back: (String, String),
    /// What stands above the title.
    above: String,
    number: String,
    label: String,
    intro: String,
    action: String,
    blocks: Vec<Block>,
    /// What happened to the form that was sent.
    pub notice: Option<String>,
    saved: Option<String>,
    /// The row that was just taken away, and what is to be said of that.
    taken: Option<(String, String)>,
    /// What needs a second look: where, which question, why.
    wrong: Vec<(String, String, String)>,
    /// What was typed and has no field here any more: what was asked, and the words.
    lost: Vec<(String, String)>,
    /// The section or the row that comes next.
    next: Option<String>,
    /// The row the page is about, where it can be taken away.
    take: Option<String>,
    /// Of a page that is about a row: which of how many it is.
    row: Option<String>,
    /// How many answers stand on the page that nobody has confirmed.
    waiting: usize,
    /// The answer on the page that checks all, where whoever came from there goes back to.
    back_to: Option<String>,
    /// Whether the section is completed; not asked of a row.
    completed: Option<Completed>,
    /// Whether the page is about a row that is not there.
    pub is_gone: bool,
}

/// The page, with what of a form that came back needs a second look.
pub fn page(browser: &Browser, loaded: &Loaded, at: &At, sent: &Sent, look: Look) -> Result<SectionPage, Problem> {
    let (opened, language) = (&loaded.opened, browser.actor.language.as_str());
    let section = find(opened, &at.section)?;
    let section_path = at.section_path();
    let taken = look.taken;
    let back_to = super::back(look.back.as_deref()).or_else(|| sent.back.clone());
    let look = look.find.map(|text| (look.within.unwrap_or_default(), text));
    let viewer = Viewer { opened, language, sent, page: &section_path, find: look };
    let stand = at.row.as_deref().map(|row| viewer.stand(section, row).ok_or(crate::access::Denied::NotFound));
    let stand = stand.transpose()?;
    let (items, around) = match &stand {
        Some(stand) => (stand.group.items.as_slice(), stand.around.clone()),
        None => (section.items.as_slice(), Around::default()),
    };
    let blocks = viewer.blocks(section, items, &around);
    let lost = lost(opened, sent, &blocks, language);
    let taken = taken.and_then(|row| blocks.iter().find_map(|block| block.taken(&row)));
    let taken = taken.map(|(path, label)| (path, words::text(language, "page.row_taken", &[("row", &label)])));
    let said = Said::of(loaded, &viewer, section, stand.as_ref());
    let title = format!("{} {} – {}", said.number, said.label, loaded.heading.party);
    let mut frame = browser.frame(title.trim()).asking(&opened.published.template);
    frame.form = Some("answers");
    frame.wide = blocks.iter().any(|block| matches!(block, Block::Table(table) if table.head.len() >= WIDE_COLUMNS));
    Ok(SectionPage {
        frame,
        conditions: conditions::of(opened, &blocks, language),
        report: loaded.heading.path.clone(),
        place: format!("{}/{}", at.cycle, at.party),
        section: at.section.to_string(),
        person: browser.actor.account.to_string(),
        mark: Mark { revision: opened.report.revision, remark: opened.remarks.newest },
        idle: BROWSER_IDLE.num_minutes(),
        action: at.path(),
        wrong: wrong(&blocks, &lost, language),
        lost,
        waiting: fields(&blocks).filter(|(_, field)| field.carried.is_some() && !field.hidden).count(),
        blocks,
        notice: None,
        taken,
        saved: last_saved(opened, section, &around, language),
        take: at.row.clone().filter(|_| stand.as_ref().is_some_and(can_be_taken)),
        back_to,
        completed: Some(sent.completed)
            .filter(|_| at.row.is_none())
            .and_then(|sent| Completed::of(loaded, &section.name, sent, language)),
        is_gone: stand.as_ref().is_some_and(|stand| stand.place.is_none()),
        back: said.back,
        above: said.above,
        number: said.number,
        label: said.label,
        intro: said.intro,
        next: said.next,
        row: said.row,
    })
}

/// Whether the row of a page is one that people made, and is there.
fn can_be_taken(stand: &Stand<'_>) -> bool {
    stand.place.and_then(|place| stand.beside.get(place)).is_some_and(can_go)
}

/// What a page says of itself.
struct Said {
    back: (String, String),
    above: String,
    number: String,
    label: String,
    intro: String,
    next: Option<String>,
    row: Option<String>,
}

impl Said {
    fn of(loaded: &Loaded, viewer: &Viewer<'_>, section: &Section, stand: Option<&Stand<'_>>) -> Self {
        let (opened, language, heading) = (&loaded.opened, viewer.language, &loaded.heading);
        let top = Around::default();
        let label = viewer.text(&section.label, &top).into_owned();
        let number = section.number.clone().unwrap_or_default();
        let Some(stand) = stand else {
            let applies = opened.outlook.applies(section.name.as_str(), "");
            let hidden = || words::text(language, "page.section_hidden", &[]);
            return Self {
                back: (heading.path.clone(), words::text(language, "page.back_to_report", &[])),
                above: format!("{} · {}", heading.party, heading.title),
                intro: if applies { viewer.text(&section.intro, &top).into_owned() } else { hidden() },
                next: next(opened, section).map(|next| viewer.text(&next.label, &top).into_owned()),
                row: None,
                number,
                label,
            };
        };
        let (place, count) = (stand.place.unwrap_or_default() + 1, stand.beside.len());
        let values = [("place", &*place.to_string()), ("count", &*count.to_string())];
        let next = stand.place.and_then(|place| stand.beside.get(place + 1));
        let back = words::text(language, "page.back_to_rows", &[("section", &label)]);
        Self {
            back: (around_of(viewer.page, opened, stand), back),
            above: format!("{} · {}", heading.party, format!("{number} {label}").trim()),
            intro: viewer.text(&stand.group.intro, &stand.around).into_owned(),
            next: next.map(|row| row.label.clone()),
            row: Some(words::text(language, "page.row_of", &values)),
            number: String::new(),
            label: stand.around.labels.last().cloned().unwrap_or_default(),
        }
    }
}

/// The address of the page that the rows around this one stand on.
fn around_of(section_path: &str, opened: &Opened, stand: &Stand<'_>) -> String {
    let frame = stand.around.prefix.trim_end_matches('/');
    let frame = frame.rsplit_once('/').map_or(frame, |(frame, _)| frame);
    super::place::address(opened, section_path, frame)
}

/// Where the list is that a row stands in, without the place on the page; none for a section.
pub fn around(loaded: &Loaded, at: &At, language: &str) -> Option<String> {
    let (section, sent, page) = (find(&loaded.opened, &at.section).ok()?, Sent::default(), at.section_path());
    let viewer = Viewer { opened: &loaded.opened, language, sent: &sent, page: &page, find: None };
    let stand = viewer.stand(section, at.row.as_deref()?)?;
    let around = around_of(&page, &loaded.opened, &stand);
    Some(around.split_once('#').map_or(around.clone(), |(page, _)| page.to_owned()))
}

/// Where "next" leads: to the next row, behind the last one to the section, from there to the next section, and behind the
/// last to the page on which all is checked.
pub fn next_page(loaded: &Loaded, at: &At, language: &str) -> String {
    let (opened, page) = (&loaded.opened, at.section_path());
    let Ok(section) = find(opened, &at.section) else { return loaded.heading.path.clone() };
    let Some(row) = at.row.as_deref() else {
        return match next(opened, section) {
            Some(section) => loaded.heading.section(&section.name),
            None => format!("{}/check", loaded.heading.path),
        };
    };
    let sent = Sent::default();
    let viewer = Viewer { opened, language, sent: &sent, page: &page, find: None };
    let stand = viewer.stand(section, row);
    let beside = stand.as_ref().and_then(|stand| stand.beside.get(stand.place? + 1));
    match (beside, row.rsplit_once('/')) {
        (Some(next), Some((frame, _))) => format!("{page}/rows/{frame}/{}", next.key),
        _ => around(loaded, at, language).unwrap_or(page),
    }
}

fn next<'a>(opened: &'a Opened, section: &Section) -> Option<&'a Section> {
    let reached = opened.published.template.sections.iter().filter(|section| opened.reach.reach(&section.name));
    let mut later = reached.skip_while(|other| other.name != section.name).skip(1);
    // What does not apply is not on the way.
    later.find(|section| opened.outlook.applies(section.name.as_str(), ""))
}

/// Every field of the page, with what stands before its label: the rows around it, the table.
pub fn fields(blocks: &[Block]) -> impl Iterator<Item = (String, &Field)> {
    let mut rows: Vec<Option<&str>> = Vec::new();
    blocks.iter().flat_map(move |block| {
        match block {
            Block::Open(_) => rows.push(None),
            Block::Row(heading, _) => rows.push(Some(&heading.label)),
            Block::Close => drop(rows.pop()),
            Block::Note(_) | Block::Field(_) | Block::Table(_) | Block::List(_) | Block::More(_) => {}
        }
        let mut before = rows.iter().flatten().map(|row| format!("{row}: ")).collect::<String>();
        match block {
            Block::Field(field) => {
                before.push_str(&format!("{} ", field.number));
                vec![(before.trim_start().to_owned(), &**field)]
            }
            Block::Table(table) => {
                let cell = |(line, field): (&super::table::Line, _)| {
                    (
                        format!("{before}{} {}, {}: ", table.number, table.label, line.label).trim().to_owned() + " ",
                        field,
                    )
                };
                table.fields().map(|(line, field)| cell((line, field))).collect()
            }
            _ => Vec::new(),
        }
    })
}

/// What was typed and is nowhere on the page, or hidden there.
fn lost(opened: &Opened, sent: &Sent, blocks: &[Block], language: &str) -> Vec<(String, String)> {
    let seen = fields(blocks).filter(|(_, field)| !field.hidden);
    let names: BTreeSet<&str> = seen.map(|(_, field)| field.name.as_str()).collect();
    let unseen = super::lost::unseen(opened, sent, |path| names.contains(path), language);
    let lost = sent.lost.iter().chain(&unseen);
    lost.map(|lost| (lost.label.clone(), lost.text.clone())).collect()
}

fn wrong(blocks: &[Block], lost: &[(String, String)], language: &str) -> Vec<(String, String, String)> {
    let mut wrong = Vec::new();
    for (before, field) in fields(blocks).filter(|(_, field)| field.is_wrong() && !field.hidden) {
        let question = format!("{before}{}", field.label).trim().to_owned();
        wrong.extend(field.wrong.iter().map(|message| (field.focus(), question.clone(), message.clone())));
        if field.conflict.is_some() {
            let message = words::text(language, "page.conflict", &[]);
            wrong.push((field.id("theirs"), question, message));
        }
    }
    wrong.extend(lost.iter().enumerate().map(|(number, (label, _))| {
        (format!("lost-{number}"), label.clone(), words::text(language, "page.not_here", &[]))
    }));
    wrong
}

/// When this section, or this row, was last saved, and by whom.
fn last_saved(opened: &Opened, section: &Section, around: &Around, language: &str) -> Option<String> {
    let outline = crate::templates::outline::Outline::of(&opened.published.template);
    let mine = outline.slots.iter().filter(|slot| slot.section.name == section.name);
    let keys: BTreeSet<&str> = mine.map(|slot| slot.key.as_ref()).collect();
    let inside = |row: &str| {
        around.row.is_empty() || row == around.row || row.strip_prefix(&around.row).is_some_and(|r| r.starts_with('/'))
    };
    let stored = keys.iter().flat_map(|key| opened.stored.rows(key)).filter(|(row, _)| inside(row));
    // What was carried forward was saved by nobody.
    let saved = stored.map(|(_, stored)| stored).filter(|stored| stored.saved_by.is_some());
    let newest: &store::Stored = saved.max_by_key(|stored| stored.saved_at)?;
    let at = words::moment(language, newest.saved_at?, opened.report.cycle.time_zone.name());
    let by = newest.saved_by.as_deref().unwrap_or_default();
    Some(words::text(language, "page.saved_at", &[("at", &at), ("by", by)]))
}
