//! The tables and their columns, with the words that explain them in `datapackage.json`. Pure.

/// A table of the data package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// Every eligible Party and its report.
    Reports,
    /// Who reported, by region.
    Rates,
    /// Every answer.
    Answers,
    /// A row for each report, a column for each question.
    Wide,
    /// A row for each report and each of its rows in the repeat or table at a place, a column for each question in it.
    Rows(usize),
    /// What was answered, counted.
    Summary,
    /// Numbers, summed.
    Statistics,
    /// Which question serves which provision.
    Mandates,
    /// What was asked.
    Codebook,
}

impl Table {
    /// Those of every package, in its order; behind `wide` come those of the repeats and tables there are.
    pub const ALL: [Self; 8] = [
        Self::Reports,
        Self::Rates,
        Self::Answers,
        Self::Wide,
        Self::Summary,
        Self::Statistics,
        Self::Mandates,
        Self::Codebook,
    ];

    /// Its name, and that of its file without `.csv`; a repeat's or a table's adds its own name, `wide-species`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reports => "reports",
            Self::Rates => "rates",
            Self::Answers => "answers",
            Self::Wide | Self::Rows(_) => "wide",
            Self::Summary => "summary",
            Self::Statistics => "statistics",
            Self::Mandates => "mandates",
            Self::Codebook => "codebook",
        }
    }

    /// The table of a name, among those of every package.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.word() == word)
    }

    /// The columns of every package; those that begin with `wide`, and `codebook`, add their own to them.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Reports => REPORTS,
            Self::Rates => RATES,
            Self::Answers => ANSWERS,
            Self::Wide => WIDE,
            Self::Rows(_) => ROWS,
            Self::Summary => SUMMARY,
            Self::Statistics => STATISTICS,
            Self::Mandates => MANDATES,
            Self::Codebook => CODEBOOK,
        }
    }

    /// The columns that name a row.
    pub fn key(self) -> &'static [&'static str] {
        match self {
            Self::Reports => &["cycle", "party"],
            Self::Rates => &["cycle", "region"],
            Self::Answers => &["cycle", "party", "path", "position", "value_code"],
            Self::Wide => &["cycle", "party"],
            Self::Rows(_) => &["cycle", "party", "row_1", "row_2", "table_row"],
            Self::Summary => &["cycle", "basis", "counting", "question", "row", "option", "region"],
            Self::Statistics => &["cycle", "basis", "counting", "question", "row", "region"],
            Self::Mandates => &["mandate", "provision", "question"],
            Self::Codebook => &["question"],
        }
    }

    /// What it holds, in a sentence or two.
    pub fn description(self) -> &'static str {
        match self {
            Self::Reports => {
                "Every eligible Party and its report. A Party that another's report covers has no submission of its own: \
                 it stands where its filer stands."
            }
            Self::Rates => {
                "Who reported. eligible = due + exempt; due = on_time + late + after_cut_off + other_format + missing. \
                 The percentages are of the Parties that submitted: on_time + late, and after_cut_off unless the cut-off is applied."
            }
            Self::Answers => {
                "Every answer of the newest submission of each Party: one row for a question, one for each tick of a \
                 select_multiple, each choice that a rank puts in order, each link and each file; in a repeat, for each of its rows. Of a \
                 table one row for each cell, or one that says what became of a table without rows."
            }
            Self::Wide => {
                "A row for each report, with what is asked once in it. A choice of a select_multiple is 1 or 0 where the question was answered and empty \
                 otherwise; one called other stands as question__option__other beside the words in question__other. A question that is called like \
                 a column before it stands as question__answer. A choice of a \
                 rank is its place, from 1, and empty where it was given none. Of a table it says whether it was answered; \
                 what is asked in rows stands in tables of their own."
            }
            Self::Rows(_) => "A row for each report and each of its rows; cells as in wide.csv.",
            Self::Summary => {
                "Parties by what they answered. The row with an empty option counts those who answered at all. \
                 What is asked in rows is counted twice: in counting 'reports' a Party answered, or chose, when one row has it; \
                 in counting 'rows' each row counts once, and columns that only Parties have are empty. Where all Parties \
                 have the same rows, each of them is counted as well. \
                 submitted = not_asked + not_applicable + shown; shown = answered + blank + unconfirmed. Where choices count \
                 as not applicable or unknown, counting 'reports' takes them as answers, and counting 'substantive' repeats \
                 the question without them: whoever chose nothing else is counted there as not_applicable or blank."
            }
            Self::Statistics => {
                "Numbers given, by question; of what is asked in rows, each row's. Sums are exact; mean and median are half up \
                 to six digits."
            }
            Self::Mandates => {
                "Which question serves which provision, how many Parties were asked it and how many answered."
            }
            Self::Codebook => "What was asked.",
        }
    }
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub name: &'static str,
    /// Its type in the words of Frictionless.
    pub kind: &'static str,
    /// What it holds.
    pub description: &'static str,
}

