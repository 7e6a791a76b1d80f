//! Progress as plain lines, for logs and pipes.

use std::io::Write;
use std::sync::Mutex;

use engine::apply::Event;

use super::listener::{Listener, Sink};
use super::words::line;
use crate::render::style::Style;

/// Progress as plain lines: one when a change ends, none when it begins.
pub struct Lines {
    sink: Mutex<Sink>,
    style: Style,
}

impl Lines {
    /// Lines to a place.
    pub fn new(sink: Sink, style: Style) -> Self {
        Self { sink: Mutex::new(sink), style }
    }
}

impl Listener for Lines {
    fn hear(&self, event: &Event) {
        let Some(line) = line(event, self.style) else { return };
        let mut sink = self.sink.lock().expect("no holder of the lock panics");
        // A reader that went away must not end an apply half-way.
        let _ = writeln!(sink, "{}", line.painted(self.style.color)).and_then(|()| sink.flush());
    }

    fn end(&self) {}
}
