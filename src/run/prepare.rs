//! From manifests to sites that can be looked at: resolve, secrets, whose account.

use std::collections::HashSet;

use engine::Site;
use engine::contract::Exposure;
use engine::ports::{Line, Masks, Reads, abreast};
use engine::resolve::{Desired, Place, UNKNOWN_ACCOUNT, fetch, fetch_managed, resolve};
use jiff::Timestamp;
use schema::Finding;
use tokio::sync::Mutex;

use super::check::{offline, report};
use super::select::{Choice, Selection, select};
use super::stage::Stage;
use crate::app::App;
use crate::connect::{Cloud, account, configured, sandboxed};
use crate::error::{Error, Message, Result};
use crate::exit::Exit;
use crate::load::Loaded;
use crate::shard::Cut;
use crate::sources::{Commands, Vault, Waiting};
use crate::terminal::all_said;
use crate::variable::set;
use crate::view::{Unreached, account as whose};

/// The regions of a stack that declares no environments, from the options and AWS's configuration.
pub async fn regions(app: &App, loaded: &Loaded) -> Vec<String> {
    let implicit = loaded
        .read
        .as_ref()
        .is_some_and(|read| read.stack.environments.iter().any(|environment| environment.regions.is_empty()));
    if implicit { configured(app).await.into_iter().collect() } else { Vec::new() }
}

/// Makes the chosen sites ready to be written to: each of them, or none.
///
/// Every mistake in manifests and sources is shown before AWS is asked anything, and whose
/// account it is is known before anything is read.
///
/// # Errors
/// Findings, usage, or AWS cannot be reached as the right account.
pub async fn prepare<'a>(
    app: &App,
    loaded: &'a Loaded,
    choice: &Choice,
    exposure: Exposure,
    now: Timestamp,
) -> Result<Ready<'a>> {
    let mut ready = reach(app, loaded, choice, exposure, now).await?;
    match ready.missed.is_empty() {
        true => Ok(ready),
        false => Err(ready.missed.swap_remove(0).error),
    }
}

/// The sites that can be looked at, and those that cannot.
pub struct Ready<'a> {
    /// The sites.
    pub stages: Vec<Stage<'a>>,
    /// Those that AWS cannot be reached at as the right account.
    pub missed: Vec<Missed>,
    /// The part of the sites that was chosen that these are, where they are one.
    pub cut: Option<Cut>,
}

/// A site that cannot be looked at.
pub struct Missed {
    /// Which, with the account that it declares.
    pub site: Site,
    /// Why.
    pub error: Error,
}

impl Missed {
    /// The error, with the site that it is about.
    pub fn told(&self) -> Error {
        let Error { exit, message, help, told } = &self.error;
        let message = message.as_ref().map(|message| match message {
            Message::Words(words) => Message::Words(format!("{}: {words}", self.site)),
            Message::Api(error) => Message::Words(format!("{}: {error}", self.site)),
        });
        Error { exit: *exit, message, help: help.clone(), told: told.clone() }
    }
}

impl Ready<'_> {
    /// What is told of the sites that cannot be looked at. Where no other can, nothing is told, but of a part of
    /// sites: other parts tell of the others.
    ///
    /// # Errors
    /// No site can be looked at: why the first one cannot.
    pub fn unreached(&mut self) -> Result<Vec<Unreached>> {
        if self.stages.is_empty() && !self.missed.is_empty() && self.cut.is_none() {
            return Err(self.missed.swap_remove(0).error);
        }
        let told = |missed: &Missed| {
            let said = all_said(&missed.error);
            let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            Unreached {
                site: missed.site.to_string(),
                account: whose(&missed.site),
                why: lines.join("; ").replace("error: ", ""),
                code: missed.error.exit.code(),
            }
        };
        Ok(self.missed.iter().map(told).collect())
    }

    /// What the sites that cannot be looked at end the run with.
    pub fn exit(&self) -> Exit {
        self.missed.iter().fold(Exit::Done, |exit, missed| exit.or(missed.error.exit))
    }
}

