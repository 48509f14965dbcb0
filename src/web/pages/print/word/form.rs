//! The empty form as a Word document: everything that is asked, with room to write.

use std::io;

use super::document::{Document, Running};
use super::span::{Span, Style, Whose};
use super::{MOST_UPRIGHT, tongues};
use crate::web::pages::Frame;
use crate::web::pages::print::blank::{Ask, Column, Head, Piece, Room};
use crate::web::pages::print::paper::Empty;

/// A box to tick where several may be ticked, and where one may.
const BOXES: (&str, &str) = ("☐", "○");

/// The document's bytes.
pub fn write(paper: &Empty) -> io::Result<Vec<u8>> {
    let running = Running { about: &paper.title, state: &paper.round };
    let document = Document::begin(&paper.frame.title, &running, tongues(&paper.frame))?;
    let mut page = Page { document, frame: &paper.frame };
    page.cover(paper)?;
    for (place, piece) in paper.pieces.iter().enumerate() {
        match piece {
            Piece::Open(head) => {
                if head.depth == 2 {
                    page.document.lie(is_wide(paper.pieces.iter().skip(place + 1)))?;
                }
                page.head(head)?;
            }
            Piece::Close => {}
            Piece::Note(note) => page.asked(Style::Normal, note)?,
            Piece::Ask(ask) => page.ask(ask)?,
        }
    }
    page.document.end()
}

/// Whether a table of the section that begins here is too wide for an upright sheet.
fn is_wide<'a>(pieces: impl Iterator<Item = &'a Piece>) -> bool {
    let mut own = pieces.take_while(|piece| !matches!(piece, Piece::Open(head) if head.depth == 2));
    own.any(|piece| {
        let Piece::Ask(ask) = piece else { return false };
        matches!(&ask.room, Room::Table { head, .. } if head.len() > MOST_UPRIGHT)
    })
}

struct Page<'a> {
    document: Document,
    frame: &'a Frame,
}

