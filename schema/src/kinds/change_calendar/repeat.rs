//! How an event comes back.

use schedule::calendar::Rule;

use crate::finding::Finding;
use crate::node::Node;
use crate::shape::{Form, Misfit, Reader, Shape, TextForm};
use crate::source::Span;
use crate::tree::Tree;

/// A recurrence rule as iCalendar writes it: `FREQ=MONTHLY;BYMONTHDAY=-1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat(pub Rule);

impl Shape for Repeat {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let text = reader.known_text(node, "a recurrence rule")?.to_owned();
        match Rule::parse(&text) {
            Ok(rule) => Some(Self(rule)),
            Err(problems) => {
                for problem in problems {
                    let place = within(node.span, &text, problem.span);
                    reader.report(
                        Finding::error("calendar-repeat", place, problem.kind.to_string())
                            .help(problem.kind.help()),
                    );
                }
                None
            }
        }
    }

    fn tree(&self) -> Tree {
        Tree::text(self.0.text())
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        let text = String::from_tree(tree)?;
        Rule::parse(&text).map(Self).map_err(|_| Misfit::new("a recurrence rule", tree))
    }

    fn form() -> Form {
        Form::Text(TextForm { words: "recurrence rule", pattern: Some("FREQ=") })
    }
}

/// A part of a scalar, where the scalar stands as it is, quotes aside; else the whole.
fn within(whole: Span, text: &str, part: schedule::Span) -> Span {
    let quotes = (whole.end - whole.start).checked_sub(text.len() as u32);
    let start = match quotes {
        Some(0) => whole.start,
        Some(2) => whole.start + 1,
        Some(_) | None => return whole,
    };
    Span { start: start + part.start as u32, end: start + part.end as u32, ..whole }
}
