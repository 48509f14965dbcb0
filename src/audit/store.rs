//! The chain's rows.

use diesel::prelude::*;

use super::{Entry, Head, ORIGIN, Secret, link};
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{audit_heads, audit_rows};
use crate::digest;
use crate::fault::Fault;
use crate::ids::{AccountId, InstrumentCode};

/// How many rows are read at once while a chain is verified.
const PAGE: i64 = 2_000;

/// Something that was done.
pub struct Deed<'a> {
    /// In which instrument.
    pub instrument: &'a InstrumentCode,
    /// By whom; none for the house itself.
    pub actor: Option<&'a AccountId>,
    /// What: `report.submitted`.
    pub action: &'static str,
    /// To what: an id or a code.
    pub subject: &'a str,
    /// The details, of which only the hash is kept here.
    pub detail: &'a str,
}

/// Appends a deed to its instrument's chain. To be called last in a transaction: it locks the chain's head.
pub fn record(tx: &mut Conn, secret: &Secret, deed: &Deed<'_>, now: Moment) -> Result<Head, Fault> {
    let instrument = deed.instrument.as_str();
    // The update comes before the read: it is what makes two transactions wait for each other.
    let touched: Option<(i64, String)> = diesel::update(audit_heads::table.find(instrument))
        .set(audit_heads::sequence.eq(audit_heads::sequence + 1))
        .returning((audit_heads::sequence, audit_heads::link))
        .get_result(tx)
        .optional()?;
    let (sequence, previous) = match touched {
        Some(touched) => touched,
        None => {
            diesel::insert_into(audit_heads::table)
                .values((
                    audit_heads::instrument.eq(instrument),
                    audit_heads::sequence.eq(1),
                    audit_heads::link.eq(ORIGIN),
                ))
                .execute(tx)?;
            (1, ORIGIN.to_owned())
        }
    };
    let entry = Entry {
        instrument: instrument.to_owned(),
        sequence,
        recorded_at: now,
        actor: deed.actor.map(|account| account.as_str().to_owned()),
        action: deed.action.to_owned(),
        subject: deed.subject.to_owned(),
        detail_sha256: digest::sha256(deed.detail.as_bytes()),
    };
    let link = link(&secret.key_for("audit"), &previous, &entry);
    diesel::insert_into(audit_rows::table)
        .values((
            audit_rows::instrument.eq(&entry.instrument),
            audit_rows::sequence.eq(sequence),
            audit_rows::recorded_at.eq(now),
            audit_rows::actor.eq(&entry.actor),
            audit_rows::action.eq(&entry.action),
            audit_rows::subject.eq(&entry.subject),
            audit_rows::detail_sha256.eq(&entry.detail_sha256),
            audit_rows::link.eq(&link),
        ))
        .execute(tx)?;
    diesel::update(audit_heads::table.find(instrument)).set(audit_heads::link.eq(&link)).execute(tx)?;
    Ok(Head { sequence, link })
}

/// Every chain's instrument and head, by instrument.
pub fn heads(tx: &mut Conn) -> Result<Vec<(String, Head)>, Fault> {
    let mut rows: Vec<(String, i64, String)> = audit_heads::table.load(tx)?;
    rows.sort();
    Ok(rows.into_iter().map(|(instrument, sequence, link)| (instrument, Head { sequence, link })).collect())
}

/// The instruments that have rows but no head: somebody took the head out.
pub fn headless(tx: &mut Conn) -> Result<Vec<String>, Fault> {
    let heads: Vec<String> = audit_heads::table.select(audit_heads::instrument).load(tx)?;
    let mut rows: Vec<String> = audit_rows::table.select(audit_rows::instrument).distinct().load(tx)?;
    rows.retain(|instrument| !heads.contains(instrument));
    rows.sort();
    Ok(rows)
}

/// A deed as its row tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Whose chain.
    pub instrument: String,
    /// Which row.
    pub sequence: i64,
    /// When.
    pub recorded_at: Moment,
    /// To what it was done.
    pub subject: String,
    /// SHA-256 of the details.
    pub detail_sha256: String,
    /// The row's link.
    pub link: String,
}

/// Every deed of one kind, in all chains.
pub fn deeds(tx: &mut Conn, action: &str) -> Result<Vec<Recorded>, Fault> {
    type Row = (String, i64, Moment, String, String, String);
    let rows: Vec<Row> = audit_rows::table
        .filter(audit_rows::action.eq(action))
        .select((
            audit_rows::instrument,
            audit_rows::sequence,
            audit_rows::recorded_at,
            audit_rows::subject,
            audit_rows::detail_sha256,
            audit_rows::link,
        ))
        .load(tx)?;
    let recorded = |(instrument, sequence, recorded_at, subject, detail_sha256, link)| Recorded {
        instrument,
        sequence,
        recorded_at,
        subject,
        detail_sha256,
        link,
    };
    Ok(rows.into_iter().map(recorded).collect())
}

/// Walks one chain from its first row and answers its true last row, or the first row that is wrong, in words.
pub fn walk(
    tx: &mut Conn,
    secret: &Secret,
    instrument: &str,
    visit: &mut dyn FnMut(&Head),
) -> Result<Result<Head, String>, Fault> {
    let key = secret.key_for("audit");
    let mut head = Head { sequence: 0, link: ORIGIN.to_owned() };
    loop {
        let page = page(tx, instrument, head.sequence)?;
        if page.is_empty() {
            return Ok(Ok(head));
        }
        for (entry, stored) in page {
            if entry.sequence != head.sequence + 1 {
                return Ok(Err(format!("row {} is missing", head.sequence + 1)));
            }
            if link(&key, &head.link, &entry) != stored {
                return Ok(Err(format!("row {} was changed, or sealed with another secret", entry.sequence)));
            }
            head = Head { sequence: entry.sequence, link: stored };
            visit(&head);
        }
    }
}

fn page(tx: &mut Conn, instrument: &str, after: i64) -> Result<Vec<(Entry, String)>, Fault> {
    type Row = (String, i64, Moment, Option<String>, String, String, String, String);
    let rows: Vec<Row> = audit_rows::table
        .filter(audit_rows::instrument.eq(instrument))
        .filter(audit_rows::sequence.gt(after))
        .order(audit_rows::sequence)
        .limit(PAGE)
        .load(tx)?;
    Ok(rows
        .into_iter()
        .map(|(instrument, sequence, recorded_at, actor, action, subject, detail_sha256, link)| {
            (Entry { instrument, sequence, recorded_at, actor, action, subject, detail_sha256 }, link)
        })
        .collect())
}