const fn text(name: &'static str, description: &'static str) -> Column {
    Column { name, kind: "string", description }
}
const fn count(name: &'static str, description: &'static str) -> Column {
    Column { name, kind: "integer", description }
}
const fn number(name: &'static str, description: &'static str) -> Column {
    Column { name, kind: "number", description }
}
const fn moment(name: &'static str, description: &'static str) -> Column {
    Column { name, kind: "datetime", description }
}

const CYCLE: Column = text("cycle", "The cycle's code.");
const AS_OF: Column = moment("as_of", "The date of the figures, in UTC; empty where they are provisional.");
const PARTY: Column = text("party", "The Party's code: ISO 3166-1 alpha-3 where one exists.");
const REGION: Column = text("region", "The Party's region on the cycle's deadline; empty when it had none.");
const REGIONS: Column = text("region", "ALL, or one region; (none) for Parties without a membership on the deadline.");
const SUBMISSION: Column = count("submission", "The number of the newest submission of this report.");
const SUBMITTED_AT: Column = moment("submitted_at", "When it was submitted, in UTC.");
const BASIS: Column = text("basis", "all: every submission; on_time: those of Parties whose first was on time.");
const COUNTING: Column = text(
    "counting",
    "reports: each Party once; substantive: the same, with choices that count as not applicable or unknown counted as such; \
     rows and substantive_rows: each row once.",
);
const QUESTION: Column = text("question", "The question's name; of a table's cell, table.column.");
const ROW: Column = text("row", "The key of the one row that is counted; empty for the question itself.");
const ROW_1: Column = text("row_1", "The key of the outer row, inside a repeat.");
const ROW_2: Column = text("row_2", "The key of the inner row, inside a repeat in a repeat.");
const TABLE_ROW: Column = text("table_row", "The key of a table's row.");
const LABEL: Column = text("label", "What is asked, in the template's first language.");
const TYPE: Column = text("type", "The question's type.");
const ELIGIBLE: Column = count("eligible", "Parties in the cycle's due list.");
const EXEMPT: Column = count("exempt", "Eligible Parties from whom no report is due.");
const DUE: Column = count("due", "Parties from whom a report is due.");
const OF_ELIGIBLE: Column = number("percent_of_eligible", "In percent of eligible.");
const OF_DUE: Column = number("percent_of_due", "In percent of due.");

const REPORTS: &[Column] = &[
    CYCLE,
    PARTY,
    text("party_name", "The Party's name in English."),
    REGION,
    text("membership", "What the Party was to the instrument on the cycle's deadline."),
    moment("due_at", "The Party's own deadline, in UTC."),
    moment("cut_off_at", "The cycle's cut-off, in UTC."),
    text("state", "The report's state; exempt, covered or other_format where nothing was submitted."),
    text("covered_by", "The Party whose report answers for this one."),
    SUBMISSION,
    count("submissions", "How many submissions there are."),
    moment("first_submitted_at", "When the first was submitted, in UTC: lateness is that of the first."),
    moment("submitted_at", "When the newest was submitted, in UTC."),
    count(
        "days_late",
        "Days from the Party's own deadline to the first submission, each begun day counted; 0 when on time.",
    ),
    text("sha256", "SHA-256 of the newest submission's document."),
];

const RATES: &[Column] = &[
    CYCLE,
    AS_OF,
    REGIONS,
    ELIGIBLE,
    EXEMPT,
    DUE,
    count("submitted", "Parties that submitted: on_time + late, and after_cut_off unless the cut-off is applied."),
    count("on_time", "Parties that first submitted by their own deadline."),
    count("late", "Parties that first submitted after their own deadline."),
    count("after_cut_off", "Parties that first submitted after the cycle's cut-off."),
    count("other_format", "Parties whose report came outside the system and is not entered."),
    count("missing", "Parties from whom nothing came."),
    number("percent_of_due", "submitted in percent of due."),
    number("percent_of_eligible", "submitted in percent of eligible."),
];

