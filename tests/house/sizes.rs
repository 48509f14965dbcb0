//! How long things may be. Whoever reads a file should see all of it at a glance; whoever reads a function, at one.

use super::source::{self, Source, none};
use super::tokens::{closing, tokens};

/// No file is longer, in lines.
const FILE_MOST: usize = 400;
/// Half of the files are no longer, in lines.
const FILE_HALF: usize = 120;
/// No function is longer, in lines.
const FUNCTION_MOST: usize = 60;

fn too_long(source: &Source) -> Vec<String> {
    let lines = source.text.lines().count();
    let file = (lines > FILE_MOST).then(|| format!("{}: {lines} lines, at most {FILE_MOST}", source.path));
    file.into_iter().chain(long_functions(source)).collect()
}

fn long_functions(source: &Source) -> Vec<String> {
    let found = tokens(&source.text);
    let mut long = Vec::new();
    for at in 0..found.len().saturating_sub(1) {
        // A name follows in `fn name`, not in the type `fn(..)`.
        if found[at].text != "fn" || found[at + 1].text == "(" {
            continue;
        }
        let Some(body) = (at..found.len()).find(|n| matches!(found[*n].text.as_str(), "{" | ";")) else { continue };
        let lines = found[closing(&found, body)].line - found[at].line + 1;
        if found[body].text == "{" && lines > FUNCTION_MOST {
            let name = &found[at + 1].text;
            long.push(format!(
                "{}:{}: fn {name} has {lines} lines, at most {FUNCTION_MOST}",
                source.path, found[at].line
            ));
        }
    }
    long
}

/// The length that half of the files do not pass.
fn median(sources: &[Source]) -> usize {
    let mut lengths: Vec<usize> = sources.iter().map(|source| source.text.lines().count()).collect();
    lengths.sort_unstable();
    lengths[lengths.len() / 2]
}

#[test]
fn nothing_is_too_long() {
    let both = source::rust("src").into_iter().chain(source::rust("tests"));
    none(both.collect::<Vec<_>>().iter().flat_map(too_long).collect());
}

#[test]
fn half_of_the_files_are_short() {
    let half = median(&source::rust("src"));
    assert!(half <= FILE_HALF, "half of the files in src have more than {half} lines; the wall is {FILE_HALF}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: usize) {
        let found = too_long(&Source { path: "src/a.rs".to_owned(), text: text.to_owned() });
        assert_eq!(found.len(), expect, "{found:?}");
    }

    #[test]
    fn a_long_file_and_a_long_function_are_found() {
        check(&"// x\n".repeat(FILE_MOST), 0);
        check(&"// x\n".repeat(FILE_MOST + 1), 1);
        let function = |lines: usize| format!("fn f() {{\n{}}}\n", "x();\n".repeat(lines - 2));
        check(&function(FUNCTION_MOST), 0);
        check(&function(FUNCTION_MOST + 1), 1);
        check(&format!("trait T {{ fn g(); }}\n{}", function(FUNCTION_MOST + 1)), 1);
        check(&format!("type F = fn(u8);\nmod m {{\n{}}}", function(FUNCTION_MOST)), 0);
    }

    #[test]
    fn the_median_is_of_lines() {
        let of = |lines: usize| Source { path: String::new(), text: "x\n".repeat(lines) };
        assert_eq!(median(&[of(1), of(500), of(120)]), 120);
    }
}
