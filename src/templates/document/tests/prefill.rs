//! Where answers are carried forward from, as documents say it well and badly.

use super::*;

#[test]
fn where_answers_are_carried_forward_from() {
    let at = |rest: &str| format!("items[0].items[1].prefill{rest}");
    for source in ["q1", "earlier/", "earlier/a.b.c", "Earlier/q1", "earlier/a__b"] {
        shape(&item(1, "prefill"), json!({"from": source}), &at(".from"), "bad_source");
    }
    shape(&item(1, "prefill"), json!({"form": "a/b"}), &at(".form"), "unknown_field");
    shape(&item(1, "prefill"), json!("a/b"), &at(""), "wrong_type");
    meaning(&item(1, "prefill"), json!({"map": {"Y": "yes"}}), &at(".map"), "contradiction");
    let map = |map: Value| json!({"map": map});
    let at = |rest: &str| format!("items[0].items[5].prefill.map{rest}");
    meaning(&item(5, "prefill"), map(json!({"Y": "maybe"})), &at(".Y"), "unknown_choice");
    shape(&item(5, "prefill"), map(json!({"Y": 1})), &at(".Y"), "wrong_type");
    shape(&item(5, "prefill"), map(json!({"": "yes"})), &at("."), "bad_name");
    shape(&item(9, "prefill"), json!({}), "items[0].items[9].prefill", "unknown_field");
}
