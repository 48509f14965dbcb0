//! A file that an operator names, read with a limit.

use std::io::Read;
use std::path::Path;

use super::No;

/// The bytes of a file; one more than `most` when it has more, so that its reader refuses it.
///
/// # Errors
/// Why it cannot be read, with its path.
pub fn bytes(file: &Path, most: usize) -> Result<Vec<u8>, No> {
    let unreadable = |error: std::io::Error| No::because(format!("{}: {error}", file.display()));
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    std::fs::File::open(file).map_err(unreadable)?.take(limit).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// Flaws as lines for the person at the terminal: the place, then what would be right.
pub fn refused(flaws: Vec<crate::flaw::Flaw>) -> No {
    No::Said(flaws.into_iter().map(|flaw| format!("{}: {}", flaw.at, flaw.message)).collect())
}

/// What closes the difference that was shown.
pub fn closing(dry_run: bool) -> &'static str {
    if dry_run { "Nothing was kept: this was a dry run." } else { "Kept." }
}
