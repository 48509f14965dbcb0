//! Citations against the register that ships.

use super::*;
use crate::ids::RowId;
use crate::mandates::file;

/// The register that ships.
fn shipped() -> Register {
    let file = file::read(include_bytes!("../../../schemas/registers/mandates.json")).unwrap();
    Register::new(
        file.entries.into_iter().map(|entry| crate::mandates::Mandate { id: RowId::fresh(), entry }).collect(),
    )
}

const DRAFT: &str = "UNEP/CMS/ScC-SC6/Doc.12.2.1.1";

/// What the shipped register finds, as labels; ends in `?` when ambiguous, in the flaw's code when there is one.
fn check(register: &Register, default: &str, text: &str, expect: &[&str]) {
    let default: Option<InstrumentCode> = default.parse().ok();
    let resolution = register.resolve(default.as_ref(), text);
    let mut said: Vec<String> = resolution.found.iter().map(Found::label).collect();
    said.extend(resolution.ambiguous.then(|| "?".to_owned()));
    said.extend(resolution.flaw.as_ref().map(|flaw| flaw.code.clone()));
    assert_eq!(said, expect, "{text} in {default:?}: {:?}", resolution.flaw);
}

#[test]
fn every_form_finds_what_it_means() {
    let register = shipped();
    let check = |text, expect: &[&str]| check(&register, "CMS", text, expect);
    check("Resolution 12.07 (Rev.COP13)", &["CMS Resolution 12.7 (Rev.COP13)"]);
    check("Res. 12.7 (Rev. COP13)", &["CMS Resolution 12.7 (Rev.COP13)"]);
    check("UNEP/CMS/Resolution 12.3", &["CMS Resolution 12.3"]);
    check("Decisions 13.114-115", &["CMS Decision 13.114", "CMS Decision 13.115"]);
    check("Decisions 13.113-13.115", &["CMS Decision 13.113", "CMS Decision 13.114", "CMS Decision 13.115"]);
    check("COP Decision 13.114 (a)", &["CMS Decision 13.114 (a)"]);
    check("resolution 73/333", &["UNGA Resolution 73/333"]);
    check("CBD decision XI/17", &["CBD Decision XI/17"]);
    check("decision XIII/15", &["unknown_mandate"]);
    check("IPBES-2/8", &["unknown_mandate"]);
    check("Article III.4", &["CMS Article III.4"]);
    check("Target 3", &["CBD Target GBF-3"]);
    check("Target 9", &["CMS Target 9"]);
    check("Goal A", &["CBD Goal GBF-A"]);
    check("SDG 14", &["UN Goal 14"]);
    check("IUCN Resolution 034", &["IUCN Resolution 34"]);
    check(
        "Decisions 13.115-119",
        &["CMS Decision 13.115", "CMS Decision 13.116", "CMS Decision 13.117", "unknown_mandate"],
    );
}

#[test]
fn the_instrument_of_the_look_up_comes_first() {
    let register = shipped();
    check(&register, "", "Target 9", &["CBD Target GBF-9", "CMS Target 9", "?", "ambiguous"]);
    check(&register, "CBD", "Target 9", &["CBD Target GBF-9"]);
    check(&register, "CBD", "CMS Target 9", &["CMS Target 9"]);
    check(&register, "CBD", "Target 12", &["CBD Target Aichi-12", "CBD Target GBF-12", "?", "ambiguous"]);
    check(&register, "CMS", "Aichi Target 12", &["CBD Target Aichi-12"]);
}

