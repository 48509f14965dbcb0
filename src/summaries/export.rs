//! What the doors call: open a cycle's figures, then write a table, the whole package, or the summary.

use std::io::{BufWriter, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;

use super::columns::Table;
use super::package::{Weighed, descriptor};
use super::round::Round;
use super::standing::Basis;
use super::summary::{self, Summary};
use super::tables::{self, Counted};
use super::tally::Tally;
use super::{Refusal, Scope};
use crate::access::{Action, Actor, Denied, Permit, permit};
use crate::clock::Moment;
use crate::cycles::{self, Cycle};
use crate::db::Conn;
use crate::digest;
use crate::fault::Fault;
use crate::flaw::{Flaw, Shaped};
use crate::ids::CycleCode;
use crate::templates::Shelf;

/// The name of the descriptor in a package.
const DESCRIPTOR: &str = "datapackage.json";
/// Bytes gathered before a file is written to.
const BUFFER: usize = 64 * 1024;

/// A cycle's figures, open to be written. All that is written from one comes from one snapshot: use it in the
/// transaction it was opened in.
pub struct Export {
    round: Round,
    counted: Counted,
}

/// Opens a cycle's figures for a person.
///
/// # Errors
/// `Denied`; `Flaws` of what was asked, and when `as_of` is too late, the cycle has no cut-off, or there are too many
/// decimals.
pub fn open(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    cycle: &CycleCode,
    asked: Shaped<Scope>,
    now: Moment,
) -> Result<Export, Refusal> {
    let cycle = cycles::store::find(tx, cycle)?.ok_or(Denied::NotFound)?;
    let permit = permit(actor, Action::ReadFigures, &cycle.place())?;
    load(tx, &permit, shelf, cycle, asked.map_err(Refusal::Flaws)?, now)
}

/// Opens a cycle's figures for the house itself, `permit` saying why.
///
/// # Errors
/// As [`open`].
pub fn open_for_house(
    tx: &mut Conn,
    permit: impl FnOnce(&Cycle) -> Permit,
    shelf: &Shelf,
    scope: Scope,
    now: Moment,
) -> Result<Export, Refusal> {
    let cycle = cycles::store::find(tx, &scope.cycle)?.ok_or(Denied::NotFound)?;
    let permit = permit(&cycle);
    load(tx, &permit, shelf, cycle, scope, now)
}

fn load(
    tx: &mut Conn,
    permit: &Permit,
    shelf: &Shelf,
    cycle: Cycle,
    scope: Scope,
    now: Moment,
) -> Result<Export, Refusal> {
    if permit.action() != Action::ReadFigures || permit.place().cycle.as_ref() != Some(&cycle.code) {
        return Err(Fault::Broken("figures opened with a permit for something else".to_owned()).into());
    }
    let flaws = scope.flaws(&cycle, now);
    if !flaws.is_empty() {
        return Err(Refusal::Flaws(flaws));
    }
    Ok(Export { round: Round::load(tx, shelf, cycle, scope, now)?, counted: Counted::default() })
}

impl Export {
    /// What was asked for.
    pub fn scope(&self) -> &Scope {
        &self.round.scope
    }

    /// The tables there are, in the order of the package.
    pub fn tables(&self) -> Vec<Table> {
        tables::all(&self.round)
    }

    /// The name of a table, and that of its file without `.csv`.
    pub fn name(&self, table: Table) -> String {
        tables::name(table, &self.round)
    }

    /// The table of a name; none where the cycle has no such table.
    pub fn find(&self, name: &str) -> Option<Table> {
        self.tables().into_iter().find(|table| self.name(*table) == name)
    }

    /// Writes one table. Memory does not grow with its length.
    ///
    /// # Errors
    /// A fault, also when `out` takes no more; what was written then is not a table.
    pub fn table(&mut self, tx: &mut Conn, table: Table, out: &mut dyn Write) -> Result<(), Refusal> {
        tables::write(tx, &self.round, &mut self.counted, table, out)
    }

    /// Writes the package as one zip file, as it comes: `out` is never gone back in.
    ///
    /// # Errors
    /// As [`Export::table`].
    pub fn package(&mut self, tx: &mut Conn, out: &mut dyn Write) -> Result<(), Refusal> {
        // Sizes are not known beforehand: room for tables of more than four gigabytes.
        let options = SimpleFileOptions::default().large_file(true);
        let mut zip = zip::ZipWriter::new_stream(out);
        let mut weighed = Vec::new();
        for table in self.tables() {
            zip.start_file(format!("{}.csv", self.name(table)), options).map_err(unzipped)?;
            weighed.push(self.weigh(tx, table, &mut zip)?);
        }
        zip.start_file(DESCRIPTOR, options).map_err(unzipped)?;
        self.describe(&weighed, &mut zip)?;
        zip.finish().map_err(unzipped)?;
        Ok(())
    }

    /// Writes the package as files into a directory that is there. `told` hears of each file once it is written.
    ///
    /// # Errors
    /// As [`Export::table`].
    pub fn files(&mut self, tx: &mut Conn, into: &Path, mut told: impl FnMut(&str)) -> Result<(), Refusal> {
        let mut weighed = Vec::new();
        for table in self.tables() {
            let name = format!("{}.csv", self.name(table));
            let mut file = create(into, &name)?;
            weighed.push(self.weigh(tx, table, &mut file)?);
            settle(file)?;
            told(&name);
        }
        let mut file = create(into, DESCRIPTOR)?;
        self.describe(&weighed, &mut file)?;
        settle(file)?;
        told(DESCRIPTOR);
        Ok(())
    }

    /// The figures of a region on a basis.
    ///
    /// # Errors
    /// `Flaws` when the cycle has no such region.
    pub fn summary(&mut self, tx: &mut Conn, basis: Basis, region: &str) -> Result<Summary, Refusal> {
        let tally = Tally::take(tx, &self.round)?;
        summary::summary(&self.round, &tally, basis, region).ok_or_else(|| {
            let known: Vec<&str> = self.round.each_region().map(|(name, _)| name).collect();
            Refusal::Flaws(vec![Flaw::new("region", "unknown", format!("must be one of {}", known.join(", ")))])
        })
    }

    fn weigh(&mut self, tx: &mut Conn, table: Table, out: &mut dyn Write) -> Result<Weighed, Refusal> {
        let mut scale = Scale { out, bytes: 0, sha256: Sha256::new() };
        self.table(tx, table, &mut scale)?;
        Ok(Weighed { table, bytes: scale.bytes, sha256: digest::hex(&scale.sha256.finalize()) })
    }

    fn describe(&self, weighed: &[Weighed], out: &mut dyn Write) -> Result<(), Refusal> {
        let descriptor = descriptor(&self.round, weighed);
        serde_json::to_writer_pretty(&mut *out, &descriptor).map_err(std::io::Error::from)?;
        Ok(out.write_all(b"\n")?)
    }
}

/// Counts and hashes what passes through.
struct Scale<'a> {
    out: &'a mut dyn Write,
    bytes: u64,
    sha256: Sha256,
}

impl Write for Scale<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let taken = self.out.write(bytes)?;
        self.sha256.update(bytes.get(..taken).unwrap_or_default());
        self.bytes += u64::try_from(taken).unwrap_or_default();
        Ok(taken)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

fn create(into: &Path, name: &str) -> Result<BufWriter<std::fs::File>, Fault> {
    let path = into.join(name);
    let file = std::fs::File::create_new(&path).map_err(|error| Fault::Io(format!("{}: {error}", path.display())))?;
    Ok(BufWriter::with_capacity(BUFFER, file))
}

fn settle(file: BufWriter<std::fs::File>) -> Result<(), Fault> {
    let file = file.into_inner().map_err(|error| Fault::Io(error.to_string()))?;
    Ok(file.sync_all()?)
}

fn unzipped(error: zip::result::ZipError) -> Fault {
    Fault::Io(error.to_string())
}
