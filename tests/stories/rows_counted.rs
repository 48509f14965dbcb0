//! What is asked in rows, downloaded: cells one by one, reports and rows counted, a table for each repeat and table.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::rows::opened;
use crate::scene::{Scene, declaration};
use crate::support::on_both;

type Table = Vec<BTreeMap<String, String>>;

fn report(scene: &Scene<'_>, party: &str, answers: &[(&str, Value)]) {
    let person = scene.focal_point(party);
    let report = format!("/api/v1/reports/invented-1/{party}");
    let answer = |(path, value): &(&str, Value)| json!({ "path": path, "value": value, "revision": 0 });
    let answers: Vec<Value> = answers.iter().map(answer).collect();
    person.patch(&format!("{report}/answers"), &json!({ "answers": answers })).expect(200);
    person.post(&format!("{report}/submissions"), &declaration()).expect(201);
}

/// Three Parties: Kenya with a species and sites of its own making, Uganda and France without sites.
fn reported(scene: &Scene<'_>) {
    let kenya = [
        ("species/crane/trend", json!("down")),
        ("species/stork/trend", json!("up")),
        ("species/heron/trend", json!("up")),
        ("species/heron/sites/z/km2", json!(100)),
        ("species/crane/sites/s1/site", json!("=Invented Bay")),
        ("species/crane/sites/s1/km2", json!(10.5)),
        ("species/crane/sites/s2/km2", json!(2)),
        ("grid/line_kill/cases", json!(4)),
    ];
    report(scene, "KEN", &kenya);
    report(scene, "UGA", &[("species/stork/trend", json!("up")), ("grid/dams/cases", json!(5))]);
    report(scene, "FRA", &[("species/oryx/trend", json!("down")), ("grid/line_kill/cases", json!(0))]);
}