#[test]
fn a_paragraph_has_a_number_in_each_revision() {
    let register = shipped();
    let check = |text: &str, expect: &[&str]| check(&register, "CMS", text, expect);
    check("CMS Resolution 12.26 (Rev.COP13) para 1 (iii)", &["CMS Resolution 12.26 (Rev.COP13) para 1 (iii)"]);
    check("Resolution 12.26 para 1 (iii)", &["CMS Resolution 12.26 (Rev.COP13) para 1 (iii)"]);
    check("Resolution 12.26 (Rev.COP13) para 7", &["CMS Resolution 12.26 (Rev.COP13) para 7"]);
    check("Resolution 12.26 (Rev.COP14) para 7", &["CMS Resolution 12.26 (Rev.COP14) para 7"]);
    let both = ["CMS Resolution 12.26 (Rev.COP13) para 7", "CMS Resolution 12.26 (Rev.COP14) para 7", "?", "ambiguous"];
    check("Resolution 12.26 para 7", &both);
    check("Resolution 12.26 para 10", &["CMS Resolution 12.26 (Rev.COP14) para 10"]);
    check("Resolution 12.26 (Rev.COP13) para 10", &["unknown_provision"]);
    check("Resolution 12.26 (Rev.COP12)", &["unknown_revision"]);
    check("Resolution 12.26 paras 2 and 44", &["CMS Resolution 12.26 (Rev.COP13) para 2", "unknown_provision"]);
    check(&format!("Resolution 12.26 para 7 [{DRAFT}]"), &["CMS Resolution 12.26 (Rev.COP14) para 7"]);
    check("Resolution 11.10 para 8 bis", &["CMS Resolution 11.10 (Rev.COP14) para 8bis"]);
    check("Resolution 12.21 para 2", &["unknown_provision"]);
    let seven = register.resolve(None, "Resolution 12.26 (Rev.COP13) para 7").found[0].provision.unwrap();
    assert_eq!((seven.number.as_deref(), seven.former.as_deref()), (Some("8"), Some("7")));
}

#[test]
fn a_draft_needs_its_document() {
    let register = shipped();
    let check = |text: &str, expect: &[&str]| check(&register, "CMS", text, expect);
    let connectivity = format!("CMS Decision 14.AA (a) [{DRAFT}]");
    let partners = "CMS Decision 14.AA (a) [UNEP/CMS/COP14/Doc.18.1]";
    check(&connectivity, &[&connectivity]);
    check("Decision 14.AA (a)", &[partners, &connectivity, "?", "ambiguous"]);
    check("Decision 14.AA (a) of Doc.18.1", &[partners]);
    check("Decision 14.AA (a) of Doc.8.1", &["unknown_mandate"]);
    // (b) is the new (b): the one struck out is of the decision it continues.
    let b = format!("CMS Decision 14.AA (b) [{DRAFT}]");
    check(&b, &[&b]);
    assert_eq!(register.resolve(None, &b).found[0].provision.unwrap().former.as_deref(), Some("(c)"));
}

#[test]
fn a_text_without_paragraphs_is_its_own_provision() {
    let register = shipped();
    for text in ["CMS Decision 13.115", "CMS Decision 14.BB [UNEP/CMS/COP14/Doc.18.1]"] {
        let resolution = register.resolve(None, text);
        assert_eq!(resolution.found.len(), 1, "{text}");
        assert_eq!(resolution.found[0].place, Some(WHOLE), "{text}");
        assert_eq!((resolution.found[0].label().as_str(), resolution.found[0].provision_label()), (text, None));
    }
    check(&register, "", "Decision 13.115 (b)", &["unknown_provision"]);
}

#[test]
fn every_label_of_the_register_finds_itself() {
    let register = shipped();
    for mandate in register.mandates() {
        check(&register, "", &mandate.label(), &[&mandate.label()]);
        for revision in &mandate.entry.revisions {
            let numbers = mandate.entry.provisions.iter().filter_map(|provision| match revision.status {
                Status::Draft => provision.number.as_deref(),
                _ => provision.former.as_deref(),
            });
            for number in numbers {
                let label = crate::mandates::label(&mandate.entry.key, Some(&revision.revision), Some(number));
                check(&register, "", &label, &[&label]);
            }
        }
    }
}

#[test]
fn nothing_is_keyed_to_what_is_deleted() {
    let register = shipped();
    let deleted = register.cite(None, "CMS Resolution 12.7 (Rev.COP13) para 21").unwrap_err();
    assert_eq!(deleted.code, "deleted_provision");
    assert_eq!(register.cite(None, "CMS Resolution 12.7 (Rev.COP13) para 22").map(|found| found.len()), Ok(1));
    let message = register.cite(None, "CMS Decision 12.7").unwrap_err().message;
    assert!(message.contains("but CMS Resolution 12.7"), "{message}");
}
