//! From manifests to sites that can be looked at: resolve, secrets, whose account.

use std::collections::HashSet;

use engine::contract::Exposure;
use engine::ports::{Line, Masks, Reads};
use engine::resolve::{Desired, Place, UNKNOWN_ACCOUNT, fetch, fetch_managed, resolve};
use jiff::Timestamp;
use schema::Finding;

use super::check::{offline, report};
use super::select::{Choice, select};
use super::stage::Stage;
use crate::app::App;
use crate::connect::{Cloud, account, configured, sandboxed};
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::load::Loaded;
use crate::sources::{Commands, Vault, Waiting};
use crate::variable::set;

/// The regions of a stack that declares no environments, from the options and AWS's configuration.
pub async fn regions(app: &App, loaded: &Loaded) -> Vec<String> {
    let implicit = loaded
        .read
        .as_ref()
        .is_some_and(|read| read.stack.environments.iter().any(|environment| environment.regions.is_empty()));
    if implicit { configured(app).await.into_iter().collect() } else { Vec::new() }
}

/// Makes the chosen sites ready to be looked at.
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
) -> Result<Vec<Stage<'a>>> {
    let Some(read) = &loaded.read else {
        report(app, &loaded.findings, &loaded.sources, &loaded.troubles)?;
        return Err(Error::said(Exit::Failed));
    };
    let mut places = select(&read.stack, choice, &regions(app, loaded).await)?;
    places.iter_mut().for_each(|place| place.site.sandbox = sandboxed(app));
    let (mut sites, findings) = offline(app, loaded, &places, now);
    report(app, &findings, &loaded.sources, &loaded.troubles)?;
    let secrets = Secrets::new(app, loaded, exposure);
    let missing = secrets.fill(&mut sites).await;
    report(app, &missing, &loaded.sources, &[])?;
    let mut cloud = Cloud::open(app, &loaded.root)?;
    let mut stages = Vec::new();
    let mut missing = Vec::new();
    for (mut place, mut desired) in places.into_iter().zip(sites) {
        let environment = place.written.environment;
        let asking = format!("asking whose the credentials for {} are", place.site);
        // Where the environment has no key, a program may give one, and ask for something on the terminal.
        let asking = match set("AWS_ACCESS_KEY_ID") {
            true => app.terminal.busy(asking),
            false => app.terminal.awaits(&asking),
        };
        let (line, life) = cloud.line(environment, &place.site.region, &secrets.masks).await?;
        let owner = account(&Reads::new(line.clone()), environment).await?;
        drop(asking);
        if place.site.account == UNKNOWN_ACCOUNT {
            place.site.account = owner;
            desired = again(app, loaded, &place, &secrets, now).await?;
        }
        // What lies in AWS itself can be asked for only as the right account.
        let _busy = app.terminal.busy(format!("fetching secrets for {}", place.site));
        missing.extend(secrets.fill_managed(&mut desired, &line).await?);
        stages.push(Stage::new(app, place, desired, line, life));
    }
    report(app, &missing, &loaded.sources, &[])?;
    Ok(stages)
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
