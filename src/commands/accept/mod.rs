//! `trueup accept`.

mod files;

use clap::ValueEnum;
use engine::accept::{
    Accepted, Adopted, Ask, Kept, Reason, Refusal, Scene, Seen, Sites, Terms, Unread, accept, adopted,
};
use engine::contract::{Depth, Exposure};
use engine::drift::drift;
use engine::observe::observe;
use jiff::Timestamp;

use crate::app::App;
use crate::carry::Consenting;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::load::{Loaded, load};
use crate::run::{Aim, Choice, History, Ready, Stage, exposure, look_closely, prepare, regions};
use crate::view::text::counted;

use files::{Wrote, edit};

/// Write what AWS holds into the manifests that declare it.
///
/// For drift that is to stay: the lines that say otherwise are edited where they stand, and nothing
/// else in the file moves. Afterwards git asks for what AWS holds, and the plan of it is empty. What
/// AWS does not have any more goes. A secret is never written, and no other site is changed by the way.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What is accepted, as `trueup drift` names it: a resource, or a place in one, such as
    /// `Parameter/webshop/port.value`.
    #[arg(value_name = "ADDRESS[.FIELD]", required_unless_present = "adopted")]
    named: Vec<String>,

    /// Take out of the manifests each `adopt` whose resources are ours: it says nothing any more.
    #[arg(long, conflicts_with_all = ["named", "theirs", "all_sites", "variable"])]
    adopted: bool,

    /// Write without asking.
    #[arg(long)]
    yes: bool,

    /// Take what AWS holds also where git has changed the same since it was applied.
    #[arg(long)]
    theirs: bool,

    /// Let other sites that read the same place ask for the same.
    #[arg(long, conflicts_with = "variable")]
    all_sites: bool,

    /// Put a variable of this name in the place of the value: the stack gives it the old value, and
    /// this site the one that AWS holds.
    #[arg(long, value_name = "NAME")]
    variable: Option<String>,

    /// What is printed.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,

    /// Fetch no secret and decrypt none.
    #[arg(long)]
    without_secrets: bool,
}

const EXAMPLES: &str = "\
Examples:
  trueup accept -e production Parameter/webshop/port
  trueup accept -e production Parameter/webshop/port.value --yes
  trueup accept -e production Parameter/webshop/port --variable port
  trueup accept --all --adopted                 after the first apply of what was imported
  trueup accept -e production MaintenanceWindow/weekly --format patch | git apply";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// What changes in the files, for people.
    #[default]
    Human,
    /// The same as a patch. Nothing is written.
    Patch,
}

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        let consenting = match self.format {
            Format::Human => Consenting::accept(app, self.yes)?,
            Format::Patch => Consenting::Given,
        };
        app.wait(async |interrupt| match self.adopted {
            true => self.adopted(app, &consenting, &interrupt).await,
            false => self.accept(app, &consenting, &interrupt).await,
        })
    }

    async fn accept(&self, app: &App, consenting: &Consenting, interrupt: &Interrupt) -> Result {
        let loaded = load(app, &[])?;
        let accepted = interrupt.guard(self.judged(app, &loaded)).await?;
        let Some(Accepted { texts, gone, places }) = accepted else { return Ok(Exit::Done) };
        let said = || {
            for address in gone {
                app.terminal.note(&format!("{address} is not declared any more: AWS does not have it"));
            }
        };
        let edited = edit(app, &loaded, &texts, self.format, said, consenting, interrupt).await?;
        if let Wrote::Files(count) = edited {
            let (places, count) = (counted(places, "place", "places"), counted(count, "file", "files"));
            app.terminal.note(&format!("{places} accepted in {count}; review and commit that"));
        }
        Ok(Exit::Done)
    }

    /// Takes each `adopt` out of the manifests that says nothing any more.
    async fn adopted(&self, app: &App, consenting: &Consenting, interrupt: &Interrupt) -> Result {
        let loaded = load(app, &[])?;
        let Adopted { texts, gone, kept } = interrupt.guard(self.all_ours(app, &loaded)).await?;
        for one in &kept {
            app.terminal.note(&stays(one));
        }
        if texts.is_empty() {
            app.terminal.note("no `adopt` is to be taken out");
            return Ok(Exit::Done);
        }
        let edited = edit(app, &loaded, &texts, self.format, || {}, consenting, interrupt).await?;
        if let Wrote::Files(count) = edited {
            let (manifests, count) =
                (counted(gone.len(), "manifest", "manifests"), counted(count, "file", "files"));
            app.terminal.note(&format!("`adopt` is out of {manifests} in {count}; review and commit that"));
        }
        Ok(Exit::Done)
    }

    /// The texts without any `adopt` of which everything is ours, at the sites that are chosen.
    async fn all_ours(&self, app: &App, loaded: &Loaded) -> Result<Adopted> {
        let now = Timestamp::now();
        let Ready { stages, .. } =
            prepare(app, loaded, &Choice::of(&app.globals), Exposure::Withhold, now).await?;
        let mut lives = Vec::new();
        for stage in &stages {
            let _busy = stage.reading();
            lives.push(observe(&stage.desired, &stage.reads(), Exposure::Withhold, Depth::Owned).await);
        }
        let seen = stages.iter().zip(&lives).map(|(stage, live)| Seen { desired: &stage.desired, live });
        let Some(read) = &loaded.read else { return Err(Error::said(Exit::Failed)) };
        let regions = regions(app, loaded).await;
        Ok(adopted(read, &regions, &seen.collect::<Vec<_>>(), now))
    }

    /// The texts that accept what is named; nothing where nothing differs there.
    async fn judged(&self, app: &App, loaded: &Loaded) -> Result<Option<Accepted>> {
        let now = Timestamp::now();
        let aim = Aim::converge(app, loaded, exposure(self.without_secrets), now);
        let stages = prepare(app, loaded, &Choice::of(&app.globals), aim.sources(), now).await?.stages;
        let stage = one(&stages)?;
        let history = History::new(app.terminal, loaded, &stages, now);
        let busy = stage.reading();
        let (plan, live) = look_closely(stage, &aim, Depth::Paths).await?;
        drop(busy);
        let past = history.past(stage, &plan);
        let drift = drift(&plan, &stage.desired, &live, &past);
        let Some(read) = &loaded.read else { return Err(Error::said(Exit::Failed)) };
        let regions = regions(app, loaded).await;
        let scene = Scene {
            read,
            place: &stage.place,
            regions: &regions,
            desired: &stage.desired,
            live: &live,
            drift: &drift,
            hidden: &|text| app.terminal.outlet.clean(text) != text || !app.masks.found(text).is_empty(),
            now,
        };
        let asks = self.named.iter().map(|text| Ask::read(text, &scene).map_err(|why| unread(text, why)));
        let asks: Vec<Ask> = asks.collect::<Result<_>>()?;
        let accepted = accept(&scene, &asks, &self.terms()).map_err(|refusals| refused(app, &refusals))?;
        if accepted.places == 0 {
            app.terminal.note("AWS holds there what git asks for; nothing is to be written");
            return Ok(None);
        }
        Ok(Some(accepted))
    }

    fn terms(&self) -> Terms {
        let sites = match &self.variable {
            Some(name) => Sites::Variable(name.clone()),
            None if self.all_sites => Sites::All,
            None => Sites::This,
        };
        Terms { theirs: self.theirs, sites }
    }
}

