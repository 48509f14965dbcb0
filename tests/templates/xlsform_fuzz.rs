//! Workbooks of which bytes were changed: refused or read, never more. `GODWIT_FUZZ_SECONDS` says how long.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use godwit::templates::document;
use godwit::templates::xlsform::{self, Given};

use crate::book::{book, packed, unpacked};
use crate::noise::{self, Noise};

/// Longest that one workbook may take, in a build without optimisation on a busy machine.
const LONGEST: Duration = Duration::from_secs(10);
/// What is put between bytes: pieces that mean something to XML, to sheets and to forms.
const PIECES: [&str; 22] = [
    "<",
    ">",
    "&",
    "\"",
    "]]>",
    "<!--",
    "<![CDATA[",
    "&#0;",
    "&#xFFFFFF;",
    "<f>1</f>",
    "</c>",
    "<row>",
    "</row>",
    "<c r=\"ZZ9\">",
    "r=\"A99999999999\"",
    "t=\"s\"",
    "begin_group",
    "end_repeat",
    "${",
    "_x0000_",
    "\u{202e}",
    "nr_more",
];

fn form() -> Vec<u8> {
    book(&[
        (
            "survey",
            &[
                &[
                    "type",
                    "name",
                    "label::en",
                    "label::fr",
                    "hint",
                    "required",
                    "relevant",
                    "parameters",
                    "appearance",
                    "bind::nr_type",
                    "bind::nr_more",
                    "bind::nr_mandate",
                ],
                &["begin_group", "g", "G", "", "h", "", "", "", "", "", "", ""],
                &[
                    "text",
                    "a",
                    "A",
                    "Â",
                    "",
                    "yes",
                    "${b} = 'x'",
                    "",
                    "multiline",
                    "",
                    "{\"max_length\": 9}",
                    "Res. 1; Res. 2",
                ],
                &["select_one l or_other", "b", "B", "", "", "warn", "", "", "minimal", "", "", ""],
                &["range", "r", "R", "", "", "", "", "start=0 end=1 step=0.1", "", "", "", ""],
                &["begin_repeat", "t", "T", "", "", "", "", "", "", "table", "", ""],
                &["date", "d", "D", "", "", "", "${a} = 1", "", "year", "", "", ""],
                &["end_repeat"],
                &["end_group"],
                &["select_multiple_from_file s.csv", "m", "M"],
            ],
        ),
        ("choices", &[&["list_name", "name", "label", "region"], &["l", "x", "X", "r"], &["l", "y", "Y", ""]]),
        ("settings", &[&["form_title", "form_id", "default_language"], &["T", "t", "English (en)"]]),
        ("nr_lists", &[&["list_name", "reference", "per_party"], &["s", "species", "yes"]]),
        ("rules", &[&["name", "check", "message", "at"], &["r1", "${a} = 1", "M", "a"]]),
    ])
}

fn changed(bytes: &mut Vec<u8>, noise: &mut Noise) {
    for _ in 0..=noise.below(4) {
        let at = noise.below(bytes.len());
        let end = (at + noise.below(40)).min(bytes.len());
        match noise.below(5) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << noise.below(8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let again: Vec<u8> = bytes[at..end].repeat(1 + noise.below(50));
                bytes.splice(at..at, again);
            }
            3 => bytes.truncate(if noise.below(20) == 0 { at } else { bytes.len() }),
            _ => {
                let piece = PIECES[noise.below(PIECES.len())];
                bytes.splice(at..at, piece.bytes());
            }
        }
    }
}

fn read(bytes: &[u8]) {
    let given = Given { instrument: Some("CMS".to_owned()), name: None };
    match xlsform::read(bytes, &given) {
        Ok(imported) => {
            if document::parse(&imported.document).is_ok() {
                let again = xlsform::write(&imported.document).expect("what was read can be written");
                assert!(xlsform::read(&again, &given).unwrap().document == imported.document);
            }
        }
        Err(flaws) => {
            assert!(!flaws.is_empty() && flaws.len() <= 1_001);
            assert!(flaws.iter().all(|flaw| flaw.message.len() < 2_000));
        }
    }
}

#[test]
fn changed_workbooks_are_refused_or_read() {
    let (seconds, mut noise) = (noise::seconds(), Noise::seeded(0x60D_317));
    let good = form();
    read(&good);
    let parts = unpacked(&good);
    let (started, mut count) = (Instant::now(), 0_u64);
    while started.elapsed() < Duration::from_secs(seconds) {
        let state = noise.state();
        let bytes = if noise.below(4) == 0 {
            let mut bytes = good.clone();
            changed(&mut bytes, &mut noise);
            bytes
        } else {
            let mut parts = parts.clone();
            for _ in 0..=noise.below(2) {
                let at = noise.below(parts.len());
                changed(&mut parts[at].1, &mut noise);
            }
            packed(&parts)
        };
        let begun = Instant::now();
        let end = catch_unwind(AssertUnwindSafe(|| read(&bytes)));
        assert!(end.is_ok(), "GODWIT_FUZZ_SEED={state} makes a workbook that is neither read nor refused");
        assert!(begun.elapsed() < LONGEST, "GODWIT_FUZZ_SEED={state}: {:?}", begun.elapsed());
        count += 1;
    }
    assert!(count > 20, "only {count} workbooks in {seconds} s");
}
