//! Filters and pages of the lists of windows, targets and tasks.

use std::ops::Bound;

use crate::check::Said;
use crate::handler::{Call, Refusal};
use crate::operations::page::Page;
use crate::tree::Tree;

/// One filter: a key, and values of which one must fit.
#[derive(Debug)]
pub(super) struct Filter<'a> {
    pub(super) key: &'a str,
    values: Vec<&'a str>,
}

impl Filter<'_> {
    /// Its first value; there is always one.
    pub(super) fn first(&self) -> &str {
        self.values.first().copied().unwrap_or_default()
    }

    /// Whether one of the values fits.
    pub(super) fn any(&self, fits: impl Fn(&str) -> bool) -> bool {
        self.values.iter().any(|value| fits(value))
    }
}

/// Reads the member `Filters`, whose keys are these.
pub(super) fn said<'a>(call: &'a Call<'_>, keys: &[&str]) -> Result<Vec<Filter<'a>>, Refusal> {
    call.said().each("Filters").iter().map(|filter| one(filter, keys)).collect()
}

fn one<'a>(said: &Said<'a>, keys: &[&str]) -> Result<Filter<'a>, Refusal> {
    let key = said.text("Key").unwrap_or_default();
    let values = said.texts("Values");
    if !keys.contains(&key) {
        let message =
            format!("The filter key {key} is not valid. Valid filter keys include: [{}].", keys.join(", "));
        return Err(Refusal::validation(message));
    }
    if values.is_empty() {
        return Err(Refusal::validation(format!("The filter {key} has no values.")));
    }
    Ok(Filter { key, values })
}

/// A page of a list whose rows are asked for in the order of their keys.
pub(super) struct Rows {
    page: Page,
    /// How many items it holds at most.
    pub(super) size: usize,
}

/// The page that a request asks for. `question` is all that must stay the same from page to page.
pub(super) fn page(call: &Call<'_>, question: &str, most: i64) -> Result<Rows, Refusal> {
    let said = call.said();
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(most)).unwrap_or_default();
    let page = Page::new(call, said.text("NextToken"), size, question);
    page.map(|page| Rows { page, size })
        .map_err(|_| Refusal::validation("The specified NextToken isn't valid."))
}

impl Rows {
    /// Where the page begins among all keys.
    pub(super) fn begin(&self) -> Bound<&str> {
        self.begin_within("")
    }

    /// Where the page begins among keys that begin so.
    pub(super) fn begin_within<'a>(&'a self, prefix: &'a str) -> Bound<&'a str> {
        match &self.page.after {
            Some(after) => Bound::Excluded(after),
            None => Bound::Included(prefix),
        }
    }

    /// The last key of the page before.
    pub(super) fn after(&self) -> Option<&str> {
        self.page.after.as_deref()
    }

    /// Whether the page begins before a key.
    pub(super) fn precedes(&self, key: &str) -> bool {
        self.after().is_none_or(|after| after < key)
    }

    /// The items that fit on it, and the token of the next. What a filter keeps back comes as none.
    pub(super) fn take<'k>(
        &self,
        items: impl Iterator<Item = (&'k str, Option<Tree>)>,
    ) -> (Vec<Tree>, Option<String>) {
        self.page.take(items)
    }
}
