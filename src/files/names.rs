//! What a file is called: words for people, cleaned of what misleads them. Never a path. Pure.

use super::kinds::Media;

/// Most characters of a name: what every system can keep.
const MOST: usize = 150;
/// Longest ending that counts as one, in characters.
const MOST_ENDING: usize = 10;
/// What a file is called whose name says nothing.
const NAMELESS: &str = "file";

/// The name as it is kept: its last part, without what cannot be seen, turns the reading direction or means something to
/// a file system; with the ending that its content asks for.
pub fn cleaned(sent: &str, media: Media) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.chars().filter(|c| !is_unseen(*c)).map(|c| if misleads(c) { '_' } else { c }).collect();
    let words = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = words.trim_matches(|c: char| c == '.' || c == ' ');
    let plain = if plain.is_empty() { NAMELESS } else { plain };
    let (stem, ending) = parted(plain);
    let fitting = media.endings.iter().find(|known| ending.eq_ignore_ascii_case(known));
    let (stem, ending) = match (fitting, media.endings.first()) {
        (Some(_), _) => (stem, ending),
        (None, first) => (plain, first.copied().unwrap_or_default()),
    };
    let room = MOST.saturating_sub(ending.len() + 1);
    let stem: String = stem.chars().take(room).collect();
    format!("{}.{ending}", stem.trim_end())
}

/// Whether the name of a text promises something else than a text: a script, a page.
pub fn promises_other(sent: &str, media: Media) -> bool {
    let (_, ending) = parted(sent.trim());
    media.word == "text/plain"
        && !ending.is_empty()
        && !media.endings.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// A name and its ending; the ending is empty where there is none.
fn parted(name: &str) -> (&str, &str) {
    let fits = |ending: &str| {
        (1..=MOST_ENDING).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    name.rsplit_once('.').filter(|(stem, ending)| !stem.is_empty() && fits(ending)).unwrap_or((name, ""))
}

/// Control characters, marks that turn the direction, and what has no width: a name must be what it looks like.
fn is_unseen(c: char) -> bool {
    let marks = matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}');
    c.is_control() && !c.is_whitespace()
        || marks
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{e0000}'..='\u{e007f}')
}

/// What means something to a file system or a shell.
fn misleads(c: char) -> bool {
    matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | ';' | '%' | '`' | '$')
}

#[cfg(test)]
mod tests {
    use super::super::kinds::known;
    use super::*;

    fn check(sent: &str, expect: &str) {
        let name = cleaned(sent, known("application/pdf").unwrap());
        assert_eq!(name, expect, "{sent:?}");
        assert_eq!(cleaned(&name, known("application/pdf").unwrap()), name, "cleaned twice it is the same");
    }

    #[test]
    fn a_name_leads_nowhere_and_looks_like_what_it_is() {
        check("National plan 2026.pdf", "National plan 2026.pdf");
        check("Plan d’action – été.PDF", "Plan d’action – été.PDF");
        check("../../etc/passwd", "passwd.pdf");
        check("C:\\Users\\x\\plan.pdf", "plan.pdf");
        check("..", "file.pdf");
        check("", "file.pdf");
        check(".htaccess", "htaccess.pdf");
        check("plan.pdf.exe", "plan.pdf.exe.pdf");
        check("plan\u{202e}fdp.exe", "planfdp.exe.pdf");
        check("a\r\nSet-Cookie: x=\"1\".pdf", "a Set-Cookie_ x=_1_.pdf");
        check("\0\u{200b}plan.pdf", "plan.pdf");
        check(&"é".repeat(400), &format!("{}.pdf", "é".repeat(146)));
        check("план.pdf", "план.pdf");
    }

    #[test]
    fn a_text_is_no_script_by_its_name() {
        let text = known("text/plain").unwrap();
        for (sent, expect) in
            [("a.txt", false), ("a.CSV", false), ("notes", false), ("a.js", true), ("a.txt.bat", true)]
        {
            assert_eq!(promises_other(sent, text), expect, "{sent}");
        }
        assert!(!promises_other("a.js", known("image/png").unwrap()), "its ending is put right");
    }
}
