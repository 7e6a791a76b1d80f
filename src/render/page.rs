//! A page of HTML in the making, in which a text that was not escaped has no place.

use std::fmt::Display;

use super::markdown::html;

/// A page, or a part of one. Markup is what stands in the program; whatever else comes in is text.
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

    /// Adds an attribute: it stands inside a tag that is still open.
    pub(super) fn attribute(self, name: &'static str, value: impl Display) -> Self {
        self.markup(" ").markup(name).markup("=\"").text(&value.to_string()).markup("\"")
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

    /// Adds a part that was made by itself.
    pub(super) fn part(mut self, part: Self) -> Self {
        self.0.push_str(&part.0);
        self
    }

    /// How many bytes it has.
    pub(super) fn size(&self) -> usize {
        self.0.len()
    }

    /// The whole.
    pub(super) fn into_text(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_an_attribute_or_begins_a_tag() {
        let evil = "\" onload=\"x\n<b>&'";
        let page = Page::default().markup("<i").attribute("title", evil).markup(">").text(evil);
        let shown = "&quot; onload=&quot;x\\n&lt;b&gt;&amp;'";
        assert_eq!(page.into_text(), format!("<i title=\"{shown}\">{shown}"));
    }
}
