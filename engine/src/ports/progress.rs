//! Whether a list gets on: AWS says page by page that there is another one.

use super::ApiError;
use super::operation::Row;

/// How far a list has come.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    pages: usize,
    idle: usize,
}

/// What a page brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    /// Something that the page before did not.
    New,
    /// Nothing, or once more what the page before did.
    Same,
}

/// Pages of one list: of the smallest, half a million parameters.
const PAGES: usize = 10_000;
/// Pages in a row that bring nothing. A filter may leave so many of them empty where an account is large.
const IDLE: usize = 500;

impl Progress {
    /// Another page has come, and says that there is a next one.
    ///
    /// # Errors
    /// The list does not end.
    pub(crate) fn on(&mut self, row: &Row, page: Page) -> Result<(), ApiError> {
        self.pages += 1;
        self.idle = match page {
            Page::New => 0,
            Page::Same => self.idle + 1,
        };
        if self.idle >= IDLE {
            let said =
                format!("AWS went on for {IDLE} pages that brought nothing new, {} in all", self.pages);
            return Err(ApiError::endless(row, said));
        }
        if self.pages >= PAGES {
            return Err(ApiError::endless(row, format!("AWS did not end the list within {PAGES} pages")));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::row;
    use super::*;

    /// How many pages of these a list has before it is given up.
    fn ends(pages: impl Iterator<Item = Page>) -> (usize, String) {
        let list = row("DescribeParameters").expect("it has a row");
        let mut progress = Progress::default();
        for (at, page) in pages.enumerate() {
            if let Err(error) = progress.on(list, page) {
                return (at + 1, error.to_string());
            }
        }
        panic!("it never ends")
    }

    #[test]
    fn a_list_without_an_end_is_given_up() {
        let (pages, said) = ends(std::iter::repeat(Page::New));
        assert_eq!(pages, 10_000);
        assert!(said.starts_with("DescribeParameters: ") && said.contains("10000 pages"), "{said}");
        let idle =
            std::iter::repeat_n(Page::Same, 499).chain([Page::New]).chain(std::iter::repeat(Page::Same));
        let (pages, said) = ends(idle);
        assert_eq!(pages, 1000);
        assert!(said.contains("1000 in all"), "{said}");
    }
}
