//! A workbook before it is written: sheets, lines, cells, and what each is for. Pure.

/// A workbook.
#[derive(Debug, Default)]
pub struct Book {
    /// Its sheets, the one that says how to use it first.
    pub sheets: Vec<Sheet>,
    /// Whether its words run from right to left.
    pub from_right: bool,
    /// What stands at the top of each printed page.
    pub header: String,
}

/// What a sheet is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// To be read.
    Guide,
    /// Questions one below the other: what is asked is protected, without a password.
    Questions,
    /// A line for each row of a repeat or a table: lines are added, sorted and taken out, so nothing is protected.
    Rows,
    /// For the program that reads it back.
    Hidden,
}

/// A sheet.
#[derive(Debug)]
pub struct Sheet {
    /// What stands on its tab.
    pub name: String,
    /// What it is for.
    pub used: Use,
    /// How wide each column is, in characters; nothing for one that is hidden.
    pub widths: Vec<Option<f64>>,
    /// Lines at the top that stay in sight.
    pub frozen: u32,
    /// Columns at the side that stay in sight.
    pub frozen_columns: u16,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// A line.
#[derive(Debug, Default)]
pub struct Line {
    /// Its cells, by column.
    pub cells: Vec<(u16, Cell)>,
    /// Whether it is out of sight.
    pub hidden: bool,
    /// Lines of text that it has room for, whatever stands in it.
    pub room: u32,
}

impl Line {
    /// A line of one cell.
    pub fn of(column: u16, cell: Cell) -> Self {
        Self { cells: vec![(column, cell)], ..Self::default() }
    }

    /// Adds a cell.
    pub fn put(&mut self, column: u16, cell: Cell) {
        self.cells.push((column, cell));
    }
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Value {
    /// Nothing.
    #[default]
    Empty,
    /// Words: never a formula, whatever they begin with.
    Text(String),
    /// A number that a spreadsheet keeps whole.
    Number(String),
    /// Words that lead to a sheet.
    Link(String, String),
}

impl Value {
    /// Words; nothing for none.
    pub fn text(words: impl Into<String>) -> Self {
        let words = words.into();
        if words.is_empty() { Self::Empty } else { Self::Text(words) }
    }
}

/// How a cell looks, and whether it can be written into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Look {
    /// The name of a sheet.
    Title,
    /// The head of a column.
    Head,
    /// The name of a group.
    Group,
    /// What is asked.
    Question,
    /// A choice below its question.
    Choice,
    /// What helps to answer.
    Hint,
    /// A word of the house about one answer.
    Note,
    /// Words are typed here.
    Words,
    /// A number is typed here.
    Number,
    /// Words are typed here, of a question that does not apply now.
    OffWords,
    /// A number is typed here, of a question that does not apply now.
    OffNumber,
    /// Shown, and not read back.
    Shut,
    /// For the program that reads it back.
    Code,
}

/// A cell.
#[derive(Debug, Clone)]
pub struct Cell {
    /// What it holds.
    pub value: Value,
    /// How it looks.
    pub look: Look,
    /// What can be picked in it.
    pub pick: Option<Pick>,
}

impl Cell {
    /// A cell without choices.
    pub fn new(value: Value, look: Look) -> Self {
        Self { value, look, pick: None }
    }

    /// A cell of words.
    pub fn words(words: impl Into<String>, look: Look) -> Self {
        Self::new(Value::text(words), look)
    }
}

/// What can be picked in a cell: a column of the sheet of lists, and how many of its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pick {
    /// The column.
    pub column: u16,
    /// How many lines, from the first.
    pub count: u32,
}

/// The lists that can be picked from, each once.
#[derive(Debug, Default)]
pub struct Lists {
    all: Vec<Vec<String>>,
}

impl Lists {
    /// Something to pick from; nothing where there is nothing, or where there are more lists than a sheet has room for.
    pub fn pick(&mut self, words: &[String]) -> Option<Pick> {
        if words.is_empty() {
            return None;
        }
        let place = self.all.iter().position(|list| list == words).unwrap_or_else(|| {
            self.all.push(words.to_vec());
            self.all.len() - 1
        });
        let column = u16::try_from(place).ok().filter(|column| *column < 16_000)?;
        Some(Pick { column, count: u32::try_from(words.len()).ok()? })
    }

    /// The sheet they stand on.
    pub fn sheet(self, name: &str) -> Sheet {
        let longest = self.all.iter().map(Vec::len).max().unwrap_or_default();
        let mut lines: Vec<Line> = (0..longest).map(|_| Line::default()).collect();
        for (column, list) in (0_u16..).zip(self.all) {
            for (line, words) in lines.iter_mut().zip(list) {
                line.put(column, Cell::words(words, Look::Code));
            }
        }
        Sheet { name: name.to_owned(), used: Use::Hidden, widths: Vec::new(), frozen: 0, frozen_columns: 0, lines }
    }
}
