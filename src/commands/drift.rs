//! `trueup drift`.

use std::path::{Path, PathBuf};
use std::slice::from_ref;
use std::time::Instant;

use clap::ValueEnum;
use engine::Address;
use engine::contract::{Depth, Sought};
use engine::drift::{Drift, Ignoring, Told, Traces, tell};
use engine::import::unmanaged;
use engine::plan::Waiting;
use engine::policy::Judged;
use engine::resolve::check_ignored;
use jiff::Timestamp;

use crate::app::App;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::globals::Where;
use crate::intake::text;
use crate::load::{load, spare};
use crate::outlet::Readers;
use crate::render::drift::{
    Baseline, Before, Context, HEAD, Run, count, failed, human, json, markdown, prometheus,
};
use crate::run::{
    Aim, Asked, Choice, History, VERSION, exposure, keep, look_closely, reach, read_each, report, whose,
};
use crate::shard::{empty, ended};
use crate::view::text::escape;

/// Tell whether AWS still is as git says. Nothing is changed; `--ops-item` writes OpsItems, and nothing else.
///
/// Ends with 2 when something drifted, for cron jobs. What git has changed since the last apply is
/// pending and no drift; the site's record and git's own history tell it, so the commit that was
/// applied last must be there. What lies under declared paths and nobody declares is listed too,
/// and is no drift; nor is what `drift.ignore` in `trueup.yaml` leaves as it is for a time.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What is printed.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,

    /// Exit with 0 although something drifted.
    #[arg(long)]
    exit_zero: bool,

    /// Fetch no secret and decrypt none.
    #[arg(long)]
    without_secrets: bool,

    /// List all that nobody manages, of every kind, and not only what lies under declared paths.
    #[arg(long)]
    unmanaged: bool,

    /// A report that `drift --format json` printed before: only what is new since then ends the run with 2.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Ask CloudTrail who has changed what drifted: at most 50 calls a site, two a second.
    #[arg(long)]
    who: bool,

    /// Keep an OpsItem in OpsCenter for each resource that has drifted, and resolve it once nothing differs.
    #[arg(long)]
    ops_item: bool,

    /// Write metrics into a file for Prometheus' textfile collector.
    #[arg(long, value_name = "FILE")]
    prometheus: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  trueup drift --all
  trueup drift -e production --format json
  trueup drift -e production --unmanaged        what no manifest has, of every kind
  trueup drift --all --who                      who has changed it, when and with what
  trueup drift --all --who --ops-item           the night shift: one OpsItem for each that drifted
  trueup drift --all --baseline known.json      2 only for what is not in it
  trueup drift --all --shard 2/10 --format json > drift-2.json
  trueup drift --all --without-secrets --prometheus /var/lib/node_exporter/trueup.prom";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Human,
    /// One JSON object.
    Json,
    /// For an issue or a chat.
    Markdown,
}

/// What is told of a site once what AWS holds of it is let go.
struct Looked {
    plan: Judged,
    told: Told,
    strays: Vec<Address>,
    traces: Traces,
}

