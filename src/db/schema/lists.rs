//! The tables of reference lists.

diesel::table! {
    reference_lists (instrument, code) {
        instrument -> Text,
        code -> Text,
        title -> Text,
        language -> Text,
        revision -> Integer,
        changed_at -> Timestamp,
    }
}

diesel::table! {
    reference_rows (instrument, list, row_key, revision) {
        instrument -> Text,
        list -> Text,
        row_key -> Text,
        revision -> Integer,
        position -> Integer,
        parent -> Nullable<Text>,
        labels -> Text,
        attributes -> Text,
        for_all -> Bool,
        retired -> Bool,
    }
}

diesel::table! {
    template_lists (template, version, list) {
        template -> Text,
        version -> Integer,
        list -> Text,
        revision -> Integer,
    }
}

diesel::table! {
    reference_members (instrument, list, row_key, party, revision) {
        instrument -> Text,
        list -> Text,
        row_key -> Text,
        party -> Text,
        revision -> Integer,
        present -> Bool,
    }
}
