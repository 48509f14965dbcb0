//! What may stand beside an answer.

use serde_json::json;

use super::{ITEMS, item, shape, taken};

#[test]
fn files_and_links_stand_beside_answers_that_are_none_themselves() {
    for key in ["attachments", "links"] {
        taken(&item(1, key), json!(true));
        taken(&item(12, &format!("items/1/columns/0/{key}")), json!(true));
        shape(&item(1, key), json!("yes"), &format!("items[0].items[1].{key}"), "wrong_type");
        for without in [9, 13, 14] {
            shape(&item(without, key), json!(true), &format!("items[0].items[{without}].{key}"), "unknown_field");
        }
    }
    taken(&item(7, "links"), json!(true));
    taken(&item(8, "attachments"), json!(true));
    shape(&item(8, "links"), json!(true), "items[0].items[8].links", "unknown_field");
    let file = |key: &str| json!({"name": "file_1", "type": "file", "label": {"en": "A file"}, key: true});
    taken(&format!("{ITEMS}/-"), file("links"));
    shape(&format!("{ITEMS}/-"), file("attachments"), "items[0].items[15].attachments", "unknown_field");
}
