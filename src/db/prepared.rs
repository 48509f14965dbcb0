//! What keeps a statement cheap where it runs at every save.
//!
//! Preparing a statement costs more than running it. Diesel keeps what it prepared, with two exceptions that a save would
//! meet time and again: updates, and queries handed to the connection of two kinds, whose text it writes out three times.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::Error::QueryBuilderError;
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamp};
use diesel::{QueryResult, RunQueryDsl};

use crate::clock::Moment;

/// A statement given by its text, which stays prepared on its connection. `?` stands for each bind, on both databases.
pub struct Prepared<'a, const N: usize> {
    /// The text. It names no value: every text a connection was ever given stays with it.
    pub text: &'static str,
    /// What stands for each `?`.
    pub binds: [Bind<'a>; N],
}

/// What stands for a `?`.
#[derive(Clone, Copy)]
pub enum Bind<'a> {
    /// Words, or NULL.
    Text(Option<&'a str>),
    /// A small number.
    Integer(i32),
    /// A large number.
    BigInt(i64),
    /// A moment.
    Moment(Moment),
}

impl<'a> From<&'a str> for Bind<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Some(text))
    }
}

impl<const N: usize> QueryId for Prepared<'_, N> {
    type QueryId = ();
    // It is found again by its text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB, const N: usize> QueryFragment<DB> for Prepared<'_, N>
where
    DB: Backend,
    str: ToSql<Text, DB>,
    i32: ToSql<Integer, DB>,
    i64: ToSql<BigInt, DB>,
    Moment: ToSql<Timestamp, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let mut binds = self.binds.iter();
        let mut pieces = self.text.split('?');
        out.push_sql(pieces.next().unwrap_or_default());
        for piece in pieces {
            match binds.next() {
                Some(Bind::Text(text)) => out.push_bind_param::<Nullable<Text>, _>(text)?,
                Some(Bind::Integer(number)) => out.push_bind_param::<Integer, _>(number)?,
                Some(Bind::BigInt(number)) => out.push_bind_param::<BigInt, _>(number)?,
                Some(Bind::Moment(moment)) => out.push_bind_param::<Timestamp, _>(moment)?,
                None => return Err(QueryBuilderError("a statement with fewer binds than marks".into())),
            }
            out.push_sql(piece);
        }
        match binds.next() {
            Some(_) => Err(QueryBuilderError("a statement with more binds than marks".into())),
            None => Ok(()),
        }
    }
}

impl<C, const N: usize> RunQueryDsl<C> for Prepared<'_, N> {}

/// Runs a query on the connection there is, `direct!(tx, |conn| query.execute(conn))`: it is compiled once for each
/// database, and its text is not written out anew.
macro_rules! direct {
    ($tx:expr, |$conn:ident| $run:expr) => {
        match $tx {
            $crate::db::Conn::Sqlite($conn) => $run,
            $crate::db::Conn::Postgres($conn) => $run,
        }
    };
}
pub(crate) use direct;

#[cfg(test)]
mod tests {
    use diesel::{Connection, SqliteConnection};

    use super::*;

    fn check<const N: usize>(text: &'static str, binds: [Bind<'_>; N], expect: Result<usize, &str>) {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        Prepared { text: "CREATE TABLE t (a TEXT, b BIGINT, c TIMESTAMP)", binds: [] }.execute(&mut conn).unwrap();
        let done = Prepared { text, binds }.execute(&mut conn).map_err(|error| error.to_string());
        assert_eq!(done.as_ref().copied().map_err(String::as_str), expect);
    }

    #[test]
    fn each_mark_has_its_bind() {
        let insert = "INSERT INTO t (a, b, c) VALUES (?, ?, ?)";
        check(insert, [Bind::Text(None), Bind::BigInt(7), Bind::Moment(Moment::default())], Ok(1));
        check(insert, ["?".into(), Bind::Integer(7)], Err("a statement with fewer binds than marks"));
        check(
            "DELETE FROM t WHERE b = ?",
            [Bind::BigInt(1), Bind::BigInt(2)],
            Err("a statement with more binds than marks"),
        );
    }
}
