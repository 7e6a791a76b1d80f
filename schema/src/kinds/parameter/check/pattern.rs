//! Allowed patterns: Java regular expressions that the whole value must match.

use std::collections::HashMap;

use fancy_regex::{CompileError, Regex, RegexBuilder};

use crate::finding::Finding;
use crate::kinds::parameter::ParameterValue;
use crate::kinds::parameter::check::all::Candidate;
use crate::kinds::parameter::java_regex;
use crate::reference;

const LONGEST: usize = 1024;

/// Every distinct pattern of a hierarchy, compiled once.
#[derive(Default)]
pub(super) struct Patterns(HashMap<String, Compiled>);

/// A pattern that was tried.
enum Compiled {
    /// It can be asked.
    Regex(Box<Regex>),
    /// It uses what only Java knows: AWS judges it.
    JavaOnly,
    /// It is none, and why.
    Broken(String),
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
        if let Compiled::Broken(why) = self.compiled(pattern) {
            let message = format!("this is not a regular expression: {why}");
            findings.push(Finding::error("parameter-pattern", place, message));
            return;
        }
        // AWS holds the pattern against each item of a list.
        let (texts, what) = match &state.value {
            ParameterValue::Text(text) => (std::slice::from_ref(text), "the whole value must match this"),
            ParameterValue::List(items) => (items.as_slice(), "each item must match this as a whole"),
            ParameterValue::Secret(_) | ParameterValue::NotOurs => return,
        };
        if texts.iter().any(|text| !reference::holds(text) && self.fails(pattern, text)) {
            let message = "the value does not match its own `allowedPattern`";
            findings.push(
                Finding::error("parameter-pattern-mismatch", candidate.value().head(), message)
                    .also(place, what)
                    .help("change one of the two; AWS would refuse the value"),
            );
        }
    }
}

impl Patterns {
    /// Whether a value surely does not match. A pattern that only Java knows, or that gives up in
    /// backtracking, is AWS's to judge.
    pub fn fails(&mut self, pattern: &str, text: &str) -> bool {
        match self.compiled(pattern) {
            Compiled::Regex(regex) => regex.is_match(text).is_ok_and(|matches| !matches),
            Compiled::JavaOnly | Compiled::Broken(_) => false,
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
        Err(_) if java_regex::is_java_only(pattern) => Compiled::JavaOnly,
        Err(fancy_regex::Error::ParseError(_, why)) => Compiled::Broken(why.to_string()),
        // Too large for us is not too large for AWS.
        Err(fancy_regex::Error::CompileError(CompileError::InnerError(error)))
            if error.size_limit().is_some() =>
        {
            Compiled::JavaOnly
        }
        Err(fancy_regex::Error::CompileError(error)) => Compiled::Broken(last_line(&error.to_string())),
        Err(_) => Compiled::JavaOnly,
    }
}

/// The engine draws a picture of the pattern first; the last line says what is wrong.
fn last_line(text: &str) -> String {
    let line = text.lines().last().unwrap_or_default();
    line.trim().trim_start_matches("error: ").to_owned()
}
