//! Columns, statistics, versions, choices that count as no answer, mandates, codebook.

use godwit::summaries::columns::Table;
use godwit::summaries::standing::Basis;
use godwit::summaries::{Refusal, Scope};
use serde_json::json;

use super::cells::every_type;
use super::model::{Answer, Duty, Party, Round, Submission, document, list, now, question};
use super::reading::{find, line};
use super::support::on_both;

/// The columns of the design, in its order.
const COLUMNS: [(Table, &str); 6] = [
    (
        Table::Reports,
        "cycle,party,party_name,region,membership,due_at,cut_off_at,state,covered_by,submission,submissions,\
         first_submitted_at,submitted_at,days_late,sha256",
    ),
    (
        Table::Answers,
        "cycle,party,region,submission,submitted_at,section,question,path,row_1,row_2,table_row,column,position,\
         value_code,value_label,value_number,value_text,other_text,comment,language,unit,qualifier,status,mandates",
    ),
    (
        Table::Rates,
        "cycle,as_of,region,eligible,exempt,due,submitted,on_time,late,after_cut_off,other_format,missing,\
         percent_of_due,percent_of_eligible",
    ),
    (
        Table::Summary,
        "cycle,as_of,basis,counting,question,row,label,type,option,option_label,region,eligible,exempt,due,submitted,\
         not_asked,not_applicable,shown,blank,unconfirmed,answered,ticks,count,percent_of_eligible,percent_of_due,\
         percent_of_submitted,percent_of_shown,percent_of_answered,percent_of_ticks",
    ),
    (Table::Statistics, "cycle,as_of,basis,counting,question,row,label,type,region,n,sum,mean,median,min,max"),
    (Table::Mandates, "mandate,provision,title,question,parties_asked,parties_answered"),
];

#[test]
fn the_columns_are_those_of_the_design() {
    on_both(|database| {
        let seeded = every_type().seed(database, &database.open());
        for (table, columns) in COLUMNS {
            let bytes = seeded.bytes(table, seeded.scope());
            assert_eq!(String::from_utf8(bytes).unwrap().lines().next().unwrap(), columns, "{table:?}");
        }
        let codebook = String::from_utf8(seeded.bytes(Table::Codebook, seeded.scope())).unwrap();
        let columns = "question,section,number,type,label_en,options,required,relevant,unit,mandates";
        assert_eq!(codebook.lines().next().unwrap(), columns);
    });
}

#[test]
fn numbers_are_summed_exactly() {
    let area = |text| vec![Answer::number("area", text)];
    let parties = vec![
        Party::due("A", "X").sent(90, area("0.1")),
        Party::due("B", "X").sent(90, area("0.2")),
        Party::due("C", "Y").sent(110, area("-9999999999999999999999999999")),
        // Answered as unknown: an answer, but no number.
        Party::due("D", "Y").sent(90, vec![Answer::of("area", "answered")]),
        Party::due("E", "Y").sent(90, vec![Answer::of("area", "blank")]),
    ];
    let versions = vec![document(json!({}), vec![question("area", "decimal", json!({}))])];
    let round = Round { cut_off: None, versions, parties };
    on_both(|database| {
        let seeded = round.seed(database, &database.open());
        let rows = seeded.table(Table::Statistics, seeded.scope());
        let of =
            |region, basis| line(find(&rows, &[("region", region), ("basis", basis)]), "n sum mean median min max");
        assert_eq!(of("X", "all"), "2 0.3 0.15 0.15 0.1 0.2");
        assert_eq!(
            of("ALL", "all"),
            "3 -9999999999999999999999999998.7 -3333333333333333333333333332.9 0.1 -9999999999999999999999999999 0.2"
        );
        assert_eq!(of("ALL", "on_time"), "2 0.3 0.15 0.15 0.1 0.2");
        assert_eq!(of("Y", "on_time"), "0     ");
        let summary = seeded.table(Table::Summary, seeded.scope());
        let all = find(&summary, &[("region", "ALL"), ("basis", "all")]);
        assert_eq!(line(all, "answered blank count ticks percent_of_ticks"), "4 1 4  ");
    });
}

