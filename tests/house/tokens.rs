//! Rust text as words and marks, without comments and without what stands inside quotes. No parser: enough to find
//! paths, blocks and names, on the line where they are.

/// One word or mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The word, `::`, one other character, or `""` for any quoted text.
    pub text: String,
    /// Its line, from 1.
    pub line: usize,
}

/// The words and marks of a Rust text, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut reader = Reader { chars: &chars, at: 0, line: 1 };
    let mut found = Vec::new();
    while let Some(token) = reader.next() {
        found.push(token);
    }
    found
}

/// The same without everything under `#[cfg(test)]`.
pub fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if starts(tokens, at, &["#", "[", "cfg", "(", "test", ")", "]"]) {
            let mut end = at + 7;
            while end < tokens.len() && tokens[end].text != "{" && tokens[end].text != ";" {
                end += 1;
            }
            at = if tokens.get(end).is_some_and(|t| t.text == "{") { closing(tokens, end) + 1 } else { end + 1 };
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// Whether these words stand at this place.
pub fn starts(tokens: &[Token], at: usize, words: &[&str]) -> bool {
    words.iter().enumerate().all(|(n, word)| tokens.get(at + n).is_some_and(|token| token.text == *word))
}

/// The index of the bracket that closes the one at `open`, or the last index.
pub fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0;
    for (n, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return n;
        }
    }
    tokens.len() - 1
}

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
    line: usize,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn step(&mut self) -> char {
        let c = self.peek(0);
        self.at += 1;
        self.line += usize::from(c == '\n');
        c
    }

    fn next(&mut self) -> Option<Token> {
        loop {
            if self.at >= self.chars.len() {
                return None;
            }
            let line = self.line;
            let c = self.peek(0);
            let token = |text: &str| Some(Token { text: text.to_owned(), line });
            if c.is_whitespace() {
                self.step();
            } else if c == '/' && self.peek(1) == '/' {
                while self.at < self.chars.len() && self.peek(0) != '\n' {
                    self.step();
                }
            } else if c == '/' && self.peek(1) == '*' {
                self.block_comment();
            } else if c == '"' {
                self.quoted('"');
                return token("\"\"");
            } else if c == '\'' {
                if self.is_character() {
                    self.quoted('\'');
                    return token("\"\"");
                }
                self.step();
            } else if c.is_alphanumeric() || c == '_' {
                let word = self.word();
                let opens = matches!(word.as_str(), "r" | "b" | "br" | "c" | "cr") && matches!(self.peek(0), '"' | '#');
                if opens && self.raw(&word) {
                    return token("\"\"");
                }
                return token(&word);
            } else if c == ':' && self.peek(1) == ':' {
                self.step();
                self.step();
                return token("::");
            } else {
                self.step();
                return token(&c.to_string());
            }
        }
    }

    fn word(&mut self) -> String {
        let start = self.at;
        while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
            self.step();
        }
        self.chars[start..self.at].iter().collect()
    }

    /// `'x'` and `'\n'`, but not the lifetime `'x`.
    fn is_character(&self) -> bool {
        self.peek(1) == '\\' || self.peek(2) == '\''
    }

    fn quoted(&mut self, quote: char) {
        self.step();
        while self.at < self.chars.len() {
            match self.step() {
                '\\' => {
                    self.step();
                }
                c if c == quote => return,
                _ => {}
            }
        }
    }

    /// The quoted text after `r`, `b` or both; answers whether it was one (`r#type` is a name).
    fn raw(&mut self, prefix: &str) -> bool {
        if !prefix.contains('r') {
            if self.peek(0) == '"' {
                self.quoted('"');
                return true;
            }
            return false;
        }
        let mut hashes = 0;
        while self.peek(hashes) == '#' {
            hashes += 1;
        }
        if self.peek(hashes) != '"' {
            return false;
        }
        (0..=hashes).for_each(|_| {
            self.step();
        });
        while self.at < self.chars.len() {
            if self.step() == '"' && (0..hashes).all(|n| self.peek(n) == '#') {
                (0..hashes).for_each(|_| {
                    self.step();
                });
                return true;
            }
        }
        true
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.chars.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => {
                    self.step();
                    continue;
                }
            }
            self.step();
            self.step();
            if depth == 0 {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let found: Vec<String> = tokens(text).into_iter().map(|token| token.text).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn comments_and_quotes_hide_what_is_in_them() {
        check("use crate::db; // crate::web", &["use", "crate", "::", "db", ";"]);
        check("/* a /* b */ c */ x", &["x"]);
        check(
            r##"f("crate::web", r#"a"b"#, 'x', '\'')"##,
            &["f", "(", "\"\"", ",", "\"\"", ",", "\"\"", ",", "\"\"", ")"],
        );
        check("fn f<'a>(x: &'a str)", &["fn", "f", "<", "a", ">", "(", "x", ":", "&", "a", "str", ")"]);
        check("r#type b\"x\"", &["r", "#", "type", "\"\""]);
    }

    #[test]
    fn lines_are_counted_through_quotes() {
        let found = tokens("a\n\"x\ny\"\nb");
        assert_eq!(found.iter().map(|token| token.line).collect::<Vec<_>>(), [1, 2, 4]);
    }

    #[test]
    fn tests_are_left_out() {
        let kept = without_tests(&tokens("a #[cfg(test)] mod tests { x { y } } b #[cfg(test)] use z; c"));
        assert_eq!(kept.iter().map(|t| t.text.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