/// Makes the chosen sites ready to be looked at. One that cannot be hides no other.
///
/// # Errors
/// Findings or usage.
pub async fn reach<'a>(
    app: &App,
    loaded: &'a Loaded,
    choice: &Choice,
    exposure: Exposure,
    now: Timestamp,
) -> Result<Ready<'a>> {
    let Some(read) = &loaded.read else {
        report(app, &loaded.findings, &loaded.sources, &loaded.troubles)?;
        return Err(Error::said(Exit::Failed));
    };
    let Selection { mut places, cut } = select(&read.stack, choice, &regions(app, loaded).await)?;
    places.iter_mut().for_each(|place| place.site.sandbox = sandboxed(app));
    let (mut sites, findings) = offline(app, loaded, &places, now);
    report(app, &findings, &loaded.sources, &loaded.troubles)?;
    let secrets = Secrets::new(app, loaded, exposure);
    let missing = secrets.fill(&mut sites).await;
    report(app, &missing, &loaded.sources, &[])?;
    let cloud = Mutex::new(Cloud::open(app, &loaded.root)?);
    let (mut ready, mut missing) = (Ready { stages: Vec::new(), missed: Vec::new(), cut }, Vec::new());
    let one = async |(place, desired): (Place<'a>, Desired)| {
        let site = place.site.clone();
        (site, stage(app, loaded, &cloud, &secrets, (place, desired), now).await)
    };
    let mut all = places.into_iter().zip(sites);
    let mut asked = Vec::new();
    // A program that gives credentials may ask for something on the terminal: of the first site alone.
    if let Some(first) = all.next() {
        asked.push(one(first).await);
    }
    asked.extend(abreast(all, one).await);
    for (site, made) in asked {
        match made {
            Ok((stage, found)) => {
                missing.extend(found);
                ready.stages.push(stage);
            }
            Err(error) if error.message.is_none() => return Err(error),
            Err(error) => ready.missed.push(Missed { site, error }),
        }
    }
    report(app, &missing, &loaded.sources, &[])?;
    Ok(ready)
}

/// One site, ready to be looked at, and what its sources lack.
async fn stage<'a>(
    app: &App,
    loaded: &'a Loaded,
    cloud: &Mutex<Cloud>,
    secrets: &Secrets,
    (mut place, mut desired): (Place<'a>, Desired),
    now: Timestamp,
) -> Result<(Stage<'a>, Vec<Finding>)> {
    let environment = place.written.environment;
    let asking = format!("asking whose the credentials for {} are", place.site);
    // Where the environment has no key, a program may give one, and ask for something on the terminal.
    let asking = match set("AWS_ACCESS_KEY_ID") {
        true => app.terminal.busy(asking),
        false => app.terminal.awaits(&asking),
    };
    let (line, life) = cloud.lock().await.line(environment, &place.site.region, &secrets.masks).await?;
    let owner = account(&Reads::new(line.clone()), environment).await?;
    drop(asking);
    if place.site.account == UNKNOWN_ACCOUNT {
        place.site.account = owner;
        desired = again(app, loaded, &place, secrets, now).await?;
    }
    // What lies in AWS itself can be asked for only as the right account.
    let _busy = app.terminal.busy(format!("fetching secrets for {}", place.site));
    let missing = secrets.fill_managed(&mut desired, &line).await?;
    Ok((Stage::new(app, place, desired, line, life), missing))
}

/// What git asks for, once the account is known that `${site.account}` stands for.
async fn again(
    app: &App,
    loaded: &Loaded,
    place: &Place<'_>,
    secrets: &Secrets,
    now: Timestamp,
) -> Result<Desired> {
    let read = loaded.read.as_ref().expect("a place is a stack's");
    let (desired, findings) = resolve(read, place, now);
    let mut sites = [desired];
    let missing = secrets.fill(&mut sites).await;
    // Warnings have been shown already.
    let errors: Vec<Finding> = findings
        .into_iter()
        .chain(missing)
        .filter(|finding| finding.severity == schema::Severity::Error)
        .collect();
    report(app, &errors, &loaded.sources, &[])?;
    let [desired] = sites;
    Ok(desired)
}

/// The secrets of a run: each is fetched once, for all sites.
struct Secrets {
    vault: Vault,
    masks: Masks,
    exposure: Exposure,
}

impl Secrets {
    fn new(app: &App, loaded: &Loaded, exposure: Exposure) -> Self {
        let commands = if app.globals.allow_exec { Commands::Allowed } else { Commands::Forbidden };
        let masks = app.masks.clone();
        let terminal = app.terminal;
        let waiting: Waiting = Box::new(move |name| terminal.awaits(&format!("waiting for {name}")));
        let (masks_of_vault, inputs) = (masks.clone(), app.inputs.clone());
        let vault = Vault::new(&loaded.root, commands, masks_of_vault, inputs, terminal.outlet, waiting);
        Self { vault, masks, exposure }
    }

    async fn fill_managed(&self, desired: &mut Desired, line: &Line) -> Result<Vec<Finding>> {
        match self.exposure {
            Exposure::Compare => fetch_managed(desired, &Reads::new(line.clone())).await.map_err(Error::api),
            Exposure::Withhold => Ok(Vec::new()),
        }
    }

    async fn fill(&self, sites: &mut [Desired]) -> Vec<Finding> {
        let (mut findings, mut told) = (Vec::new(), HashSet::new());
        if self.exposure == Exposure::Compare {
            for desired in sites {
                let found = fetch(desired, &self.vault, &self.masks).await;
                findings.extend(found.into_iter().filter(|finding| told.insert(finding.clone())));
            }
        }
        findings
    }
}
