//! Untrusted text made fit for a screen.

/// Whether a character could move the cursor, recolour or reorder what stands around it.
fn dangerous(c: char) -> bool {
    match c {
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => true,
        c => c.is_control(),
    }
}

/// Whether a CI system would obey what begins here: GitHub's `##[name]` and `##vso[` of Azure stand
/// anywhere in a line of the log, `::name::` stands at its beginning.
fn commands(rest: &str, first: bool) -> bool {
    let named = |rest: &str| rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).starts_with('[');
    rest.strip_prefix("##").is_some_and(named) || first && rest.starts_with("::")
}

/// A text on one line, with every character that a terminal or a CI system would obey written out.
/// Escaping twice changes nothing more.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let blank = text.len() - text.trim_start().len();
    for (at, c) in text.char_indices() {
        match c {
            c @ ('#' | ':') if commands(&text[at..], at == blank) => {
                out.push_str(&code_of(c));
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if dangerous(c) => out.push_str(&code_of(c)),
            c => out.push(c),
        }
    }
    out
}

/// A character by its number: `\u{a0}`.
pub fn code_of(c: char) -> String {
    format!("\\u{{{:x}}}", c as u32)
}

/// How many columns of a terminal a character takes.
pub fn columns_of(c: char) -> usize {
    match c {
        '\u{0300}'..='\u{036f}' | '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1f64f}'
        | '\u{1f680}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// How many columns of a terminal a text takes.
pub fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// The longest beginning of a text that fits into so many columns, the mark of the cut included.
pub fn clip(text: &str, most: usize, ellipsis: &str) -> String {
    if columns(text) <= most {
        return text.to_owned();
    }
    let room = most.saturating_sub(columns(ellipsis));
    let mut used = 0;
    let kept = text.chars().take_while(|c| {
        used += columns_of(*c);
        used <= room
    });
    kept.chain(ellipsis.chars()).collect()
}

/// Characters of a value that comes or goes, of which the rest is a number: nothing differs there.
pub const LONGEST_VALUE: usize = 240;

/// A long text's beginning and its length.
pub fn short(text: &str, most: usize, ellipsis: &str) -> String {
    match text.chars().count() {
        count if count > most => format!("{} ({count} characters)", clip(text, most, ellipsis)),
        _ => text.to_owned(),
    }
}

/// A text as one word of a shell's line.
pub fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./:@%+,".contains(c);
    if text.chars().all(plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// `1 secret`, `2 secrets`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_has_nothing_to_obey() {
        let text = "a\u{1b}[31mb\r\n\tc\u{202e}d\u{9b}";
        assert_eq!(escape(text), r"a\u{1b}[31mb\r\n\tc\u{202e}d\u{9b}");
        assert_eq!(escape(&escape(text)), escape(text));
    }

    #[test]
    fn a_ci_system_has_nothing_to_obey() {
        for (text, shown) in [
            ("::error::x", r"\u{3a}:error::x"),
            ("  ::stop-commands::x", r"  \u{3a}:stop-commands::x"),
            ("a ::error::x", "a ::error::x"),
            ("a ##[add-mask]x", r"a \u{23}#[add-mask]x"),
            ("###[x]", r"#\u{23}#[x]"),
            ("##vso[task.setvariable]x", r"\u{23}#vso[task.setvariable]x"),
            ("## a [heading]", "## a [heading]"),
        ] {
            assert_eq!(escape(text), shown);
            assert_eq!(escape(shown), shown);
        }
    }

    #[test]
    fn clipping_counts_columns() {
        assert_eq!(clip("abcdef", 6, "…"), "abcdef");
        assert_eq!(clip("abcdefg", 6, "…"), "abcde…");
        assert_eq!(clip("日本語日本語", 6, "…"), "日本…");
    }
}
