//! Who is called in by a remark: `@` and a name. Pure.

use crate::access::store::Holder;

/// Most people that one remark calls in: an office, not a mailing list.
pub const MOST_CALLED: usize = 20;

/// The people whose names stand behind an `@`: the whole name, or one word of it that only one of them has. Whoever shares a
/// whole name is called too: better two letters than none.
pub fn called<'a>(words: &str, people: &'a [Holder]) -> Vec<&'a Holder> {
    let mut found: Vec<&Holder> = Vec::new();
    let mut before = None;
    for (at, c) in words.char_indices() {
        if c == '@' && !before.is_some_and(char::is_alphanumeric) {
            let rest = words.get(at + c.len_utf8()..).unwrap_or_default();
            for holder in named(rest, people) {
                if !found.iter().any(|known| known.account == holder.account) && found.len() < MOST_CALLED {
                    found.push(holder);
                }
            }
        }
        before = Some(c);
    }
    found
}

fn named<'a>(rest: &str, people: &'a [Holder]) -> Vec<&'a Holder> {
    let whole: Vec<&Holder> = people.iter().filter(|holder| begins(rest, &holder.name)).collect();
    let longest = whole.iter().map(|holder| holder.name.chars().count()).max();
    if let Some(longest) = longest {
        return whole.into_iter().filter(|holder| holder.name.chars().count() == longest).collect();
    }
    let word = rest.split(|c: char| !is_of_a_word(c)).next().unwrap_or_default().trim_end_matches(['-', '\'', '’']);
    let has_it = |holder: &&Holder| holder.name.split_whitespace().any(|part| same(part, word));
    let one: Vec<&Holder> = people.iter().filter(has_it).collect();
    if one.len() == 1 && !word.is_empty() { one } else { Vec::new() }
}

/// Whether a text begins with a name, whatever its case, and the name ends there.
fn begins(text: &str, name: &str) -> bool {
    let mut rest = text.chars();
    let is_there = name.chars().all(|wanted| rest.next().is_some_and(|c| c.to_lowercase().eq(wanted.to_lowercase())));
    is_there && !name.is_empty() && !rest.next().is_some_and(char::is_alphanumeric)
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || ['-', '\'', '’'].contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::AccountId;

    fn check(words: &str, expect: &[&str]) {
        let names = ["Amina Odhiambo", "Amina Odhiambo-Were", "Li Wei", "Élodie N'Diaye", "Li Na"];
        let people: Vec<Holder> = names
            .iter()
            .map(|name| Holder {
                account: AccountId::fresh(),
                email: String::new(),
                name: (*name).to_owned(),
                language: "en".to_owned(),
            })
            .collect();
        let found: Vec<&str> = called(words, &people).iter().map(|holder| holder.name.as_str()).collect();
        assert_eq!(found, expect, "{words:?}");
    }

    #[test]
    fn a_name_behind_the_sign_calls_its_bearer() {
        check("@Amina Odhiambo, please look", &["Amina Odhiambo"]);
        check("please, @amina odhiambo-were.", &["Amina Odhiambo-Were"]);
        check("@Wei and @Wei again, and @élodie", &["Li Wei", "Élodie N'Diaye"]);
        check("@N'Diaye's figures", &[]);
        check("(@Li Na)", &["Li Na"]);
        check("@Li", &[]);
        check("@Amina", &[]);
        check("@Weimar @ @", &[]);
        check("write to amina@wei.example", &[]);
    }
}
