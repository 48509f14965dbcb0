//! A register of mandates as it is written in JSON, once its shape is known to be right.

use serde::Deserialize;

use super::{Change, Document, Entry, Key, Kind, Link, LinkKind, Provision, Revision, Status};
use crate::ids::InstrumentCode;
use crate::parties::Instrument;

/// The file.
#[derive(Deserialize)]
pub struct Written {
    /// The bodies.
    pub instruments: Vec<WrittenInstrument>,
    /// The documents.
    pub documents: Vec<WrittenDocument>,
    /// The mandates.
    pub mandates: Vec<WrittenMandate>,
}

/// A body.
#[derive(Deserialize)]
pub struct WrittenInstrument {
    code: InstrumentCode,
    name: String,
    contact: Option<String>,
}

/// A meeting document.
#[derive(Deserialize)]
pub struct WrittenDocument {
    symbol: String,
    instrument: InstrumentCode,
    meeting: String,
    title: String,
}

/// A mandate.
#[derive(Deserialize)]
pub struct WrittenMandate {
    instrument: InstrumentCode,
    kind: String,
    number: String,
    document: Option<String>,
    title: String,
    status: String,
    note: Option<String>,
    revisions: Vec<WrittenRevision>,
    provisions: Vec<WrittenProvision>,
    links: Vec<WrittenLink>,
}

/// One named version of its text.
#[derive(Deserialize)]
pub struct WrittenRevision {
    revision: String,
    status: String,
    document: Option<String>,
}

/// A paragraph of it.
#[derive(Deserialize)]
pub struct WrittenProvision {
    number: Option<String>,
    former: Option<String>,
    change: String,
    addressees: Vec<String>,
    summary: String,
    doubtful: Option<String>,
}

/// What it does to another.
#[derive(Deserialize)]
pub struct WrittenLink {
    kind: String,
    instrument: InstrumentCode,
    mandate: String,
    number: String,
    document: Option<String>,
    source: String,
}

impl WrittenInstrument {
    /// What it says.
    pub fn read(self) -> Instrument {
        Instrument { code: self.code, name: self.name, contact: self.contact }
    }
}

impl WrittenDocument {
    /// What it says.
    pub fn read(self) -> Document {
        Document { symbol: self.symbol, instrument: self.instrument, meeting: self.meeting, title: self.title }
    }
}

impl WrittenMandate {
    /// What it says; none when a word is unknown.
    pub fn read(self) -> Option<Entry> {
        let kind = Kind::of(&self.kind)?;
        Some(Entry {
            key: Key { instrument: self.instrument, kind, number: self.number, document: self.document },
            title: self.title,
            status: Status::of(&self.status)?,
            note: self.note,
            revisions: self.revisions.into_iter().map(WrittenRevision::read).collect::<Option<_>>()?,
            provisions: self.provisions.into_iter().map(WrittenProvision::read).collect::<Option<_>>()?,
            links: self.links.into_iter().map(WrittenLink::read).collect::<Option<_>>()?,
        })
    }
}

impl WrittenRevision {
    /// What it says; none when a word is unknown.
    pub fn read(self) -> Option<Revision> {
        Some(Revision { revision: self.revision, status: Status::of(&self.status)?, document: self.document })
    }
}

impl WrittenProvision {
    /// What it says; none when a word is unknown.
    pub fn read(self) -> Option<Provision> {
        Some(Provision {
            number: self.number,
            former: self.former,
            change: Change::of(&self.change)?,
            addressees: self.addressees,
            summary: self.summary,
            doubtful: self.doubtful,
        })
    }
}

impl WrittenLink {
    /// What it says; none when a word is unknown.
    pub fn read(self) -> Option<Link> {
        let kind = Kind::of(&self.mandate)?;
        Some(Link {
            kind: LinkKind::of(&self.kind)?,
            target: Key { instrument: self.instrument, kind, number: self.number, document: self.document },
            source: self.source,
        })
    }
}
