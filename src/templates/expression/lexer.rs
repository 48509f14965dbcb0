//! From characters to tokens: every character that has no place is told, not only the first.

use rust_decimal::Decimal;

use super::MAX_ERRORS;
use super::ast::Operator;
use super::error::Error;
use crate::templates::numbers::{MAX_DIGITS, exact};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Number(Decimal),
    Text(String),
    /// `${name}`
    Name(String),
    /// A bare name, or that of a function.
    Word(String),
    This,
    Open,
    Close,
    Comma,
    Operator(Operator),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) column: usize,
    pub(super) token: Token,
}

/// What word processors make of quotes.
const CURLY: &[char] = &['‘', '’', '‚', '‛', '“', '”', '„', '‟', '«', '»', '`', '´', '′', '″'];

/// Longest first.
const SIGNS: &[(&str, Token)] = &[
    ("!=", Token::Operator(Operator::Unequal)),
    ("<=", Token::Operator(Operator::AtMost)),
    (">=", Token::Operator(Operator::AtLeast)),
    ("=", Token::Operator(Operator::Equal)),
    ("<", Token::Operator(Operator::Less)),
    (">", Token::Operator(Operator::More)),
    ("+", Token::Operator(Operator::Plus)),
    ("-", Token::Operator(Operator::Minus)),
    ("*", Token::Operator(Operator::Times)),
    ("(", Token::Open),
    (")", Token::Close),
    (",", Token::Comma),
    (".", Token::This),
];

/// What other languages write, and what is written here.
const FOREIGN: &[(&str, &str)] = &[
    ("==", "Write a single = to compare."),
    ("<>", "Write != for \"is not\"."),
    ("&&", "Write and instead of &&."),
    ("||", "Write or instead of ||."),
    ("!", "Write not(…) instead of !."),
    ("/", "Write div to divide; paths are not read: write ${name} for a question."),
];

/// Splits a text into tokens.
///
/// # Errors
/// Everything that is no token.
pub(super) fn lex(text: &str) -> Result<Vec<Placed>, Vec<Error>> {
    let mut lexer = Lexer { rest: text, column: 1, tokens: Vec::new(), errors: Vec::new() };
    while let Some(first) = lexer.rest.chars().next() {
        lexer.one(first);
        if lexer.errors.len() >= MAX_ERRORS {
            break;
        }
    }
    if lexer.errors.is_empty() { Ok(lexer.tokens) } else { Err(lexer.errors) }
}

struct Lexer<'a> {
    rest: &'a str,
    /// Of the first character of `rest`.
    column: usize,
    tokens: Vec<Placed>,
    errors: Vec<Error>,
}

impl<'a> Lexer<'a> {
    fn one(&mut self, first: char) {
        let second = self.rest.chars().nth(1);
        match first {
            _ if first.is_whitespace() => _ = self.take(first.len_utf8()),
            '\'' | '"' => self.quoted(first),
            '$' => self.name(),
            '0'..='9' => self.number(),
            '.' if second.is_some_and(|c| c.is_ascii_digit()) => self.number(),
            _ if first.is_alphabetic() || first == '_' => self.word(),
            _ if CURLY.contains(&first) => self.curly(),
            _ => self.sign(first),
        }
    }

    /// Goes on by so many bytes, which end at a character's end.
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = rest;
        self.column += taken.chars().count();
        taken
    }

    /// Takes so many bytes as a token.
    fn push(&mut self, bytes: usize, token: Token) {
        self.tokens.push(Placed { column: self.column, token });
        self.take(bytes);
    }

    /// Takes so many bytes as an error.
    fn wrong(&mut self, bytes: usize, code: &'static str, message: impl Into<String>) {
        self.errors.push(Error::new(code, self.column, message));
        self.take(bytes);
    }

    fn quoted(&mut self, quote: char) {
        let inside = self.rest.strip_prefix(quote).unwrap_or_default();
        match inside.split_once(quote) {
            Some((text, _)) => self.push(text.len() + 2, Token::Text(text.to_owned())),
            None => self.wrong(self.rest.len(), "unclosed", format!("This text has no closing {quote}.")),
        }
    }

    fn name(&mut self) {
        let Some(inside) = self.rest.strip_prefix("${") else {
            return self.wrong(1, "name", "A question is written ${name}.");
        };
        let Some((name, _)) = inside.split_once('}') else {
            return self.wrong(self.rest.len(), "unclosed", "This name has no closing }.");
        };
        let bytes = "${".len() + name.len() + "}".len();
        let name = name.trim();
        if !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.')) {
            self.push(bytes, Token::Name(name.to_owned()));
        } else {
            self.wrong(bytes, "name", "Between ${ and } stands the name of a question, or table.column.");
        }
    }

    fn number(&mut self) {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let whole = digits(self.rest);
        let fraction = self.rest.get(whole..).and_then(|rest| rest.strip_prefix('.')).map_or(0, digits);
        let bytes = if fraction > 0 { whole + 1 + fraction } else { whole };
        let written = self.rest.get(..bytes).unwrap_or_default();
        match exact(&format!("0{written}")) {
            Some(number) => self.push(bytes, Token::Number(number)),
            None => self.wrong(bytes, "number", format!("A number has at most {MAX_DIGITS} digits.")),
        }
    }

    /// A hyphen (or the colon of a prefix) directly between letters is a letter too.
    fn word(&mut self) {
        let mut bytes = 0;
        let mut before = ' ';
        let mut rest = self.rest.chars().peekable();
        while let Some(c) = rest.next() {
            let joins =
                matches!(c, '-' | ':') && before.is_alphabetic() && rest.peek().is_some_and(|c| c.is_alphabetic());
            if !(c.is_alphanumeric() || c == '_' || joins) {
                break;
            }
            bytes += c.len_utf8();
            before = c;
        }
        let word = self.rest.get(..bytes).unwrap_or_default();
        let token = Operator::word(word).map_or_else(|| Token::Word(word.to_owned()), Token::Operator);
        self.push(bytes, token);
    }

    /// One error for a pair of them, with what stands between.
    fn curly(&mut self) {
        let opening = self.rest.chars().next().unwrap_or_default();
        let inside = self.rest.get(opening.len_utf8()..).unwrap_or_default();
        let closing = inside.char_indices().find(|(_, c)| CURLY.contains(c));
        let bytes = opening.len_utf8() + closing.map_or(0, |(at, c)| at + c.len_utf8());
        self.wrong(bytes, "quotes", format!("Use straight quotes, ' or \", instead of {opening}."));
    }

    fn sign(&mut self, first: char) {
        if let Some((foreign, message)) = FOREIGN.iter().find(|(sign, _)| self.rest.starts_with(sign))
            && !self.rest.starts_with("!=")
        {
            return self.wrong(foreign.len(), "sign", *message);
        }
        match SIGNS.iter().find(|(sign, _)| self.rest.starts_with(sign)) {
            Some((sign, token)) => self.push(sign.len(), token.clone()),
            None => self.wrong(first.len_utf8(), "sign", format!("{first:?} has no meaning here.")),
        }
    }
}
