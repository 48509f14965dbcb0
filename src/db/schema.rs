//! The tables as diesel sees them. True for both databases: `tests/storage` compares it with each of them.
#![allow(missing_docs)]
mod beside;
mod declared;
mod lists;
mod moves;
mod together;

pub use beside::attachments;
pub use declared::section_declarations;
pub use lists::{reference_lists, reference_members, reference_rows, template_lists};
pub use moves::cycle_versions;
pub use together::{presence, remarks};

diesel::table! {
    instruments (code) {
        code -> Text,
        name -> Text,
        contact -> Nullable<Text>,
    }
}

diesel::table! {
    parties (code) {
        code -> Text,
        kind -> Text,
        name_en -> Text,
        name_fr -> Text,
        name_es -> Text,
        name_ar -> Nullable<Text>,
        name_ru -> Nullable<Text>,
    }
}

diesel::table! {
    memberships (id) {
        id -> Text,
        party -> Text,
        instrument -> Text,
        region -> Text,
        status -> Text,
        from_date -> Date,
        until_date -> Nullable<Date>,
        recorded_at -> Timestamp,
    }
}

diesel::table! {
    documents (symbol) {
        symbol -> Text,
        instrument -> Text,
        meeting -> Text,
        title -> Text,
    }
}

diesel::table! {
    mandates (id) {
        id -> Text,
        instrument -> Text,
        kind -> Text,
        number -> Text,
        document -> Text,
        title -> Text,
        status -> Text,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    mandate_revisions (mandate_id, revision) {
        mandate_id -> Text,
        revision -> Text,
        status -> Text,
        document -> Nullable<Text>,
    }
}

diesel::table! {
    provisions (id) {
        id -> Text,
        mandate_id -> Text,
        position -> Integer,
        number -> Nullable<Text>,
        former -> Nullable<Text>,
        change -> Text,
        addressees -> Text,
        summary -> Text,
        doubtful -> Nullable<Text>,
    }
}

diesel::table! {
    mandate_links (mandate_id, kind, target_id) {
        mandate_id -> Text,
        kind -> Text,
        target_id -> Text,
        source -> Text,
    }
}

diesel::table! {
    accounts (id) {
        id -> Text,
        email -> Text,
        email_key -> Text,
        name -> Text,
        language -> Text,
        password -> Nullable<Text>,
        epoch -> Integer,
        active -> Bool,
        created_at -> Timestamp,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        account_id -> Text,
        kind -> Text,
        secret_sha256 -> Nullable<Text>,
        epoch -> Integer,
        opened_at -> Timestamp,
        seen_at -> Timestamp,
        expires_at -> Timestamp,
        closed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    refresh_tokens (sha256) {
        sha256 -> Text,
        session_id -> Text,
        issued_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    account_tokens (sha256) {
        sha256 -> Text,
        account_id -> Text,
        purpose -> Text,
        made_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    grants (id) {
        id -> Text,
        account_id -> Text,
        instrument -> Text,
        role -> Text,
        party -> Nullable<Text>,
        sections -> Text,
        from_at -> Timestamp,
        until_at -> Nullable<Timestamp>,
        granted_by -> Nullable<Text>,
        recorded_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    templates (name) {
        name -> Text,
        instrument -> Text,
        revision -> Integer,
    }
}

diesel::table! {
    template_versions (template, version) {
        template -> Text,
        version -> Integer,
        state -> Text,
        document -> Text,
        sha256 -> Text,
        saved_at -> Timestamp,
        saved_by -> Nullable<Text>,
        published_at -> Nullable<Timestamp>,
        published_by -> Nullable<Text>,
    }
}

diesel::table! {
    template_citations (template, version, question, position) {
        template -> Text,
        version -> Integer,
        question -> Text,
        position -> Integer,
        citation -> Text,
        mandate_id -> Text,
        mandate -> Text,
        provision -> Nullable<Text>,
        title -> Text,
    }
}

diesel::table! {
    cycles (code) {
        code -> Text,
        instrument -> Text,
        meeting -> Nullable<Text>,
        template -> Text,
        version -> Integer,
        opens_at -> Timestamp,
        due_at -> Timestamp,
        cut_off_at -> Nullable<Timestamp>,
        closes_at -> Nullable<Timestamp>,
        time_zone -> Text,
        reminders -> Text,
        revision -> Integer,
        opened_at -> Timestamp,
        opened_by -> Nullable<Text>,
    }
}

diesel::table! {
    due_list (id) {
        id -> Text,
        cycle -> Text,
        party -> Text,
        kind -> Text,
        covered_by -> Nullable<Text>,
        extended_to -> Nullable<Timestamp>,
        reason -> Text,
        recorded_at -> Timestamp,
        recorded_by -> Nullable<Text>,
    }
}

diesel::table! {
    reports (id) {
        id -> Text,
        cycle -> Text,
        party -> Text,
        state -> Text,
        revision -> BigInt,
        chain -> Text,
        submissions -> Integer,
        reopened_until -> Nullable<Timestamp>,
        shared -> Bool,
    }
}

diesel::table! {
    report_states (report_id, sequence) {
        report_id -> Text,
        sequence -> Integer,
        state -> Text,
        reason -> Text,
        recorded_at -> Timestamp,
        recorded_by -> Nullable<Text>,
    }
}

diesel::table! {
    answers (report_id, question, row_path) {
        report_id -> Text,
        question -> Text,
        row_path -> Text,
        value -> Nullable<Text>,
        other -> Nullable<Text>,
        qualifier -> Nullable<Text>,
        comment -> Nullable<Text>,
        language -> Nullable<Text>,
        attachments -> Nullable<Text>,
        links -> Nullable<Text>,
        revision -> Integer,
        saved_at -> Timestamp,
        saved_by -> Nullable<Text>,
        carried_from -> Nullable<Text>,
    }
}

diesel::table! {
    answer_revisions (report_id, question, row_path, revision) {
        report_id -> Text,
        question -> Text,
        row_path -> Text,
        revision -> Integer,
        value -> Nullable<Text>,
        other -> Nullable<Text>,
        qualifier -> Nullable<Text>,
        comment -> Nullable<Text>,
        language -> Nullable<Text>,
        attachments -> Nullable<Text>,
        links -> Nullable<Text>,
        saved_at -> Timestamp,
        saved_by -> Nullable<Text>,
        report_revision -> BigInt,
        operation -> Nullable<Text>,
        request_sha256 -> Text,
        hash -> Text,
        carried_from -> Nullable<Text>,
    }
}

diesel::table! {
    submissions (id) {
        id -> Text,
        report_id -> Text,
        number -> Integer,
        reference -> Text,
        template -> Text,
        version -> Integer,
        sha256 -> Text,
        report_revision -> BigInt,
        submitted_at -> Timestamp,
        submitted_by -> Nullable<Text>,
        declared_name -> Text,
        declared_capacity -> Text,
        idempotency_key -> Nullable<Text>,
        request_sha256 -> Text,
        audit_sequence -> BigInt,
        audit_link -> Text,
        imported_at -> Nullable<Timestamp>,
        import_source -> Nullable<Text>,
        import_sha256 -> Nullable<Text>,
    }
}

diesel::table! {
    submission_documents (submission_id) {
        submission_id -> Text,
        document -> Text,
    }
}

diesel::table! {
    submitted_answers (submission_id, ordinal) {
        submission_id -> Text,
        ordinal -> Integer,
        question -> Text,
        row_path -> Text,
        position -> Nullable<Integer>,
        status -> Text,
        value_code -> Nullable<Text>,
        value_number -> Nullable<Text>,
        value_text -> Nullable<Text>,
        other_text -> Nullable<Text>,
        qualifier -> Nullable<Text>,
        comment -> Nullable<Text>,
        language -> Nullable<Text>,
    }
}

diesel::table! {
    audit_rows (instrument, sequence) {
        instrument -> Text,
        sequence -> BigInt,
        recorded_at -> Timestamp,
        actor -> Nullable<Text>,
        action -> Text,
        subject -> Text,
        detail_sha256 -> Text,
        link -> Text,
    }
}

diesel::table! {
    audit_heads (instrument) {
        instrument -> Text,
        sequence -> BigInt,
        link -> Text,
    }
}

diesel::table! {
    letters (id) {
        id -> Text,
        message_key -> Text,
        kind -> Text,
        account_id -> Nullable<Text>,
        address -> Text,
        language -> Text,
        subject -> Text,
        body -> Text,
        token_purpose -> Nullable<Text>,
        written_at -> Timestamp,
        post_after -> Timestamp,
        attempts -> Integer,
        lease -> Nullable<Text>,
        leased_until -> Nullable<Timestamp>,
        posted_at -> Nullable<Timestamp>,
        abandoned_at -> Nullable<Timestamp>,
        last_error -> Nullable<Text>,
    }
}

diesel::allow_tables_to_appear_in_same_query! {
    instruments, parties, memberships, documents, mandates, mandate_revisions, provisions, mandate_links, accounts, sessions, refresh_tokens, account_tokens,
    grants, templates, template_versions, template_citations, reference_lists, reference_rows, reference_members, template_lists, cycles, cycle_versions,
    due_list, reports, report_states, section_declarations, answers, answer_revisions, submissions, submission_documents, submitted_answers, attachments,
    remarks, presence, audit_rows, audit_heads, letters,
}
