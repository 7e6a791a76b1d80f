//! From the texts of policy files to rules.
//!
//! A file holds rules one after the other. A comment `// deny NAME: MESSAGE` or
//! `// warn NAME: MESSAGE` begins one; what follows, to the next or to the end, is its condition.
//! So a file of one rule is an expression that every CEL tool reads.

use std::collections::BTreeMap;

use cel::{Env, ParseError};
use schema::bounds::{CONDITION, POLICIES, RULES};
use schema::{Finding, SourceId, Sources, Span};

use super::rule::{Level, Policies, Rule, Scope};
use super::{check, cost};

/// Signs, other than letters, digits and what stands in texts, that one condition may have. They
/// are what nests, and both the parser and the interpreter are recursive.
const SIGNS: usize = 400;
/// Bytes of a name.
const NAME: usize = 64;

/// Bytes of stack that the parser gets: what nests as deep as `SIGNS` allows must not end the process.
const STACK: usize = 64 * 1024 * 1024;

/// Reads policy files, and every mistake in them. A rule with a mistake is not among the rules, so a
/// stack with findings must not be judged by them.
pub fn read(sources: &Sources, files: &[SourceId]) -> (Policies, Vec<Finding>) {
    if files.is_empty() {
        return (Policies::default(), Vec::new());
    }
    let read = || {
        let mut reading =
            Reading { sources, rules: Vec::new(), names: BTreeMap::new(), findings: Vec::new() };
        files.iter().for_each(|file| reading.file(*file));
        (Policies { rules: reading.rules }, reading.findings)
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, read);
        thread.expect("a process can start a thread").join().expect("reading policies does not panic")
    })
}

struct Reading<'a> {
    sources: &'a Sources,
    rules: Vec<Rule>,
    names: BTreeMap<String, Span>,
    findings: Vec<Finding>,
}

/// The first line of a rule.
struct Head<'a> {
    level: Level,
    name: &'a str,
    message: &'a str,
    span: Span,
}

impl Reading<'_> {
    fn file(&mut self, file: SourceId) {
        let text: &str = &self.sources.get(file).text;
        if text.len() > POLICIES {
            let finding =
                Finding::error("policy-form", Span::start_of(file), "this file is larger than 64 KiB");
            return self.findings.push(finding.help("divide it: a stack may have several"));
        }
        let mut open: Option<(Option<Head<'_>>, usize)> = None;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let span = spanned(file, at, line);
            match head(line, span) {
                Some(head) => {
                    if let Some((before, from)) = open.take() {
                        self.rule(file, before, from, at);
                    }
                    open = Some((self.checked(head), at + line.len()));
                }
                None if open.is_none() && !line.trim().is_empty() && !line.trim_start().starts_with("//") => {
                    let finding = Finding::error("policy-form", span, "this belongs to no rule");
                    self.findings.push(finding.help(
                        "begin the rule with a comment, such as `// deny no-deletes: nothing is deleted here`",
                    ));
                    // The rest of it would say the same of every line.
                    open = Some((None, at + line.len()));
                }
                None => {}
            }
            at += line.len();
        }
        match open {
            Some((before, from)) => self.rule(file, before, from, at),
            None => self
                .findings
                .push(Finding::warning("policy-form", Span::start_of(file), "no rule is here").help(
                    "a rule begins with a comment, `// deny NAME: MESSAGE` or `// warn NAME: MESSAGE`",
                )),
        }
    }

    fn checked<'b>(&mut self, head: Head<'b>) -> Option<Head<'b>> {
        let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let Head { name, message, span, .. } = head;
        let finding = if name.is_empty() || name.len() > NAME || !name.chars().all(fine) {
            Finding::error("policy-form", span, "this rule has no name of lowercase letters, digits and `-`")
                .help(format!("write `// {} its-name: what is said when it holds`", head.level.word()))
        } else if message.is_empty() {
            Finding::error("policy-form", span, "this rule has no message")
                .help(format!("write `// {} {name}: what is said when it holds`", head.level.word()))
        } else if let Some(first) = self.names.get(name) {
            Finding::error("policy-form", span, format!("there is another rule `{name}`"))
                .also(*first, "first here")
        } else if self.names.len() == RULES {
            Finding::error("policy-form", span, format!("a stack may have {RULES} rules"))
        } else {
            self.names.insert(name.to_owned(), span);
            return Some(head);
        };
        self.findings.push(finding);
        None
    }

    fn rule(&mut self, file: SourceId, head: Option<Head<'_>>, from: usize, to: usize) {
        let Some(head) = head else { return };
        let text = &self.sources.get(file).text[from..to];
        if signs(text) == 0 && text.lines().all(|line| line.trim().is_empty() || comment(line)) {
            let finding = Finding::error("policy-form", head.span, "this rule has no condition");
            return self
                .findings
                .push(finding.help("write an expression below it, such as `change.action == \"delete\"`"));
        }
        if text.len() > CONDITION || signs(text) > SIGNS {
            let finding = Finding::error("policy-form", head.span, "this rule's condition is too long");
            return self.findings.push(finding.help(format!(
                "divide it: a condition has up to {CONDITION} characters, {SIGNS} of them signs"
            )));
        }
        let program = match Env::stdlib().compile(text) {
            Ok(program) => program,
            Err(errors) => {
                let first = errors.errors.first().map(|error| self.syntax(file, from, text, error));
                return self.findings.extend(first);
            }
        };
        let place = |start: u32, end: u32| {
            let bytes = |chars: u32| text.chars().take(chars as usize).map(char::len_utf8).sum::<usize>();
            Span { source: file, start: (from + bytes(start)) as u32, end: (from + bytes(end + 1)) as u32 }
        };
        let mistakes = check::check(&program, head.span, place);
        if !mistakes.is_empty() {
            return self.findings.extend(mistakes);
        }
        if !cost::usual(program.expression()) {
            let finding =
                Finding::error("policy-expression", head.span, "this condition could take too long");
            return self.findings.push(
                finding.help("use fewer of `all`, `exists`, `filter` and `map` within or behind one another"),
            );
        }
        let scope = if program.references().has_variable("change") { Scope::Change } else { Scope::Plan };
        self.rules.push(Rule {
            name: head.name.to_owned(),
            level: head.level,
            message: head.message.to_owned(),
            location: self.sources.locate(head.span),
            scope,
            program,
        });
    }

    fn syntax(&self, file: SourceId, from: usize, text: &str, error: &ParseError) -> Finding {
        let (line, column) = (error.pos.0.max(1) as usize, error.pos.1.max(1) as usize);
        let before: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let within = text[before..].lines().next().unwrap_or_default();
        let bytes: usize = within.chars().take(column - 1).map(char::len_utf8).sum();
        // What is missing at the end is missing behind what stands there, not behind comments.
        let at = (before + bytes).min(last(text));
        let wide = text[at..].chars().next().map_or(0, char::len_utf8);
        let span = Span { source: file, start: (from + at) as u32, end: (from + at + wide) as u32 };
        let said = error.msg.trim_start_matches("Syntax error: ");
        Finding::error("policy-expression", span, format!("this is not the expression language: {said}"))
            .help("the language is CEL; `docs/policies.md` has examples")
    }
}

