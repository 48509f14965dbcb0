//! What an import would change in a register, or has changed. Pure.

use std::fmt;

/// An import against what the register holds. Rows absent from the file are no difference: registers only grow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// One line for each thing the register does not have yet.
    pub added: Vec<String>,
    /// One line for each thing it has otherwise, saying what was and what comes.
    pub changed: Vec<String>,
    /// How many things stay as they are.
    pub unchanged: usize,
}

impl Difference {
    /// Whether the import changes nothing.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty()
    }

    /// Notes a thing that is there or not, the same or not. Answers whether there is anything to write.
    pub fn note<T: PartialEq>(&mut self, held: Option<&T>, new: &T, named: &str, said: impl Fn(&T) -> String) -> bool {
        match held {
            None => self.added.push(format!("{named}: {}", said(new))),
            Some(held) if held != new => self.changed.push(format!("{named}: {} -> {}", said(held), said(new))),
            Some(_) => {
                self.unchanged += 1;
                return false;
            }
        }
        true
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.added {
            writeln!(f, "+ {line}")?;
        }
        for line in &self.changed {
            writeln!(f, "~ {line}")?;
        }
        writeln!(f, "{} added, {} changed, {} unchanged", self.added.len(), self.changed.len(), self.unchanged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_comes_and_what_was() {
        let mut difference = Difference::default();
        assert!(difference.note(None, &1, "a", i32::to_string));
        assert!(difference.note(Some(&1), &2, "b", i32::to_string));
        assert!(!difference.note(Some(&3), &3, "c", i32::to_string));
        assert_eq!(difference.to_string(), "+ a: 1\n~ b: 1 -> 2\n1 added, 1 changed, 1 unchanged\n");
    }
}
