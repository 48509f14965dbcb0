use serde_json::{Value, json};

use super::*;
use crate::ids::RowId;
use crate::mandates::{Mandate, file};
use crate::templates::Draft;

/// The register that ships.
fn register() -> Register {
    let file = file::read(include_bytes!("../../../schemas/registers/mandates.json")).unwrap();
    Register::new(file.entries.into_iter().map(|entry| Mandate { id: RowId::fresh(), entry }).collect())
}

fn draft(document: &Value) -> Template {
    Draft::of(document).unwrap().template
}

/// An invented template of one question with these citations.
fn citing(respondent: &str, mandates: &[&str]) -> Template {
    draft(&json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "respondent": respondent,
        "default_language": "en", "languages": ["en", "fr"], "title": {"en": "Invented", "fr": "Inventé"},
        "lists": {"spare": {"choices": [{"name": "a", "label": {"en": "A"}}]}},
        "items": [{"name": "s", "type": "section", "label": {"en": "S", "fr": "S"}, "items": [
            {"name": "q", "type": "url", "label": {"en": "Q", "fr": "Q"}, "hint": {"en": "H"}, "required": "submit",
             "mandates": mandates}]}]
    }))
}

/// The flaws and warnings of the one question, as code and place.
fn check(respondent: &str, mandates: &[&str], flaws: &[&str], warnings: &[&str]) {
    let checked = super::check(&citing(respondent, mandates), &register());
    let codes = |found: &[Flaw]| -> Vec<String> {
        let own = found.iter().filter(|flaw| flaw.at.starts_with("items[0].items[0].mandates"));
        own.map(|flaw| flaw.code.clone()).collect()
    };
    assert_eq!(codes(&checked.flaws), flaws, "{mandates:?}: {:?}", checked.flaws);
    assert_eq!(codes(&checked.warnings), warnings, "{mandates:?}: {:?}", checked.warnings);
}

#[test]
fn a_citation_fits_one_provision_or_is_a_flaw() {
    check("party", &["Resolution 12.26 (Rev.COP13) para 3"], &[], &[]);
    check("party", &["Resolution 12.26 (Rev.COP13) para 4"], &[], &["not_addressed"]);
    check("party", &["Resolution 12.7 (Rev.COP13) para 21"], &["deleted_provision"], &[]);
    check("party", &["Resolution 99.1"], &["unknown_mandate"], &[]);
    check("party", &["Decision 14.AA"], &["ambiguous"], &[]);
    check("party", &["what we agreed"], &["not_understood"], &[]);
    check("party", &[], &[], &["no_mandate"]);
    check("party", &["Decision 14.AA (b) [UNEP/CMS/ScC-SC6/Doc.12.2.1.1]"], &[], &["draft_mandate"]);
    check("ngo", &["Decision 14.AA (b) [UNEP/CMS/ScC-SC6/Doc.12.2.1.1]"], &[], &["draft_mandate", "not_addressed"]);
}

#[test]
fn the_rest_of_a_template_is_looked_at_too() {
    let checked = super::check(&citing("party", &[]), &register());
    let found: Vec<_> = checked.warnings.iter().map(|flaw| (flaw.at.as_str(), flaw.code.as_str())).collect();
    let expect = [
        ("languages[1]", "untranslated"),
        ("lists.spare", "unused_list"),
        ("items[0].items[0].mandates", "no_mandate"),
    ];
    assert_eq!(found, expect);
    assert_eq!(checked.untranslated, [("en".to_owned(), 0), ("fr".to_owned(), 2)]);
    let message = &checked.warnings[0].message;
    assert!(message.contains("lists.spare.choices[0].label, items[0].items[0].hint"), "{message}");
    assert_eq!((checked.least, checked.most), (1, 1));
}

#[test]
fn conditions_count_in_what_must_be_answered() {
    let words = json!({"en": "Words"});
    let question = |name: &str, when: Value| json!({"name": name, "type": "text", "label": words, "required": "submit", "relevant": when});
    let template = draft(&json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "CMS", "default_language": "en",
        "languages": ["en"], "title": words,
        "items": [{"name": "s", "type": "section", "label": words, "items": [
            question("always", Value::Null), question("perhaps", json!("${always} != ''")), question("never", json!("false()")),
            {"name": "sum", "type": "calculate", "label": words, "calculation": "1 + 1"}]}]
    }));
    let checked = super::check(&template, &register());
    assert_eq!((checked.least, checked.most), (1, 2));
    let found: Vec<_> =
        checked.warnings.iter().filter(|flaw| flaw.code == "unreachable").map(|flaw| &flaw.at).collect();
    assert_eq!(found, ["items[0].items[2].relevant"]);
}

#[test]
fn the_shipped_templates_have_no_flaw_and_miss_no_translation() {
    let register = register();
    for text in [
        include_str!("../../../schemas/templates/cms-cop15-connectivity.json"),
        include_str!("../../../schemas/templates/cms-ngo-partner.json"),
    ] {
        let template = Draft::read(text).unwrap().template;
        let checked = super::check(&template, &register);
        assert_eq!(checked.flaws, []);
        assert_eq!(checked.untranslated, ["en", "fr", "es"].map(|language| (language.to_owned(), 0)));
        let codes: BTreeSet<&str> = checked.warnings.iter().map(|flaw| flaw.code.as_str()).collect();
        assert!(!codes.contains("no_mandate") && !codes.contains("unused_list"), "{:?}", checked.warnings);
        // What Parties report is required of them; what NGO partners report is evidence.
        assert_eq!(codes.contains("not_addressed"), template.respondent == crate::templates::Respondent::Ngo);
        for (question, cited) in &checked.cited {
            assert!(!cited.is_empty(), "{question}");
        }
        // Each citation fits one provision: what fitted more would be a range, and none of these is.
        let citations: usize = template.questions().map(|(_, question)| question.mandates.len()).sum();
        assert_eq!(checked.cited.values().map(Vec::len).sum::<usize>(), citations);
    }
}