#[test]
fn a_question_of_another_version_was_not_asked() {
    let first = document(
        json!({ "l": list(&["a", "b"]) }),
        vec![question("gone", "text", json!({})), question("q", "select_multiple", json!({ "list": "l" }))],
    );
    // The second version drops `gone` and `a`, has a new choice and a new question, and asks in another order.
    let second = document(
        json!({ "l": list(&["b", "c"]) }),
        vec![question("q", "select_multiple", json!({ "list": "l" })), question("new", "text", json!({}))],
    );
    let old = vec![Answer::text("gone", "x"), Answer::chosen("q", &["a", "b"])];
    let new = vec![Answer::chosen("q", &["c"]), Answer::of("new", "not_applicable")];
    let mut parties = vec![Party::due("A", "R").sent(90, old), Party::due("B", "R")];
    parties[1].submissions.push(Submission { at: 95, version: 2, answers: new });
    let round = Round { cut_off: None, versions: vec![first, second], parties };
    on_both(|database| {
        let seeded = round.seed(database, &database.open());
        let answers = seeded.table(Table::Answers, seeded.scope());
        let lines: Vec<String> =
            answers.iter().map(|row| line(row, "party question value_code value_text status")).collect();
        assert_eq!(
            lines,
            [
                "A gone  x answered",
                "A q a  answered",
                "A q b  answered",
                "A new   not_asked",
                "B gone   not_asked",
                "B q c  answered",
                "B new   not_applicable",
            ]
        );
        let wide = seeded.table(Table::Wide, seeded.scope());
        assert_eq!(line(&wide[0], "gone q__a q__b q__c q__status new__status"), "x 1 1 0 answered not_asked");
        let summary = seeded.table(Table::Summary, seeded.scope());
        let of = |question, option| {
            let wanted = [("region", "ALL"), ("basis", "all"), ("question", question), ("option", option)];
            line(find(&summary, &wanted), "submitted not_asked not_applicable shown answered count")
        };
        assert_eq!(of("gone", ""), "2 1 0 1 1 1");
        assert_eq!(of("new", ""), "2 1 1 0 0 0");
        assert_eq!(of("q", "c"), "2 0 0 2 2 1");
        let codebook = seeded.table(Table::Codebook, seeded.scope());
        assert_eq!(
            find(&codebook, &[("question", "q")])["options"],
            "a = Label of a | b = Label of b | c = Label of c"
        );
    });
}

#[test]
fn versions_in_another_order_are_told_in_one_order() {
    let ask =
        |names: [&str; 3]| document(json!({}), names.iter().map(|name| question(name, "text", json!({}))).collect());
    let mut parties = vec![Party::due("A", "R")];
    let answers = ["c", "b", "a"].iter().map(|name| Answer::text(name, name)).collect();
    parties[0].submissions.push(Submission { at: 95, version: 1, answers });
    let round = Round { cut_off: None, versions: vec![ask(["c", "b", "a"]), ask(["a", "b", "c"])], parties };
    on_both(|database| {
        let seeded = round.seed(database, &database.open());
        let rows = seeded.table(Table::Answers, seeded.scope());
        let lines: Vec<String> = rows.iter().map(|row| line(row, "question value_text")).collect();
        assert_eq!(lines, ["a a", "b b", "c c"]);
    });
}

#[test]
fn choices_that_count_as_no_answer_are_counted_with_and_without() {
    let lists = json!({ "l": list(&["yes", "no", "unknown:unknown", "na:not_applicable"]) });
    let asked = vec![question("q", "select_one", json!({ "list": "l" }))];
    let codes = ["yes", "yes", "yes", "no", "unknown", "na"];
    let party = |(place, code): (usize, &&str)| {
        Party::due(format!("P{place}"), "R").sent(90, vec![Answer::chosen("q", &[code])])
    };
    let parties = codes.iter().enumerate().map(party).collect();
    let round = Round { cut_off: None, versions: vec![document(lists, asked)], parties };
    on_both(|database| {
        let seeded = round.seed(database, &database.open());
        let rows = seeded.table(Table::Summary, seeded.scope());
        let of = |counting, option| {
            let wanted = [("region", "ALL"), ("basis", "all"), ("counting", counting), ("option", option)];
            line(find(&rows, &wanted), "not_applicable shown blank answered ticks count percent_of_answered")
        };
        assert_eq!(of("reports", "yes"), "0 6 0 6 6 3 50.0");
        assert_eq!(of("reports", "unknown"), "0 6 0 6 6 1 16.7");
        assert_eq!(of("substantive", "yes"), "1 5 1 4 4 3 75.0");
        assert_eq!(of("substantive", ""), "1 5 1 4 4 4 100.0");
        assert!(!rows.iter().any(|row| row["counting"] == "substantive" && row["option"] == "unknown"));
    });
}

