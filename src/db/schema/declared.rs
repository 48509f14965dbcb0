//! What people say of a section as a whole.

diesel::table! {
    section_declarations (report_id, section, sequence) {
        report_id -> Text,
        section -> Text,
        sequence -> Integer,
        completed -> Bool,
        recorded_at -> Timestamp,
        recorded_by -> Nullable<Text>,
    }
}
