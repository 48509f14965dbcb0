//! One answer's field by itself, as its page shows it: what the script puts in the place of one that stands there. Pure.

use super::field::Field;
use super::sent::told_under_former;
use super::table::{Line, Table};
use super::view::{Asked, Viewer};
use crate::reports::path;
use crate::templates::{Kind, Question, Section};
use crate::web::pages::rows::{Around, Called};

/// A piece of a page that can be replaced.
pub enum Alone {
    /// The field of a question.
    Field(Box<Field>),
    /// A cell, with the row it stands in.
    Cell(Line, Box<Field>),
    /// A whole table.
    Table(Box<Table>),
}

impl Alone {
    /// The same for a page that knows the answer by another name, which its question had before the round moved.
    pub fn called(mut self, name: &str) -> Self {
        if let Self::Field(field) | Self::Cell(_, field) = &mut self
            && field.name != name
        {
            name.clone_into(&mut field.name);
            field.revision = told_under_former(field.revision);
            // What is said about it stands under its name of now.
            (field.past, field.remarks) = (None, None);
        }
        self
    }
}

impl Viewer<'_> {
    /// The field of the answer at a path, whether a condition hides it or not; none where the page has no such place.
    pub fn alone(&self, at: &str) -> Option<Alone> {
        let opened = self.opened;
        let spot = path::find(&opened.published, &opened.reach, &opened.report.party, at)?;
        let (row, _) = at.rsplit_once('/').unwrap_or_default();
        if let Some((table, _)) = spot.key.split_once('.') {
            let (_, table) = self.template().question(table)?;
            return self.cell(spot.section, table, row, at);
        }
        let around = self.in_row(spot.section, row)?;
        Some(match &spot.question.kind {
            Kind::Table { rows, columns } => Alone::Table(Box::new(self.table(spot.question, rows, columns, &around))),
            _ if self.template().question(&spot.key).is_none() => {
                Alone::Field(Box::new(self.explanation(spot.question, &around)))
            }
            _ => Alone::Field(Box::new(self.field(&Asked::plain(spot.question, &around)))),
        })
    }

    /// The cell at a path: `row` is that of its table's row.
    fn cell(&self, section: &Section, table: &Question, row: &str, at: &str) -> Option<Alone> {
        let Kind::Table { rows, columns } = &table.kind else { return None };
        let (frame, _) = row.rsplit_once('/')?;
        let around = self.in_row(section, frame.rsplit_once('/').unwrap_or_default().0)?;
        let there = self.table(table, rows, columns, &around).rows;
        let number = there.len() + 1;
        // A row that was taken away, or that nobody made yet, still stands on the page of whoever writes in it.
        let missing = || {
            let key = row.rsplit_once('/')?.1.to_owned();
            let called = Called { key, label: String::new(), given: None, fresh: true };
            Some(self.line(table, (rows, columns), &around, &called, number))
        };
        let mut line = there.into_iter().find(|line| line.path == row).or_else(missing)?;
        let field = std::mem::take(&mut line.cells).into_iter().find(|field| field.name == at)?;
        Some(Alone::Cell(line, Box::new(field)))
    }

    /// Inside a row of a repeat; at the top where there is none.
    fn in_row(&self, section: &Section, row: &str) -> Option<Around> {
        if row.is_empty() { Some(Around::default()) } else { self.stand(section, row).map(|stand| stand.around) }
    }
}
