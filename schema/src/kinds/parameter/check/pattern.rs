//! Allowed patterns: Java regular expressions that the whole value must match.

use std::collections::HashMap;

use fancy_regex::{CompileError, Regex, RegexBuilder};

use crate::finding::Finding;
use crate::kinds::parameter::ParameterValue;
use crate::kinds::parameter::check::all::Candidate;
use crate::kinds::parameter::java_regex;
use crate::reference;
use crate::source::Span;

const LONGEST: usize = 1024;

/// Every distinct pattern of a hierarchy, compiled once.
#[derive(Default)]
pub(super) struct Patterns(HashMap<String, Compiled>);

/// A pattern that was tried.
enum Compiled {
    /// It can be asked.
    Regex(Box<Regex>),
    /// AWS alone can judge it, and why.
    Untried(&'static str),
    /// It is none, and why.
    Broken(String),
}

/// What a pattern says of a text.
pub(super) enum Verdict {
    /// All of it matches.
    Matches,
    /// It surely does not.
    Fails,
    /// It gave up before it knew.
    GaveUp,
    /// Nothing beyond what is said of the pattern itself.
    Told,
}

const JAVA: &str = "it has what only Java has";
const LARGE: &str = "it is too large to be tried";

/// What a person is told of a pattern that is taken as it is.
fn untried(place: Span, why: &'static str) -> Finding {
    Finding::warning(
        "parameter-pattern-untried",
        place,
        "no value is held against this pattern before AWS does",
    )
    .label(why)
    .help(
        "AWS refuses a value that does not match while the plan is applied; a plainer pattern is tried here",
    )
}

/// The same of one that takes too many steps for a value.
pub(super) fn gave_up(place: Span) -> Finding {
    untried(place, "it goes back and forth for too long")
}

impl Patterns {
    /// Checks a parameter's pattern, and its value against it.
    pub fn check(&mut self, candidate: Candidate<'_>, findings: &mut Vec<Finding>) {
        let state = &candidate.declared.state;
        let Some(pattern) = state.allowed_pattern.as_ref().filter(|text| !reference::holds(text)) else {
            return;
        };
        let place = candidate.place("allowedPattern");
        if pattern.chars().count() > LONGEST {
            let message = "a pattern has at most 1024 characters";
            findings.push(Finding::error("parameter-pattern", place, message));
            return;
        }
        match self.compiled(pattern) {
            Compiled::Regex(_) => {}
            Compiled::Untried(why) => {
                findings.push(untried(place, why));
                return;
            }
            Compiled::Broken(why) => {
                let message = format!("this is not a regular expression: {why}");
                findings.push(Finding::error("parameter-pattern", place, message));
                return;
            }
        }
        // AWS holds the pattern against each item of a list.
        let (texts, what) = match &state.value {
            ParameterValue::Text(text) => (std::slice::from_ref(text), "the whole value must match this"),
            ParameterValue::List(items) => (items.as_slice(), "each item must match this as a whole"),
            ParameterValue::Secret(_) | ParameterValue::NotOurs => return,
        };
        for text in texts.iter().filter(|text| !reference::holds(text)) {
            let finding = match self.verdict(pattern, text) {
                Verdict::Matches | Verdict::Told => continue,
                Verdict::GaveUp => gave_up(place),
                Verdict::Fails => {
                    let message = "the value does not match its own `allowedPattern`";
                    Finding::error("parameter-pattern-mismatch", candidate.value().head(), message)
                        .also(place, what)
                        .help("change one of the two; AWS would refuse the value")
                }
            };
            findings.push(finding);
            return;
        }
    }

    /// What a pattern says of a text.
    pub fn verdict(&mut self, pattern: &str, text: &str) -> Verdict {
        match self.compiled(pattern) {
            Compiled::Regex(regex) => match regex.is_match(text) {
                Ok(true) => Verdict::Matches,
                Ok(false) => Verdict::Fails,
                Err(_) => Verdict::GaveUp,
            },
            Compiled::Untried(_) | Compiled::Broken(_) => Verdict::Told,
        }
    }

    fn compiled(&mut self, pattern: &str) -> &Compiled {
        // The key is owned only where it is new.
        if !self.0.contains_key(pattern) {
            if self.0.len() >= MOST {
                self.0.clear();
            }
            self.0.insert(pattern.to_owned(), compile(pattern));
        }
        &self.0[pattern]
    }
}

/// So many patterns are kept, each of so many bytes at most, and so many steps back may one take: a
/// manifest may hold thousands.
const MOST: usize = 64;
const LARGEST: usize = 1 << 20;
const STEPS: usize = 100_000;

fn compile(pattern: &str) -> Compiled {
    let whole = match java_regex::translated(pattern) {
        Ok(pattern) => format!(r"\A(?:{pattern})\z"),
        Err(why) => return Compiled::Broken(why.to_owned()),
    };
    let mut builder = RegexBuilder::new(&whole);
    match builder.delegate_size_limit(LARGEST).backtrack_limit(STEPS).build() {
        Ok(regex) => Compiled::Regex(Box::new(regex)),
        Err(_) if java_regex::is_java_only(pattern) => Compiled::Untried(JAVA),
        Err(fancy_regex::Error::ParseError(_, why)) => Compiled::Broken(why.to_string()),
        // Too large for us is not too large for AWS.
        Err(fancy_regex::Error::CompileError(CompileError::InnerError(error)))
            if error.size_limit().is_some() =>
        {
            Compiled::Untried(LARGE)
        }
        Err(fancy_regex::Error::CompileError(error)) => Compiled::Broken(last_line(&error.to_string())),
        Err(_) => Compiled::Untried(JAVA),
    }
}

/// The engine draws a picture of the pattern first; the last line says what is wrong.
fn last_line(text: &str) -> String {
    let line = text.lines().last().unwrap_or_default();
    line.trim().trim_start_matches("error: ").to_owned()
}
