//! What differs, unified or side by side: one markup for both, which the style lays out.

use crate::render::page::Page;
use crate::view::text::{LONGEST_VALUE, short};
use crate::view::{Line, Mark, Shown};

/// Characters of a line; of a longer one the rest is a number.
const LONGEST: usize = 2_000;
/// Lines of one field; the rest is a number.
const LINES: usize = 1_000;
/// Two values that fit into so many characters stand on one line.
const ONE_LINE: usize = 96;
const ELLIPSIS: &str = "…";

/// A field's value.
pub(super) fn shown(page: Page, shown: &Shown) -> Page {
    match shown {
        Shown::Words(words) => page.markup("<span class=\"dim\">").text(words).markup("</span>"),
        Shown::Value(value) => page.text(&short(value, LONGEST_VALUE, ELLIPSIS)),
        Shown::Pair(before, after) => pair(page, before.as_deref(), after.as_deref()),
        Shown::Lines(lines) => diff(page, lines),
    }
}

fn pair(page: Page, before: Option<&str>, after: Option<&str>) -> Page {
    let long = |side: Option<&str>| side.map_or(0, |side| side.chars().count());
    if let (Some(before), Some(after)) = (before, after)
        && long(Some(before)) + long(Some(after)) > ONE_LINE
    {
        let line = |mark, text: &str| Line { mark, text: text.to_owned() };
        return diff(page, &[line(Mark::Removed, before), line(Mark::Added, after)]);
    }
    let page = match before {
        Some(before) => page.markup("<del>").text(&short(before, LONGEST, ELLIPSIS)).markup("</del>"),
        None => page.markup("<span class=\"dim\">(none)</span>"),
    };
    let page = page.markup("<span class=\"dim\"> → </span>");
    match after {
        Some(after) => page.markup("<ins>").text(&short(after, LONGEST, ELLIPSIS)).markup("</ins>"),
        None => page.markup("<span class=\"dim\">(none)</span>"),
    }
}

/// Lines, those that change together in one hunk, whose two sides can stand beside each other.
fn diff(page: Page, lines: &[Line]) -> Page {
    let most = lines.len().min(LINES);
    let mut page = page.markup("<div class=\"diff\">");
    let mut rest = &lines[..most];
    while let Some(first) = rest.first() {
        let changing = rest.iter().take_while(|line| changes(line.mark)).count();
        let (hunk, after) = rest.split_at(changing.max(1));
        page = match changing {
            0 => still(page, first),
            _ => changed(page.markup("<div class=\"hunk\">"), hunk).markup("</div>"),
        };
        rest = after;
    }
    let more = (lines.len() > most).then(|| format!("… {} more lines", lines.len() - most));
    page.maybe(more, |page, more| page.markup("<div class=\"skipped\">").text(&more).markup("</div>"))
        .markup("</div>")
}

fn changes(mark: Mark) -> bool {
    match mark {
        Mark::Removed | Mark::Added => true,
        Mark::Moved | Mark::Same | Mark::Skipped => false,
    }
}

fn still(page: Page, line: &Line) -> Page {
    let open = match line.mark {
        Mark::Moved => "<div class=\"moved\">~ ",
        Mark::Skipped => "<div class=\"skipped\">… ",
        Mark::Same | Mark::Removed | Mark::Added => "<div>  ",
    };
    page.markup(open).text(&short(&line.text, LONGEST, ELLIPSIS)).markup("</div>")
}

/// A hunk. Where it has as many lines on either side, what differs inside each pair is marked.
fn changed(page: Page, hunk: &[Line]) -> Page {
    let texts = |mark| -> Vec<String> {
        let of = hunk.iter().filter(|line| line.mark == mark);
        of.map(|line| short(&line.text, LONGEST, ELLIPSIS)).collect()
    };
    let (old, new) = (texts(Mark::Removed), texts(Mark::Added));
    let paired = old.len() == new.len();
    let other = |others: &[String], at: usize| if paired { others.get(at).cloned() } else { None };
    let page = page.each(old.iter().enumerate(), |page, (at, text)| {
        inner(page.markup("<del>- "), text, other(&new, at).as_deref()).markup("</del>")
    });
    page.each(new.iter().enumerate(), |page, (at, text)| {
        inner(page.markup("<ins>+ "), text, other(&old, at).as_deref()).markup("</ins>")
    })
}

