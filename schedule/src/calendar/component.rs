//! Components: what stands between `BEGIN` and `END`.

use crate::calendar::CalendarMistake;
use crate::calendar::line::Line;
use crate::problem::{Problem, Span};

type Problems = Vec<Problem<CalendarMistake>>;

/// How deep components may lie in one another. A calendar needs three; what walks them is recursive.
const DEEPEST: usize = 16;

/// One component.
#[derive(Debug)]
pub(super) struct Component {
    /// Its name, in capitals.
    pub(super) name: String,
    /// The line that begins it.
    pub(super) begin: Span,
    /// Its own lines.
    pub(super) lines: Vec<Line>,
    /// What it holds.
    pub(super) components: Vec<Component>,
}

impl Component {
    /// The lines of a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(move |line| line.name == name)
    }

    /// The one line of a name; a second one is a mistake.
    pub(super) fn one(&self, name: &'static str, problems: &mut Problems) -> Option<&Line> {
        let mut lines = self.lines.iter().filter(|line| line.name == name);
        let first = lines.next();
        for second in lines {
            problems.push(Problem::new(CalendarMistake::Twice { property: name }, second.span));
        }
        first
    }

    /// The one line of a name that has to be there.
    pub(super) fn needed(&self, name: &'static str, problems: &mut Problems) -> Option<&Line> {
        let found = self.one(name, problems);
        if found.is_none() {
            problems.push(Problem::new(CalendarMistake::Missing { property: name }, self.begin));
        }
        found
    }
}

/// The components that lines make, outermost first.
pub(super) fn components(lines: Vec<Line>, problems: &mut Problems) -> Vec<Component> {
    let mut done = Vec::new();
    let mut open: Vec<Component> = Vec::new();
    for line in lines {
        let name = line.value.trim().to_ascii_uppercase();
        match line.name.as_str() {
            "BEGIN" if open.len() >= DEEPEST => {
                let kind = CalendarMistake::Unsupported { text: format!("BEGIN:{name}") };
                problems.push(Problem::new(kind, line.span));
                return Vec::new();
            }
            "BEGIN" => {
                open.push(Component { name, begin: line.span, lines: Vec::new(), components: Vec::new() });
            }
            "END" => match open.pop() {
                Some(component) if component.name == name => close(component, &mut open, &mut done),
                Some(component) => {
                    let kind = CalendarMistake::Crossed { open: component.name.clone() };
                    problems.push(Problem::new(kind, line.span));
                    // What is closed here and is open further out ends everything in between.
                    if open.iter().any(|outer| outer.name == name) {
                        let mut inner = component;
                        while let Some(outer) = open.pop() {
                            let found = outer.name == name;
                            let mut outer = outer;
                            outer.components.push(inner);
                            inner = outer;
                            if found {
                                break;
                            }
                        }
                        close(inner, &mut open, &mut done);
                    } else {
                        open.push(component);
                    }
                }
                None => problems.push(Problem::new(CalendarMistake::Unopened, line.span)),
            },
            _ => match open.last_mut() {
                Some(component) => component.lines.push(line),
                None => problems.push(Problem::new(CalendarMistake::Outside, line.span)),
            },
        }
    }
    for component in open {
        problems
            .push(Problem::new(CalendarMistake::Unclosed { name: component.name.clone() }, component.begin));
    }
    done
}

fn close(component: Component, open: &mut [Component], done: &mut Vec<Component>) {
    match open.last_mut() {
        Some(outer) => outer.components.push(component),
        None => done.push(component),
    }
}
