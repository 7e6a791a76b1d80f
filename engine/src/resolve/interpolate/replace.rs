//! One text with every `${…}` replaced, in one pass.
//!
//! What is made stands in one buffer: a `${` is put there as it is written and replaced when its `}`
//! comes, so one that is never closed needs nothing more. A stack of what is open was preferred to
//! recursion, which a pull request could exhaust.

use schema::bounds::{INTERPOLATIONS, TEXT};
use schema::{Finding, Span};

use super::meaning::{Meaning, meaning, unclosed};
use super::places::Places;
use super::room::Beyond;
use super::scan::{OPEN, Part, parts};
use super::{Interpolated, Mention, Values};

/// Replaces every `${…}` of a text. One that goes beyond a bound stays as it is written.
pub(super) fn text(written: &str, span: Span, values: &Values<'_>, found: &mut Interpolated) -> String {
    if values.room.is_spent() {
        return written.to_owned();
    }
    let (mentions, stays) = (found.mentions.len(), found.stays.len());
    let mut making = Making {
        written,
        places: Places::of(written, span, values.sources),
        values,
        found,
        made: String::with_capacity(written.len().min(TEXT)),
        open: Vec::new(),
        opened: 0,
    };
    match parts(written).try_for_each(|(at, part)| making.part(at, part)) {
        Ok(()) => {
            making.unclosed(span);
            making.made
        }
        Err(beyond) => {
            found.mentions.truncate(mentions);
            found.stays.truncate(stays);
            found.findings.push(beyond.finding());
            written.to_owned()
        }
    }
}

struct Making<'a> {
    written: &'a str,
    places: Places<'a>,
    values: &'a Values<'a>,
    found: &'a mut Interpolated,
    made: String,
    /// What waits for its `}`.
    open: Vec<Opened>,
    /// How many `${` there were so far.
    opened: usize,
}

/// A `${` that waits for its `}`.
#[derive(Clone, Copy)]
struct Opened {
    sort: Sort,
    /// Where it stands in what is written.
    written: usize,
    /// Where it stands in what is made.
    made: usize,
    /// Which `${` of the text it is.
    ordinal: usize,
    /// How deep those lie in one another that were closed inside.
    depth: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// To be replaced.
    Open,
    /// A text that is no more than that, though its `}` is its own.
    Escaped,
}

impl Making<'_> {
    fn part(&mut self, at: usize, part: Part<'_>) -> Result<(), Beyond> {
        match part {
            Part::Text(text) => self.push(text, self.places.all()),
            Part::Open => self.open(at, Sort::Open),
            Part::Escape => self.open(at + 1, Sort::Escaped),
            Part::Close => match self.open.pop() {
                Some(opened) => self.close(opened, at),
                None => self.push(part.written(), self.places.all()),
            },
        }
    }

    fn open(&mut self, at: usize, sort: Sort) -> Result<(), Beyond> {
        let (made, ordinal) = (self.made.len(), self.opened);
        self.opened += 1;
        self.open.push(Opened { sort, written: at, made, ordinal, depth: 0 });
        self.push(OPEN, self.places.all())
    }

    /// The `}` at a byte of what is written.
    fn close(&mut self, opened: Opened, at: usize) -> Result<(), Beyond> {
        let whole = &self.written[opened.written..=at];
        let depth = match opened.sort {
            Sort::Open => {
                let span = self.places.place(opened.ordinal, whole);
                let depth = opened.depth + 1;
                if depth > INTERPOLATIONS {
                    return Err(Beyond::Depth(span));
                }
                self.replace(opened.made, span)?;
                depth
            }
            Sort::Escaped => {
                self.push("}", self.places.all())?;
                opened.depth
            }
        };
        if let Some(around) = self.open.last_mut() {
            around.depth = around.depth.max(depth);
        }
        Ok(())
    }

    /// Replaces what was made since a `${` by what that means.
    fn replace(&mut self, since: usize, span: Span) -> Result<(), Beyond> {
        let inner = &self.made[since + OPEN.len()..];
        match meaning(inner, span, self.values, self.found.strict) {
            Meaning::Value(value) => self.put(since, value, span),
            Meaning::Reference { address, attribute } => {
                let mark = schema::reference::mark(address.as_str(), &attribute);
                self.put(since, &mark, span)?;
                self.found.mentions.push(Mention { span, inside: span, address, attribute });
                Ok(())
            }
            Meaning::Left => self.keep(None, span),
            Meaning::Mistake(finding) => self.keep(Some(finding), span),
            Meaning::Nothing => {
                self.found.stays.extend(self.found.strict.then_some(span));
                self.keep(None, span)
            }
        }
    }

    /// What was opened and never closed, in what is no script's.
    fn unclosed(&mut self, span: Span) {
        let first = self.open.iter().find(|opened| opened.sort == Sort::Open).copied();
        let Some(opened) = first.filter(|_| self.found.strict) else { return };
        let head = &self.written[opened.written + OPEN.len()..];
        match unclosed(head, span) {
            Some(finding) => self.found.findings.push(finding),
            None => self.found.stays.push(span),
        }
    }

    fn keep(&mut self, finding: Option<Finding>, span: Span) -> Result<(), Beyond> {
        self.found.findings.extend(finding);
        self.push("}", span)
    }

    fn put(&mut self, since: usize, value: &str, span: Span) -> Result<(), Beyond> {
        self.made.truncate(since);
        self.fits(value, span)?;
        self.values.room.take(value.len(), span)?;
        self.made.push_str(value);
        Ok(())
    }

    fn push(&mut self, text: &str, span: Span) -> Result<(), Beyond> {
        self.fits(text, span)?;
        self.made.push_str(text);
        Ok(())
    }

    fn fits(&self, text: &str, span: Span) -> Result<(), Beyond> {
        if self.made.len() + text.len() > TEXT { Err(Beyond::Text(span)) } else { Ok(()) }
    }
}
