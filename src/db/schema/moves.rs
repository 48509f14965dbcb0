//! Which version a cycle asked from when on.

diesel::table! {
    cycle_versions (cycle, sequence) {
        cycle -> Text,
        sequence -> Integer,
        template -> Text,
        version -> Integer,
        reason -> Text,
        impact_sha256 -> Nullable<Text>,
        recorded_at -> Timestamp,
        recorded_by -> Nullable<Text>,
    }
}
