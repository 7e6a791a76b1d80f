//! Progress for programs: one JSON object per line, as Terraform's readers know it.

use std::collections::BTreeMap;
use std::sync::Mutex;

use engine::apply::Event;
use engine::{Action, Address};
use jiff::{Timestamp, Unit};
use serde_json::{Value, json};

use super::listener::{Listener, Sink};
use super::words::{line, settling};
use crate::render::outcome::past;
use crate::render::style::{Color, Glyphs, Style};

/// The version of the form.
const UI: &str = "1.0";
/// What emits the lines.
const MODULE: &str = "trueup.apply";

/// Tells the time of a line.
pub type Clock = Box<dyn Fn() -> Timestamp + Send + Sync>;

/// Progress as lines of JSON. The first says the version, the last counts what was done.
pub struct Stream {
    sink: Sink,
    clock: Clock,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    begun: BTreeMap<Address, (Action, Timestamp)>,
    done: Vec<Action>,
}

/// How much a line matters.
#[derive(Clone, Copy)]
enum Level {
    Info,
    Warn,
    Error,
}

impl Stream {
    /// A stream to a place; its first line is written at once.
    pub fn new(sink: Sink, version: &str, clock: Clock) -> Self {
        let stream = Self { sink, clock, inner: Mutex::default() };
        stream.say(
            Level::Info,
            &format!("trueup {version}"),
            "version",
            json!({ "trueup": version, "ui": UI }),
        );
        stream
    }

    /// Writes one line.
    fn say(&self, level: Level, message: &str, kind: &str, more: Value) {
        let mut value = json!({
            "@level": match level { Level::Info => "info", Level::Warn => "warn", Level::Error => "error" },
            "@message": message,
            "@module": MODULE,
            "@timestamp": (self.clock)().to_string(),
            "type": kind,
        });
        if let (Value::Object(value), Value::Object(more)) = (&mut value, more) {
            value.extend(more);
        }
        (self.sink)(&value.to_string());
    }

    /// Forgets a change that ended, and says for how many whole seconds it was under way.
    fn elapsed(&self, address: &Address) -> Option<i64> {
        let now = (self.clock)();
        let begun = self.inner.lock().expect("no holder of the lock panics").begun.remove(address);
        begun.and_then(|(_, begun)| (now - begun).total(Unit::Second).ok()).map(|seconds| seconds as i64)
    }

    fn count(&self, action: Action) {
        self.inner.lock().expect("no holder of the lock panics").done.push(action);
    }
}

fn resource(address: &Address) -> Value {
    json!({
        "addr": address,
        "resource_type": engine::kinds::resource_of(address).map(|line| line.terraform),
        "resource_name": address.name(),
        "resource_key": null,
    })
}

fn hook(address: &Address, action: Action, elapsed: Option<i64>) -> Value {
    let mut hook = json!({ "resource": resource(address), "action": action });
    if let Some(elapsed) = elapsed {
        hook["elapsed_seconds"] = json!(elapsed);
    }
    json!({ "hook": hook })
}

impl Listener for Stream {
    fn hear(&self, event: &Event) {
        let plain = Style { color: Color::Never, width: usize::MAX, glyphs: Glyphs::Ascii };
        let said = line(event, plain).map(|line| line.painted(Color::Never).trim().to_owned());
        let said = said.unwrap_or_default();
        match event {
            Event::Started { changes, seconds } => {
                self.say(Level::Info, &said, "log", json!({ "changes": changes, "seconds": seconds }));
            }
            Event::Begun { address, action } => {
                let now = (self.clock)();
                let begun = (address.clone(), (*action, now));
                self.inner.lock().expect("no holder of the lock panics").begun.extend([begun]);
                let message = format!("{address}: {} begins", action.word());
                self.say(Level::Info, &message, "apply_start", hook(address, *action, None));
            }
            Event::Withdrawn { address } => drop(self.elapsed(address)),
            Event::Pausing { address, seconds } => {
                let action =
                    self.inner.lock().expect("no holder of the lock panics").begun.get(address).copied();
                let hook = action.map_or(json!({}), |(action, _)| hook(address, action, None));
                let mut more = hook;
                more["wait_seconds"] = json!(seconds);
                self.say(Level::Info, &said, "apply_progress", more);
            }
            Event::Done { address, action, notes } => {
                let elapsed = self.elapsed(address).unwrap_or(0);
                self.count(*action);
                let mut more = hook(address, *action, Some(elapsed));
                more["notes"] = json!(notes);
                let message = format!("{address}: {} after {elapsed} s", past(*action));
                self.say(Level::Info, &message, "apply_complete", more);
            }
            Event::Failed { address, action, reason } => {
                let elapsed = self.elapsed(address).unwrap_or(0);
                let message = format!("{address}: {} failed", action.word());
                self.say(Level::Error, &message, "apply_errored", hook(address, *action, Some(elapsed)));
                let diagnostic = json!({ "diagnostic": {
                    "severity": "error",
                    "summary": message,
                    "detail": reason,
                    "address": address,
                }});
                self.say(Level::Error, &format!("{message}: {reason}"), "diagnostic", diagnostic);
            }
            Event::Skipped { address, action, reason } => {
                let mut more = hook(address, *action, None);
                more["reason"] = json!(reason);
                self.say(Level::Warn, &format!("{address}: skipped, {reason}"), "partial", more);
            }
            Event::Settling { left } => {
                self.say(Level::Info, &settling(*left), "log", json!({ "left": left }));
            }
        }
    }

    fn end(&self) {
        let done = std::mem::take(&mut self.inner.lock().expect("no holder of the lock panics").done);
        let count = |of: &[Action]| done.iter().filter(|action| of.contains(action)).count();
        // A replace counts in both, as Terraform's readers expect.
        let add = count(&[Action::Create, Action::Replace]);
        let change = count(&[Action::Update, Action::Move]);
        let remove = count(&[Action::Delete, Action::Replace]);
        let import = count(&[Action::Adopt]);
        let message =
            format!("Apply complete: {add} added, {change} changed, {remove} removed, {import} adopted");
        self.say(
            Level::Info,
            &message,
            "change_summary",
            json!({ "changes": {
                "add": add, "change": change, "remove": remove, "import": import,
                "forget": count(&[Action::Forget]), "operation": "apply",
            }}),
        );
    }
}
