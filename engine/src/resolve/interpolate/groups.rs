//! A text as what stands in it for itself and what `${…}` stands for.

use super::scan::{Part, parts};

/// A part of a text as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group<'a> {
    /// What stands for itself.
    Text(&'a str),
    /// A whole `${…}`.
    Filled(&'a str),
}

/// The parts of a text, in order; all of them together are the text.
pub(crate) fn groups(text: &str) -> Vec<Group<'_>> {
    let (mut groups, mut open, mut from) = (Vec::new(), Vec::new(), 0);
    for (at, part) in parts(text) {
        match part {
            Part::Text(_) => {}
            Part::Open => open.push((at, true)),
            Part::Escape => open.push((at, false)),
            Part::Close => {
                let closed = open.pop();
                if let Some((start, true)) = closed.filter(|_| open.is_empty()) {
                    let end = at + part.written().len();
                    groups.extend((from < start).then(|| Group::Text(&text[from..start])));
                    groups.push(Group::Filled(&text[start..end]));
                    from = end;
                }
            }
        }
    }
    groups.extend((from < text.len()).then(|| Group::Text(&text[from..])));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_stands_apart() {
        assert_eq!(
            groups("a${b}$${c}${d${e}}f"),
            [
                Group::Text("a"),
                Group::Filled("${b}"),
                Group::Text("$${c}"),
                Group::Filled("${d${e}}"),
                Group::Text("f")
            ]
        );
        assert_eq!(groups("${a"), [Group::Text("${a")]);
    }
}
