//! Who consumes the one stream of events.

use engine::apply::Event;

/// Somebody who consumes the stream of events of an apply.
pub trait Listener: Send + Sync {
    /// Something happened.
    fn hear(&self, event: &Event);

    /// The apply is over; nothing more will happen.
    fn end(&self);
}

/// Where a listener's lines go: each is handed over whole, without its break.
pub type Sink = Box<dyn Fn(&str) + Send + Sync>;