impl Page<'_> {
    fn cover(&mut self, paper: &Empty) -> io::Result<()> {
        self.house(Style::Above, &paper.round)?;
        self.asked(Style::Title, &paper.title)?;
        let say = |key: &str| self.frame.say(key);
        let party = paper.party.as_deref().unwrap_or_default();
        let lines =
            [(say("page.col.party"), party), (say("page.due"), paper.due.as_str()), (say("print.filled_by"), "")];
        self.document.table(2, false, |table| {
            lines.iter().try_for_each(|(name, value)| {
                table.row(false, |row| {
                    row.cell(|cell| cell.paragraph(Style::Cell, &[Span::of(Whose::House, name)]))?;
                    row.cell(|cell| cell.paragraph(Style::Cell, &[Span::of(Whose::House, value)]))
                })
            })
        })?;
        self.say(Style::Soft, "print.form_lead")
    }

    fn head(&mut self, head: &Head) -> io::Result<()> {
        let heading = [Span::number(&head.number), Span::of(Whose::Asked, &head.label)];
        self.document.paragraph(Style::Heading(usize::from(head.depth).saturating_sub(1)), &heading)?;
        self.only(head.only.as_ref())?;
        self.asked(Style::Normal, &head.intro)?;
        self.only(head.each.as_ref())
    }

    fn ask(&mut self, ask: &Ask) -> io::Result<()> {
        let label = [Span::number(&ask.number), Span::of(Whose::Asked, &ask.label), Span::quiet(&ask.mark)];
        self.document.paragraph(Style::Question, &label)?;
        self.only(ask.only.as_ref())?;
        for help in [&ask.hint, &ask.guidance, &ask.cited] {
            self.asked(Style::Help, help)?;
        }
        self.room(&ask.room)?;
        if !ask.qualifiers.is_empty() {
            let boxes: Vec<String> = ask.qualifiers.iter().map(|words| format!("{} {words}", BOXES.1)).collect();
            self.house(Style::Soft, &format!("{}  {}", self.frame.say("page.qualifier"), boxes.join("   ")))?;
        }
        if ask.comment {
            self.say(Style::Soft, "page.comment")?;
            self.write_in(1)?;
        }
        if ask.beside { self.say(Style::Soft, "print.beside") } else { Ok(()) }
    }

    fn room(&mut self, room: &Room) -> io::Result<()> {
        match room {
            Room::Lines(count) => self.write_in(*count),
            Room::Short(unit) => {
                self.write_in(1)?;
                self.asked(Style::Soft, unit)
            }
            Room::Boxes { one, options, other, most } => {
                let sign = if *one { BOXES.1 } else { BOXES.0 };
                most.map_or(Ok(()), |most| self.count("print.choose_most", most))?;
                options.iter().try_for_each(|option| self.tick(sign, option))?;
                let Some(other) = other else { return Ok(()) };
                self.house(Style::Answer, &format!("{sign} {other}"))?;
                self.write_in(1)
            }
            Room::Places { options, most } => {
                self.count("print.number_places", *most)?;
                options.iter().try_for_each(|option| self.tick(BOXES.0, option))
            }
            Room::Confirm => self.house(Style::Answer, &format!("{} {}", BOXES.0, self.frame.say("page.confirmed"))),
            Room::Files(most) => {
                self.count("print.files_most", *most)?;
                self.write_in(1)
            }
            Room::Worked => self.say(Style::Soft, "print.worked_out"),
            Room::Table { head, rows, more, below } => {
                self.table(head, rows)?;
                for (label, what) in below {
                    self.asked(Style::Soft, &format!("{label}: {what}"))?;
                }
                if *more { self.say(Style::Soft, "print.more_rows") } else { Ok(()) }
            }
        }
    }

    fn table(&mut self, head: &[Column], rows: &[String]) -> io::Result<()> {
        self.document.table(head.len() + 1, true, |table| {
            table.row(true, |line| {
                line.cell(|_| Ok(()))?;
                head.iter().try_for_each(|column| {
                    let label = [Span::of(Whose::Asked, &column.label), Span::quiet(&column.how)];
                    line.cell(|cell| cell.paragraph(Style::Cell, &label))
                })
            })?;
            rows.iter().enumerate().try_for_each(|(index, row)| {
                let name = if row.is_empty() { (index + 1).to_string() } else { row.clone() };
                table.row(false, |line| {
                    line.cell(|cell| cell.paragraph(Style::Cell, &[Span::of(Whose::Asked, &name)]))?;
                    head.iter().try_for_each(|_| line.cell(|_| Ok(())))
                })
            })
        })
    }

    fn tick(&mut self, sign: &str, option: &str) -> io::Result<()> {
        self.asked(Style::Answer, &format!("{sign} {option}"))
    }

    /// So many lines to write in.
    fn write_in(&mut self, lines: usize) -> io::Result<()> {
        (0..lines).try_for_each(|_| self.document.paragraph(Style::Room, &[]))
    }

    fn only(&mut self, only: Option<&String>) -> io::Result<()> {
        only.map_or(Ok(()), |only| self.house(Style::Help, only))
    }

    /// The template's words, where there are any.
    fn asked(&mut self, style: Style, words: &str) -> io::Result<()> {
        if words.is_empty() { Ok(()) } else { self.document.paragraph(style, &[Span::of(Whose::Asked, words)]) }
    }

    fn house(&mut self, style: Style, words: &str) -> io::Result<()> {
        self.document.paragraph(style, &[Span::of(Whose::House, words)])
    }

    fn say(&mut self, style: Style, key: &str) -> io::Result<()> {
        let words = self.frame.say(key);
        self.house(style, &words)
    }

    fn count(&mut self, key: &str, number: usize) -> io::Result<()> {
        let words = self.frame.count(key, number);
        self.house(Style::Soft, &words)
    }
}
