//! Standard error as a screen: whole lines, one after the other, whoever else writes at the same time.

use std::io::{self, Write as _};
use std::sync::{Arc, Mutex};

/// What is drawn over and over on the screen's last line, such as a bar.
pub trait Fixture: Send + Sync {
    /// Takes itself off the screen, lets something be written there, and comes back.
    fn aside(&self, write: &mut dyn FnMut());
}

/// The screen: the only thing that writes to standard error.
#[derive(Default)]
pub(super) struct Screen(Mutex<State>);

#[derive(Default)]
struct State {
    fixture: Option<Arc<dyn Fixture>>,
    /// Whether the last line waits for an answer behind it.
    asking: bool,
}

impl Screen {
    /// Writes lines. One that has no line break gets it.
    pub(super) fn write(&self, text: &str) {
        if text.is_empty() {
            return;
        }
        let mut state = self.state();
        let above = if std::mem::take(&mut state.asking) { "\n" } else { "" };
        let end = if text.ends_with('\n') { "" } else { "\n" };
        let text = format!("{above}{text}{end}");
        state.aside(&mut || put(&text));
    }

    /// Writes a question, behind which the answer stands.
    pub(super) fn ask(&self, question: &str) {
        let mut state = self.state();
        state.aside(&mut || put(question));
        state.asking = true;
    }

    /// The question was answered: whoever did that has ended the line.
    pub(super) fn answered(&self) {
        self.state().asking = false;
    }

    /// Lets something be written that is not for the screen, and may show there.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        let state = self.state();
        if state.fixture.is_none() {
            // Whoever does not read what is written must not keep others from the screen.
            drop(state);
            return write();
        }
        let (mut write, mut written) = (Some(write), None);
        state.aside(&mut || written = write.take().map(|write| write()));
        written.expect("a fixture lets it be written")
    }

    /// Puts something on the last line, or takes it away: no line is written meanwhile.
    pub(super) fn fix(&self, fixture: Option<Arc<dyn Fixture>>) {
        self.state().fixture = fixture;
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().expect("no holder of the lock panics")
    }
}

impl State {
    fn aside(&self, write: &mut dyn FnMut()) {
        match &self.fixture {
            Some(fixture) => fixture.aside(write),
            None => write(),
        }
    }
}

/// Writes a text with one call.
fn put(text: &str) {
    let mut err = io::stderr().lock();
    // There is nowhere left to say that nobody can be told.
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}
