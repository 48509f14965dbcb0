//! The tree of an expression, before anybody knows what its names mean.

use rust_decimal::Decimal;

/// An expression that can be parsed; [`super::check`] gives it a meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ast {
    pub(super) root: Node,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// 1-based, in characters.
    pub(super) column: usize,
    /// How many nodes lie from here to the farthest leaf, this one included.
    pub(super) height: usize,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Number(Decimal),
    Text(String),
    /// `${name}`
    Name(String),
    /// A bare name: a column of the choice list.
    Column(String),
    /// `.`
    This,
    Minus(Box<Node>),
    Call(String, Vec<Node>),
    Compare(Operator, Box<(Node, Node)>),
    /// Operators of one rank in a row, from the left: however long, it is one level deep.
    Chain(Box<Node>, Vec<(Operator, Node)>),
}

impl Kind {
    /// The height of a node of this kind.
    pub(super) fn height(&self) -> usize {
        let below = match self {
            Self::Number(_) | Self::Text(_) | Self::Name(_) | Self::Column(_) | Self::This => 0,
            Self::Minus(inside) => inside.height,
            Self::Call(_, values) => values.iter().map(|value| value.height).max().unwrap_or(0),
            Self::Compare(_, sides) => sides.0.height.max(sides.1.height),
            Self::Chain(first, rest) => rest.iter().fold(first.height, |most, (_, node)| most.max(node.height)),
        };
        below + 1
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
    Plus,
    Minus,
    Times,
    Div,
    Mod,
}

impl Operator {
    /// How strongly it binds, as in XPath.
    pub(super) fn rank(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Equal | Self::Unequal => 3,
            Self::Less | Self::AtMost | Self::More | Self::AtLeast => 4,
            Self::Plus | Self::Minus => 5,
            Self::Times | Self::Div | Self::Mod => 6,
        }
    }

    pub(super) fn compares(self) -> bool {
        matches!(self.rank(), 3 | 4)
    }

    pub(super) fn written(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Equal => "=",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::Div => "div",
            Self::Mod => "mod",
        }
    }

    /// The operator that a word is.
    pub(super) fn word(word: &str) -> Option<Self> {
        [Self::Or, Self::And, Self::Div, Self::Mod].into_iter().find(|operator| operator.written() == word)
    }
}
