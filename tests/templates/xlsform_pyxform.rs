//! What pyxform, the converter behind ODK and Kobo, says of the same workbooks.

use std::path::{Path, PathBuf};
use std::process::Command;

use godwit::templates::document;
use godwit::templates::xlsform::{self, Given};
use serde_json::Value;

use crate::book::book;
use crate::scene::{CONNECTIVITY, NGO};
use crate::support::Folder;

/// The Python that has pyxform: where `tests/pyxform` puts it, beside what was built.
fn python() -> PathBuf {
    if let Some(path) = std::env::var_os("GODWIT_TEST_PYXFORM") {
        return path.into();
    }
    let program = std::env::current_exe().unwrap();
    let beside = |folder: &Path| folder.join("pyxform/bin/python");
    let found = program.ancestors().map(beside).find(|path| path.exists());
    found
        .expect("pyxform is not installed: run tests/pyxform (tests/run does), or name a Python in GODWIT_TEST_PYXFORM")
}

/// What pyxform says of each workbook: nothing, or why not.
fn converted(books: &[Vec<u8>]) -> Vec<Result<(), String>> {
    let folder = Folder::fresh();
    let path = |index: usize| folder.path().join(format!("form{index}.xlsx"));
    for (index, bytes) in books.iter().enumerate() {
        std::fs::write(path(index), bytes).unwrap();
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/templates/convert.py");
    let output = Command::new(python()).arg(script).args((0..books.len()).map(path)).output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let verdict = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        if line["accepted"] == true { Ok(()) } else { Err(line["why"].to_string()) }
    };
    let verdicts: Vec<Result<(), String>> = lines.lines().map(verdict).collect();
    assert_eq!(verdicts.len(), books.len(), "{}", String::from_utf8_lossy(&output.stderr));
    verdicts
}

/// What we say of a workbook.
fn ours(bytes: &[u8]) -> Result<(), String> {
    let given = Given { instrument: Some("CMS".to_owned()), name: Some("a-form".to_owned()) };
    let imported = xlsform::read(bytes, &given).map_err(|flaws| format!("{flaws:?}"))?;
    document::parse(&imported.document).map(|_| ()).map_err(|flaws| format!("{:?}", imported.cells.told(flaws)))
}

#[test]
fn pyxform_accepts_what_is_exported() {
    let mut document: Value = godwit::json::read(CONNECTIVITY).unwrap();
    let mut books = vec![xlsform::write(&document).unwrap()];
    books.push(xlsform::write(&godwit::json::read(NGO).unwrap()).unwrap());
    // All that the format has words for.
    document["items"] = godwit::json::read(include_str!("whole_format.json")).unwrap();
    document["lists"]["species"] = serde_json::json!({"reference": "species", "per_party": true});
    document["rules"] = serde_json::json!([{"name": "r1", "severity": "warning", "check": "${area} >= sum(${corridors.km2})",
        "message": {"en": "Invented"}, "at": ["area"], "explain": true}]);
    books.push(xlsform::write(&document).unwrap());
    books.extend((1..=12).map(|seed| xlsform::write(&crate::xlsform_rows::any(seed)).unwrap()));
    for verdict in converted(&books) {
        verdict.unwrap();
    }
}

type Sheets<'a> = &'a [(&'a str, &'a [&'a [&'a str]])];

const HEAD: &[&str] = &["type", "name", "label"];
const TEXT: &[&str] = &["text", "a", "A"];
const CHOICES: (&str, &[&[&str]]) = ("choices", &[HEAD_OF_CHOICES, &["l", "x", "X"], &["l", "y", "Y"]]);
const HEAD_OF_CHOICES: &[&str] = &["list_name", "name", "label"];

