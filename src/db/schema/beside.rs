//! The tables of what stands beside answers.

diesel::table! {
    attachments (id) {
        id -> Text,
        report_id -> Text,
        sha256 -> Text,
        name -> Text,
        media_type -> Text,
        bytes -> BigInt,
        uploaded_at -> Timestamp,
        uploaded_by -> Nullable<Text>,
        used -> Bool,
        submitted -> Bool,
    }
}
