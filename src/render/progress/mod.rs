//! What apply says while it works, for those who watch.

mod bar;
mod lines;
mod listener;
mod stream;
mod words;

pub use bar::Bar;
pub use lines::Lines;
pub use listener::{Listener, Sink};
pub use stream::Stream;

#[cfg(test)]
mod tests;
