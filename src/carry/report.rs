//! `--result FILE`: what a run did, call by call, however it ends.

use engine::policy::Judged;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};

use engine::Address;
use engine::apply::Event;
use engine::approve::Refusal;
use engine::plan::Moved;
use engine::saved::Shard;
use jiff::Timestamp;
use serde::Serialize;

use crate::app::App;
use crate::error::{Error, Message, Result};
use crate::exit::Exit;
use crate::outlet::{Readers, Slot};
use crate::render::error::ApiForm;
use crate::render::outcome::Site;
use crate::render::progress::Listener;
use crate::render::refusal::{self, Move, Moves, Objection};
use crate::run::VERSION;
use crate::terminal::Terminal;

/// The version of the form. A major step breaks readers, a minor one only adds.
const FORMAT: &str = "1.2";

/// What there is to tell of a run, gathered until its end.
pub struct Report {
    command: &'static str,
    started: Timestamp,
    gathered: Mutex<Gathered>,
}

#[derive(Default)]
struct Gathered {
    planned: Vec<Site>,
    under_way: Option<UnderWay>,
    ended: Vec<Site>,
    /// Whether any of them changed something.
    wrote: bool,
    shard: Option<Shard>,
    refusals: Vec<Objection>,
    moved: Vec<Move>,
}

/// An apply that has begun: the last event of each change.
struct UnderWay {
    plan: String,
    last: BTreeMap<Address, Event>,
}

/// The form of the file.
#[derive(Serialize)]
struct File<'a> {
    format_version: &'static str,
    tool_version: &'static str,
    command: &'static str,
    started: String,
    ended: String,
    exit_code: u8,
    end: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<&'a Shard>,
    error: Option<Told>,
    refusals: &'a [Objection],
    moved: &'a [Move],
    sites: Vec<Site>,
}

/// Why a run ended early.
#[derive(Serialize)]
struct Told {
    message: String,
    api: Option<ApiForm>,
    help: Option<String>,
}

impl Report {
    /// Begins the report of a command. Where a file is wanted, it is written at the run's end, whoever
    /// brings that about.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn begin(app: &App, command: &'static str, path: Option<PathBuf>) -> Result<Arc<Self>> {
        let report = Arc::new(Self { command, started: Timestamp::now(), gathered: Mutex::default() });
        if let Some(path) = path {
            let (report, terminal) = (Arc::clone(&report), app.terminal);
            let slot = terminal.slot(&path, Readers::Owner)?;
            app.ending.before(Box::new(move |ended| report.write(slot, terminal, ended)));
        }
        Ok(report)
    }

    /// These plans are to be carried out.
    pub fn planned(&self, plans: &[Judged]) {
        let planned = plans.iter().filter(|plan| !plan.changes().is_empty());
        self.gathered().planned = planned.map(|plan| Site::untried(plan)).collect();
    }

    /// One site's plan is about to be carried out.
    pub(super) fn begun(&self, plan: &str) {
        self.gathered().under_way = Some(UnderWay { plan: plan.to_owned(), last: BTreeMap::new() });
    }

    /// One site is done with.
    pub(super) fn ended(&self, site: Site, wrote: bool) {
        let mut all = self.gathered();
        all.under_way = None;
        all.wrote |= wrote;
        all.ended.push(site);
    }

    /// The run is about a part of the sites.
    pub(super) fn part(&self, shard: &Shard) {
        self.gathered().shard = Some(shard.clone());
    }

    /// A plan may not be applied.
    pub(super) fn refused(&self, refused: &Refusal) {
        self.gathered().refusals.extend(refusal::Refusal::of(refused).objections);
    }

    /// What moved since a plan was reviewed.
    pub(super) fn moved(&self, moved: &[Moved]) {
        self.gathered().moved.extend(Moves::of(moved).moved);
    }

    /// How a run ends that fails so: one that has changed something has done a part.
    pub(super) fn failing(&self, exit: Exit) -> Exit {
        if self.gathered().wrote { Exit::Partial } else { exit }
    }

    fn gathered(&self) -> MutexGuard<'_, Gathered> {
        self.gathered.lock().expect("no holder of the lock panics")
    }

    /// Writes the file, and passes on how the run ended. A file that cannot be written makes a run fail
    /// that had not otherwise, and one that changed something a part of one.
    ///
    /// # Errors
    /// The run's own, or the file cannot be written.
    fn write(&self, slot: Slot, terminal: Terminal, ended: Result) -> Result {
        let written = terminal.fill(slot, &self.text(&ended));
        let exit = self.failing(Exit::Failed);
        unwritten(terminal, ended, written.map_err(|error| Error { exit, ..error }))
    }

    fn text(&self, ended: &Result) -> String {
        let exit = match ended {
            Ok(exit) => *exit,
            Err(error) => error.exit,
        };
        let all = self.gathered();
        crate::render::text(&File {
            format_version: FORMAT,
            tool_version: VERSION,
            command: self.command,
            started: self.started.to_string(),
            ended: Timestamp::now().to_string(),
            exit_code: exit.code(),
            end: exit.word(),
            shard: all.shard.as_ref(),
            error: ended.as_ref().err().and_then(Told::of),
            refusals: &all.refusals,
            moved: &all.moved,
            sites: all.sites(),
        })
    }
}

/// How a run ends of which something could not be written.
pub(super) fn unwritten(terminal: Terminal, ended: Result, written: Result<()>) -> Result {
    match (ended, written) {
        (ended, Ok(())) => ended,
        (Ok(exit), Err(error)) => Err(Error { exit: exit.or(error.exit), ..error }),
        (Err(ended), Err(error)) => {
            terminal.error(&error);
            Err(Error { exit: ended.exit.or(error.exit), ..ended })
        }
    }
}

impl Gathered {
    /// Every site, in the order of the plans.
    fn sites(&self) -> Vec<Site> {
        let open = self.planned.iter().filter(|site| self.ended.iter().all(|it| it.plan() != site.plan()));
        let open = open.cloned().map(|site| match &self.under_way {
            Some(under_way) if under_way.plan == site.plan() => site.cut_off(&under_way.last),
            Some(_) | None => site,
        });
        self.ended.iter().cloned().chain(open).collect()
    }
}

impl Listener for Report {
    fn hear(&self, event: &Event) {
        let address = match event {
            Event::Started { .. } | Event::Settling { .. } => return,
            Event::Begun { address, .. }
            | Event::Withdrawn { address }
            | Event::Pausing { address, .. }
            | Event::Done { address, .. }
            | Event::Failed { address, .. }
            | Event::Skipped { address, .. } => address,
        };
        if let Some(under_way) = &mut self.gathered().under_way {
            under_way.last.insert(address.clone(), event.clone());
        }
    }

    fn end(&self) {}
}

impl Told {
    fn of(error: &Error) -> Option<Self> {
        let help = error.help.clone();
        Some(match error.message.as_ref()? {
            Message::Words(words) => Self { message: words.clone(), api: None, help },
            Message::Api(api) => Self { message: api.to_string(), api: Some(ApiForm::of(api)), help },
        })
    }
}

impl Exit {
    /// How a run ended, as its result tells it.
    fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Differences => "differences",
            Self::Refused => "refused",
            Self::Moved => "moved",
            Self::Partial => "partial",
            Self::Locked => "locked",
            Self::Incomplete => "incomplete",
            Self::Usage => "usage",
            Self::Temporary => "temporary",
            Self::Interrupted => "interrupted",
            Self::Terminated => "terminated",
        }
    }
}
