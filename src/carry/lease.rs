//! Whose turn it is: the leases of the sites that a run writes to.

use std::time::Duration;

use clap::Args;
use engine::apply::{Hold, Leaving, Stop, Untaken, hold};
use engine::lease::{Lease, Seen, Tenant, seen};
use engine::plan::Goal;
use engine::ports::Writes;
use jiff::Timestamp;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::owner::owner;
use super::process;
use crate::app::App;
use crate::chance;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::run::{Aim, Stage};
use crate::view::text::escape;

/// How a run gets its turn.
#[derive(Debug, Clone, Args)]
pub struct Turn {
    /// Take the site from the run that holds it. The reason is kept beside the record.
    #[arg(long, value_name = "REASON", env = "TRUEUP_BREAK_LOCK")]
    break_lock: Option<String>,

    /// Wait so long for a run that holds the site, such as `90s` or `5m`.
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = duration, env = "TRUEUP_LOCK_TIMEOUT")]
    lock_timeout: Duration,
}

fn duration(text: &str) -> std::result::Result<Duration, String> {
    schema::shape::Duration::parse(text)
        .map(|duration| Duration::from_secs(duration.as_seconds()))
        .ok_or_else(|| "write it as `90s`, `5m` or `1h`".into())
}

impl Turn {
    /// How long from now on others are waited for.
    pub fn patience(&self) -> Patience<'_> {
        Patience { turn: self, began: Instant::now() }
    }
}

/// How long a run waits for others, whether they are there when it begins or come while it plans.
#[derive(Clone, Copy)]
pub struct Patience<'a> {
    turn: &'a Turn,
    began: Instant,
}

impl Patience<'_> {
    /// How much of it is left.
    fn left(self) -> Duration {
        self.turn.lock_timeout.saturating_sub(self.began.elapsed())
    }
}

/// What leases the sites of a run had before anything was planned, and who wants them.
pub struct Queue {
    tenant: Tenant,
    seen: Vec<Option<Seen>>,
    /// The calls that looking took, by site: they are no part of planning.
    asked: Vec<u64>,
}

/// The leases of a run, by site; none where the site keeps no record.
pub struct Leases(Vec<Option<Turned>>);

/// A site's lease, and what losing it stops.
struct Turned {
    hold: Hold,
    stop: CancellationToken,
    leaving: Leaving,
}

/// Why a run did not get its turn.
pub enum Late {
    /// Another run was faster, and there is time to wait for it and to plan again: who, in words.
    Again(String),
    /// It ends here.
    Over(Error),
}

/// Between looks whether a site is free.
const BETWEEN: Duration = Duration::from_secs(2);

