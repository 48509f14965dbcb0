//! Lists and their choices.

use serde_json::json;

use super::{item, meaning, shape, taken};

#[test]
fn lists() {
    let yes = json!({"name": "yes", "label": {"en": "Yes"}});
    let choices = "/lists/yes_no/choices";
    meaning(&format!("{choices}/-"), yes, "lists.yes_no.choices[2].name", "name_taken");
    let status = json!({"name": "status", "label": {"en": "Status"}});
    shape(&format!("{choices}/-"), status, "lists.yes_no.choices[2].name", "reserved");
    shape(&format!("{choices}/0/counts_as"), json!("nothing"), "lists.yes_no.choices[0].counts_as", "unknown_word");
    shape(&format!("{choices}/0/details"), json!(true), "lists.yes_no.choices[0].details", "unknown_field");
    shape(&format!("{choices}/0/exclusive"), json!("yes"), "lists.yes_no.choices[0].exclusive", "wrong_type");
    shape(choices, json!([]), "lists.yes_no.choices", "out_of_range");
    shape("/lists/kinds/choices", json!([]), "lists.kinds.choices", "unknown_field");
    shape("/lists/kinds/reference", json!("Two Words"), "lists.kinds.reference", "bad_name");
    meaning(&item(5, "list"), json!("kinds"), "items[0].items[5].list", "wrong_list");
    let list = json!({"choices": [{"name": "a", "label": {"en": "A"}}]});
    shape("/lists/Bad", list.clone(), "lists.Bad", "bad_name");
    taken("/lists/unused", list);
}
