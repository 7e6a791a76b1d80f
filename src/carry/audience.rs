//! Who listens while plans are carried out: people, programs, or both.

use engine::policy::Judged;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use clap::ValueEnum;
use engine::apply::{Event, Outcome, Settled};
use engine::approve::Refusal;
use engine::plan::Moved;
use engine::saved::Shard;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::report::{Report, unwritten};
use crate::app::App;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::outlet::Feed;
use crate::render::progress::{Bar, Lines, Listener, Sink, Stream};
use crate::render::refusal::{self, Moves};
use crate::render::{outcome, plan};
use crate::run::VERSION;
use crate::shard::empty;
use crate::terminal::{Redraw, Voice};
use crate::view::partial;

/// What an apply prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// The plan, the progress and the outcome for people.
    #[default]
    Human,
    /// One JSON object per line, as it happens.
    Json,
}

/// Who listens.
pub struct Audience<'a> {
    app: &'a App,
    format: Format,
    report: &'a Arc<Report>,
    /// Each with the place that it goes to, for lines that are no events.
    streams: Vec<(Arc<Stream>, Place)>,
    lost: Lost,
    people: Option<Arc<dyn Listener>>,
}

impl<'a> Audience<'a> {
    /// Opens every stream that is asked for.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn open(
        app: &'a App,
        format: Format,
        json_into: Option<&PathBuf>,
        report: &'a Arc<Report>,
    ) -> Result<Self> {
        let lost = Lost::default();
        let mut streams = Vec::new();
        if format == Format::Json {
            streams.push(stream(app.terminal.outlet.stdout(), "standard output".into(), &lost));
        }
        if let Some(path) = json_into {
            let file = app.terminal.outlet.create(path).map_err(|error| Error::file("write", path, error))?;
            streams.push(stream(file, format!("`{}`", path.display()), &lost));
        }
        let audience = Self { app, format, report, streams, lost, people: None };
        audience.written()?;
        Ok(audience)
    }

    /// Tells whether every line so far was written.
    ///
    /// # Errors
    /// One was not. It is told once.
    fn written(&self) -> Result<()> {
        self.lost
            .lock()
            .expect("no holder of the lock panics")
            .take()
            .map_or(Ok(()), |said| Err(Error::new(self.failing(Exit::Failed), said)))
    }

    /// The run is about a part of the sites.
    pub fn part(&self, shard: &Shard) {
        self.report.part(shard);
        self.line(
            "info",
            &format!("part {} of {}", shard.index, shard.of),
            "shard",
            json!({ "shard": shard }),
        );
        let said = match empty(shard) {
            Some(said) => said,
            None => format!("part {} of {}: the others do not wait for this one", shard.index, shard.of),
        };
        self.app.terminal.note(&said);
    }

    /// These plans are to be carried out, shown before or not.
    pub fn planned(&self, plans: &[Judged]) {
        self.report.planned(plans);
    }

    /// Shows the plans before anybody is asked.
    ///
    /// # Errors
    /// Standard output, or a file that listens, takes nothing.
    pub fn plans(&self, plans: &[Judged], context: &plan::Context<'_>) -> Result<()> {
        if self.format == Format::Human {
            let busy = self.app.terminal.busy("laying the plan out");
            let text = plan::human(plans, context, self.app.terminal.out);
            drop(busy);
            self.app.terminal.print(&text)?;
        }
        if let Some(said) = partial(plans.iter().map(|plan| plan.partial())) {
            self.line("warn", &said, "partial", json!({}));
        }
        for plan in plans {
            for change in plan.changes() {
                let (address, action) = (&change.address, change.action());
                let resource = json!({
                    "addr": address,
                    "resource_type": change.resource.terraform,
                    "resource_name": address.name(),
                    "resource_key": null,
                });
                let more =
                    json!({ "change": { "resource": resource, "action": action }, "site": plan.site() });
                self.line("info", &format!("{address}: to {}", action.word()), "planned_change", more);
            }
        }
        self.written()
    }

    /// Tells that a plan may not be applied.
    pub fn refused(&self, refused: &Refusal) {
        self.report.refused(refused);
        let form = refusal::Refusal::of(refused);
        self.line("error", &refused.to_string(), "diagnostic", json!({ "refusal": form }));
        self.app.terminal.complain(&refusal::human(refused, self.app.terminal.err));
    }

    /// Tells what moved since a plan was reviewed.
    pub fn moved(&self, moved: &[Moved]) {
        self.report.moved(moved);
        let form = Moves::of(moved);
        self.line("error", "the plan no longer matches", "diagnostic", json!({ "refusal": form }));
        self.app.terminal.complain(&refusal::moved(moved, self.app.terminal.err));
    }

    /// Begins to listen to the apply of a plan.
    pub fn begin(&mut self, plan: &str) -> Arc<dyn Fn(Event) + Send + Sync> {
        self.report.begun(plan);
        let terminal = self.app.terminal;
        self.people = match (self.format, terminal.voice, terminal.redraw) {
            (Format::Json, ..) | (_, Voice::Quiet, _) => None,
            (Format::Human, Voice::Usual, Redraw::Yes) => {
                Some(Arc::new(Bar::new(terminal.err, terminal.outlet)))
            }
            (Format::Human, Voice::Usual, Redraw::No) | (Format::Human, Voice::Verbose, _) => {
                Some(Arc::new(Lines::new(shown(terminal.outlet.stderr()), terminal.err)))
            }
        };
        let mut listeners: Vec<Arc<dyn Listener>> = vec![Arc::clone(self.report) as Arc<dyn Listener>];
        listeners.extend(self.people.iter().cloned());
        listeners.extend(self.streams.iter().map(|(stream, _)| Arc::clone(stream) as Arc<dyn Listener>));
        Arc::new(move |event| listeners.iter().for_each(|listener| listener.hear(&event)))
    }

    /// One site's apply is over.
    ///
    /// # Errors
    /// Standard output takes nothing.
    pub fn outcome(&mut self, made: &Outcome, settled: &Settled, exit: Exit) -> Result<()> {
        if let Some(people) = self.people.take() {
            people.end();
        }
        let site = outcome::Site::of(made, settled).ended(exit);
        self.line("info", "outcome", "outcome", json!({ "outcome": site }));
        self.report.ended(site, made.wrote());
        match self.format {
            Format::Human => {
                let printed = self.app.terminal.print(&outcome::human(made, settled, self.app.terminal.out));
                printed.map_err(|error| Error { exit: self.failing(error.exit), ..error })
            }
            Format::Json => Ok(()),
        }
    }

    /// How a run ends that fails so, after what it may have changed.
    pub fn failing(&self, exit: Exit) -> Exit {
        self.report.failing(exit)
    }

    /// Everything is over: how the run ends, whose lines may not all have been written.
    ///
    /// # Errors
    /// The run's own, or a line was not written.
    pub fn end(self, ended: Result) -> Result {
        self.streams.iter().for_each(|(stream, _)| stream.end());
        unwritten(self.app.terminal, ended, self.written())
    }

    /// A line of JSON that is no event of an apply.
    fn line(&self, level: &str, message: &str, kind: &str, more: Value) {
        let mut line = json!({
            "@level": level,
            "@message": message,
            "@module": "trueup.apply",
            "@timestamp": Timestamp::now().to_string(),
            "type": kind,
        });
        if let (Value::Object(line), Value::Object(more)) = (&mut line, more) {
            line.extend(more);
        }
        for (_, place) in &self.streams {
            place.write(&line.to_string());
        }
    }
}

/// Why the first line was lost that was not written.
type Lost = Arc<Mutex<Option<String>>>;

/// Where a stream goes.
#[derive(Clone)]
struct Place {
    feed: Feed,
    name: String,
    lost: Lost,
}

impl Place {
    /// Writes a line. What cannot be written must not end an apply half-way: it is told at the end. A
    /// reader that went away wanted no more.
    fn write(&self, line: &str) {
        if let Err(error) = self.feed.write(line)
            && error.kind() != ErrorKind::BrokenPipe
        {
            let mut lost = self.lost.lock().expect("no holder of the lock panics");
            lost.get_or_insert_with(|| format!("cannot write to {}: {error}", self.name));
        }
    }
}

fn stream(feed: Feed, name: String, lost: &Lost) -> (Arc<Stream>, Place) {
    let place = Place { feed, name, lost: Arc::clone(lost) };
    let sink = place.clone();
    let sink: Sink = Box::new(move |line| sink.write(line));
    (Arc::new(Stream::new(sink, VERSION, Box::new(Timestamp::now))), place)
}

/// Where progress for people goes. That nobody sees it is no trouble.
fn shown(feed: Feed) -> Sink {
    Box::new(move |line| drop(feed.write(line)))
}