/// The one site that is meant.
fn one<'s, 'p>(stages: &'s [Stage<'p>]) -> Result<&'s Stage<'p>> {
    match stages {
        [stage] => Ok(stage),
        several => {
            let names: Vec<String> = several.iter().map(|stage| stage.place.site.to_string()).collect();
            Err(Error::usage("what AWS holds is accepted of one site at a time")
                .help(format!("name it with `-e` and `--region`: {}", names.join(", "))))
        }
    }
}

fn unread(text: &str, why: Unread) -> Error {
    match why {
        Unread::Unknown(near) => {
            let error = Error::usage(format!("nothing is declared or differs as `{text}`"));
            match near {
                Some(near) => error.help(format!("did you mean `{near}`?")),
                None => error.help("`trueup drift` names what differs"),
            }
        }
        Unread::Two(both) => {
            let said = both.map(|Ask { address, field }| match field {
                Some(field) => format!("`{field}` of `{address}`"),
                None => format!("`{address}`"),
            });
            Error::usage(format!("`{text}` may be {}, or {}", said[0], said[1]))
                .help("name a place that only one of them has, or edit the manifest by hand")
        }
        Unread::Place(Ask { address, field }, near) => {
            let field = field.unwrap_or_default();
            let error = Error::usage(format!("`{address}` has no place `{field}`"));
            match near {
                Some(near) => error.help(format!("did you mean `{near}`?")),
                None => error.help("`trueup drift` names what differs"),
            }
        }
        Unread::Same(Ask { address, field }) => {
            let field = field.unwrap_or_default();
            Error::usage(format!("`{field}` of `{address}` does not differ: AWS holds what git asks for"))
                .help("`trueup drift` names what differs")
        }
    }
}

/// Tells why an `adopt` stays.
fn stays(kept: &Kept) -> String {
    let Kept { manifest, why, place } = kept;
    let why = match why {
        Reason::Unseen(site) => format!("it is of {site} too, which was not looked at; `--all` does"),
        Reason::Open(address) => format!("{address} is not ours yet; `trueup apply` takes it over"),
        Reason::Unrecorded => "nothing else says that it is ours, since the stack keeps no record".to_owned(),
        Reason::Unfit(why) => why.to_string(),
    };
    format!("{manifest} ({}:{}) keeps its `adopt`: {why}", place.path, place.line)
}

/// Tells why nothing is written.
fn refused(app: &App, refusals: &[Refusal]) -> Error {
    for Refusal { address, path, why, place } in refusals {
        let path = path.as_ref().map(|path| format!(".{path}")).unwrap_or_default();
        let place =
            place.as_ref().map(|place| format!(" ({}:{})", place.path, place.line)).unwrap_or_default();
        let error = Error::failed(format!("{address}{path}{place}: {why}"));
        app.terminal.error(&match why.help() {
            Some(help) => error.help(help),
            None => error,
        });
    }
    app.terminal.note("nothing was written");
    let is_refused = refusals.iter().any(|refusal| refusal.why.is_refused());
    Error::said(if is_refused { Exit::Refused } else { Exit::Failed })
}
