//! SIGINT and SIGTERM: the first asks to stop, a second one does not wait.
//!
//! A thread of its own listens, from before a command begins: whatever a command does meanwhile, be it
//! computing or waiting for a disk, it ends. What writes to AWS is given the time to hear what AWS
//! answered.

mod signals;

use std::future::Future;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::ending::Ending;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::program;
use crate::terminal::Terminal;
use signals::{Signal, Signals, System};

/// Whether somebody asked the run to stop, and what the run is about.
#[derive(Clone, Default)]
pub struct Interrupt {
    /// Cancelled by the first signal.
    pub token: CancellationToken,
    signal: Arc<OnceLock<Signal>>,
    business: Arc<Mutex<Business>>,
}

/// Counts the calls that wait for their answer.
pub type InFlight = Box<dyn Fn() -> usize + Send>;

/// What a run is about, and so what a signal has to wait for.
#[derive(Default)]
enum Business {
    /// Nothing that must come to an end.
    #[default]
    Idle,
    /// What hears of a signal between two steps, and ends by itself.
    Listening,
    /// Changing what is in AWS.
    Writing(InFlight),
}

/// How long what listens may take to end by itself.
const STEP: Duration = Duration::from_millis(700);
/// How long calls in flight are awaited.
const CALLS: Duration = Duration::from_secs(10);
/// How long the last words of a run may take that does not end by itself.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// What a run says that was stopped before it wrote anything.
const UNCHANGED: &str = "stopped; nothing was changed";
/// What a run says that did not wait for what it had begun.
const UNKNOWN: &str = "stopped at once; what became of the calls in flight is not known";

impl Interrupt {
    /// Listens for signals from now on, for as long as the process lives.
    ///
    /// # Errors
    /// The system lets nobody listen.
    pub fn listen(&self, terminal: Terminal, ending: Arc<Ending>) -> Result<()> {
        let interrupt = self.clone();
        let system =
            System::open().map_err(|error| Error::failed(format!("cannot listen for signals: {error}")))?;
        let listen = move || system.run(async |signals| interrupt.watch(signals, terminal, ending).await);
        std::thread::Builder::new()
            .name("signals".into())
            .spawn(listen)
            .map(drop)
            .map_err(|error| Error::failed(format!("cannot listen for signals: {error}")))
    }

    /// What a run ends with that was asked to stop; `None` where nobody asked.
    pub fn exit(&self) -> Option<Exit> {
        self.signal.get().map(|signal| signal.exit())
    }

    /// Runs what changes nothing, and drops it when somebody asks to stop.
    ///
    /// # Errors
    /// Its own, or that it was stopped.
    pub async fn guard<T>(&self, run: impl Future<Output = Result<T>>) -> Result<T> {
        let _listening = self.listens();
        tokio::select! {
            biased;
            () = self.token.cancelled() => Err(self.stopped(UNCHANGED)),
            ended = run => ended,
        }
    }

    /// As long as what this gives lives, the run hears of a signal by itself, and ends within a moment.
    pub fn listens(&self) -> Listening<'_> {
        self.business.lock().expect("no holder of the lock panics").turn(Business::Listening);
        Listening(&self.business)
    }

    /// From now on the run changes what is in AWS.
    ///
    /// # Errors
    /// Somebody asked to stop before.
    pub fn write(&self, in_flight: InFlight) -> Result<()> {
        let mut business = self.business.lock().expect("no holder of the lock panics");
        if self.token.is_cancelled() {
            return Err(self.stopped(UNCHANGED));
        }
        business.turn(Business::Writing(in_flight));
        Ok(())
    }

    /// From now on the run changes nothing again: what it was to change is left as it was.
    pub fn rest(&self) {
        *self.business.lock().expect("no holder of the lock panics") = Business::Idle;
    }

    fn stopped(&self, said: &str) -> Error {
        Error::new(self.exit().unwrap_or(Exit::Interrupted), said)
    }

    async fn watch(self, mut signals: impl Signals, terminal: Terminal, ending: Arc<Ending>) {
        let tell = move |said: String| {
            // Whoever does not read must not keep the next signal from being heard.
            tokio::task::spawn_blocking(move || terminal.note(&said));
        };
        let error = self.wait(&mut signals, tell).await;
        let exit = error.exit;
        let last = tokio::task::spawn_blocking(move || ending.come(Err(error)));
        tokio::select! {
            _ = last => {}
            () = sleep(LAST_WORDS) => {}
            _ = signals.next() => {}
        }
        program::end_all();
        std::process::exit(exit.code().into());
    }

    /// Waits until the run must end that does not end by itself, and gives why.
    async fn wait(&self, signals: &mut impl Signals, tell: impl Fn(String)) -> Error {
        let first = signals.next().await;
        let (patience, said) = match self.ask(first) {
            Awaited::Nothing => return self.stopped(UNCHANGED),
            Awaited::Step => (STEP, UNCHANGED),
            Awaited::Calls(count) => {
                tell(stopping(count));
                (CALLS, UNKNOWN)
            }
        };
        // A CI job that is cancelled gets SIGINT, and SIGTERM when its time is nearly over.
        let _ = timeout(patience, signals.next()).await;
        self.stopped(said)
    }

    /// Asks the run to stop, and gives what there is to wait for.
    fn ask(&self, signal: Signal) -> Awaited {
        let business = self.business.lock().expect("no holder of the lock panics");
        let _ = self.signal.set(signal);
        let awaited = match &*business {
            Business::Idle => Awaited::Nothing,
            Business::Listening => Awaited::Step,
            Business::Writing(in_flight) => Awaited::Calls(in_flight()),
        };
        self.token.cancel();
        awaited
    }
}

