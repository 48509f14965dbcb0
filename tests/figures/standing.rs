//! Who counts where, and as of when.

use godwit::summaries::Scope;
use godwit::summaries::columns::Table;
use serde_json::json;

use super::model::{Answer, Duty, Party, Round, day, document, list, question};
use super::reading::{find, line};
use super::seed::insert_membership;
use super::support::on_both;

fn said(code: &str) -> Vec<Answer> {
    vec![Answer::chosen("q", &[code])]
}

fn round(parties: Vec<Party>) -> Round {
    let asked = question("q", "select_one", json!({ "list": "yes_no" }));
    let versions = vec![document(json!({ "yes_no": list(&["yes", "no"]) }), vec![asked])];
    Round { cut_off: Some(120), versions, parties }
}

const STANDING: &str =
    "eligible exempt due submitted on_time late after_cut_off other_format missing percent_of_due percent_of_eligible";

/// Takes the figures of everything and as of one day, at the cut-off or not.
fn check(parties: Vec<Party>, as_of: Option<i64>, at_cut_off: bool, rates: &str, yes: &str) {
    let round = round(parties);
    on_both(|database| {
        let seeded = round.seed(database, &database.open());
        let scope = Scope { as_of: as_of.map(day), at_cut_off, ..seeded.scope() };
        let found = seeded.table(Table::Rates, scope.clone());
        assert_eq!(line(find(&found, &[("region", "ALL")]), STANDING), rates);
        let found = seeded.table(Table::Summary, scope);
        let row = find(&found, &[("region", "ALL"), ("basis", "all"), ("option", "yes")]);
        assert_eq!(line(row, "submitted not_asked shown answered count"), yes);
    });
}

fn p(code: &str) -> Party {
    Party::due(code, "R")
}

#[test]
fn each_class_is_counted_apart() {
    let parties = || {
        vec![
            p("A").sent(100, said("yes")),
            p("B").sent(101, said("yes")),
            p("C").sent(121, said("yes")),
            p("D").duty(1, Duty::OtherFormat),
            p("E"),
            p("F").duty(1, Duty::Exempt),
        ]
    };
    check(parties(), None, false, "6 1 5 3 1 1 1 1 1 60.0 50.0", "3 0 3 3 3");
    check(parties(), None, true, "6 1 5 2 1 1 1 1 1 40.0 33.3", "2 0 2 2 2");
}

#[test]
fn figures_are_taken_again_as_of_a_day() {
    let parties = || {
        vec![
            p("A").sent(90, said("no")).sent(110, said("yes")),
            p("B").sent(130, said("yes")),
            p("C").duty(105, Duty::Exempt),
        ]
    };
    check(parties(), Some(0), false, "3 0 3 0 0 0 0 0 3 0.0 0.0", "0 0 0 0 0");
    check(parties(), Some(104), false, "3 0 3 1 1 0 0 0 2 33.3 33.3", "1 0 1 1 0");
    check(parties(), Some(110), false, "3 1 2 1 1 0 0 0 1 50.0 33.3", "1 0 1 1 1");
    check(parties(), None, false, "3 1 2 2 1 0 1 0 0 100.0 66.7", "2 0 2 2 2");
    // At the cut-off the newest submission by then is counted.
    check(parties(), None, true, "3 1 2 1 1 0 1 0 0 50.0 33.3", "1 0 1 1 1");
}

#[test]
fn a_correction_after_the_cut_off_makes_nobody_late() {
    let parties = || vec![p("A").sent(90, said("no")).sent(130, said("yes"))];
    check(parties(), None, false, "1 0 1 1 1 0 0 0 0 100.0 100.0", "1 0 1 1 1");
    check(parties(), None, true, "1 0 1 1 1 0 0 0 0 100.0 100.0", "1 0 1 1 0");
}

#[test]
fn an_extension_moves_the_own_deadline_alone() {
    let parties = || vec![p("A").duty(50, Duty::Extended(110)).sent(110, said("yes")), p("B").sent(110, said("yes"))];
    check(parties(), None, false, "2 0 2 2 1 1 0 0 0 100.0 100.0", "2 0 2 2 2");
    // An extension says nothing of the duty.
    let exempt = || vec![p("A").duty(1, Duty::Exempt).duty(50, Duty::Extended(110)), p("B")];
    check(exempt(), None, false, "2 1 1 0 0 0 0 0 1 0.0 0.0", "0 0 0 0 0");
}

#[test]
fn a_covered_party_stands_where_its_filer_stands_and_answers_nothing() {
    let covered = || Duty::Covered("EU".to_owned());
    let parties = || {
        vec![
            p("EU").sent(90, said("yes")).sent(110, said("yes")),
            p("A").duty(1, covered()),
            p("B").duty(1, covered()).sent(110, said("no")),
        ]
    };
    check(parties(), None, false, "3 0 3 3 2 1 0 0 0 100.0 100.0", "3 1 2 2 1");
    let missing = || vec![p("EU"), p("A").duty(1, covered())];
    check(missing(), None, false, "2 0 2 0 0 0 0 0 2 0.0 0.0", "0 0 0 0 0");
    let outside = || vec![p("EU").duty(1, Duty::OtherFormat), p("A").duty(1, covered())];
    check(outside(), None, false, "2 0 2 0 0 0 0 2 0 0.0 0.0", "0 0 0 0 0");
}

