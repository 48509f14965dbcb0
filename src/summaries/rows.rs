//! Where a row stands: its keys, and the path of what is asked in it. Pure.

use super::frames::Framed;

/// The keys of one row, and what they are keys of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Keys<'a> {
    /// Of the repeats around, the outermost first.
    pub repeats: [&'a str; 2],
    /// Of the table's row.
    pub table: &'a str,
}

impl<'a> Keys<'a> {
    /// Those of a row in its frames, the outermost first.
    pub fn of(around: &[&Framed], row: &'a str) -> Self {
        let mut keys = Self::default();
        let mut repeats = keys.repeats.iter_mut();
        for (frame, key) in around.iter().zip(row.split('/')) {
            let held = if frame.is_table { Some(&mut keys.table) } else { repeats.next() };
            held.into_iter().for_each(|held| *held = key);
        }
        keys
    }
}

/// The path of an answer, as it is in the API: `group/row/question`, `table/row/column`. Where there are no rows, the same
/// without their keys.
pub fn path(around: &[&Framed], row: &str, last: &str) -> String {
    let mut path = String::new();
    let mut keys = row.split('/').filter(|key| !key.is_empty());
    for frame in around {
        path.push_str(&frame.name);
        path.push('/');
        if let Some(key) = keys.next() {
            path.push_str(key);
            path.push('/');
        }
    }
    path + last
}
