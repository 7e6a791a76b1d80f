//! A saved plan that the world has left behind.

use engine::plan::Moved;
use serde_json::{Value, json};

use crate::render::style::{Line, Page, Paint, Style};

/// The version of the form. A major step breaks readers, a minor one only adds.
const FORMAT: &str = "1.0";
/// The way out.
const HELP: &str = "plan again, have that reviewed, and apply it";

/// What moved since the plan was made, for a terminal.
pub fn moved(moved: &[Moved], style: Style) -> String {
    let mut page = Page::new(style);
    let title = Line::new().push(Paint::Red, "refused").push(Paint::Bold, ": the plan no longer matches AWS");
    page.line(title.plain("; nothing was changed"));
    page.blank();
    for Moved { address, what } in moved {
        page.line(Line::new().plain("  ").push(Paint::Red, "!").plain(" ").plain(address.as_str()));
        page.line(Line::new().plain("    ").plain(what));
    }
    page.line(Line::new().push(Paint::Cyan, "  help: ").plain(HELP));
    page.finish()
}

/// What moved since the plan was made, for programs.
pub fn moved_json(moved: &[Moved]) -> String {
    let moved: Vec<Value> =
        moved.iter().map(|moved| json!({ "address": moved.address, "what": moved.what })).collect();
    crate::render::text(&json!({ "format_version": FORMAT, "refused": true, "moved": moved, "help": HELP }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::STYLE;

    #[test]
    fn what_moved_is_named() {
        let list = [Moved { address: "Parameter/a".into(), what: "`value` no longer differs".into() }];
        insta::assert_snapshot!(moved(&list, STYLE), @"
        refused: the plan no longer matches AWS; nothing was changed

          ! Parameter/a
            `value` no longer differs
          help: plan again, have that reviewed, and apply it
        ");
        let value: Value = serde_json::from_str(&moved_json(&list)).expect("JSON");
        assert_eq!(value["moved"][0]["address"], "Parameter/a");
    }
}