/// Forms that both accept.
const ACCEPTED: &[Sheets<'_>] = &[
    &[("survey", &[HEAD, TEXT])],
    &[("survey", &[&["command", "tag", "caption"], TEXT])],
    &[("Survey", &[&["Type", "NAME", "Label::English (en)"], TEXT])],
    &[("survey", &[&["type", "name", "label:en"], TEXT])],
    &[("survey", &[HEAD, &["begin group", "g", "G"], TEXT, &["end group"]])],
    &[("survey", &[HEAD, &["select_one l", "a", "A"]]), CHOICES],
    &[("survey", &[HEAD, &["select one from l or specify other", "a", "A"]]), CHOICES],
    &[("survey", &[HEAD, &["string", "a", "A"], &["int", "b", "B"]])],
    &[(
        "survey",
        &[
            &["type", "name", "label", "relevance", "bind:constraint", "constraint_message::en", "calculate"],
            &["integer", "a", "A", "", ". >= 0 and .<5", "Too much", ""],
            &["text", "b", "B", "${a} > 1 and not(${a} = 3)", "", "", ""],
            &["calculate", "c", "C", "", "", "", "if(${a} > 2, 1, 0) + ${a} * 2"],
        ],
    )],
    &[
        (
            "survey",
            &[
                &["type", "name", "label", "choice_filter", "required", "parameters"],
                &["select_one l", "a", "A", "", "yes", ""],
                &["select_multiple m", "b", "B", "of = ${a}", "true()", ""],
                &["range", "r", "R", "", "", "start=0 end=50 step=5"],
            ],
        ),
        (
            "choices",
            &[&["list_name", "name", "label", "of"], &["l", "x", "X"], &["l", "y", "Y"], &["m", "z", "Z", "x"]],
        ),
    ],
];

/// Forms that both refuse.
const REFUSED: &[Sheets<'_>] = &[
    &[("survey", &[&["type", "name", "label", "relevant"], &["text", "a", "A", "${nobody} = 1"]])],
    &[("survey", &[HEAD, &["calculate", "a", "A"]])],
    &[("choices", &[HEAD])],
    &[("survey", &[&["type", "name", "label", "caption"], &["text", "a", "A", "B"]])],
    &[("survey", &[HEAD, &["text", "", "A"]])],
    &[("survey", &[HEAD, &["", "a", "A"]])],
    &[("survey", &[HEAD, &["text", "two words", "A"]])],
    &[("survey", &[HEAD, TEXT, TEXT])],
    &[("survey", &[HEAD, &["nonsense", "a", "A"]])],
    &[("survey", &[HEAD, &["select_one m", "a", "A"]]), CHOICES],
    &[("survey", &[HEAD, &["select_one", "a", "A"]]), CHOICES],
    &[("survey", &[HEAD, &["begin_group", "g", "G"], TEXT])],
    &[("survey", &[HEAD, TEXT, &["end_group"]])],
    &[("survey", &[HEAD, &["begin_group", "g", "G"], TEXT, &["end_repeat"]])],
    &[
        ("survey", &[HEAD, &["select_one l", "a", "A"]]),
        ("choices", &[HEAD_OF_CHOICES, &["l", "x", "X"], &["l", "x", "Y"]]),
    ],
    &[("survey", &[HEAD, &["select_one l", "a", "A"]]), ("choices", &[HEAD_OF_CHOICES, &["l", "", "X"]])],
];

#[test]
fn both_accept_and_refuse_the_same() {
    let accepted = ACCEPTED.iter().map(|sheets| (true, *sheets));
    let cases: Vec<(bool, Sheets<'_>)> = accepted.chain(REFUSED.iter().map(|sheets| (false, *sheets))).collect();
    let books: Vec<Vec<u8>> = cases.iter().map(|(_, sheets)| book(sheets)).collect();
    for (((accepted, sheets), bytes), theirs) in cases.iter().zip(&books).zip(converted(&books)) {
        let ours = ours(bytes);
        assert!(
            ours.is_ok() == *accepted && theirs.is_ok() == *accepted,
            "{sheets:?}: ours {ours:?}, theirs {theirs:?}"
        );
    }
}