#[test]
fn mandates_say_how_many_were_asked_and_answered() {
    let parties = vec![
        Party::due("EU", "R").sent(90, vec![Answer::text("q", "x")]),
        Party::due("A", "R").sent(90, vec![Answer::of("q", "blank")]),
        Party::due("B", "R").duty(1, Duty::Covered("EU".to_owned())),
        Party::due("C", "R"),
    ];
    let versions = vec![document(json!({}), vec![question("q", "text", json!({}))])];
    let round = Round { cut_off: None, versions, parties };
    on_both(|database| {
        let seeded = round.seed(database, &database.open());
        seeded.cite(1, "q", Some("1 (iii)"));
        let rows = seeded.table(Table::Mandates, seeded.scope());
        let columns = "mandate provision title question parties_asked parties_answered";
        assert_eq!(
            rows.iter().map(|row| line(row, columns)).collect::<Vec<_>>(),
            ["Resolution 1 1 (iii) Invented q 2 1"]
        );
        let answers = seeded.table(Table::Answers, seeded.scope());
        assert_eq!(answers[0]["mandates"], "Resolution 1 1 (iii)");
        assert_eq!(seeded.table(Table::Codebook, seeded.scope())[0]["mandates"], "Resolution 1 1 (iii)");
    });
}

#[test]
fn what_cannot_be_asked_is_refused() {
    on_both(|database| {
        let mut round = every_type();
        let db = database.open();
        let seeded = round.seed(database, &db);
        let code = |scope: Scope| match seeded.open(scope, |_, _| Ok(())) {
            Err(Refusal::Flaws(flaws)) => flaws.iter().map(|flaw| flaw.at.clone()).collect::<Vec<_>>().join(" "),
            other => format!("{other:?}"),
        };
        let late = Some(now() - chrono::TimeDelta::milliseconds(4_999));
        assert_eq!(
            code(Scope { as_of: late, at_cut_off: true, decimals: 4, ..seeded.scope() }),
            "as_of cut_off decimals"
        );
        let settled = Some(now() - chrono::TimeDelta::seconds(5));
        assert_eq!(code(Scope { as_of: settled, ..seeded.scope() }), "Ok(())");
        assert!(code(Scope::of("no-such".parse().unwrap())).contains("NotFound"));
        round.cut_off = Some(120);
        let seeded = round.seed(database, &db);
        seeded.open(Scope { at_cut_off: true, ..seeded.scope() }, |_, _| Ok(())).unwrap();
    });
}

#[test]
fn the_summary_in_json_says_what_the_csv_says() {
    let round = every_type();
    on_both(|database| {
        let seeded = round.seed(database, &database.open());
        let scope = seeded.scope();
        let found = seeded.open(scope.clone(), |tx, mut export| export.summary(tx, Basis::All, "ALL")).unwrap();
        let found = serde_json::to_value(&found).unwrap();
        assert_eq!(found["provisional"], true);
        assert_eq!(found["rates"][0]["percent_of_due"].to_string(), "100.0");
        let rows = seeded.table(Table::Summary, scope.clone());
        for question in found["questions"].as_array().unwrap() {
            let name = question["question"].as_str().unwrap();
            for option in question["options"].as_array().unwrap() {
                let wanted = [
                    ("region", "ALL"),
                    ("basis", "all"),
                    ("question", name),
                    ("option", option["option"].as_str().unwrap()),
                ];
                let row = find(&rows, &wanted);
                for column in ["count", "percent_of_answered", "percent_of_ticks", "percent_of_eligible"] {
                    assert_eq!(option[column].to_string(), row[column], "{name} {column}");
                }
            }
        }
        let none = seeded.open(scope, |tx, mut export| export.summary(tx, Basis::All, "Nowhere"));
        assert!(matches!(none, Err(Refusal::Flaws(_))));
    });
}
