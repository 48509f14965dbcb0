//! A place in a citation, read letter by letter: quotes gone, every space a space, every dash a hyphen.

use crate::flaw::Flaw;

/// A position in a text that remembers where each letter stood.
#[derive(Debug, Clone)]
pub struct Cursor {
    letters: Vec<(char, usize)>,
    at: usize,
}

impl Cursor {
    /// At the beginning of `text`.
    pub fn new(text: &str) -> Self {
        let plain = |c: char| match c {
            // Soft hyphen, zero-width spaces and joiners, byte-order mark; quotation marks of every shape.
            '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' => None,
            '"' | '\'' | '«' | '»' | '`' | '´' | '\u{2018}'..='\u{201F}' | '\u{2039}' | '\u{203A}' => None,
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}' => Some('-'),
            c if c.is_whitespace() => Some(' '),
            c => Some(c),
        };
        let letters =
            text.chars().enumerate().filter_map(|(column, c)| plain(c).map(|plain| (plain, column + 1))).collect();
        Self { letters, at: 0 }
    }

    /// The letter here, or `ahead` letters on.
    pub fn peek(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.at + ahead).map(|(c, _)| *c)
    }

    /// Whether nothing but spaces and full stops is left.
    pub fn is_done(&self) -> bool {
        self.letters.iter().skip(self.at).all(|(c, _)| matches!(c, ' ' | '.'))
    }

    /// Goes over what `skipped` says.
    pub fn skip(&mut self, skipped: impl Fn(char) -> bool) {
        while self.peek(0).is_some_and(&skipped) {
            self.at += 1;
        }
    }

    /// Goes over spaces.
    pub fn skip_spaces(&mut self) {
        self.skip(|c| c == ' ');
    }

    /// Goes over one letter if it is this one.
    pub fn eat(&mut self, letter: char) -> bool {
        let here = self.peek(0) == Some(letter);
        if here {
            self.at += 1;
        }
        here
    }

    /// The letters from here that `taken` says, without going over them.
    pub fn run(&self, taken: impl Fn(char) -> bool) -> String {
        self.letters.iter().skip(self.at).map(|(c, _)| *c).take_while(|c| taken(*c)).collect()
    }

    /// The same, going over them.
    pub fn take(&mut self, taken: impl Fn(char) -> bool) -> String {
        let run = self.run(taken);
        self.at += run.chars().count();
        run
    }

    /// Goes over these words, in any case, with any number of spaces between them, if a whole word ends there.
    pub fn eat_words(&mut self, words: &str) -> bool {
        let start = self.at;
        for (count, word) in words.split(' ').enumerate() {
            if count > 0 {
                self.skip_spaces();
            }
            for letter in word.chars() {
                if !self.peek(0).is_some_and(|c| c.eq_ignore_ascii_case(&letter)) {
                    self.at = start;
                    return false;
                }
                self.at += 1;
            }
        }
        if self.peek(0).is_some_and(|c| c.is_alphanumeric()) {
            self.at = start;
            return false;
        }
        true
    }

    /// Goes over the first of these that is here, as [`Cursor::eat_words`] does.
    pub fn eat_one<'a, T: Copy>(&mut self, table: &'a [(&'a str, T)]) -> Option<T> {
        table.iter().find(|(words, _)| self.eat_words(words)).map(|(_, meaning)| *meaning)
    }

    /// A flaw at this letter.
    pub fn flaw<T>(&self, code: &str, message: impl Into<String>) -> Result<T, Flaw> {
        let after = self.letters.last().map_or(1, |(_, column)| column + 1);
        let column = self.letters.get(self.at).map_or(after, |(_, column)| *column);
        Err(Flaw::new(format!("character {column}"), code, message))
    }

    /// What stands here, for a message.
    pub fn shown(&self) -> String {
        const SHOWN: usize = 30;
        let run = self.run(|c| c != ' ' && !c.is_control());
        run.chars().take(SHOWN).collect()
    }
}
