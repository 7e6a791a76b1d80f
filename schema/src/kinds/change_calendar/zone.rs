//! The zone whose wall clock an event goes by.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use schedule::calendar::{Observance, Rule, Zone};

use crate::finding::Finding;
use crate::node::Node;
use crate::shape::{Form, Misfit, Reader, Record, Shape, TextForm};
use crate::tree::Tree;

/// A time zone: of the IANA database by its name, or one that a calendar brings along.
#[derive(Debug, Clone)]
pub struct CalendarZone(pub Zone);

/// A zone that a calendar brings along.
#[derive(Debug, Clone, Shape)]
struct Brought {
    /// The name that the calendar gives it.
    name: String,
    /// Its offsets from UTC, each with when it begins to hold.
    observances: Vec<WrittenObservance>,
}

/// One offset of a zone that a calendar brings along.
#[derive(Debug, Clone, Shape)]
struct WrittenObservance {
    /// When it first begins to hold, by the wall clock before.
    first: String,
    /// The offset before, in seconds.
    from: i64,
    /// The offset, in seconds.
    to: i64,
    /// When it begins to hold again.
    repeat: Option<String>,
    /// When else it begins to hold.
    #[shape(default)]
    more: Vec<String>,
}

impl CalendarZone {
    fn brought(brought: Brought) -> Option<Self> {
        let observances: Option<Vec<_>> =
            brought.observances.iter().map(WrittenObservance::observance).collect();
        Zone::brought(&brought.name, observances?).map(Self)
    }
}

impl WrittenObservance {
    fn of(observance: &Observance) -> Self {
        let Observance { first, from, to, rule, more } = observance;
        Self {
            first: first.to_string(),
            from: from.seconds().into(),
            to: to.seconds().into(),
            repeat: rule.as_ref().map(Rule::text),
            more: more.iter().map(DateTime::to_string).collect(),
        }
    }

    fn observance(&self) -> Option<Observance> {
        let Self { first, from, to, repeat, more } = self;
        let offset = |seconds: i64| Offset::from_seconds(i32::try_from(seconds).ok()?).ok();
        let rule = match repeat {
            Some(text) => Some(Rule::parse(text).ok()?),
            None => None,
        };
        let more: Option<Vec<DateTime>> = more.iter().map(|text| text.parse().ok()).collect();
        Some(Observance {
            first: first.parse().ok()?,
            from: offset(*from)?,
            to: offset(*to)?,
            rule,
            more: more?,
        })
    }
}

impl Shape for CalendarZone {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let name = reader.known_text(node, "a time zone")?;
        match Zone::named(name) {
            Ok(zone) => Some(Self(zone)),
            Err(mistake) => {
                let help = match &mistake.nearest {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => "write a name such as `Europe/Berlin`, or `UTC`".to_owned(),
                };
                reader.report(Finding::error("calendar-zone", node.span, mistake.to_string()).help(help));
                None
            }
        }
    }

    fn tree(&self) -> Tree {
        match self.0.observances() {
            [] => Tree::text(self.0.name()),
            observances => {
                let observances = observances.iter().map(WrittenObservance::of).collect();
                Brought { name: self.0.name().to_owned(), observances }.tree()
            }
        }
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        let misfit = || Misfit::new("a time zone", tree);
        match tree {
            Some(Tree::Map(map)) => Self::brought(Brought::from_map(map)?).ok_or_else(misfit),
            other => Zone::named(&String::from_tree(other)?).map(Self).map_err(|_| misfit()),
        }
    }

    fn form() -> Form {
        Form::Text(TextForm { words: "time zone", pattern: Some("^[A-Za-z0-9_+/-]+$") })
    }
}
