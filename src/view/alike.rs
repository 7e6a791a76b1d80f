//! Differences that nobody can see: an unusual blank, a mark that has no width, letters of another script
//! that look like these. They are written out on both sides.

use std::ops::Range;

use schema::Tree;

use super::text::{code_of, columns_of};

/// Two texts that differ, as they are shown beside each other. Only where the difference could not be seen
/// is anything written out: `Müller` stays as it is beside `Möller`.
pub(super) fn apart(before: &str, after: &str) -> (String, String) {
    if before.trim_end_matches(' ') == after.trim_end_matches(' ') {
        return (ended(before), ended(after));
    }
    let start = before.chars().zip(after.chars()).take_while(|(a, b)| a == b).count();
    let (old, new) = (rest(before, start), rest(after, start));
    let common = old.chars().rev().zip(new.chars().rev()).take_while(|(a, b)| a == b).count();
    // A mark that has no width belongs to the letter before it.
    let lead =
        usize::from(start > 0 && [old, new].iter().any(|text| text.chars().next().is_some_and(is_hidden)));
    let (old, new) = (middle(before, start - lead, common), middle(after, start - lead, common));
    // A line may be broken where blanks are, and drops them then; those at its beginning stay.
    let blank = |text: &str| text.bytes().all(|byte| byte == b' ');
    if blank(&before[old.clone()]) && blank(&after[new.clone()]) && !blank(&before[..old.start]) {
        return (spelled(before, old), spelled(after, new));
    }
    if !looks_alike(&before[old.clone()], &after[new.clone()]) {
        return (before.to_owned(), after.to_owned());
    }
    (written_out(before, old), written_out(after, new))
}

/// A name among others, as it is shown beside them: written out where one of them looks like it.
pub(super) fn among(name: &str, others: &[&str]) -> String {
    let odd = |text: &str| text.bytes().any(|byte| !byte.is_ascii_graphic());
    let mut near = others.iter().filter(|other| **other != name && (odd(name) || odd(other)));
    let spelled = near.find_map(|other| {
        Some(apart(name, other)).filter(|told| *told != (name.to_owned(), (*other).to_owned()))
    });
    spelled.map_or_else(|| name.to_owned(), |(name, _)| name)
}

/// A text whose blanks at the end are written out.
fn ended(text: &str) -> String {
    let kept = text.trim_end_matches(' ');
    kept.to_owned() + &code_of(' ').repeat(text.len() - kept.len())
}

fn rest(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).map_or("", |(at, _)| &text[at..])
}

/// What stands between so many characters at the beginning and at the end.
fn middle(text: &str, start: usize, end: usize) -> Range<usize> {
    let rest = rest(text, start);
    let cut = rest.chars().rev().take(end).map(char::len_utf8).sum::<usize>();
    text.len() - rest.len()..text.len() - cut
}

fn looks_alike(old: &str, new: &str) -> bool {
    let odd = |text: &str| text.chars().any(|c| is_hidden(c) || is_blank(c));
    odd(old)
        || odd(new)
        || resembles(old, new)
        || resembles(new, old)
        || stands_for(old, new)
        || stands_for(new, old)
}

/// Whether signs of other scripts, mathematical letters among them, stand one for one where the other side has
/// ASCII: there are more that look like it than can be listed.
fn stands_for(strange: &str, plain: &str) -> bool {
    let foreign = |c: char| c > '\u{24f}' && columns_of(c) < 2;
    plain.is_ascii()
        && strange.chars().count() == plain.len()
        && strange
            .chars()
            .zip(plain.chars())
            .all(|(a, b)| a == b || (foreign(a) && b.is_ascii_alphanumeric()))
}

/// A text in which every backslash is written out: nothing in it can be taken for what stands for a character
/// that nobody sees.
pub(super) fn without_backslashes(text: &str) -> String {
    text.replace('\\', "\\u{5c}")
}

/// A value in whose texts every backslash is written out.
pub(super) fn tree_without_backslashes(tree: &Tree) -> Tree {
    match tree {
        Tree::Text(text) => Tree::text(without_backslashes(text)),
        Tree::List(items) => Tree::List(items.iter().map(tree_without_backslashes).collect()),
        Tree::Set(items) => Tree::Set(items.iter().map(tree_without_backslashes).collect()),
        Tree::Map(map) => {
            Tree::Map(map.iter().map(|(name, tree)| (name.clone(), tree_without_backslashes(tree))).collect())
        }
        Tree::Undeclared | Tree::Bool(_) | Tree::Number(_) | Tree::Secret(_) => tree.clone(),
    }
}

