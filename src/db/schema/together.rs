//! The tables of people who work at one report together.

diesel::table! {
    remarks (report_id, sequence) {
        report_id -> Text,
        sequence -> BigInt,
        section -> Text,
        question -> Text,
        row_path -> Text,
        deed -> Text,
        about -> BigInt,
        words -> Nullable<Text>,
        operation -> Nullable<Text>,
        made_at -> Timestamp,
        made_by -> Nullable<Text>,
    }
}

diesel::table! {
    presence (report_id, account_id) {
        report_id -> Text,
        account_id -> Text,
        section -> Nullable<Text>,
        until_at -> Timestamp,
    }
}