fn comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

/// `// deny NAME: MESSAGE`. A comment that begins with another word is a comment.
fn head(line: &str, span: Span) -> Option<Head<'_>> {
    let text = line.trim().strip_prefix("//")?.trim_start();
    let levels = [Level::Deny, Level::Warn];
    let (level, rest) =
        levels.into_iter().find_map(|level| Some((level, text.strip_prefix(level.word())?)))?;
    // `// deny` in the middle of prose has no colon behind one word.
    let (name, message) = match rest.split_once(':') {
        Some((name, message)) if rest.starts_with([' ', ':']) => (name.trim(), message.trim()),
        Some(_) => return None,
        None if rest.trim().is_empty() => ("", ""),
        None => return None,
    };
    (!name.contains(' ')).then_some(Head { level, name, message, span })
}

/// A line without the blanks around it.
fn spanned(file: SourceId, at: usize, line: &str) -> Span {
    let start = at + line.len() - line.trim_start().len();
    let end = start + line.trim().len();
    Span { source: file, start: start.min(end) as u32, end: end as u32 }
}

/// Signs outside texts and comments.
fn signs(text: &str) -> usize {
    let sign = |c: char| !(c.is_alphanumeric() || c.is_whitespace() || c == '_');
    code(text).filter(|(_, c)| sign(*c)).count()
}

/// Where the last character stands that is neither blank nor in a comment.
fn last(text: &str) -> usize {
    code(text).filter(|(_, c)| !c.is_whitespace()).last().map_or(0, |(at, _)| at)
}

/// The characters outside comments, each with its place; of a text its quotes only.
fn code(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut quote: Option<char> = None;
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (at, c) = chars.next()?;
            match quote {
                Some(_) if c == '\\' => drop(chars.next()),
                Some(open) if c == open => {
                    quote = None;
                    return Some((at, c));
                }
                Some(_) => {}
                None if c == '/' && chars.peek().is_some_and(|(_, next)| *next == '/') => {
                    while chars.next_if(|(_, c)| *c != '\n').is_some() {}
                }
                None => {
                    quote = Some(c).filter(|c| matches!(c, '"' | '\''));
                    return Some((at, c));
                }
            }
        }
    })
}