impl Queue {
    /// Looks who holds the sites, and waits for them as long as the options allow.
    ///
    /// # Errors
    /// Another run holds one: 6. AWS does not answer.
    pub async fn join(app: &App, stages: &[Stage<'_>], patience: Patience<'_>, aim: &Aim) -> Result<Self> {
        let turn = patience.turn;
        if turn.break_lock.as_deref().is_some_and(|reason| reason.trim().is_empty()) {
            return Err(
                Error::usage("`--break-lock` needs a reason").help("say why, for whoever is thrown out")
            );
        }
        let tenant = Tenant {
            run: chance::id()?,
            owner: owner(),
            purpose: purpose(aim),
            breaks: turn.break_lock.clone(),
            process: process::this(),
            gone: process::gone,
            clock: std::sync::Arc::new(Timestamp::now),
        };
        let (mut all, mut asked) = (Vec::new(), Vec::new());
        for stage in stages {
            let before = stage.calls();
            let Some(place) = &stage.desired.record else {
                all.push(None);
                asked.push(0);
                continue;
            };
            let mut _busy = stage.busy("looking who holds");
            let mut told = false;
            loop {
                let seen = seen(&stage.reads(), place).await.map_err(Error::api)?;
                let Some(holder) = seen.holder(&tenant) else {
                    if let Some(orphan) = seen.orphan(&tenant) {
                        let told = format!("{} was left by {}", stage.place.site, words(orphan));
                        app.terminal.note(&format!("{told}; going on where that run ended"));
                    }
                    all.push(Some(seen));
                    break;
                };
                let left = patience.left();
                if left.is_zero() {
                    return Err(held(stage, holder));
                }
                if !std::mem::replace(&mut told, true) {
                    app.terminal.note(&format!("waiting for {}: {}", stage.place.site, until(holder)));
                    _busy = stage.busy("waiting for");
                }
                sleep(left.min(BETWEEN)).await;
            }
            asked.push(stage.calls() - before);
        }
        Ok(Self { tenant, seen: all, asked })
    }

    /// How many calls planning a site took.
    pub fn planning(&self, at: usize, stage: &Stage<'_>) -> u64 {
        stage.calls() - self.asked[at]
    }

    /// Takes the leases of the sites where something is to be written: all of them, or none.
    ///
    /// # Errors
    /// Another run was faster: 6 while it holds the site, 4 once it has changed it.
    pub async fn take(
        self,
        app: &App,
        stages: &[Stage<'_>],
        writes: impl Fn(usize) -> bool,
        patience: Patience<'_>,
        interrupt: &Interrupt,
    ) -> std::result::Result<Leases, Late> {
        let mut leases = Leases(Vec::new());
        for (at, (stage, seen)) in stages.iter().zip(self.seen).enumerate() {
            let (Some(place), Some(seen)) = (stage.desired.record.as_ref().filter(|_| writes(at)), seen)
            else {
                leases.0.push(None);
                continue;
            };
            let _busy = stage.busy("taking the lease of");
            let stop = interrupt.token.child_token();
            match hold(&stage.writes(), place, seen, self.tenant.clone(), stop.clone()).await {
                Ok(hold) => leases.0.push(Some(Turned { hold, stop, leaving: Leaving::Site })),
                Err(untaken) => {
                    leases.release(app).await;
                    return Err(match &untaken {
                        Untaken::Held(lease) | Untaken::Changed(lease) if !patience.left().is_zero() => {
                            Late::Again(format!("{} has taken {} meanwhile", words(lease), stage.place.site))
                        }
                        Untaken::Held(_) | Untaken::Changed(_) | Untaken::Api(_) => {
                            Late::Over(refused(stage, untaken))
                        }
                    });
                }
            }
        }
        Ok(leases)
    }
}

impl Leases {
    /// A door that writes to a site only while its lease is this run's.
    pub fn guard(&self, at: usize, writes: Writes) -> Writes {
        self.0[at].as_ref().map_or_else(|| writes.clone(), |turned| turned.hold.guards(&writes))
    }

    /// What stops the work on a site: somebody asks to, or another run takes the site away.
    pub fn stop(&self, at: usize, interrupt: &Interrupt) -> CancellationToken {
        self.0[at].as_ref().map_or_else(|| interrupt.token.clone(), |turned| turned.stop.clone())
    }

    /// Who has taken a site away.
    pub fn lost(&self, at: usize) -> Option<Lease> {
        self.0[at].as_ref().and_then(|turned| turned.hold.lost())
    }

    /// Nothing of a site is left, so neither is its lease.
    pub fn nothing_left(&mut self, at: usize) {
        if let Some(turned) = &mut self.0[at] {
            turned.leaving = Leaving::Nothing;
        }
    }

    /// Lets every site go. One that AWS does not take back ends by itself.
    pub async fn release(self, app: &App) {
        let _busy = app.terminal.busy("releasing the lease");
        for Turned { hold, leaving, .. } in self.0.into_iter().flatten() {
            if let Err((error, lease)) = hold.release(leaving).await {
                let until = lease.ends().map_or_else(String::new, |until| format!(" until {until:.0}"));
                app.terminal
                    .warn(&format!("the lease could not be released, and keeps others out{until}: {error}"));
            }
        }
    }
}

/// Says that a site was taken away, where it was.
pub fn tell(app: &App, lost: Option<&Lease>) -> Option<Stop> {
    let lease = lost?;
    let why = lease.breaks.as_deref().map_or_else(String::new, |why| format!(", saying: {}", escape(why)));
    app.terminal.warn(&format!("{} took this site away from this run{why}", escape(&lease.owner)));
    Some(Stop::Lease)
}

fn purpose(aim: &Aim) -> String {
    let what = match aim.goal {
        Goal::Converge => "apply",
        Goal::Destroy => "destroy",
    };
    match &aim.commit {
        Some(commit) => format!("{what} of {}", commit.chars().take(12).collect::<String>()),
        None => what.into(),
    }
}

fn refused(stage: &Stage<'_>, untaken: Untaken) -> Error {
    match untaken {
        Untaken::Held(lease) => held(stage, &lease),
        Untaken::Changed(lease) => Error::new(
            Exit::Moved,
            format!(
                "{} was changed by {} ({}) after it was planned here; nothing was changed by this run",
                stage.place.site,
                escape(&lease.owner),
                escape(&lease.purpose)
            ),
        )
        .help("plan again"),
        Untaken::Api(error) => {
            let error = Error::api(error);
            let place = stage.desired.record.as_ref().map_or("", |place| place.name.as_str());
            let why = format!(
                "that was to take the site's lease below `{place}`, where its record lies; nothing was changed"
            );
            error.help(why)
        }
    }
}

fn held(stage: &Stage<'_>, lease: &Lease) -> Error {
    Error::new(Exit::Locked, format!("{} is held by {}; nothing was changed", stage.place.site, until(lease)))
        .help("wait for it with `--lock-timeout 10m`, or, if that run is dead, take over with `--break-lock REASON`")
}

/// `ada on build-7, apply of 4f2c1aa`.
fn words(lease: &Lease) -> String {
    format!("{}, {}", escape(&lease.owner), escape(&lease.purpose))
}

/// The same, and until when.
fn until(lease: &Lease) -> String {
    let until = match lease.ends() {
        Some(until) if until < Timestamp::MAX => format!(", until {until:.0} unless it is renewed"),
        Some(_) | None => String::new(),
    };
    format!("{}{until}", words(lease))
}
