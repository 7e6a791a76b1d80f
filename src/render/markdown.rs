//! Untrusted text made fit for Markdown on a forge.

use crate::view::text::escape;

/// Text in running prose: nothing of it is markup, a mention or a link, but for what stands
/// between back-ticks, which stays code.
pub(super) fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return plain(text);
    }
    let part = |(at, part): (usize, &&str)| match at % 2 {
        0 => plain(part),
        _ if part.is_empty() => plain("``"),
        _ => code(part),
    };
    parts.iter().enumerate().map(part).collect()
}

fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in escape(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // A zero-width joiner keeps `@team` and `#12` from notifying and linking.
            '@' | '#' => out.extend([c, '\u{2060}']),
            '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' | '\\' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// Text as code inside a line, its fence longer than any run of back-ticks inside.
pub(super) fn code(text: &str) -> String {
    let text = escape(text);
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Text as code inside HTML, where Markdown does not reach.
pub(super) fn html(text: &str) -> String {
    escape(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Running prose inside HTML, where a forge still looks for mentions.
pub(super) fn html_prose(text: &str) -> String {
    html(text).replace('@', "@\u{2060}").replace(" #", " #\u{2060}")
}

/// A block of lines, its fence longer than any run of back-ticks inside.
pub(super) fn fenced(language: &str, lines: &str) -> String {
    let fence = "`".repeat((longest_run(lines) + 1).max(3));
    let lines: Vec<String> = lines.lines().map(escape).collect();
    format!("{fence}{language}\n{}\n{fence}\n", lines.join("\n"))
}

/// List items and folded sections one behind the other. A list item right behind a folded section,
/// without an empty line between, would become part of it.
#[derive(Default)]
pub(super) struct Items {
    text: String,
    folded: bool,
}

/// Whether a folded section stands open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    Open,
    Closed,
}

impl Items {
    pub(super) fn item(&mut self, line: &str) {
        if self.folded || self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(&format!("- {line}\n"));
        self.folded = false;
    }

    pub(super) fn heading(&mut self, said: &str) {
        self.text.push_str(&format!("\n### {said}\n"));
        self.folded = true;
    }

    pub(super) fn folded(&mut self, summary: &str, body: &str, fold: Fold) {
        let open = if fold == Fold::Open { " open" } else { "" };
        self.text.push_str(&format!("\n<details{open}><summary>{summary}</summary>\n\n{body}\n</details>\n"));
        self.folded = true;
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_holds_no_markup() {
        assert_eq!(plain("<b>*x*</b> @team"), "&lt;b&gt;\\*x\\*&lt;/b&gt; @\u{2060}team");
        assert_eq!(prose("set `a: <true>` now"), "set `a: <true>` now");
        assert_eq!(prose("one ` tick <"), "one \\` tick &lt;");
    }

    #[test]
    fn fences_are_longer_than_what_they_hold() {
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`a"), "`` `a ``");
        assert_eq!(fenced("diff", "````\nx"), "`````diff\n````\nx\n`````\n");
    }
}
