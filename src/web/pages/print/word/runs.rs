//! Which way words run, and where they turn: Word wants each stretch that runs from the right marked as such. Pure.

/// Which way a text runs whose letters run one way alone; `otherwise` where it has both or none.
pub fn from_right(text: &str, otherwise: bool) -> bool {
    let (mut right, mut left) = (false, false);
    for way in text.chars().filter_map(way) {
        right |= way;
        left |= !way;
    }
    if right == left { otherwise } else { right }
}

/// Which way a text runs by its first letter, as `<bdi>` does on a page; from the left where it has none.
pub fn by_first_letter(text: &str) -> bool {
    text.chars().find_map(way).unwrap_or(false)
}

/// The stretches of a text that run one way each, and whether from the right. What has no way of its own, digits and
/// signs, runs with the letters on both sides, or else as the paragraph does.
pub fn stretches(text: &str, paragraph: bool) -> Vec<(bool, &str)> {
    let mut found: Vec<(bool, usize)> = Vec::new();
    // Where the signs behind the last letter begin, and which way that letter runs.
    let (mut signs, mut before) = (0, paragraph);
    for (at, letter) in text.char_indices() {
        let Some(way) = way(letter) else { continue };
        if signs < at {
            turn(&mut found, if way == before { way } else { paragraph }, signs);
        }
        turn(&mut found, way, at);
        (signs, before) = (at + letter.len_utf8(), way);
    }
    if signs < text.len() {
        turn(&mut found, paragraph, signs);
    }
    let ends = found.iter().skip(1).map(|(_, begin)| *begin).chain([text.len()]);
    found.iter().zip(ends).filter_map(|((way, begin), end)| Some((*way, text.get(*begin..end)?))).collect()
}

fn turn(found: &mut Vec<(bool, usize)>, way: bool, at: usize) {
    if found.last().is_none_or(|(last, _)| *last != way) {
        found.push((way, at));
    }
}

/// Whether a letter runs from the right; nothing for what is no letter.
fn way(letter: char) -> Option<bool> {
    // Arabic-Indic digits run from the left, within words that do not.
    let digit = letter.is_numeric();
    let right = matches!(letter, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}');
    (letter.is_alphabetic() && !digit).then_some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_it_turns() {
        let check = |text: &str, paragraph: bool, expect: &[(bool, &str)]| {
            assert_eq!(stretches(text, paragraph), expect, "{text}");
        };
        check("", true, &[]);
        check("-3", true, &[(true, "-3")]);
        check("Two, or 3.", false, &[(false, "Two, or 3.")]);
        check("Two.", true, &[(false, "Two"), (true, ".")]);
        check("طرف، طرف", false, &[(true, "طرف، طرف")]);
        check("طرف (CMS)", true, &[(true, "طرف ("), (false, "CMS"), (true, ")")]);
        check("a طرف b", false, &[(false, "a "), (true, "طرف"), (false, " b")]);
        check("🐦 bird", false, &[(false, "🐦 bird")]);
    }

    #[test]
    fn a_text_runs_as_its_letters_do() {
        assert!(from_right("طرف 12", false) && !from_right("Party 12", true));
        assert!(from_right("12", true) && from_right("CMS طرف", true) && !from_right("CMS طرف", false));
        assert!(by_first_letter("12 طرف CMS") && !by_first_letter("CMS طرف") && !by_first_letter("-3"));
    }
}
