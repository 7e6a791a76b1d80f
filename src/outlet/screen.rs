//! Standard error as a screen: whole lines, one after the other, whoever else writes at the same time.
//!
//! A run that says nothing for a [moment](MOMENT) says what it is busy with, on the last line, for as long
//! as it is.

use std::io::{self, Write as _};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// What is drawn over and over on the screen's last line, such as a bar.
pub trait Fixture: Send + Sync {
    /// Takes itself off the screen, lets something be written there, and comes back.
    fn aside(&self, write: &mut dyn FnMut());
}

/// How long nothing is said before a run says what it is busy with.
const MOMENT: Duration = Duration::from_millis(800);
/// How often that is drawn.
const TICK: Duration = Duration::from_millis(200);

/// The screen: the only thing that writes to standard error.
#[derive(Default)]
pub(super) struct Screen {
    state: Mutex<State>,
    /// The run has begun to be busy with something.
    begun: Condvar,
}

#[derive(Default)]
struct State {
    fixture: Option<Arc<dyn Fixture>>,
    /// Whether the last line waits for an answer behind it.
    asking: bool,
    /// What the run is busy with, the innermost last.
    busy: Vec<Occupation>,
    /// How much was begun so far.
    count: u64,
    /// Since when nothing has been said, as far as the run was busy.
    silent: Option<Instant>,
    /// Whether the last line says what the run is busy with.
    drawn: bool,
    /// Whether a thread looks at it.
    watched: bool,
}

struct Occupation {
    id: u64,
    line: Words,
    manner: Manner,
    began: Instant,
}

/// What a line says at the time.
pub type Words = Box<dyn Fn() -> String + Send>;

/// How it is said what a run is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// On the last line, which goes again.
    Redrawn,
    /// Once, on a line that stays: somebody else may ask for something on the terminal meanwhile.
    Once,
    /// Nothing more: it was said.
    Said,
}

/// As long as this lives, the run is busy with something.
#[must_use = "the run is busy as long as this lives"]
pub struct Busy(Option<(&'static Screen, u64)>);

impl Busy {
    /// What nobody is told of.
    pub fn untold() -> Self {
        Self(None)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let Some((screen, id)) = self.0 else { return };
        let mut state = screen.state();
        state.busy.retain(|one| one.id != id);
        if state.busy.is_empty() {
            state.wipe();
        }
    }
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
        let mut state = self.state();
        if state.fixture.is_none() {
            state.said();
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
        let mut state = self.state();
        state.said();
        state.fixture = fixture;
    }

    /// The run is busy with something, until what this gives is dropped.
    pub(super) fn busy(&'static self, manner: Manner, line: Words) -> Busy {
        let mut state = self.state();
        state.count += 1;
        let id = state.count;
        state.silent.get_or_insert_with(Instant::now);
        state.busy.push(Occupation { id, line, manner, began: Instant::now() });
        if !std::mem::replace(&mut state.watched, true) {
            // Without it, nothing is said: no reason not to go on.
            let _ = std::thread::Builder::new().name("screen".into()).spawn(move || self.watch());
        }
        drop(state);
        self.begun.notify_one();
        Busy(Some((self, id)))
    }

    fn watch(&self) {
        let mut state = self.state();
        loop {
            state = self.begun.wait_while(state, |state| state.busy.is_empty()).expect(UNPOISONED);
            state.tick();
            state = self.begun.wait_timeout(state, TICK).expect(UNPOISONED).0;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect(UNPOISONED)
    }
}

const UNPOISONED: &str = "no holder of the lock panics";

impl State {
    fn aside(&mut self, write: &mut dyn FnMut()) {
        self.said();
        match &self.fixture {
            Some(fixture) => fixture.aside(write),
            None => write(),
        }
    }

    /// Something else is said now.
    fn said(&mut self) {
        self.wipe();
        self.silent = self.silent.map(|_| Instant::now());
    }

    /// Says what the run is busy with, where nothing else has been said for a moment.
    fn tick(&mut self) {
        let silent = self.silent.is_some_and(|since| since.elapsed() >= MOMENT);
        if !silent || self.fixture.is_some() || self.asking {
            return;
        }
        let Some(Occupation { line, manner, began, .. }) = self.busy.last_mut() else { return };
        match manner {
            Manner::Redrawn => {
                put(&format!("\r\u{1b}[K{}", line()));
                self.drawn = true;
            }
            Manner::Once if began.elapsed() >= MOMENT => {
                let line = line();
                *manner = Manner::Said;
                self.said();
                put(&format!("{line}\n"));
            }
            Manner::Once | Manner::Said => {}
        }
    }

    fn wipe(&mut self) {
        if std::mem::take(&mut self.drawn) {
            put("\r\u{1b}[K");
        }
    }
}

/// Writes a text with one call.
fn put(text: &str) {
    let mut err = io::stderr().lock();
    // There is nowhere left to say that nobody can be told.
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}
