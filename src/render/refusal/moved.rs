//! A saved plan that the world has left behind.

use engine::Address;
use engine::plan::{Moved, Mover};
use serde::Serialize;

use super::json::Source;
use crate::render::plan::place;
use crate::render::style::{Line, Page, Paint, Style};

/// The version of the form. A major step breaks readers, a minor one only adds.
const FORMAT: &str = "1.0";
/// The way out.
const HELP: &str = "plan again, have that reviewed, and apply it: `trueup plan --out FILE`";
/// The way out where everything is done.
const DONE: &str = "nothing, if it was applied; else plan again: `trueup plan --out FILE`";

/// What moved since the plan was made, for a terminal.
pub fn moved(moved: &[Moved], style: Style) -> String {
    let mut page = Page::new(style);
    let title = Line::new().push(Paint::Red, "refused").push(Paint::Bold, format!(": {}", title(moved)));
    page.line(title.plain("; nothing was changed"));
    page.blank();
    for Moved { address, what, by, location, .. } in moved {
        let line = Line::new().plain("  ").push(Paint::Red, "!").plain(" ").plain(address.as_str());
        page.line(match location {
            Some(location) => line.plain("  ").push(Paint::Dim, place(location)),
            None => line,
        });
        page.line(Line::new().plain("    ").plain(match by {
            Mover::Git => format!("{what}: its manifest was changed"),
            Mover::Done | Mover::Aws | Mover::Source | Mover::Time => what.clone(),
        }));
    }
    page.line(Line::new().push(Paint::Cyan, "  help: ").plain(help(moved)));
    page.finish()
}

/// Whether there is nothing left of anything that moved.
fn done(moved: &[Moved]) -> bool {
    moved.iter().all(|moved| moved.by == Mover::Done)
}

fn title(moved: &[Moved]) -> String {
    if done(moved) {
        return "AWS is as the plan asks already, perhaps since it was applied".into();
    }
    let any = |is: fn(Mover) -> bool| moved.iter().any(|moved| is(moved.by));
    let movers = [
        (any(|by| matches!(by, Mover::Aws | Mover::Done | Mover::Time)), "AWS"),
        (any(|by| by == Mover::Git), "the manifests"),
        (any(|by| by == Mover::Source), "the sources of its secrets"),
    ];
    let movers: Vec<&str> = movers.iter().filter(|(moved, _)| *moved).map(|(_, name)| *name).collect();
    format!("the plan no longer matches {}", movers.join(" and "))
}

fn help(moved: &[Moved]) -> &'static str {
    if done(moved) { DONE } else { HELP }
}

/// What moved since the plan was made, for programs.
#[derive(Debug, Clone, Serialize)]
pub struct Moves {
    format_version: &'static str,
    refused: bool,
    /// Everything that moved.
    pub moved: Vec<Move>,
    help: &'static str,
}

/// One thing that moved: which, what of it, who moved it, and where it is declared now.
#[derive(Debug, Clone, Serialize)]
pub struct Move {
    address: Address,
    what: String,
    field: Option<String>,
    by: &'static str,
    source: Option<Source>,
}

impl Moves {
    /// The form of what moved.
    pub fn of(moved: &[Moved]) -> Self {
        let all = moved.iter().map(Move::of).collect();
        Self { format_version: FORMAT, refused: true, moved: all, help: help(moved) }
    }
}

impl Move {
    fn of(moved: &Moved) -> Self {
        let Moved { address, what, field, by, location } = moved;
        Self {
            address: address.clone(),
            what: what.clone(),
            field: field.clone(),
            by: by.word(),
            source: location.as_ref().map(Source::of),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::{STYLE, location};

    fn one(address: &str, what: &str, by: Mover) -> Moved {
        let location = (by == Mover::Git).then(|| location(7));
        Moved { address: address.into(), what: what.into(), field: Some("value".into()), by, location }
    }

    #[test]
    fn what_moved_is_named() {
        let list = [
            one("Parameter/a", "`value` no longer differs", Mover::Aws),
            one("Parameter/b", "`value` is no longer what the plan was to write", Mover::Git),
        ];
        insta::assert_snapshot!(moved(&list, STYLE), @r#"
        refused: the plan no longer matches AWS and the manifests; nothing was changed

          ! Parameter/a
            `value` no longer differs
          ! Parameter/b  manifests/web.yaml:7
            `value` is no longer what the plan was to write: its manifest was changed
          help: plan again, have that reviewed, and apply it: `trueup plan --out FILE`
        "#);
        let value = serde_json::to_value(Moves::of(&list)).expect("JSON");
        assert_eq!(value["moved"][0]["address"], "Parameter/a");
        assert_eq!(value["moved"][1]["field"], "value");
        assert_eq!(value["moved"][1]["source"]["line"], 7);
    }

    #[test]
    fn a_plan_that_is_applied_says_so() {
        let list = [one("Parameter/a", "there is nothing left to create", Mover::Done)];
        insta::assert_snapshot!(moved(&list, STYLE), @r#"
        refused: AWS is as the plan asks already, perhaps since it was applied; nothing was changed

          ! Parameter/a
            there is nothing left to create
          help: nothing, if it was applied; else plan again: `trueup plan --out FILE`
        "#);
    }
}
