//! What a Word document is made of: paragraphs of a kind, words in a language. Pure.

/// What a paragraph is. The looks of each are in `styles.xml`, so that a colleague can change all of a kind at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// What the document is called.
    Title,
    /// What stands above and below it.
    Above,
    /// A heading: 1 for a section.
    Heading(usize),
    /// What is asked.
    Question,
    /// What helps to answer it.
    Help,
    /// What was answered.
    Answer,
    /// Something beside an answer, or in its place.
    Soft,
    /// Words between questions.
    Normal,
    /// Room to write in.
    Room,
    /// In a table.
    Cell,
    /// Below a table.
    Gap,
}

impl Style {
    /// Its name in `styles.xml`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Title => "Title",
            Self::Above => "Subtitle",
            Self::Heading(level) => ["Heading1", "Heading2", "Heading3", "Heading4", "Heading5"]
                .get(level.max(1) - 1)
                .unwrap_or(&"Heading6"),
            Self::Question => "Question",
            Self::Help => "Help",
            Self::Answer => "Answer",
            Self::Soft => "Soft",
            Self::Normal => "Normal",
            Self::Room => "Room",
            Self::Cell => "Cell",
            Self::Gap => "Gap",
        }
    }
}

/// Whose words they are: it decides in which language they are, and which way they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The house's.
    House,
    /// The template's.
    Asked,
    /// Somebody's who answered.
    Answered,
}

/// Some words in a paragraph.
#[derive(Debug, Clone, Copy)]
pub struct Span<'a> {
    /// What they say.
    pub text: &'a str,
    /// Whose they are.
    pub whose: Whose,
    /// The name of their looks in `styles.xml`; empty where they look as the paragraph does.
    pub look: &'static str,
}

impl<'a> Span<'a> {
    /// Words as the paragraph has them.
    pub fn of(whose: Whose, text: &'a str) -> Self {
        Self { text, whose, look: "" }
    }

    /// The number of a section or a question.
    pub fn number(text: &'a str) -> Self {
        Self { text, whose: Whose::House, look: "Number" }
    }

    /// The house's words, in bold.
    pub fn strong(text: &'a str) -> Self {
        Self { text, whose: Whose::House, look: "Strong" }
    }

    /// The house's words, less loud than what stands beside.
    pub fn quiet(text: &'a str) -> Self {
        Self { text, whose: Whose::House, look: "Quiet" }
    }
}

/// A language.
#[derive(Debug, Clone)]
pub struct Tongue {
    /// Its code.
    pub code: String,
    /// Whether it runs from the right.
    pub from_right: bool,
}

/// The languages of a document.
#[derive(Debug, Clone)]
pub struct Tongues {
    /// Of the house's words.
    pub house: Tongue,
    /// Of the template's.
    pub asked: Tongue,
}
