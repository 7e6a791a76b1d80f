//! When an event ends.

use std::fmt;

use jiff::SignedDuration;
use schedule::calendar::Length;

use crate::kinds::change_calendar::Moment;
use crate::node::Node;
use crate::shape::{Form, Misfit, Reader, Shape};
use crate::tree::Tree;

/// The end of an event: the first moment after it, or how long it lasts where only that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The first moment after it.
    At(Moment),
    /// Whole days by the wall clock, then exactly so long: `P1DT6H`.
    After(Length),
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(moment) => moment.fmt(f),
            Self::After(length) => f.write_str(&length.text()),
        }
    }
}

impl Shape for End {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        Moment::read(node, reader).map(Self::At)
    }

    fn tree(&self) -> Tree {
        Tree::text(self.to_string())
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        let text = String::from_tree(tree)?;
        let length = Length::parse(&text).filter(|length| length.exactly() > SignedDuration::ZERO);
        match (Moment::parse(&text), length) {
            (Some(moment), _) => Ok(Self::At(moment)),
            (None, Some(length)) => Ok(Self::After(length)),
            (None, None) => Err(Misfit::new("the end of an event", tree)),
        }
    }

    fn form() -> Form {
        Moment::form()
    }
}
