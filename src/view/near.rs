//! Two long texts around their difference: what they have in common at both ends is a number.

/// Texts that have no more characters than this are shown whole.
const LONG: usize = 160;
/// Characters of what is common that stand beside a difference.
const BESIDE: usize = 24;
/// Characters of a difference; of a longer one the rest is a number.
const MOST: usize = 600;

/// Two texts that differ, as they are shown beside each other: the same at every width, and never cut where
/// they differ.
pub(super) fn near(before: &str, after: &str) -> (String, String) {
    let (old, new): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    if old.len() <= LONG && new.len() <= LONG {
        return (before.to_owned(), after.to_owned());
    }
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    (around(&old, start, end), around(&new, start, end))
}

fn around(text: &[char], start: usize, end: usize) -> String {
    let (lead, middle) = text.split_at(start);
    let (middle, trail) = middle.split_at(middle.len() - end);
    let part = |characters: &[char]| characters.iter().collect::<String>();
    let number = |count: usize, what: &str| format!("<{count} characters{what}>");
    let lead = match lead.len().checked_sub(BESIDE + 1) {
        Some(_) => number(lead.len() - BESIDE, " alike") + &part(&lead[lead.len() - BESIDE..]),
        None => part(lead),
    };
    let middle = match middle.len().checked_sub(MOST + 1) {
        Some(_) => part(&middle[..MOST]) + &number(middle.len() - MOST, " more"),
        None => part(middle),
    };
    let trail = match trail.len().checked_sub(BESIDE + 1) {
        Some(_) => part(&trail[..BESIDE]) + &number(trail.len() - BESIDE, " alike"),
        None => part(trail),
    };
    format!("{lead}{middle}{trail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_seen_wherever_it_stands() {
        let (a, b) = ("a".repeat(500), "b".repeat(400));
        for (before, after, shown) in [
            (
                format!("{a}1{b}"),
                format!("{a}2{b}"),
                "<476 characters alike>aaaaaaaaaaaaaaaaaaaaaaaa1bbbbbbbbbbbbbbbbbbbbbbbb<376 characters alike>",
            ),
            (format!("{a}1"), a.clone(), "<476 characters alike>aaaaaaaaaaaaaaaaaaaaaaaa1"),
            (format!("x{b}"), b.clone(), "xbbbbbbbbbbbbbbbbbbbbbbbb<376 characters alike>"),
            ("short".into(), "texts".into(), "short"),
        ] {
            let (old, new) = near(&before, &after);
            assert_eq!(old, shown);
            assert_ne!(old, new);
        }
        let (old, new) = near(&"x".repeat(5_000), &"y".repeat(5_000));
        assert_eq!(old, format!("{}<4400 characters more>", "x".repeat(600)));
        assert_ne!(old, new);
    }
}
