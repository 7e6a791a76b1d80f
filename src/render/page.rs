//! A page of HTML in the making, in which a text that was not escaped has no place.

use super::markdown::html;

/// A page. Markup is what stands in the program; whatever else comes in is text.
#[derive(Default)]
pub(super) struct Page(String);

impl Page {
    /// Adds markup: a literal, so that no text from outside can pass for it.
    pub(super) fn markup(mut self, markup: &'static str) -> Self {
        self.0.push_str(markup);
        self
    }

    /// Adds a text, escaped.
    pub(super) fn text(mut self, text: &str) -> Self {
        self.0.push_str(&html(text));
        self
    }

    /// Adds what every one of several things gives.
    pub(super) fn each<T>(self, all: impl IntoIterator<Item = T>, add: impl Fn(Self, T) -> Self) -> Self {
        all.into_iter().fold(self, add)
    }

    /// Adds what something gives, where it is there.
    pub(super) fn maybe<T>(self, some: Option<T>, add: impl FnOnce(Self, T) -> Self) -> Self {
        match some {
            Some(there) => add(self, there),
            None => self,
        }
    }

    /// The whole.
    pub(super) fn into_text(self) -> String {
        self.0
    }
}