/// A text, marked between what it begins and ends with as the other one does. Texts that have little in common
/// are marked nowhere.
fn inner(page: Page, text: &str, other: Option<&str>) -> Page {
    let Some(other) = other else { return page.text(text) };
    let pairs = text.chars().zip(other.chars());
    let mut start: usize = pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let pairs = text[start..].chars().rev().zip(other[start..].chars().rev());
    let mut end: usize = pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    // Words are marked whole.
    let word = |c: Option<char>| c.filter(|c| c.is_alphanumeric()).map_or(0, char::len_utf8);
    loop {
        let (lead, trail) =
            (word(text[..start].chars().next_back()), word(text[text.len() - end..].chars().next()));
        if lead + trail == 0 {
            break;
        }
        (start, end) = (start - lead, end - trail);
    }
    // At the beginning of a text two colons are written out: none of its parts may begin so.
    let colons = |text: &str| text.trim_start().starts_with("::");
    while colons(&text[start..]) && start > 0 {
        start -= text[..start].chars().next_back().map_or(0, char::len_utf8);
    }
    while colons(&text[text.len() - end..]) {
        end -= text[text.len() - end..].chars().next().map_or(0, char::len_utf8);
    }
    let middle = &text[start..text.len() - end];
    if middle.is_empty() || (start + end) * 2 < text.trim_start().len() {
        return page.text(text);
    }
    page.text(&text[..start]).markup("<b>").text(middle).markup("</b>").text(&text[text.len() - end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(lines: &[(Mark, &str)]) -> String {
        let lines: Vec<Line> =
            lines.iter().map(|(mark, text)| Line { mark: *mark, text: (*text).into() }).collect();
        diff(Page::default(), &lines).into_text()
    }

    #[test]
    fn what_changes_together_is_one_hunk() {
        let shown = told(&[
            (Mark::Skipped, "2 unchanged"),
            (Mark::Same, "a"),
            (Mark::Removed, "run: one --fast"),
            (Mark::Added, "run: two --fast"),
            (Mark::Same, "b"),
            (Mark::Added, "c <d>"),
        ]);
        insta::assert_snapshot!(shown.replace("<d", "\n<d").replace("<ins", "\n<ins"), @r#"
        <div class="diff">
        <div class="skipped">… 2 unchanged</div>
        <div>  a</div>
        <div class="hunk">
        <del>- run: <b>one</b> --fast</del>
        <ins>+ run: <b>two</b> --fast</ins></div>
        <div>  b</div>
        <div class="hunk">
        <ins>+ c &lt;d&gt;</ins></div></div>
        "#);
    }

    #[test]
    fn the_middle_is_marked_at_whole_characters() {
        for (old, new) in [
            ("grün", "grau"),
            ("日本語", "日木語"),
            ("a", ""),
            ("aa", "aaa"),
            ("a::b", "a::c"),
            ("ab::c", "ax::c"),
            ("", ""),
        ] {
            let shown = told(&[(Mark::Removed, old), (Mark::Added, new)]);
            let bare = shown.replace("<b>", "").replace("</b>", "");
            assert!(bare.contains(&format!("<del>- {old}</del><ins>+ {new}</ins>")), "{shown}");
        }
    }

    #[test]
    fn a_long_diff_is_cut_and_says_so() {
        let line = Line { mark: Mark::Added, text: "x".into() };
        let shown = diff(Page::default(), &vec![line; LINES + 7]).into_text();
        assert_eq!(shown.matches("<ins>").count(), LINES);
        assert!(shown.contains("… 7 more lines"));
    }
}
