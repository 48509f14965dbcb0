//! What is asked in rows.

use serde_json::{Value, json};

use super::{item, meaning, shape, taken};

/// What is asked in rows, and what counts it.
pub(super) fn in_rows(words: &Value) -> Value {
    json!([
            {"name": "each_1", "type": "group", "label": words, "items": [
                {"name": "trend_1", "type": "decimal", "label": words, "relevant": "${integer_1} > 2"},
                {"name": "sites_1", "type": "table", "label": words, "required": "submit", "rows": {"min": 1, "max": 9},
                 "columns": [{"name": "site", "type": "text", "label": words},
                             {"name": "km2", "type": "decimal", "label": words, "constraint": ". > ${trend_1}"}]}],
             "repeat": {"over": "kinds", "add_own": true, "where": "realm = 'water' and name != 'x'"}},
            {"name": "all_1", "type": "calculate", "label": words, "calculation": "sum(${sites_1.km2}) + count(${trend_1})"},
            {"name": "grid_1", "type": "table", "label": words, "rows": {"over": "places"}, "columns": [
                {"name": "site", "type": "select_one", "label": words, "list": "yes_no", "required": "submit"}]}])
}

#[test]
fn repeats_and_tables() {
    let each = |key: &str| item(12, &format!("repeat/{key}"));
    let at = |key: &str| format!("items[0].items[12].repeat.{key}");
    shape(&each("over"), json!(["kinds"]), &at("over"), "wrong_type");
    shape(&each("most"), json!(3), &at("most"), "unknown_field");
    shape(&each("max"), json!(0), &at("max"), "out_of_range");
    meaning(&each("over"), json!("nothing"), &at("over"), "unknown_list");
    meaning(&each("where"), json!("${grid_1} = 1"), &at("where"), "unknown_name");
    meaning(&each("where"), json!("${trend_1} = 1"), &at("where"), "many");
    taken(&item(12, "repeat"), json!({}));
    let sites = |key: &str| item(12, &format!("items/1/{key}"));
    let inside = |key: &str| format!("items[0].items[12].items[1].{key}");
    meaning(&sites("rows/min"), json!(10), &inside("rows.min"), "contradiction");
    meaning(&sites("rows/add_own"), json!(true), &inside("rows.add_own"), "contradiction");
    shape(&sites("columns"), json!([]), &inside("columns"), "empty");
    shape(&sites("columns/0/type"), json!("table"), &inside("columns[0].type"), "not_here");
    shape(&sites("columns/0/mandates"), json!(["CMS Decision 1.1"]), &inside("columns[0].mandates"), "unknown_field");
    meaning(&sites("columns/0/name"), json!("km2"), &inside("columns[1].name"), "name_taken");
    shape(&sites("constraint"), json!("1 = 1"), &inside("constraint"), "unknown_field");
    // What is asked in rows is no question that a rule is about; and a table itself has no value.
    meaning("/rules/0/at/0", json!("trend_1"), "rules[0].at[0]", "unknown_name");
    meaning("/rules/0/at/0", json!("grid_1"), "rules[0].at[0]", "unknown_name");
    let deep = json!({"name": "deep_1", "type": "group", "label": {"en": "Deep"}, "repeat": {}, "items": [
        {"name": "deeper_1", "type": "group", "label": {"en": "Deeper"}, "repeat": {}, "items": [
            {"name": "deepest_1", "type": "text", "label": {"en": "Deepest"}}]}]});
    taken(&item(12, "items/-"), deep["items"][0].clone());
    meaning(&item(12, "items/-"), deep, "items[0].items[12].items[2].items[0].repeat", "too_deep");
}