/// What a run that is asked to stop has to do first.
#[derive(Debug, PartialEq, Eq)]
enum Awaited {
    Nothing,
    Step,
    Calls(usize),
}

fn stopping(count: usize) -> String {
    let calls = match count {
        0 => String::new(),
        1 => ", 1 call in flight".to_owned(),
        count => format!(", {count} calls in flight"),
    };
    format!("stopping{calls}; again to end at once")
}

/// As long as this lives, the run hears of a signal by itself.
#[must_use = "it listens as long as this lives"]
pub struct Listening<'a>(&'a Mutex<Business>);

impl Drop for Listening<'_> {
    fn drop(&mut self) {
        self.0.lock().expect("no holder of the lock panics").turn(Business::Idle);
    }
}

impl Business {
    /// Turns to something else; what writes does so to the end, unless it gives up.
    fn turn(&mut self, to: Self) {
        match self {
            Self::Writing(_) => {}
            Self::Idle | Self::Listening => *self = to,
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
    use tokio::time::Instant;

    use super::*;
    use crate::error::Message;

    struct Sent(UnboundedReceiver<Signal>);

    impl Signals for Sent {
        async fn next(&mut self) -> Signal {
            match self.0.recv().await {
                Some(signal) => signal,
                None => std::future::pending().await,
            }
        }
    }

    /// A run that gets signals, and what it says.
    struct Asked {
        interrupt: Interrupt,
        send: UnboundedSender<Signal>,
        signals: Sent,
        said: Mutex<Vec<String>>,
    }

    impl Asked {
        fn to_stop() -> Self {
            let (send, receive) = unbounded_channel();
            send.send(Signal::Terminate).expect("somebody listens");
            Self { interrupt: Interrupt::default(), send, signals: Sent(receive), said: Mutex::default() }
        }

        /// Waits until the run must end: seconds, exit and why.
        async fn wait(&mut self) -> (u64, Exit, String) {
            let began = Instant::now();
            let said = |line| self.said.lock().expect("unpoisoned").push(line);
            let error = self.interrupt.wait(&mut self.signals, said).await;
            let Some(Message::Words(words)) = error.message else { panic!("it has words") };
            (began.elapsed().as_secs(), error.exit, words)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_has_nothing_to_finish_ends_at_once() {
        let mut asked = Asked::to_stop();
        assert_eq!(asked.wait().await, (0, Exit::Terminated, UNCHANGED.into()));
        assert!(asked.interrupt.token.is_cancelled());
        assert!(asked.interrupt.write(Box::new(|| 0)).is_err(), "nothing is begun any more");
    }

    #[tokio::test(start_paused = true)]
    async fn what_listens_and_does_not_end_is_ended_within_a_second() {
        let mut asked = Asked::to_stop();
        let interrupt = asked.interrupt.clone();
        let _listening = interrupt.listens();
        assert_eq!(asked.wait().await, (0, Exit::Terminated, UNCHANGED.into()));
    }

    #[tokio::test(start_paused = true)]
    async fn calls_in_flight_are_told_and_awaited_for_ten_seconds() {
        let mut asked = Asked::to_stop();
        asked.interrupt.write(Box::new(|| 3)).expect("nobody asked");
        assert_eq!(asked.wait().await, (10, Exit::Terminated, UNKNOWN.into()));
        let said = asked.said.lock().expect("unpoisoned");
        assert_eq!(*said, ["stopping, 3 calls in flight; again to end at once"]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_second_signal_waits_for_nothing_and_the_first_decides_the_exit() {
        let mut asked = Asked::to_stop();
        asked.interrupt.write(Box::new(|| 0)).expect("nobody asked");
        asked.send.send(Signal::Interrupt).expect("somebody listens");
        assert_eq!(asked.wait().await, (0, Exit::Terminated, UNKNOWN.into()));
        let said = asked.said.lock().expect("unpoisoned");
        assert_eq!(*said, ["stopping; again to end at once"]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_gave_up_writing_has_nothing_in_flight() {
        let mut asked = Asked::to_stop();
        asked.interrupt.write(Box::new(|| 3)).expect("nobody asked");
        asked.interrupt.rest();
        assert_eq!(asked.wait().await, (0, Exit::Terminated, UNCHANGED.into()));
        let asked = Asked::to_stop();
        asked.interrupt.write(Box::new(|| 3)).expect("nobody asked");
        asked.interrupt.rest();
        asked.interrupt.write(Box::new(|| 1)).expect("nobody asked");
        assert_eq!(asked.interrupt.ask(Signal::Interrupt), Awaited::Calls(1));
    }

    #[tokio::test]
    async fn what_writes_does_so_to_the_end() {
        let interrupt = Interrupt::default();
        interrupt.write(Box::new(|| 1)).expect("nobody asked");
        interrupt.guard(async { Ok(()) }).await.expect("it ends");
        assert_eq!(interrupt.ask(Signal::Interrupt), Awaited::Calls(1));
    }
}
