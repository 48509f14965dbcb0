//! One order out of several: what one version has and another has not stands after the neighbour it follows there. Pure.

/// Merges names into `all`, which keeps its order: a new name is put after the one it follows in `more`.
pub fn merge<'a>(all: &mut Vec<&'a str>, more: impl IntoIterator<Item = &'a str>) {
    let mut after = 0;
    for name in more {
        match all.iter().position(|known| *known == name) {
            Some(at) => after = at + 1,
            None => {
                all.insert(after.min(all.len()), name);
                after += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(all: &str, more: &str, expect: &str) {
        let mut merged: Vec<&str> = all.split_whitespace().collect();
        merge(&mut merged, more.split_whitespace());
        assert_eq!(merged.join(" "), expect);
    }

    #[test]
    fn a_name_of_another_version_stands_where_it_stood() {
        check("a b c", "a b c", "a b c");
        check("a b c", "a x b c", "a x b c");
        check("a b c", "x a y z c w", "x a y z b c w");
        check("a b c", "c a x", "a x b c");
        check("", "a b", "a b");
        check("a", "", "a");
    }
}