#[test]
fn another_format_counts_until_its_answers_are_entered() {
    let entered = || vec![p("A").duty(1, Duty::OtherFormat).sent(110, said("yes"))];
    check(entered(), Some(109), false, "1 0 1 0 0 0 0 1 0 0.0 0.0", "0 0 0 0 0");
    check(entered(), None, false, "1 0 1 1 0 1 0 0 0 100.0 100.0", "1 0 1 1 1");
}

#[test]
fn an_exempt_party_that_reports_all_the_same_is_counted_by_its_report() {
    let parties = || vec![p("A").duty(1, Duty::Exempt).sent(90, said("yes")), p("B").duty(1, Duty::Exempt)];
    check(parties(), None, false, "2 1 1 1 1 0 0 0 0 100.0 50.0", "1 0 1 1 1");
}

#[test]
fn of_nothing_there_is_no_percentage() {
    check(vec![p("A").duty(1, Duty::Exempt)], None, false, "1 1 0 0 0 0 0 0 0  0.0", "0 0 0 0 0");
}

#[test]
fn a_reopened_report_keeps_its_last_submission() {
    on_both(|database| {
        let seeded = round(vec![p("A").sent(90, said("yes"))]).seed(database, &database.open());
        let mut conn = database.connect();
        diesel::connection::SimpleConnection::batch_execute(
            &mut conn,
            &format!(
                "INSERT INTO report_states (report_id, sequence, state, reason, recorded_at)
                 VALUES ('{}/A', 4, 'in_progress', 'reopened', '2027-06-01 00:00:00')",
                seeded.cycle
            ),
        )
        .unwrap();
        let rows = seeded.table(Table::Reports, seeded.scope());
        assert_eq!(line(&rows[0], "state submission submissions days_late sha256"), "in_progress 1 1 0 0123");
        assert_eq!(seeded.table(Table::Answers, seeded.scope())[0]["value_code"], "yes");
        let before = Scope { as_of: Some(day(100)), ..seeded.scope() };
        assert_eq!(seeded.table(Table::Reports, before)[0]["state"], "submitted");
    });
}

#[test]
fn reports_list_every_eligible_party() {
    let parties = vec![
        p("A").duty(5, Duty::Extended(110)).sent(112, said("yes")),
        p("B").duty(1, Duty::Covered("A".to_owned())),
        p("C").duty(1, Duty::Exempt),
        p("D").duty(1, Duty::OtherFormat),
        p("E"),
    ];
    let round = round(parties);
    on_both(|database| {
        let seeded = round.seed(database, &database.open());
        let rows = seeded.table(Table::Reports, seeded.scope());
        let columns = "party due_at state covered_by submission submissions first_submitted_at days_late";
        let lines: Vec<String> = rows.iter().map(|row| line(row, columns)).collect();
        assert_eq!(
            lines,
            [
                "A 2027-04-21T12:00:00Z submitted  1 1 2027-04-23T12:00:00Z 2",
                "B 2027-04-11T12:00:00Z covered A  0  ",
                "C 2027-04-11T12:00:00Z exempt   0  ",
                "D 2027-04-11T12:00:00Z other_format   0  ",
                "E 2027-04-11T12:00:00Z not_started   0  ",
            ]
        );
        assert_eq!(line(&rows[0], "party_name region membership cut_off_at"), "Name of A R party 2027-05-01T12:00:00Z");
    });
}

#[test]
fn the_region_is_the_one_on_the_deadline_as_it_was_known() {
    on_both(|database| {
        let seeded = round(vec![Party::due("ISR", ""), p("A")]).seed(database, &database.open());
        let mut conn = database.connect();
        let instrument = format!("I{}", seeded.cycle.rsplit('-').next().unwrap());
        let date = |number: i64| day(number).date();
        let mut add = |region, from: i64, until: Option<i64>, recorded: i64| {
            insert_membership(&mut conn, &instrument, "ISR", region, date(from), until.map(date), day(recorded));
        };
        add("Asia", 0, Some(49), 10);
        add("Europe", 50, None, 10);
        add("Elsewhere", 50, None, 200);
        let region = |as_of: Option<i64>| {
            let rows = seeded.table(Table::Reports, Scope { as_of: as_of.map(day), ..seeded.scope() });
            find(&rows, &[("party", "ISR")])["region"].clone()
        };
        assert_eq!(region(Some(5)), "");
        assert_eq!(region(Some(150)), "Europe");
        assert_eq!(region(None), "Elsewhere");
        let rates = seeded.table(Table::Rates, Scope { as_of: Some(day(5)), ..seeded.scope() });
        let regions: Vec<&str> = rates.iter().map(|row| row["region"].as_str()).collect();
        assert_eq!(regions, ["ALL", "(none)", "R"]);
    });
}
