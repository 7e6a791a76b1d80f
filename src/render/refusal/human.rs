//! A refusal for a terminal.

use engine::plan::Refusal;

use super::objection::said;
use crate::render::style::{Line, Page, Paint, Style};

/// Every objection with its way out.
pub fn human(refusal: &Refusal, style: Style) -> String {
    let mut page = Page::new(style);
    let title = Line::new().push(Paint::Red, "refused").push(Paint::Bold, ": the plan may not be applied");
    page.line(title.plain("; nothing was changed"));
    for objection in &refusal.objections {
        let said = said(objection);
        page.blank();
        page.line(Line::new().plain("  ").push(Paint::Red, "!").plain(" ").plain(said.what));
        for detail in said.details {
            page.line(Line::new().plain("    ").push(Paint::Dim, detail));
        }
        page.line(Line::new().push(Paint::Cyan, "    help: ").plain(said.help));
    }
    page.finish()
}
