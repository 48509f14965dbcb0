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
    /// All, in the order of the package.
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

    /// Its name, and that of its file without `.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reports => "reports",
            Self::Rates => "rates",
            Self::Answers => "answers",
            Self::Wide => "wide",
            Self::Summary => "summary",
            Self::Statistics => "statistics",
            Self::Mandates => "mandates",
            Self::Codebook => "codebook",
        }
    }

    /// The table of a name.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.word() == word)
    }

    /// The columns of every package; `wide` and `codebook` add their own to them.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Reports => REPORTS,
            Self::Rates => RATES,
            Self::Answers => ANSWERS,
            Self::Wide => WIDE,
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
                 select_multiple, each choice that a rank puts in order, each link and each file."
            }
            Self::Wide => {
                "A row for each report. A choice of a select_multiple is 1 or 0 where the question was answered and empty \
                 otherwise; one called other stands as question__option__other beside the words in question__other. A choice of a \
                 rank is its place, from 1, and empty where it was given none."
            }
            Self::Summary => {
                "Parties by what they answered. The row with an empty option counts those who answered at all. \
                 submitted = not_asked + not_applicable + shown; shown = answered + blank + unconfirmed. Where choices count \
                 as not applicable or unknown, counting 'reports' takes them as answers, and counting 'substantive' repeats \
                 the question without them: whoever chose nothing else is counted there as not_applicable or blank."
            }
            Self::Statistics => {
                "Numbers given, by question. Sums are exact; mean and median are half up to six digits."
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
    "reports: each Party once; substantive: the same, with choices that count as not applicable or unknown counted as such.",
);
const QUESTION: Column = text("question", "The question's name.");
const ROW: Column = text("row", "The row of a matrix; empty for a question.");
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
    QUESTION,
    text("path", "The answer's path in the report."),
    text("row_1", "The key of the outer row, inside a repeat."),
    text("row_2", "The key of the inner row, inside a repeat in a repeat."),
    text("table_row", "The key of a table's row."),
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

const WIDE: &[Column] = &[CYCLE, PARTY, REGION, SUBMISSION, SUBMITTED_AT];

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
    count("not_applicable", "Parties for whom a condition hid the question."),
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
    text("section", "The section's name."),
    text("number", "The number people cite."),
    TYPE,
    text("options", "The choices: code = label, separated by a vertical bar."),
    text("required", "never, warn or submit: what a missing answer means."),
    text("relevant", "The condition under which the question applies; empty for always."),
    text("unit", "What a number counts."),
    text("mandates", "The provisions the question serves."),
];
