//! The table as a person wrote it, and how it differs from what was seen.

/// The columns of people, in the table's order.
pub const PEOPLE: [&str; 10] = [
    "public",
    "signed_out",
    "focal_point",
    "contributor",
    "contributor_other_section",
    "ngo_reporter",
    "secretariat_reader",
    "secretariat_admin",
    "other_party",
    "other_instrument",
];

/// One line: a route, the state of what it leads to, and what each of [`PEOPLE`] gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub method: String,
    pub path: String,
    pub state: String,
    pub cells: Vec<String>,
}

/// A cell where the table and the server differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    pub route: String,
    pub person: &'static str,
    pub expected: String,
    pub seen: String,
}

impl Row {
    pub fn route(&self) -> String {
        format!("{} {} ({})", self.method, self.path, self.state)
    }
}

/// The table of this folder.
pub fn table() -> Vec<Row> {
    read(include_str!("table.csv"))
}

/// Reads a table; panics where it is not one.
pub fn read(text: &str) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(head[..3], ["method", "path", "state"]);
    assert_eq!(head[3..], PEOPLE);
    let rows: Vec<Row> = reader
        .records()
        .map(|record| {
            let fields: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
            let [method, path, state, cells @ ..] = fields.as_slice() else { panic!("{fields:?}") };
            Row { method: method.clone(), path: path.clone(), state: state.clone(), cells: cells.to_vec() }
        })
        .collect();
    for (index, row) in rows.iter().enumerate() {
        assert!(rows[..index].iter().all(|other| other.route() != row.route()), "twice: {}", row.route());
    }
    rows
}

/// Every cell where the table and what was seen differ.
pub fn deviations(rows: &[Row], seen: &[Vec<String>]) -> Vec<Deviation> {
    assert_eq!(rows.len(), seen.len());
    let mut found = Vec::new();
    for (row, seen) in rows.iter().zip(seen) {
        for ((person, expected), seen) in PEOPLE.into_iter().zip(&row.cells).zip(seen) {
            if expected != seen {
                found.push(Deviation { route: row.route(), person, expected: expected.clone(), seen: seen.clone() });
            }
        }
    }
    found
}
