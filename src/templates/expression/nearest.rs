//! The name that was meant.

/// Longest name that is looked for, in characters: no name of a template is longer.
const LONGEST: usize = 60;

/// The known name closest to what was written, if it is close: one letter in three may differ.
pub(super) fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written: Vec<char> = written.chars().take(LONGEST + 1).flat_map(char::to_lowercase).collect();
    if written.len() > LONGEST {
        return None;
    }
    let most = (written.len() / 3).max(1);
    let distances = known.into_iter().filter(|name| name.len().abs_diff(written.len()) <= most.saturating_mul(4));
    let close = distances.map(|name| (distance(&written, name), name)).filter(|(distance, _)| *distance <= most);
    close.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// How many letters must be added, taken away, changed or swapped with the next, counting capitals as small letters.
fn distance(from: &[char], to: &str) -> usize {
    let mut above: Vec<usize> = (0..=from.len()).collect();
    // Two letters of `to` back: where a swap comes from.
    let mut higher: Vec<usize> = Vec::new();
    let mut letter_before = None;
    for (number, letter) in to.chars().flat_map(char::to_lowercase).enumerate() {
        let mut row = vec![number + 1];
        let mut written_before = None;
        for (at, written) in from.iter().enumerate() {
            let get = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX - 1);
            let changed = get(&above, at) + usize::from(*written != letter);
            let mut least = changed.min(get(&row, at) + 1).min(get(&above, at + 1) + 1);
            if written_before == Some(letter) && letter_before == Some(*written) {
                least = least.min(get(&higher, at.saturating_sub(1)) + 1);
            }
            row.push(least);
            written_before = Some(*written);
        }
        higher = std::mem::replace(&mut above, row);
        letter_before = Some(letter);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, expect: Option<&str>) {
        assert_eq!(nearest(written, ["area", "area_total", "species", "yes"]), expect, "{written}");
    }

    #[test]
    fn the_closest_name_is_found_if_it_is_close() {
        check("area", Some("area"));
        check("aera_total", Some("area_total"));
        check("Species", Some("species"));
        check("specis", Some("species"));
        check("aera", Some("area"));
        check("rea", Some("area"));
        check("YES", Some("yes"));
        check("corridors", None);
        check("", None);
        check(&"a".repeat(100), None);
        assert_eq!(nearest("kitten", ["sitting"]), None);
        assert_eq!(distance(&"kitten".chars().collect::<Vec<_>>(), "sitting"), 3);
    }
}