impl Format {
    /// Bytes that an issue on GitHub may have, less room for a line of one's own.
    const ISSUE: usize = 65_536 - 1_500;
}

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        let ended = app.wait(async |interrupt| interrupt.guard(self.drift(app)).await);
        if let Err(error) = &ended {
            self.failed(app, error.exit);
        }
        ended
    }

    /// Says in the metrics that the run failed: what they said before must not look as if it were so still.
    /// Where even that cannot be written, nothing more can be said than what ended the run.
    fn failed(&self, app: &App, exit: Exit) {
        let Some(path) = self.prometheus.as_ref().filter(|_| exit != Exit::Usage) else { return };
        // It was not found out whether the stack is made of this file: nothing but metrics is written over.
        let own = text(path, LARGEST).is_ok_and(|text| text.is_empty() || text.starts_with(HEAD));
        if !own && path.symlink_metadata().is_ok() {
            return;
        }
        let text = failed(VERSION, Timestamp::now(), exit.code(), &before(path));
        let slot = app.terminal.slot(path, Readers::Everybody);
        let filled = slot.and_then(|slot| app.terminal.fill(slot, &text));
        if let Err(error) = filled {
            app.terminal.error(&error);
        }
    }

    async fn drift(&self, app: &App) -> Result {
        let (now, started) = (Timestamp::now(), Instant::now());
        let loaded = load(app, &[])?;
        spare(Some(&loaded), &[("--prometheus", self.prometheus.as_ref())])?;
        let baseline = self.baseline.as_deref().map(|path| baseline(app, path)).transpose()?;
        // What is written into keeps nothing of the run before.
        let before = self.prometheus.as_deref().map(before).unwrap_or_default();
        let slot = |path: &PathBuf| app.terminal.slot(path, Readers::Everybody);
        let metrics = self.prometheus.as_ref().map(slot).transpose()?;
        let aim = Aim::converge(app, &loaded, exposure(self.without_secrets), now);
        let mut ready = reach(app, &loaded, &Choice::of(&app.globals), aim.sources(), now).await?;
        let unreached = ready.unreached()?;
        let shard = ready.cut.take().map(|cut| aim.shard(cut));
        let history = History::new(app.terminal, &loaded, &ready.stages, now);
        let all = Sought::default();
        let depth = if self.unmanaged { Depth::Everything(&all) } else { Depth::Paths };
        let look = async |stage| {
            let (plan, live) = look_closely(stage, &aim, depth).await?;
            // What AWS holds of a site is let go before the next one is read.
            let told = tell(&plan, &stage.desired, &live, &history.past(stage, &plan));
            let strays = match self.unmanaged {
                true => unmanaged(&stage.desired, &live),
                false => plan.unmanaged().to_vec(),
            };
            let traces = Traces::of(&plan, &stage.desired, &live);
            Ok(Looked { plan, told, strays, traces })
        };
        let (mut plans, mut told, mut strays, mut traces) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for looked in read_each(app.terminal, &ready.stages, look).await? {
            plans.push(looked.plan);
            told.push(looked.told);
            strays.push(looked.strays);
            traces.push(looked.traces);
        }
        let ignoring = loaded.read.as_ref().map(|read| Ignoring::of(&read.stack, now)).unwrap_or_default();
        let drifts = plans.iter().zip(told).zip(&strays);
        let drifts = drifts.map(|((plan, told), strays)| ignoring.sift(told.of(plan).with_unmanaged(strays)));
        let drifts: Vec<Drift<'_>> = drifts.collect();
        if let Some(read) = &loaded.read {
            let differs = drifts.iter().flat_map(|drift| &drift.entries).filter_map(|one| one.what.address());
            let sites: Vec<_> = ready.stages.iter().map(|stage| &stage.desired).collect();
            let findings = check_ignored(&read.stack, &sites, Some(&differs.collect()), now);
            report(app, &findings, &loaded.sources, &[])?;
        }
        let baseline = baseline.as_ref();
        let whose = whose(app, &ready.stages, &drifts, &traces, self.asked()).await;
        let drifted = count(&plans, &drifts, baseline);
        let kept = match self.ops_item {
            true => keep(app, &ready.stages, &plans, &drifts, &whose).await,
            false => vec![Exit::Done; plans.len()],
        };
        let exit = self.exit(&plans, drifted).or(ready.exit());
        let exit = kept.iter().fold(exit, |exit, kept| exit.or(*kept));
        let part = shard.as_ref().map(|shard| ended(shard, exit));
        let alone = plans.iter().zip(&drifts).zip(&kept).map(|((plan, drift), kept)| {
            self.exit(from_ref(plan), count(from_ref(plan), from_ref(drift), baseline)).or(*kept).code()
        });
        let codes: Vec<u8> = alone.collect();
        let sandbox = app.globals.sandbox.as_ref().map(Where::option);
        let context = Context {
            sandbox: sandbox.as_deref(),
            version: VERSION,
            now,
            drifts: &drifts,
            unreached: &unreached,
            baseline,
            whose: &whose,
            codes: &codes,
            shard: part,
        };
        if let Some(said) = shard.as_ref().and_then(empty) {
            app.terminal.note(&said);
        }
        app.terminal.print(&match self.format {
            Format::Human => human(&plans, &context, app.terminal.out),
            Format::Json => json(&plans, &context),
            Format::Markdown => markdown(&plans, &context, Format::ISSUE),
        })?;
        ready.missed.iter().for_each(|missed| app.terminal.error(&missed.told()));
        // Nothing tells what was never there from what somebody has deleted.
        for plan in &plans {
            for Waiting { address, reason } in plan.waiting() {
                app.terminal.warn(&escape(&format!("{}: {address} is not there: {reason}", plan.site())));
            }
        }
        app.outputs.plans(&plans);
        app.outputs.set("drifted", drifted);
        app.outputs.summary(|most| markdown(&plans, &context, most));
        if let Some(metrics) = metrics {
            let seconds = started.elapsed().as_secs_f64();
            let text = prometheus(&plans, &context, Run { seconds, before: &before });
            // By renaming: a collector must never read half a file.
            app.terminal.fill(metrics, &text)?;
        }
        Ok(exit)
    }

    fn asked(&self) -> Asked {
        if self.who { Asked::Trail } else { Asked::Nobody }
    }

    fn exit(&self, plans: &[Judged], drifted: usize) -> Exit {
        let unread =
            plans.iter().fold(Exit::Done, |exit, plan| exit.or(Exit::of_unreadable(plan.unreadable())));
        if drifted > 0 && !self.exit_zero { unread.or(Exit::Differences) } else { unread }
    }
}

/// Bytes that an earlier report may have.
const LONGEST: usize = 256 * 1024 * 1024;

/// What an earlier report told of.
fn baseline(app: &App, path: &Path) -> Result<Baseline> {
    let text = app.inputs.text(path, LONGEST).map_err(|error| Error::file("read", path, error))?;
    Baseline::read(&text).map_err(|why| {
        Error::failed(format!("`{}` is no report of `drift --format json`: {why}", path.display()))
            .help("keep the whole output of `trueup drift --format json` as a baseline")
    })
}

/// Bytes that a file of metrics may have.
const LARGEST: usize = 16 * 1024 * 1024;

/// What the file of the run before says; nothing where it cannot be read.
fn before(path: &Path) -> Before {
    text(path, LARGEST).map(|text| Before::of(&text)).unwrap_or_default()
}
