//! Citations as people write them, and what is understood.

use proptest::prelude::*;

use super::*;

/// instrument | kind | numbers | revision | places | document
fn said(citation: &Citation) -> String {
    let places: Vec<String> = citation.places.iter().map(ToString::to_string).collect();
    let parts = [
        citation.instrument.as_ref().map(ToString::to_string).unwrap_or_default(),
        citation.kind.word().to_owned(),
        citation.numbers.join(" "),
        citation.revision.clone().unwrap_or_default(),
        places.join("; "),
        citation.document.clone().unwrap_or_default(),
    ];
    parts.join("|")
}

fn check(text: &str, expect: &str) {
    match parse(text) {
        Ok(citation) => assert_eq!(said(&citation), expect, "{text}"),
        Err(flaw) => panic!("{text}: {flaw:?}"),
    }
}

fn check_flaw(text: &str, at: &str, code: &str) {
    match parse(text) {
        Ok(citation) => panic!("{text} was understood as {citation:?}"),
        Err(flaw) => assert_eq!((flaw.at.as_str(), flaw.code.as_str()), (at, code), "{text}: {}", flaw.message),
    }
}

#[test]
fn resolutions_as_people_write_them() {
    check("Resolution 12.07 (Rev.COP13)", "|resolution|12.7|Rev.COP13||");
    check("Res. 12.7 (Rev. COP13)", "|resolution|12.7|Rev.COP13||");
    check("Res.12.7 Rev. COP 13", "|resolution|12.7|Rev.COP13||");
    check("RESOLUTION 12.7 (REV. COP13)", "|resolution|12.7|Rev.COP13||");
    check("UNEP/CMS/Resolution 12.3", "CMS|resolution|12.3|||");
    check("UNEP/CMS/Resolution 12.26/Rev.COP13", "CMS|resolution|12.26|Rev.COP13||");
    check("Resolution UNEP/CMS/10.10", "CMS|resolution|10.10|||");
    check("resolution 73/333", "|resolution|73/333|||");
    check("A/RES/73/333", "UNGA|resolution|73/333|||");
    check("UN General Assembly Resolution 75/271", "UNGA|resolution|75/271|||");
    check("IUCN Resolution 034", "IUCN|resolution|34|||");
    check("AEWA Resolution 8.1", "AEWA|resolution|8.1|||");
    check("Resolutions 12.26 (Rev.COP13)", "|resolution|12.26|Rev.COP13||");
    check("Resolutions 12.26 and 12.7", "|resolution|12.26 12.7|||");
    check("  “Resolution\u{A0}\u{A0}12.26”  of  CMS. ", "CMS|resolution|12.26|||");
}

#[test]
fn paragraphs_as_people_write_them() {
    check("CMS Resolution 12.26 (Rev.COP13) para 1 (iii)", "CMS|resolution|12.26|Rev.COP13|1 (iii)|");
    check("Resolution 12.26 (Rev.COP13), paragraph 1(iii)", "|resolution|12.26|Rev.COP13|1 (iii)|");
    check("Res. 12.26 para. 1 iii)", "|resolution|12.26||1 (iii)|");
    check("Resolution 11.10 para 8 bis", "|resolution|11.10||8bis|");
    check("Resolution 12.7, para 8, sub-paragraph (a)", "|resolution|12.7||8 (a)|");
    check("Resolution 12.7 § 8a", "|resolution|12.7||8 (a)|");
    check("Resolution 12.7 paras 1-3", "|resolution|12.7||1; 2; 3|");
    check("Resolution 12.7 paragraphs 4, 6 and 9", "|resolution|12.7||4; 6; 9|");
    check("Resolution 12.26 para 1 (i)–(iii)", "|resolution|12.26||1 (i); 1 (ii); 1 (iii)|");
    check("COP Decision 13.114 (a)", "|decision|13.114||(a)|");
    check("Decision 13.114 a)", "|decision|13.114||(a)|");
    check("Decision 13.115 b", "|decision|13.115||(b)|");
    check("Dec. 13.115b", "|decision|13.115||(b)|");
    check("Decision 13.114, paragraph (d)", "|decision|13.114||(d)|");
    check("Decision 13.114 (b) and (d)", "|decision|13.114||(b); (d)|");
    check("Article III.4", "|article|III.4|||");
    check("article viii.5e", "|article|VIII.5e|||");
    check("Article VIII, paragraph 5 (e)", "|article|VIII.5e|||");
    check("Art. V.5 (e) of CMS", "CMS|article|V.5e|||");
}

