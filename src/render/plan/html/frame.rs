//! What every part of the page is made of.

use std::fmt::Display;

use crate::render::page::Page;

/// Entries of a list; the rest is a number.
const LISTED: usize = 200;

/// Whether something stands open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    Open,
    Closed,
}

/// The anchor of a change by its place among all.
pub(super) fn id(place: usize) -> String {
    format!("c{place}")
}

/// Running text, in which what stands between back-ticks is code.
pub(super) fn prose(page: Page, text: &str) -> Page {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return page.text(text);
    }
    page.each(parts.into_iter().enumerate(), |page, (at, part)| match at % 2 {
        0 => page.text(part),
        _ => page.markup("<code>").text(part).markup("</code>"),
    })
}

/// A section with its heading; others can lead to its anchor.
pub(super) fn section(
    page: Page,
    class: &'static str,
    anchor: Option<&'static str>,
    title: impl Display,
    inside: Page,
) -> Page {
    page.markup("<section class=\"")
        .markup(class)
        .markup("\"")
        .maybe(anchor, |page, anchor| page.attribute("id", anchor))
        .markup(">\n<h3>")
        .text(&title.to_string())
        .markup("</h3>\n")
        .part(inside)
        .markup("</section>\n")
}

/// A folded section.
pub(super) fn folded(page: Page, title: impl Display, inside: Page) -> Page {
    page.markup("<details class=\"aside\"><summary>")
        .text(&title.to_string())
        .markup("</summary>\n")
        .part(inside)
        .markup("</details>\n")
}

/// A list of what each of several things gives.
pub(super) fn list<T>(items: &[T], add: impl Fn(Page, &T) -> Page) -> Page {
    let more = items.len().checked_sub(LISTED).filter(|more| *more > 0);
    Page::default()
        .markup("<ul>\n")
        .each(items.iter().take(LISTED), |page, item| add(page.markup("<li>"), item).markup("</li>\n"))
        .maybe(more, |page, more| page.markup("<li>").text(&format!("and {more} more")).markup("</li>\n"))
        .markup("</ul>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_ticks_make_code_and_nothing_more() {
        for (text, shown) in [
            ("set `a: <b>` or `c`", "set <code>a: &lt;b&gt;</code> or <code>c</code>"),
            ("one ` alone <", "one ` alone &lt;"),
            ("", ""),
        ] {
            assert_eq!(prose(Page::default(), text).into_text(), shown);
        }
    }

    #[test]
    fn a_long_list_ends_with_a_number() {
        let items: Vec<String> = (0..LISTED + 3).map(|at| at.to_string()).collect();
        let shown = list(&items, |page, item| page.text(item)).into_text();
        assert_eq!(shown.matches("<li>").count(), LISTED + 1);
        assert!(shown.ends_with("<li>and 3 more</li>\n</ul>\n"));
    }
}