/// Whether a letter or a sign is another one's image, and that one stands on the other side.
fn resembles(strange: &str, plain: &str) -> bool {
    let image =
        |c: char| IMAGES.iter().find(|(image, _)| image.contains(c)).map(|(_, of)| *of).or_else(|| wide(c));
    strange.chars().filter_map(image).any(|of| plain.contains(of))
}

/// The ASCII character that a full-width one is.
fn wide(c: char) -> Option<char> {
    ('\u{ff01}'..='\u{ff5e}').contains(&c).then(|| char::from_u32(c as u32 - 0xfee0)).flatten()
}

/// Letters of other scripts and signs, by the character that they look like.
const IMAGES: &[(&str, char)] = &[
    ("аɑα", 'a'),
    ("сϲ", 'c'),
    ("ԁ", 'd'),
    ("еҽ", 'e'),
    ("һ", 'h'),
    ("іıι", 'i'),
    ("јϳ", 'j'),
    ("ӏ", 'l'),
    ("оοօ", 'o'),
    ("рρ", 'p'),
    ("ԛ", 'q'),
    ("ѕ", 's'),
    ("υ", 'u'),
    ("ѵν", 'v'),
    ("ԝ", 'w'),
    ("х", 'x'),
    ("у", 'y'),
    ("АΑ", 'A'),
    ("ВΒ", 'B'),
    ("С", 'C'),
    ("ЕΕ", 'E'),
    ("НΗ", 'H'),
    ("ІΙ", 'I'),
    ("КΚ", 'K'),
    ("МΜ", 'M'),
    ("Ν", 'N'),
    ("ОΟ", 'O'),
    ("РΡ", 'P'),
    ("Ѕ", 'S'),
    ("ТΤ", 'T'),
    ("ХΧ", 'X'),
    ("ΥҮ", 'Y'),
    ("Ζ", 'Z'),
    ("‐‑‒–—−", '-'),
    ("‘’ʼ′", '\''),
    ("“”″", '"'),
    ("․", '.'),
    ("‚", ','),
    ("∕⁄", '/'),
    ("꞉", ':'),
];

fn is_hidden(c: char) -> bool {
    !c.is_control() && columns_of(c) == 0
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'
                ..='\u{180f}'
        )
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}')
        || matches!(c, '\u{e0000}'..='\u{e01ef}')
        // Nobody but a font says how these look.
        || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() && !c.is_ascii()
}

/// A text with every character of one part written out.
fn spelled(text: &str, part: Range<usize>) -> String {
    let (head, tail) = (&text[..part.start], &text[part.end..]);
    let shown: String = text[part].chars().map(code_of).collect();
    format!("{head}{shown}{tail}")
}

/// A text with every character of one part written out that is not ASCII.
fn written_out(text: &str, part: Range<usize>) -> String {
    let (head, tail) = (&text[..part.start], &text[part.end..]);
    let shown: String =
        text[part].chars().map(|c| if c.is_ascii() { c.to_string() } else { code_of(c) }).collect();
    format!("{head}{shown}{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_written_out_on_both_sides() {
        for (before, after, shown) in [
            ("a b", "a\u{a0}b", ("a b", "a\\u{a0}b")),
            ("ab", "a\u{200b}b", ("ab", "a\\u{200b}b")),
            ("caf\u{e9}", "cafe\u{301}", ("caf\\u{e9}", "cafe\\u{301}")),
            ("p\u{430}y", "pay", ("p\\u{430}y", "pay")),
            ("a-b", "a\u{2013}b", ("a-b", "a\\u{2013}b")),
            ("\u{ff21}", "A", ("\\u{ff21}", "A")),
            ("\u{212a}", "K", ("\\u{212a}", "K")),
            ("a\u{e0f2}", "a", ("a\\u{e0f2}", "a")),
            ("a b", "a  b", ("a b", "a \\u{20}b")),
        ] {
            assert_eq!(apart(before, after), (shown.0.to_owned(), shown.1.to_owned()));
        }
        for (before, after) in
            [("Müller", "Möller"), ("3306", "3307"), ("日本", "日木"), ("", "é"), ("a", ""), ("  a", "    a")]
        {
            assert_eq!(apart(before, after), (before.to_owned(), after.to_owned()));
        }
    }
}