const ANSWERS: &[Column] = &[
    CYCLE,
    PARTY,
    REGION,
    SUBMISSION,
    SUBMITTED_AT,
    text("section", "The section's name."),
    text("question", "The question's name; of a cell, the table's."),
    text("path", "The answer's path in the report."),
    ROW_1,
    ROW_2,
    TABLE_ROW,
    text("column", "The column of a table."),
    count("position", "The place of a choice that was put in order, from 1; which link or file."),
    text("value_code", "The choice; true for an acknowledgement; SHA-256 of a file."),
    text("value_label", "The choice's label in the template's first language; the label of a link."),
    number("value_number", "The number."),
    text("value_text", "The words, the date or the link; the name of a file."),
    text("other_text", "The words of the choice beyond the list."),
    text("comment", "What the Party said beside the answer."),
    text("language", "The language of the words."),
    text("unit", "What the number counts."),
    text("qualifier", "How sure the number is: exact, estimate, at_least, unknown."),
    text("status", "answered, blank, not_applicable, not_asked or unconfirmed. Blank is never No."),
    text("mandates", "The provisions the question serves."),
];

/// The columns that hold the keys of rows; behind each may stand what a list calls the row, `row_1_label`.
pub const ROW_KEYS: [&str; 3] = ["row_1", "row_2", "table_row"];

const WIDE: &[Column] = &[CYCLE, PARTY, REGION, SUBMISSION, SUBMITTED_AT];

const ROWS: &[Column] = &[CYCLE, PARTY, REGION, SUBMISSION, SUBMITTED_AT, ROW_1, ROW_2, TABLE_ROW];

const SUMMARY: &[Column] = &[
    CYCLE,
    AS_OF,
    BASIS,
    COUNTING,
    QUESTION,
    ROW,
    LABEL,
    TYPE,
    text("option", "The choice; empty for the question itself."),
    text("option_label", "The choice's label in the template's first language."),
    REGIONS,
    ELIGIBLE,
    EXEMPT,
    DUE,
    count("submitted", "Parties that submitted, as the basis sees it."),
    count("not_asked", "Parties whose version lacks the question, or for whom another filed."),
    count(
        "not_applicable",
        "Parties for whom a condition hid the question; counting rows, rows in which it did. So below.",
    ),
    count("shown", "Parties to whom the question applied."),
    count("blank", "Parties that said nothing. Never a No."),
    count("unconfirmed", "Parties that let an old answer stand unconfirmed."),
    count("answered", "Parties that answered."),
    count("ticks", "All choices made on the question; empty where it has no choices."),
    count("count", "Parties that made this choice; for the question itself, that answered."),
    OF_ELIGIBLE,
    OF_DUE,
    number("percent_of_submitted", "In percent of submitted."),
    number("percent_of_shown", "In percent of shown."),
    number("percent_of_answered", "In percent of answered."),
    number("percent_of_ticks", "In percent of ticks; empty for the question itself."),
];

const STATISTICS: &[Column] = &[
    CYCLE,
    AS_OF,
    BASIS,
    COUNTING,
    QUESTION,
    ROW,
    LABEL,
    TYPE,
    REGIONS,
    count("n", "Numbers given; \"unknown\" is an answer but no number."),
    number("sum", "Their sum, exact."),
    number("mean", "Their mean, half up to six digits."),
    number("median", "Their median, half up to six digits."),
    number("min", "The least."),
    number("max", "The most."),
];

const MANDATES: &[Column] = &[
    text("mandate", "The resolution, decision, article or target."),
    text("provision", "The paragraph; empty for the whole mandate."),
    text("title", "What the mandate is called."),
    QUESTION,
    count("parties_asked", "Parties that submitted a version with the question in it."),
    count("parties_answered", "Parties that answered it."),
];

const CODEBOOK: &[Column] = &[
    QUESTION,
    text(
        "section",
        "The section's name, and behind it the repeats and the table around the question, with a slash between.",
    ),
    text("number", "The number people cite."),
    TYPE,
    text("options", "The choices: code = label, separated by a vertical bar."),
    text("required", "never, warn or submit: what a missing answer means."),
    text("relevant", "The condition under which the question applies; empty for always."),
    text("unit", "What a number counts."),
    text("mandates", "The provisions the question serves."),
];
