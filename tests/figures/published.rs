//! Published tables, to the last percentage. The counts are the source's; codes and answers are invented.

use godwit::summaries::Scope;
use godwit::summaries::columns::Table;
use godwit::summaries::percent::percent;
use serde_json::json;

use super::model::{Answer, Duty, Party, Round, document, list, question};
use super::reading::{Record, find, line};
use super::support::on_both;

fn number(row: &Record, column: &str) -> u32 {
    row[column].parse().unwrap()
}

fn whole(count: u32, of: u32) -> String {
    percent(count, of, 0).unwrap().to_string()
}

/// So many Parties of a region, of which these came on time and these late.
fn region(code: &str, name: &str, parties: usize, exempt: usize, on_time: usize, late: usize) -> Vec<Party> {
    let party = |place: usize| {
        let party = Party::due(format!("{code}{place:02}"), name);
        let answer = || vec![Answer::chosen("phased_out", &["yes"])];
        if place < exempt {
            party.duty(1, Duty::Exempt)
        } else if place < exempt + on_time {
            party.sent(90, answer())
        } else if place < exempt + on_time + late {
            party.sent(110, answer())
        } else {
            party
        }
    };
    (0..parties).map(party).collect()
}

fn yes_or_no(parties: Vec<Party>) -> Round {
    let lists = json!({ "yes_no": list(&["yes", "no"]) });
    let asked = question("phased_out", "select_one", json!({ "list": "yes_no" }));
    Round { cut_off: None, versions: vec![document(lists, vec![asked])], parties }
}

/// AEWA/MOP3.14 (2005), reports on lead shot due on 30 September, counted to 17 October: of the reports due.
#[test]
fn aewa_2005_lead_shot() {
    let mut parties = region("A", "Africa", 20, 1, 4, 0);
    parties.extend(region("E", "Eurasia", 31, 1, 10, 2));
    let round = yes_or_no(parties);
    on_both(|database| {
        let seeded = round.seed(database, &database.open());
        let scope = Scope { decimals: 0, ..seeded.scope() };
        let rates = seeded.table(Table::Rates, scope.clone());
        let summary = seeded.table(Table::Summary, scope);
        for (region, parties, due, [on_time, late, none]) in [
            ("Africa", 20, 19, [(4, "21"), (0, "0"), (15, "79")]),
            ("Eurasia", 31, 30, [(10, "33"), (2, "7"), (18, "60")]),
            ("ALL", 51, 49, [(14, "29"), (2, "4"), (33, "67")]),
        ] {
            let row = find(&rates, &[("region", region)]);
            assert_eq!((number(row, "eligible"), number(row, "due")), (parties, due), "{region}");
            for (column, (count, share)) in [("on_time", on_time), ("late", late), ("missing", none)] {
                assert_eq!(number(row, column), count, "{region} {column}");
                assert_eq!(whole(number(row, column), number(row, "due")), share, "{region} {column}");
            }
            let wanted = [("region", region), ("basis", "on_time"), ("option", "yes")];
            let share = find(&summary, &wanted);
            assert_eq!(line(share, "count percent_of_due"), format!("{} {}", on_time.0, on_time.1));
        }
        assert_eq!(find(&rates, &[("region", "ALL")])["percent_of_due"], "33");
    });
}

/// UNEP/CBD/BS/COP-MOP/4/INF/11 (2007), first national reports by group: of the reports and of the group, half up.
#[test]
fn cartagena_first_report_by_group() {
    let table = [
        ("AFR", 40, 15, "30", "38"),
        ("AP", 36, 5, "10", "14"),
        ("GRULAC", 25, 5, "10", "20"),
        ("CEE", 20, 11, "22", "55"),
        ("WEOG", 21, 14, "28", "67"),
    ];
    let parties = table.iter().flat_map(|(group, parties, sent, ..)| region(group, group, *parties, 0, *sent, 0));
    let round = yes_or_no(parties.collect());
    on_both(|database| {
        let seeded = round.seed(database, &database.open());
        let rates = seeded.table(Table::Rates, Scope { decimals: 0, ..seeded.scope() });
        let all = find(&rates, &[("region", "ALL")]);
        assert_eq!((number(all, "eligible"), number(all, "submitted")), (142, 50));
        for (group, parties, sent, of_reports, of_group) in table {
            let row = find(&rates, &[("region", group)]);
            assert_eq!((number(row, "eligible"), number(row, "submitted")), (parties as u32, sent as u32), "{group}");
            assert_eq!(whole(number(row, "submitted"), number(all, "submitted")), of_reports, "{group}");
            assert_eq!(row["percent_of_eligible"], of_group, "{group}");
        }
        // Half up is decided on the integers: 37.5 is 38, and 37.5 to one digit.
        let finer = seeded.table(Table::Rates, seeded.scope());
        assert_eq!(find(&finer, &[("region", "AFR")])["percent_of_eligible"], "37.5");
    });
}

/// UNEP/POPS/COP.6/INF/28, obstacles named by six Parties in eight choices: of the Parties and of the choices.
#[test]
fn stockholm_obstacles() {
    let lists = json!({ "obstacles": list(&["access", "data", "money", "staff"]) });
    let asked = question("obstacles", "select_multiple", json!({ "list": "obstacles" }));
    let chosen: [&[&str]; 6] =
        [&["access", "data"], &["access", "money"], &["access"], &["access"], &["data"], &["staff"]];
    let party = |(place, codes): (usize, &&[&str])| {
        Party::due(format!("P{place}"), "All").sent(90, vec![Answer::chosen("obstacles", codes)])
    };
    let parties = chosen.iter().enumerate().map(party).collect();
    let round = Round { cut_off: None, versions: vec![document(lists, vec![asked])], parties };
    on_both(|database| {
        let seeded = round.seed(database, &database.open());
        let summary = seeded.table(Table::Summary, seeded.scope());
        let of = |option| {
            let row = find(&summary, &[("region", "ALL"), ("basis", "all"), ("option", option)]);
            line(row, "answered ticks count percent_of_answered percent_of_ticks")
        };
        assert_eq!(of("access"), "6 8 4 66.7 50.0");
        assert_eq!(of("data"), "6 8 2 33.3 25.0");
        assert_eq!(of("money"), "6 8 1 16.7 12.5");
        assert_eq!(of("staff"), "6 8 1 16.7 12.5");
        assert_eq!(of(""), "6 8 6 100.0 ");
    });
}