#[test]
fn decisions_drafts_and_ranges() {
    check("Decisions 13.114-115", "|decision|13.114 13.115|||");
    check("Decisions 13.113-13.115", "|decision|13.113 13.114 13.115|||");
    check("Decisions 13.9–13.10.", "|decision|13.9 13.10|||");
    check("CMS COP13 Decisions 13.113 to 115", "CMS|decision|13.113 13.114 13.115|||");
    check("Decisions 13.9, 13.11 and 13.13", "|decision|13.9 13.11 13.13|||");
    check("draft Decisions 14.AA-CC", "|decision|14.AA 14.BB 14.CC|||");
    check("decision XIII/15", "|decision|XIII/15|||");
    check("CBD decision xi/17", "CBD|decision|XI/17|||");
    check("Decision IX/20 of the CBD", "CBD|decision|IX/20|||");
    check("IPBES-2/8", "IPBES|decision|2/8|||");
    check("decision IPBES-2/8", "IPBES|decision|2/8|||");
    let document = "UNEP/CMS/ScC-SC6/Doc.12.2.1.1";
    let expect = format!("CMS|decision|14.AA||(a)|{document}");
    check(&format!("CMS Decision 14.AA (a) [{document}]"), &expect);
    check(&format!("CMS draft decision 14.aa (a) of document {document}."), &expect);
    check("Decision 14.AA (Doc.18.1) (c)", "|decision|14.AA||(c)|Doc.18.1");
}

#[test]
fn targets_and_goals() {
    check("Target 3", "|target|3|||");
    check("Goal A", "|goal|A|||");
    check("GBF-A", "|goal|GBF-A|||");
    check("CBD Target GBF-2", "CBD|target|GBF-2|||");
    check("Aichi Target 11", "|target|Aichi-11|||");
    check("Targets 11 and 12", "|target|11 12|||");
    check("Target 3 of the Kunming-Montreal Global Biodiversity Framework", "|target|GBF-3|||");
    check("SDG 14", "UN|goal|14|||");
    check("UN Goal 15", "UN|goal|15|||");
}

#[test]
fn what_is_not_understood_is_told_with_its_place() {
    check_flaw("", "character 1", "no_kind");
    check_flaw("12.26", "character 1", "not_understood");
    check_flaw("CMS Resolution", "character 15", "no_number");
    check_flaw("CMS Resolution twelve", "character 16", "no_number");
    check_flaw("Résumé 12.7", "character 1", "not_understood");
    check_flaw("Resolution 12.26, 3", "character 19", "not_understood");
    check_flaw("Resolution 12.26 (Rev.COP13", "character 28", "bad_revision");
    check_flaw("Resolution 12.26 (Rev.COP13) (Rev.COP14)", "character 30", "revision_twice");
    check_flaw("Resolution 12.26 para", "character 22", "no_paragraph");
    check_flaw("Resolution 12.26 Annex 1", "character 23", "annex");
    check_flaw("Decisions 13.115-13.113", "character 24", "bad_range");
    check_flaw("Decisions 13.1-9999999", "character 23", "bad_range");
    check_flaw("Decisions 13.114-115 (a)", "character 25", "paragraph_of_many");
    check_flaw("CMS Decision 14.AA [COP14]", "character 20", "bad_document");
    check_flaw("CMS Decision XI/17 of the CBD", "character 30", "instrument_twice");
    check_flaw(&"Resolution ".repeat(50), "character 1", "too_long");
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,60}") {
        let _ = parse(&text);
    }

    #[test]
    fn no_mixture_of_the_right_words_is_too_strange(parts in prop::collection::vec(prop::sample::select(vec![
        "CMS", "Resolution", "Decisions", "12.07", "13.114-115", "14.AA", "(Rev.COP13)", "(Rev", "para", "1", "(iii)", "(a)",
        "-", "and", ",", "[", "]", "(", "Doc.18.1", "UNEP/CMS/", "XIII/15", "Goal", "A", "GBF-", "to", "of", ".", "/", "b",
    ]), 0..12), spaced in any::<bool>()) {
        let _ = parse(&parts.join(if spaced { " " } else { "" }));
    }

    #[test]
    fn a_label_reads_back_as_what_it_names(
        kind in prop::sample::select(Kind::ALL),
        body in prop::sample::select(vec!["CMS", "CBD", "UNGA", "UN", "IPBES", "AEWA"]),
        number in prop::sample::select(vec!["12.7", "14.AA", "XIII/15", "73/333", "34", "III.4", "V.5e", "GBF-2", "GBF-A", "Aichi-11", "9"]),
        revision in prop::option::of(1u8..30),
        place in prop::sample::select(vec!["", "whole", "1", "8bis", "1 (iii)", "8 (b)", "(a)"]),
        document in prop::sample::select(vec!["", "UNEP/CMS/COP14/Doc.18.1", "UNEP/CMS/ScC-SC6/Doc.12.2.1.1"]),
    ) {
        // Articles have their paragraphs in their number, which alone may end in a letter.
        prop_assume!(kind == Kind::Article && place.is_empty() || kind != Kind::Article && number != "V.5e");
        let key = crate::mandates::Key {
            instrument: body.parse().unwrap(),
            kind,
            number: number.to_owned(),
            document: (!document.is_empty()).then(|| document.to_owned()),
        };
        let revision = revision.map(|n| format!("Rev.COP{n}"));
        let label = crate::mandates::label(&key, revision.as_deref(), (!place.is_empty()).then_some(place));
        let written = if place == "whole" { "" } else { place };
        let expect = format!("{body}|{}|{number}|{}|{written}|{document}", kind.word(), revision.unwrap_or_default());
        prop_assert_eq!(parse(&label).map(|citation| said(&citation)).map_err(|flaw| format!("{label}: {flaw:?}")), Ok(expect));
    }
}
