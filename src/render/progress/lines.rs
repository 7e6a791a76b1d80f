//! Progress as plain lines, for logs and pipes.

use engine::apply::Event;

use super::listener::{Listener, Sink};
use super::words::line;
use crate::render::style::Style;

/// Progress as plain lines: one when a change ends, none when it begins.
pub struct Lines {
    sink: Sink,
    style: Style,
}

impl Lines {
    /// Lines to a place.
    pub fn new(sink: Sink, style: Style) -> Self {
        Self { sink, style }
    }
}

impl Listener for Lines {
    fn hear(&self, event: &Event) {
        if let Some(line) = line(event, self.style) {
            (self.sink)(&line.painted(self.style.color));
        }
    }

    fn end(&self) {}
}