fn table(scene: &Scene<'_>, name: &str) -> Table {
    let answer = scene.admin().get(&format!("/api/v1/cycles/invented-1/exports/{name}.csv")).expect(200);
    csv::Reader::from_reader(answer.text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

/// Rows whose columns say this, some cells of each with a bar between.
fn lines(table: &Table, wanted: &[(&str, &str)], columns: &str) -> Vec<String> {
    let found = table.iter().filter(|row| wanted.iter().all(|(column, value)| row[*column] == *value));
    found.map(|row| columns.split(' ').map(|c| row[c].as_str()).collect::<Vec<_>>().join("|")).collect()
}

#[test]
fn every_row_stands_where_it_was_answered() {
    on_both(|database| {
        let scene = opened(database);
        reported(&scene);
        let answers = table(&scene, "answers");
        let columns = "question path row_1 row_2 table_row column value_code value_number value_text status";
        assert_eq!(
            lines(&answers, &[("party", "KEN")], columns),
            [
                "trend|species/crane/trend|crane||||down|||answered",
                "trend|species/stork/trend|stork||||up|||answered",
                "trend|species/heron/trend|heron||||up|||answered",
                "sites|species/crane/sites/s1/site|crane||s1|site|||'=Invented Bay|answered",
                "sites|species/crane/sites/s1/km2|crane||s1|km2||10.5||answered",
                "sites|species/crane/sites/s2/site|crane||s2|site||||blank",
                "sites|species/crane/sites/s2/km2|crane||s2|km2||2||answered",
                "sites|species/stork/sites|stork|||||||blank",
                "sites|species/heron/sites/z/site|heron||z|site||||blank",
                "sites|species/heron/sites/z/km2|heron||z|km2||100||answered",
                "area|species/crane/area|crane|||||12.5||answered",
                "area|species/stork/area|stork|||||0||answered",
                "area|species/heron/area|heron|||||100||answered",
                "grid|grid/line_kill/cases|||line_kill|cases||4||answered",
                "grid|grid/dams/cases|||dams|cases||||blank",
                "total|total||||||112.5||answered",
            ]
        );
    });
}

#[test]
fn reports_and_rows_are_counted_apart() {
    on_both(|database| {
        let scene = opened(database);
        reported(&scene);
        let summary = table(&scene, "summary");
        let of = |question: &str| {
            let wanted = [("basis", "all"), ("region", "ALL"), ("question", question)];
            lines(
                &summary,
                &wanted,
                "counting row option eligible submitted shown blank answered ticks count percent_of_shown",
            )
        };
        assert_eq!(
            of("trend"),
            [
                "reports|||6|3|3|0|3|4|3|100.0",
                "reports||up|6|3|3|0|3|4|2|66.7",
                "reports||down|6|3|3|0|3|4|2|66.7",
                "rows|||||5|0|5|5|5|100.0",
                "rows||up|||5|0|5|5|3|60.0",
                "rows||down|||5|0|5|5|2|40.0",
            ]
        );
        assert_eq!(of("sites"), ["reports|||6|3|3|2|1||1|33.3", "rows|||||5|3|2||2|40.0"]);
        assert_eq!(of("sites.km2"), ["reports|||6|3|3|2|1||1|33.3", "rows|||||3|0|3||3|100.0"]);
        assert_eq!(of("grid"), ["reports|||6|3|3|0|3||3|100.0"]);
        assert_eq!(
            of("grid.cases"),
            [
                "reports|||6|3|3|0|3||3|100.0",
                "rows|||||6|3|3||3|50.0",
                "reports|line_kill||6|3|3|1|2||2|66.7",
                "reports|dams||6|3|3|2|1||1|33.3",
            ]
        );
        let statistics = table(&scene, "statistics");
        let of = |question: &str| {
            let wanted = [("basis", "all"), ("region", "ALL"), ("question", question)];
            lines(&statistics, &wanted, "counting row label n sum mean min max")
        };
        assert_eq!(of("sites.km2"), ["rows||km2|3|112.5|37.5|2|100"]);
        assert_eq!(
            of("grid.cases"),
            [
                "rows||cases|3|9|3|0|5",
                "reports|line_kill|cases [Power lines]|2|4|2|0|4",
                "reports|dams|cases [Dams]|1|5|5|5|5"
            ]
        );
    });
}

#[test]
fn the_summary_in_json_counts_rows_as_well() {
    on_both(|database| {
        let scene = opened(database);
        reported(&scene);
        let json = scene.admin().get("/api/v1/cycles/invented-1/summary").expect(200).json();
        let rows = json["questions"].as_array().unwrap().iter().filter(|q| q["question"] == "grid.cases");
        let said = rows.map(|q| json!([q["counting"], q["row"], q["eligible"], q["shown"], q["answered"]]).to_string());
        assert_eq!(
            said.collect::<Vec<_>>(),
            [
                r#"["reports",null,6,3,3]"#,
                r#"["rows",null,null,6,3]"#,
                r#"["reports","line_kill",6,3,2]"#,
                r#"["reports","dams",6,3,1]"#
            ]
        );
    });
}

#[test]
fn each_repeat_and_table_has_a_file_of_its_own() {
    on_both(|database| {
        let scene = opened(database);
        reported(&scene);
        let wide = table(&scene, "wide");
        assert_eq!(
            lines(&wide, &[], "party grid__status total"),
            ["FRA|answered|0", "KEN|answered|112.5", "UGA|answered|0"]
        );
        assert!(!wide[0].contains_key("trend") && !wide[0].contains_key("grid"));
        let species = table(&scene, "wide-species");
        assert_eq!(
            lines(&species, &[], "party row_1 row_1_label trend sites__status area"),
            [
                "FRA|oryx|Invented oryx|down|blank|0",
                "KEN|crane|Invented crane|down|answered|12.5",
                "KEN|stork|Invented stork|up|blank|0",
                "KEN|heron||up|answered|100",
                "UGA|stork|Invented stork|up|blank|0",
            ]
        );
        let sites = table(&scene, "wide-sites");
        assert_eq!(
            lines(&sites, &[], "party row_1 row_2 table_row row_1_label sites.site sites.site__status sites.km2"),
            [
                "KEN|crane||s1|Invented crane|'=Invented Bay|answered|10.5",
                "KEN|crane||s2|Invented crane||blank|2",
                "KEN|heron||z|||blank|100",
            ]
        );
        let grid = table(&scene, "wide-grid");
        assert_eq!(
            lines(&grid, &[("party", "KEN")], "row_1 table_row table_row_label grid.cases grid.cases__status"),
            ["|line_kill|Power lines|4|answered", "|dams|Dams||blank"]
        );
        for name in ["wide-none", "wide-", "wide-trend", "rows"] {
            scene.admin().get(&format!("/api/v1/cycles/invented-1/exports/{name}.csv")).expect(404);
        }
    });
}

#[test]
fn the_package_holds_them_and_the_codebook_explains_them() {
    on_both(|database| {
        let scene = opened(database);
        reported(&scene);
        let codebook = table(&scene, "codebook");
        assert_eq!(
            lines(&codebook, &[], "question section type"),
            [
                "trend|main/species|select_one",
                "sites|main/species|table",
                "sites.site|main/species/sites|text",
                "sites.km2|main/species/sites|decimal",
                "area|main/species|calculate",
                "grid|main|table",
                "grid.cases|main/grid|integer",
                "total|main|calculate"
            ]
        );
        let to = database.folder.path().join("figures");
        let (code, _, said) = scene.godwit(&["export", "invented-1", "--to", to.to_str().unwrap()]);
        assert_eq!(code, 0, "{said}");
        let described: Value = serde_json::from_slice(&std::fs::read(to.join("datapackage.json")).unwrap()).unwrap();
        let named = described["resources"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap());
        let expect = ["reports", "rates", "answers", "wide", "wide-species", "wide-sites", "wide-grid", "summary"];
        assert_eq!(named.clone().take(8).collect::<Vec<_>>(), expect.map(|name| format!("{name}.csv")));
        assert!(named.clone().all(|path| to.join(path).is_file()));
    });
}
