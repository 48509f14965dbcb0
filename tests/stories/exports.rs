//! What the Secretariat downloads.

use std::collections::BTreeMap;

use crate::scene::Scene;

/// The few figures that the story follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    pub submitted: String,
    pub yes: String,
    pub no: String,
}

/// A table: each row by column.
type Table = Vec<BTreeMap<String, String>>;

fn table(scene: &Scene<'_>, name: &str) -> Table {
    let answer = scene.admin().get(&format!("/api/v1/cycles/cms-cop15/exports/{name}.csv")).expect(200);
    let mut reader = csv::Reader::from_reader(answer.text.as_bytes());
    reader.deserialize().map(|row| row.unwrap_or_else(|error| panic!("{name}.csv: {error}"))).collect()
}

fn row<'t>(table: &'t Table, keys: &[(&str, &str)]) -> &'t BTreeMap<String, String> {
    let found: Vec<_> = table.iter().filter(|row| keys.iter().all(|(key, value)| row[*key] == *value)).collect();
    assert_eq!(found.len(), 1, "{keys:?}: {found:?}");
    found[0]
}

/// Reads every table, holds them against each other, and answers what the story follows.
pub fn figures(scene: &Scene<'_>) -> Figures {
    let rates = table(scene, "rates");
    let all = row(&rates, &[("region", "ALL")]);
    // Exempt: Australia. Germany is covered by the European Union, and so due.
    assert_eq!((all["eligible"].as_str(), all["exempt"].as_str(), all["due"].as_str()), ("6", "1", "5"));
    let reports = table(scene, "reports");
    assert_eq!(reports.len(), 6);
    let kenya = row(&reports, &[("party", "KEN")]);
    assert_eq!(row(&reports, &[("party", "DEU")])["covered_by"], "EUU");

    let answers = table(scene, "answers");
    let nbsap = row(&answers, &[("party", "KEN"), ("question", "policy_nbsap")]);
    let wide = table(scene, "wide");
    let wide = row(&wide, &[("party", "KEN")]);
    assert_eq!(wide["policy_nbsap"], nbsap["value_code"]);
    assert_eq!(nbsap["submission"], kenya["submission"]);
    let area = row(&answers, &[("party", "KEN"), ("question", "network_area")]);
    assert_eq!((area["value_number"].as_str(), area["unit"].as_str()), ("123456789012345678901234.25", "km2"));

    let summary = table(scene, "summary");
    let count = |option: &str| {
        let keys = [
            ("basis", "all"),
            ("counting", "reports"),
            ("region", "ALL"),
            ("question", "policy_nbsap"),
            ("option", option),
        ];
        row(&summary, &keys)["count"].clone()
    };
    for name in ["statistics", "mandates", "codebook"] {
        assert!(!table(scene, name).is_empty(), "{name}.csv is empty");
    }
    Figures { submitted: all["submitted"].clone(), yes: count("yes"), no: count("no") }
}
