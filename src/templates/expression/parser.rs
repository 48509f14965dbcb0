//! From tokens to a tree, by the rank of operators. The first error is the only one: after it, everything is a guess.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::ast::{Ast, Kind, Node, Operator};
use super::error::Error;
use super::lexer::{Placed, Token, lex};
use super::{MAX_BYTES, MAX_DEPTH, MAX_HEIGHT, MAX_NODES};

/// Parses a text.
///
/// # Errors
/// All characters that have no place, or else the first token that has none.
pub fn parse(text: &str) -> Result<Ast, Vec<Error>> {
    if text.len() > MAX_BYTES {
        let message = format!("The expression has {} bytes; at most {MAX_BYTES} are read.", text.len());
        return Err(vec![Error::new("too_long", 1, message)]);
    }
    let tokens = lex(text)?;
    let mut parser = Parser { tokens: tokens.into_iter().peekable(), last: 1, nodes: 0, depth: 0 };
    let root = parser.whole().map_err(|error| vec![error])?;
    Ok(Ast { root })
}

struct Parser {
    tokens: Peekable<IntoIter<Placed>>,
    /// Where the last token taken stands.
    last: usize,
    nodes: usize,
    depth: usize,
}

impl Parser {
    fn whole(&mut self) -> Result<Node, Error> {
        if self.tokens.peek().is_none() {
            return Err(Error::new("empty", 1, "Nothing is written here."));
        }
        let root = self.expression(0)?;
        match self.next() {
            None => Ok(root),
            Some(extra) => Err(misplaced(&extra)),
        }
    }

    fn next(&mut self) -> Option<Placed> {
        let next = self.tokens.next();
        self.last = next.as_ref().map_or(self.last, |placed| placed.column);
        next
    }

    fn node(&mut self, column: usize, kind: Kind) -> Result<Node, Error> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let message = format!("The expression has more than {MAX_NODES} parts. Split it into several.");
            return Err(Error::new("too_many", column, message));
        }
        let height = kind.height();
        if height > MAX_HEIGHT { Err(too_deep(column)) } else { Ok(Node { column, height, kind }) }
    }

    /// The operator that comes next, if its rank is at least `rank`.
    fn operator(&mut self, rank: u8) -> Option<(Operator, usize)> {
        match self.tokens.peek() {
            Some(Placed { column, token: Token::Operator(operator) }) if operator.rank() >= rank => {
                Some((*operator, *column))
            }
            _ => None,
        }
    }

    fn expression(&mut self, rank: u8) -> Result<Node, Error> {
        let mut left = self.operand()?;
        while let Some((operator, column)) = self.operator(rank) {
            left = if operator.compares() {
                self.comparison(left, operator)?
            } else {
                self.chain(left, operator, column)?
            };
        }
        Ok(left)
    }

    fn comparison(&mut self, left: Node, operator: Operator) -> Result<Node, Error> {
        self.next();
        let column = self.last;
        let right = self.expression(operator.rank() + 1)?;
        if let Some((next, column)) = self.operator(operator.rank()).filter(|(next, _)| next.rank() == operator.rank())
        {
            let message =
                format!("Comparisons do not follow each other; join two with and before this {}.", next.written());
            return Err(Error::new("chained", column, message));
        }
        self.node(column, Kind::Compare(operator, Box::new((left, right))))
    }

    /// All operators of one rank in a row.
    fn chain(&mut self, first: Node, operator: Operator, column: usize) -> Result<Node, Error> {
        let rank = operator.rank();
        let mut rest = Vec::new();
        while let Some((next, _)) = self.operator(rank).filter(|(next, _)| next.rank() == rank) {
            self.next();
            rest.push((next, self.expression(rank + 1)?));
        }
        self.node(column, Kind::Chain(Box::new(first), rest))
    }

    fn operand(&mut self) -> Result<Node, Error> {
        let after = self.last;
        let Some(placed) = self.next() else {
            return Err(Error::new("unexpected_end", after, "Something is missing after this."));
        };
        let column = placed.column;
        match placed.token {
            Token::Number(number) => self.node(column, Kind::Number(number)),
            Token::Text(text) => self.node(column, Kind::Text(text)),
            Token::Name(name) => self.node(column, Kind::Name(name)),
            Token::This => self.node(column, Kind::This),
            Token::Word(word) if self.tokens.next_if(|next| next.token == Token::Open).is_some() => {
                let values = self.deeper(column, |parser| parser.values(column))?;
                self.node(column, Kind::Call(word, values))
            }
            Token::Word(word) => self.node(column, Kind::Column(word)),
            Token::Open => self.deeper(column, |parser| {
                let inside = parser.expression(0)?;
                parser.close(column)?;
                Ok(inside)
            }),
            Token::Operator(Operator::Minus) => {
                let inside = self.deeper(column, Self::operand)?;
                self.node(column, Kind::Minus(Box::new(inside)))
            }
            Token::Close | Token::Comma | Token::Operator(_) => Err(nothing_before(&placed)),
        }
    }

    fn deeper<T>(&mut self, column: usize, inside: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        if self.depth >= MAX_DEPTH {
            return Err(too_deep(column));
        }
        self.depth += 1;
        let found = inside(self);
        self.depth -= 1;
        found
    }

    /// The values of a function, after its opening parenthesis.
    fn values(&mut self, opened: usize) -> Result<Vec<Node>, Error> {
        let mut values = Vec::new();
        if self.tokens.next_if(|next| next.token == Token::Close).is_some() {
            return Ok(values);
        }
        loop {
            values.push(self.expression(0)?);
            if self.tokens.next_if(|next| next.token == Token::Comma).is_none() {
                self.close(opened)?;
                return Ok(values);
            }
        }
    }

    fn close(&mut self, opened: usize) -> Result<(), Error> {
        match self.next() {
            Some(Placed { token: Token::Close, .. }) => Ok(()),
            Some(other) => Err(misplaced(&other)),
            None => Err(Error::new("unclosed", opened, "What opens here has no closing ).")),
        }
    }
}

fn too_deep(column: usize) -> Error {
    Error::new("too_deep", column, "Too many parts stand inside each other here. Split the expression into several.")
}

/// A token where an operator could stand.
fn misplaced(placed: &Placed) -> Error {
    let message = match &placed.token {
        Token::Close => "This ) closes nothing.".to_owned(),
        Token::Comma => "A comma stands only between the values of a function.".to_owned(),
        Token::Word(word) if Operator::word(&word.to_lowercase()).is_some() => {
            format!("Write {} in small letters.", word.to_lowercase())
        }
        _ => "An operator, such as and or =, is missing before this.".to_owned(),
    };
    Error::new("misplaced", placed.column, message)
}

/// A token where a value should stand.
fn nothing_before(placed: &Placed) -> Error {
    let written = match &placed.token {
        Token::Operator(operator) => operator.written(),
        Token::Comma => ",",
        _ => ")",
    };
    Error::new("misplaced", placed.column, format!("A value is missing before this {written}."))
}

#[cfg(test)]
mod tests;
