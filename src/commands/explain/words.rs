//! The words that plans, drift reports and outcomes print, each with what to do.

/// What there is to know of a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// The word, then what else is printed for the same.
    names: &'static str,
    /// What it means, in one line.
    pub(super) meaning: &'static str,
    /// What to do.
    text: &'static str,
}

/// A page for each: `# word, another form: what it means`, and what to do.
const PAGES: &str = include_str!("words.md");

/// Every word, in the order of the pages.
pub(super) fn all() -> impl Iterator<Item = Word> {
    PAGES.strip_prefix("# ").unwrap_or(PAGES).split("\n# ").map(|page| {
        let (head, text) = page.split_once('\n').expect("a page has a text");
        let (names, meaning) = head.split_once(": ").expect("a page's head says what its words mean");
        Word { names, meaning, text: text.trim() }
    })
}

/// The page of a word, however it is written: `runs now`, `Runs-Now`.
pub(super) fn find(word: &str) -> Option<Word> {
    let word = word.trim().to_lowercase().replace([' ', '_'], "-");
    all().find(|page| page.names().any(|name| name == word))
}

impl Word {
    /// The word that stands for it in lists.
    pub(super) fn name(&self) -> &'static str {
        self.names().next().expect("a page has a word")
    }

    /// The word, then what else is printed for the same.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.names.split(", ")
    }

    /// The page in Markdown.
    pub(super) fn page(&self) -> String {
        format!("# {}: {}\n\n{}\n", self.name(), self.meaning, self.text)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use engine::Action;
    use engine::drift::Class;

    use super::*;

    #[test]
    fn every_action_and_every_class_of_drift_has_a_page() {
        for action in Action::ALL {
            let page = find(action.word()).unwrap_or_else(|| panic!("{}", action.word())).page();
            assert!(page.contains(&format!("`{}` in a plan", action.mark())), "{page}");
        }
        for class in Class::ALL {
            let word = format!("{class:?}");
            assert!(find(&word).is_some(), "{word}");
        }
        assert_eq!(find("Runs now").map(|word| word.name()), Some("runs-now"));
    }

    #[test]
    fn pages_are_short_and_no_word_has_two() {
        let mut met = BTreeSet::new();
        for word in all() {
            assert!(word.names().all(|name| met.insert(name)), "{}", word.name());
            assert!(word.text.lines().count() <= 6 && !word.text.is_empty(), "{}", word.name());
            assert!(word.text.lines().all(|line| line.chars().count() <= 112), "{}", word.name());
        }
    }
}
