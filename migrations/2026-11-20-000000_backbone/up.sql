-- One tree for SQLite and PostgreSQL: only TEXT, INTEGER, BIGINT, BOOLEAN, DATE and TIMESTAMP (UTC).

-- Registers -----------------------------------------------------------------------------------
CREATE TABLE instruments (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    contact TEXT
);
CREATE TABLE parties (
    code TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('state', 'regional_organisation', 'territory', 'non_party', 'organisation')),
    name_en TEXT NOT NULL,
    name_fr TEXT NOT NULL,
    name_es TEXT NOT NULL,
    name_ar TEXT,
    name_ru TEXT
);
-- Append-only: the newest row of a (party, instrument, from_date) counts.
CREATE TABLE memberships (
    id TEXT NOT NULL PRIMARY KEY,
    party TEXT NOT NULL REFERENCES parties (code) ON DELETE RESTRICT,
    instrument TEXT NOT NULL REFERENCES instruments (code) ON DELETE RESTRICT,
    region TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('party', 'signatory', 'range_state', 'accredited_ngo')),
    from_date DATE NOT NULL,
    until_date DATE,
    recorded_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX memberships_once ON memberships (instrument, party, from_date, recorded_at);
CREATE TABLE documents (
    symbol TEXT NOT NULL PRIMARY KEY,
    instrument TEXT NOT NULL REFERENCES instruments (code) ON DELETE RESTRICT,
    meeting TEXT NOT NULL,
    title TEXT NOT NULL
);
CREATE TABLE mandates (
    id TEXT NOT NULL PRIMARY KEY,
    instrument TEXT NOT NULL REFERENCES instruments (code) ON DELETE RESTRICT,
    kind TEXT NOT NULL CHECK (kind IN ('resolution', 'decision', 'article', 'target', 'goal')),
    number TEXT NOT NULL,
    document TEXT NOT NULL,
    title TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'in_force', 'superseded', 'repealed')),
    note TEXT
);
CREATE UNIQUE INDEX mandates_once ON mandates (instrument, kind, number, document);
CREATE TABLE mandate_revisions (
    mandate_id TEXT NOT NULL REFERENCES mandates (id) ON DELETE CASCADE,
    revision TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'in_force', 'superseded', 'repealed')),
    document TEXT,
    PRIMARY KEY (mandate_id, revision)
);
CREATE TABLE provisions (
    id TEXT NOT NULL PRIMARY KEY,
    mandate_id TEXT NOT NULL REFERENCES mandates (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    number TEXT,
    former TEXT,
    change TEXT NOT NULL CHECK (change IN ('kept', 'amended', 'new', 'deleted')),
    addressees TEXT NOT NULL,
    summary TEXT NOT NULL,
    doubtful TEXT
);
CREATE UNIQUE INDEX provisions_once ON provisions (mandate_id, position);
CREATE TABLE mandate_links (
    mandate_id TEXT NOT NULL REFERENCES mandates (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    target_id TEXT NOT NULL REFERENCES mandates (id) ON DELETE CASCADE,
    source TEXT NOT NULL,
    PRIMARY KEY (mandate_id, kind, target_id)
);

-- People --------------------------------------------------------------------------------------
CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    password TEXT,
    epoch INTEGER NOT NULL,
    active BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX accounts_email ON accounts (email_key);
CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('browser', 'token')),
    secret_sha256 TEXT,
    epoch INTEGER NOT NULL,
    opened_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    closed_at TIMESTAMP
);
CREATE UNIQUE INDEX sessions_secret ON sessions (secret_sha256);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE TABLE refresh_tokens (
    sha256 TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    issued_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
CREATE TABLE account_tokens (
    sha256 TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('invitation')),
    made_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
-- sections is 'all' or a JSON array of section names: an empty scope grants nothing.
CREATE TABLE grants (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    instrument TEXT NOT NULL REFERENCES instruments (code) ON DELETE RESTRICT,
    role TEXT NOT NULL CHECK (role IN ('secretariat_admin', 'secretariat_reader', 'focal_point', 'contributor', 'ngo_reporter')),
    party TEXT REFERENCES parties (code) ON DELETE RESTRICT,
    sections TEXT NOT NULL,
    from_at TIMESTAMP NOT NULL,
    until_at TIMESTAMP,
    granted_by TEXT REFERENCES accounts (id) ON DELETE RESTRICT,
    recorded_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);
CREATE INDEX grants_account ON grants (account_id);
CREATE INDEX grants_party ON grants (instrument, party);

-- Templates -----------------------------------------------------------------------------------
CREATE TABLE templates (
    name TEXT NOT NULL PRIMARY KEY,
    instrument TEXT NOT NULL REFERENCES instruments (code) ON DELETE RESTRICT,
    revision INTEGER NOT NULL
);
CREATE TABLE template_versions (
    template TEXT NOT NULL REFERENCES templates (name) ON DELETE RESTRICT,
    version INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published')),
    document TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    saved_at TIMESTAMP NOT NULL,
    saved_by TEXT REFERENCES accounts (id) ON DELETE RESTRICT,
    published_at TIMESTAMP,
    published_by TEXT REFERENCES accounts (id) ON DELETE RESTRICT,
    PRIMARY KEY (template, version)
);
-- What each question of a published version cited, as the register stood on that day.
CREATE TABLE template_citations (
    template TEXT NOT NULL,
    version INTEGER NOT NULL,
    question TEXT NOT NULL,
    position INTEGER NOT NULL,
    citation TEXT NOT NULL,
    mandate_id TEXT NOT NULL REFERENCES mandates (id) ON DELETE RESTRICT,
    mandate TEXT NOT NULL,
    provision TEXT,
    title TEXT NOT NULL,
    PRIMARY KEY (template, version, question, position),
    FOREIGN KEY (template, version) REFERENCES template_versions (template, version) ON DELETE RESTRICT
);
-- Rows that repeats and tables run over: species, sites. Each import that changes something makes the next revision.
CREATE TABLE reference_lists (
    instrument TEXT NOT NULL REFERENCES instruments (code) ON DELETE RESTRICT,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    language TEXT NOT NULL,
    revision INTEGER NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (instrument, code)
);
-- Append-only: a row at a revision is its newest record up to it. No row is deleted; it retires.
CREATE TABLE reference_rows (
    instrument TEXT NOT NULL,
    list TEXT NOT NULL,
    row_key TEXT NOT NULL,
    revision INTEGER NOT NULL,
    position INTEGER NOT NULL,
    parent TEXT,
    labels TEXT NOT NULL,
    attributes TEXT NOT NULL,
    for_all BOOLEAN NOT NULL,
    retired BOOLEAN NOT NULL,
    PRIMARY KEY (instrument, list, row_key, revision),
    FOREIGN KEY (instrument, list) REFERENCES reference_lists (instrument, code) ON DELETE RESTRICT
);
-- Append-only: whom a row concerns that is not for all Parties.
CREATE TABLE reference_members (
    instrument TEXT NOT NULL,
    list TEXT NOT NULL,
    row_key TEXT NOT NULL,
    party TEXT NOT NULL REFERENCES parties (code) ON DELETE RESTRICT,
    revision INTEGER NOT NULL,
    present BOOLEAN NOT NULL,
    PRIMARY KEY (instrument, list, row_key, party, revision),
    FOREIGN KEY (instrument, list) REFERENCES reference_lists (instrument, code) ON DELETE RESTRICT
);
-- The revision of each reference list that a published version runs over.
CREATE TABLE template_lists (
    template TEXT NOT NULL,
    version INTEGER NOT NULL,
    list TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (template, version, list),
    FOREIGN KEY (template, version) REFERENCES template_versions (template, version) ON DELETE RESTRICT
);

-- Cycles --------------------------------------------------------------------------------------
CREATE TABLE cycles (
    code TEXT NOT NULL PRIMARY KEY,
    instrument TEXT NOT NULL REFERENCES instruments (code) ON DELETE RESTRICT,
    meeting TEXT,
    template TEXT NOT NULL,
    version INTEGER NOT NULL,
    opens_at TIMESTAMP NOT NULL,
    due_at TIMESTAMP NOT NULL,
    cut_off_at TIMESTAMP,
    closes_at TIMESTAMP,
    time_zone TEXT NOT NULL,
    reminders TEXT NOT NULL,
    revision INTEGER NOT NULL,
    opened_at TIMESTAMP NOT NULL,
    opened_by TEXT REFERENCES accounts (id) ON DELETE RESTRICT,
    FOREIGN KEY (template, version) REFERENCES template_versions (template, version) ON DELETE RESTRICT
);
-- Append-only: which version a cycle asked from when on. Its newest row is the version of the cycle itself.
CREATE TABLE cycle_versions (
    cycle TEXT NOT NULL REFERENCES cycles (code) ON DELETE RESTRICT,
    sequence INTEGER NOT NULL,
    template TEXT NOT NULL,
    version INTEGER NOT NULL,
    reason TEXT NOT NULL,
    impact_sha256 TEXT,
    recorded_at TIMESTAMP NOT NULL,
    recorded_by TEXT REFERENCES accounts (id) ON DELETE RESTRICT,
    PRIMARY KEY (cycle, sequence),
    FOREIGN KEY (template, version) REFERENCES template_versions (template, version) ON DELETE RESTRICT
);
-- Append-only: the newest 'due', 'exempt', 'covered' or 'other_format' row of a Party says what is asked of it;
-- its newest 'extended' row moves its own deadline.
CREATE TABLE due_list (
    id TEXT NOT NULL PRIMARY KEY,
    cycle TEXT NOT NULL REFERENCES cycles (code) ON DELETE RESTRICT,
    party TEXT NOT NULL REFERENCES parties (code) ON DELETE RESTRICT,
    kind TEXT NOT NULL CHECK (kind IN ('due', 'exempt', 'covered', 'other_format', 'extended')),
    covered_by TEXT REFERENCES parties (code) ON DELETE RESTRICT,
    extended_to TIMESTAMP,
    reason TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    recorded_by TEXT REFERENCES accounts (id) ON DELETE RESTRICT
);
CREATE INDEX due_list_cycle ON due_list (cycle, party, recorded_at);

-- Reports -------------------------------------------------------------------------------------
CREATE TABLE reports (
    id TEXT NOT NULL PRIMARY KEY,
    cycle TEXT NOT NULL REFERENCES cycles (code) ON DELETE RESTRICT,
    party TEXT NOT NULL REFERENCES parties (code) ON DELETE RESTRICT,
    state TEXT NOT NULL CHECK (state IN ('not_started', 'in_progress', 'submitted')),
    revision BIGINT NOT NULL,
    chain TEXT NOT NULL,
    submissions INTEGER NOT NULL,
    reopened_until TIMESTAMP,
    shared BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX reports_once ON reports (cycle, party);
-- Append-only: every state a report has been in.
CREATE TABLE report_states (
    report_id TEXT NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('not_started', 'in_progress', 'submitted')),
    reason TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    recorded_by TEXT REFERENCES accounts (id) ON DELETE RESTRICT,
    PRIMARY KEY (report_id, sequence)
);
-- Append-only: who said when that a section is completed, or is not.
CREATE TABLE section_declarations (
    report_id TEXT NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    section TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    completed BOOLEAN NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    recorded_by TEXT REFERENCES accounts (id) ON DELETE RESTRICT,
    PRIMARY KEY (report_id, section, sequence)
);
-- carried_from: where a person last said it, for an answer that nobody has confirmed yet in this report.
-- attachments, links: what stands beside the answer, as JSON.
CREATE TABLE answers (
    report_id TEXT NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    row_path TEXT NOT NULL,
    value TEXT,
    other TEXT,
    qualifier TEXT,
    comment TEXT,
    language TEXT,
    attachments TEXT,
    links TEXT,
    revision INTEGER NOT NULL,
    saved_at TIMESTAMP NOT NULL,
    saved_by TEXT REFERENCES accounts (id) ON DELETE RESTRICT,
    carried_from TEXT,
    PRIMARY KEY (report_id, question, row_path)
);
-- Append-only: every word ever saved, chained by hash within its report.
CREATE TABLE answer_revisions (
    report_id TEXT NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    row_path TEXT NOT NULL,
    revision INTEGER NOT NULL,
    value TEXT,
    other TEXT,
    qualifier TEXT,
    comment TEXT,
    language TEXT,
    attachments TEXT,
    links TEXT,
    saved_at TIMESTAMP NOT NULL,
    saved_by TEXT REFERENCES accounts (id) ON DELETE RESTRICT,
    report_revision BIGINT NOT NULL,
    operation TEXT,
    request_sha256 TEXT NOT NULL,
    hash TEXT NOT NULL,
    carried_from TEXT,
    PRIMARY KEY (report_id, question, row_path, revision)
);
CREATE UNIQUE INDEX answer_operations ON answer_revisions (report_id, operation, question, row_path) WHERE operation IS NOT NULL;
CREATE TABLE submissions (
    id TEXT NOT NULL PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES reports (id) ON DELETE RESTRICT,
    number INTEGER NOT NULL,
    reference TEXT NOT NULL,
    template TEXT NOT NULL,
    version INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    report_revision BIGINT NOT NULL,
    submitted_at TIMESTAMP NOT NULL,
    submitted_by TEXT REFERENCES accounts (id) ON DELETE RESTRICT,
    declared_name TEXT NOT NULL,
    declared_capacity TEXT NOT NULL,
    idempotency_key TEXT,
    request_sha256 TEXT NOT NULL,
    audit_sequence BIGINT NOT NULL,
    audit_link TEXT NOT NULL,
    imported_at TIMESTAMP,
    import_source TEXT,
    import_sha256 TEXT,
    FOREIGN KEY (template, version) REFERENCES template_versions (template, version) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX submissions_number ON submissions (report_id, number);
CREATE UNIQUE INDEX submissions_reference ON submissions (reference);
CREATE UNIQUE INDEX submissions_key ON submissions (report_id, idempotency_key);
CREATE TABLE submission_documents (
    submission_id TEXT NOT NULL PRIMARY KEY REFERENCES submissions (id) ON DELETE RESTRICT,
    document TEXT NOT NULL
);
-- One row per question, tick or item of a submission, in template order: figures read only these.
CREATE TABLE submitted_answers (
    submission_id TEXT NOT NULL REFERENCES submissions (id) ON DELETE RESTRICT,
    ordinal INTEGER NOT NULL,
    question TEXT NOT NULL,
    row_path TEXT NOT NULL,
    position INTEGER,
    status TEXT NOT NULL CHECK (status IN ('answered', 'blank', 'not_applicable', 'unconfirmed')),
    value_code TEXT,
    value_number TEXT,
    value_text TEXT,
    other_text TEXT,
    qualifier TEXT,
    comment TEXT,
    language TEXT,
    PRIMARY KEY (submission_id, ordinal)
);

-- Files that people send along; their bytes lie by report and SHA-256 in the data directory. "used": some revision names it;
-- "submitted": some submission does.
CREATE TABLE attachments (
    id TEXT NOT NULL PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES reports (id) ON DELETE RESTRICT,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    uploaded_at TIMESTAMP NOT NULL,
    uploaded_by TEXT REFERENCES accounts (id) ON DELETE RESTRICT,
    used BOOLEAN NOT NULL,
    submitted BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX attachments_once ON attachments (report_id, uploaded_by, sha256, name);

-- What colleagues say to each other about an answer, and what became of it: append-only, kept under the name that the question had,
-- and never a part of the report. "about": the sequence of the remark that is settled or opened again; of a remark, its own.
CREATE TABLE remarks (
    report_id TEXT NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    sequence BIGINT NOT NULL,
    section TEXT NOT NULL,
    question TEXT NOT NULL,
    row_path TEXT NOT NULL,
    deed TEXT NOT NULL CHECK (deed IN ('written', 'resolved', 'reopened')),
    about BIGINT NOT NULL,
    words TEXT,
    operation TEXT,
    made_at TIMESTAMP NOT NULL,
    made_by TEXT REFERENCES accounts (id) ON DELETE RESTRICT,
    PRIMARY KEY (report_id, sequence)
);
CREATE UNIQUE INDEX remark_operations ON remarks (report_id, operation) WHERE operation IS NOT NULL;

-- Who has a report open in a browser, and at which section. It counts until it is over; nothing hangs on it.
CREATE TABLE presence (
    report_id TEXT NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    section TEXT,
    until_at TIMESTAMP NOT NULL,
    PRIMARY KEY (report_id, account_id)
);

-- Machinery -----------------------------------------------------------------------------------
CREATE TABLE audit_rows (
    instrument TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    actor TEXT,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail_sha256 TEXT NOT NULL,
    link TEXT NOT NULL,
    PRIMARY KEY (instrument, sequence)
);
CREATE TABLE audit_heads (
    instrument TEXT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL,
    link TEXT NOT NULL
);
-- A letter is stored with the change that caused it; "message_key" makes it once only.
CREATE TABLE letters (
    id TEXT NOT NULL PRIMARY KEY,
    message_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    account_id TEXT REFERENCES accounts (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    language TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    token_purpose TEXT,
    written_at TIMESTAMP NOT NULL,
    post_after TIMESTAMP NOT NULL,
    attempts INTEGER NOT NULL,
    lease TEXT,
    leased_until TIMESTAMP,
    posted_at TIMESTAMP,
    abandoned_at TIMESTAMP,
    last_error TEXT
);
CREATE UNIQUE INDEX letters_once ON letters (message_key);
CREATE INDEX letters_waiting ON letters (posted_at, post_after);
