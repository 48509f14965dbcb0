//! A report as a Word document: what was asked and what was answered, as the printed page has it.

use std::io;

use super::document::{Document, Running};
use super::span::{Span, Style, Whose};
use super::{MOST_UPRIGHT, tongues};
use crate::web::pages::Frame;
use crate::web::pages::answers::{Chapter, Piece, Row, Table};
use crate::web::pages::print::paper::Filled;

/// The document's bytes.
pub fn write(paper: &Filled) -> io::Result<Vec<u8>> {
    let about = format!("{} · {}", paper.heading.party, paper.heading.round);
    let running = Running { about: &about, state: &paper.state };
    let document = Document::begin(&paper.frame.title, &running, tongues(&paper.frame))?;
    let mut page = Page { document, frame: &paper.frame, depth: 0 };
    page.cover(paper, &about)?;
    paper.chapters.iter().try_for_each(|chapter| page.chapter(chapter))?;
    page.document.end()
}

struct Page<'a> {
    document: Document,
    frame: &'a Frame,
    /// In how many rows of repeats what comes stands.
    depth: usize,
}

impl Page<'_> {
    fn cover(&mut self, paper: &Filled, about: &str) -> io::Result<()> {
        self.document.paragraph(Style::Above, &[Span::of(Whose::House, about)])?;
        self.document.paragraph(Style::Title, &[asked(&paper.heading.title)])?;
        self.document.paragraph(Style::Above, &[Span::strong(&paper.state)])?;
        let hash = paper.sha256.as_ref().map(|sha256| ("SHA-256", sha256.as_str()));
        let lines = paper.cover.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(hash);
        self.document.table(2, false, |table| lines.into_iter().try_for_each(|(name, value)| pair(table, name, value)))
    }

    fn chapter(&mut self, chapter: &Chapter) -> io::Result<()> {
        let is_wide = |piece: &Piece| matches!(piece, Piece::Table(table) if table.head.len() > MOST_UPRIGHT);
        self.document.lie(chapter.pieces.iter().any(is_wide))?;
        let heading = [Span::number(&chapter.number), asked(&chapter.label)];
        self.document.paragraph(Style::Heading(1), &heading)?;
        chapter.pieces.iter().try_for_each(|piece| self.piece(piece))
    }

    fn piece(&mut self, piece: &Piece) -> io::Result<()> {
        match piece {
            Piece::Pairs(rows) => rows.iter().try_for_each(|row| {
                self.asked(row)?;
                let (document, frame) = (&mut self.document, self.frame);
                if row.hidden {
                    say(document, frame, "page.hidden")?;
                } else if !row.said.is_answered() {
                    say(document, frame, "page.not_answered")?;
                }
                said(document, frame, row, Style::Answer)
            }),
            Piece::Repeat(label, note) => {
                let level = 2 + 2 * self.depth;
                self.document.paragraph(Style::Heading(level), &[asked(label)])?;
                note.iter().try_for_each(|note| self.soft(note))
            }
            Piece::Open(turn) => {
                let level = 3 + 2 * self.depth;
                self.depth += 1;
                self.document.paragraph(Style::Heading(level), &[Span::of(Whose::Answered, &turn.label)])
            }
            Piece::Close => {
                self.depth = self.depth.saturating_sub(1);
                Ok(())
            }
            Piece::Table(table) => {
                self.asked(&table.about)?;
                self.table(table)
            }
        }
    }

    fn asked(&mut self, row: &Row) -> io::Result<()> {
        self.document.paragraph(Style::Question, &[Span::number(&row.number), asked(&row.label)])?;
        row.help.iter().try_for_each(|help| self.document.paragraph(Style::Help, &[asked(help)]))
    }

    fn soft(&mut self, words: &str) -> io::Result<()> {
        self.document.paragraph(Style::Soft, &[Span::of(Whose::House, words)])
    }

    fn table(&mut self, table: &Table) -> io::Result<()> {
        let frame = self.frame;
        if table.about.hidden {
            return say(&mut self.document, frame, "page.hidden");
        }
        if !table.is_answered() {
            return say(&mut self.document, frame, "page.not_answered");
        }
        self.document.table(table.head.len() + 1, true, |document| {
            document.row(true, |head| {
                head.cell(|_| Ok(()))?;
                table.head.iter().try_for_each(|label| head.cell(|cell| cell.paragraph(Style::Cell, &[asked(label)])))
            })?;
            table.rows.iter().try_for_each(|(label, cells)| {
                document.row(false, |line| {
                    line.cell(|cell| cell.paragraph(Style::Cell, &[Span::of(Whose::Answered, label)]))?;
                    cells.iter().try_for_each(|row| line.cell(|cell| told(cell, frame, row)))
                })
            })
        })
    }
}

fn asked(label: &str) -> Span<'_> {
    Span::of(Whose::Asked, label)
}

/// What stands in a cell.
fn told(cell: &mut Document, frame: &Frame, row: &Row) -> io::Result<()> {
    if !row.hidden && !row.said.is_answered() {
        cell.paragraph(Style::Cell, &[Span::quiet("–")])?;
    }
    said(cell, frame, row, Style::Cell)
}

/// What was answered, and what stands beside it.
fn said(document: &mut Document, frame: &Frame, row: &Row, style: Style) -> io::Result<()> {
    let said = &row.said;
    for line in &said.lines {
        document.paragraph(style, &[Span::of(Whose::Answered, line)])?;
    }
    beside(document, (&said.links, &said.files), style)?;
    if let Some(comment) = &said.comment {
        let name = format!("{}:", frame.say("page.comment"));
        let (name, comment) = (Span::quiet(&name), Span::of(Whose::Answered, comment));
        // Signs in words that run the other way keep their places in a paragraph of their own alone.
        if document.runs(&name) == document.runs(&comment) {
            document.paragraph(style, &[name, comment])?;
        } else {
            document.paragraph(style, &[name])?;
            document.paragraph(style, &[comment])?;
        }
    }
    beside(document, (&said.links_beside, &said.files_beside), style)?;
    if row.unconfirmed {
        document.paragraph(style, &[Span::quiet(&frame.say("page.unconfirmed"))])?;
    }
    Ok(())
}

/// Pairs of what leads to something and what it is called.
type Names = [(String, String)];

/// Links, and files, of which only the names can go along.
fn beside(document: &mut Document, (links, files): (&Names, &Names), style: Style) -> io::Result<()> {
    links.iter().try_for_each(|(url, label)| document.link(style, url, label))?;
    files.iter().try_for_each(|(_, name)| document.paragraph(style, &[Span::of(Whose::Answered, name)]))
}

/// What the house says in the place of an answer.
fn say(document: &mut Document, frame: &Frame, key: &str) -> io::Result<()> {
    document.paragraph(Style::Answer, &[Span::quiet(&frame.say(key))])
}

/// A line of the first sheet.
fn pair(table: &mut Document, name: &str, value: &str) -> io::Result<()> {
    table.row(false, |row| {
        row.cell(|cell| cell.paragraph(Style::Cell, &[Span::of(Whose::House, name)]))?;
        row.cell(|cell| cell.paragraph(Style::Cell, &[Span::of(Whose::House, value)]))
    })
}
