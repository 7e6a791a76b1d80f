//! `trueup export`.

use std::path::{Path, PathBuf};

use engine::contract::{Depth, Exposure, Unsaid};
use engine::import::{Draft, Exporting, export};
use engine::observe::observe;
use jiff::Timestamp;

use super::import::wanted::Wanted;
use crate::app::App;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::load::load;
use crate::outlet::Unwritten;
use crate::run::{Choice, prepare};
use crate::view::text::{counted, escape};

/// Print manifests of what the stack has at a site, as AWS holds it.
///
/// For taking a part elsewhere, or for seeing what manifests come to: no variables, no anchors, references between
/// what is printed alone, defaults left out. They adopt nothing, and no secret is read or printed. What documents and
/// calendars hold are files of their own, which `--into` writes beside them.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What is printed, by kind and AWS's name or id; `*` stands for any part of a name. All of it where nothing
    /// is named.
    #[arg(value_name = "KIND[/NAME]")]
    what: Vec<String>,

    /// Print the parameters under this path.
    #[arg(long, value_name = "PATH")]
    path: Option<String>,

    /// Write `manifests.yaml` and the files that it names into this folder; no file is written over.
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  trueup export -e production
  trueup export -e production PatchBaseline MaintenanceWindow/sunday-*
  trueup export -e staging --path /webshop > webshop.yaml
  trueup export -e production --into ../copy";

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        app.wait(async |interrupt| interrupt.guard(self.export(app)).await)
    }

    async fn export(&self, app: &App) -> Result {
        let now = Timestamp::now();
        let wanted = Wanted::read(&self.what, self.path.as_deref())?;
        let loaded = load(app, &[])?;
        let stages = prepare(app, &loaded, &Choice::of(&app.globals), Exposure::Withhold, now).await?.stages;
        let [stage] = &stages[..] else {
            return Err(Error::usage("what one site has is printed at a time")
                .help("name it with `-e` and `--region`; `trueup sites` lists them"));
        };
        let live = {
            let _busy = stage.reading();
            observe(&stage.desired, &stage.reads(), Exposure::Withhold, Depth::Owned).await
        };
        for one in &live.unreadable {
            let what = one.address.as_ref().map_or(one.kind, |address| address.as_str());
            app.terminal.warn(&format!("cannot read {}: {}", escape(what), escape(&one.error.to_string())));
        }
        let read = loaded.read.as_ref().expect("sites are a stack's");
        let made = export(&Exporting {
            read,
            place: &stage.place,
            desired: &stage.desired,
            live: &live,
            wanted: &|kind, name| wanted.asks_for(kind, name),
            masked: &|text| app.terminal.outlet.clean(text) != text,
            now,
        });
        for pattern in wanted.strangers() {
            app.terminal.warn(&format!("nothing of the stack is called `{pattern}`"));
        }
        for Unsaid { address, why } in &made.unsaid {
            app.terminal.warn(&escape(&format!("{address} is not told: {why}")));
        }
        self.lay(app, &made.drafts)?;
        let resources: usize = made.drafts.iter().map(|draft| draft.resources).sum();
        let (resources, manifests) = (
            counted(resources, "resource", "resources"),
            counted(made.drafts.len(), "manifest", "manifests"),
        );
        app.terminal.note(&format!("{resources} in {manifests}"));
        Ok(Exit::of_unreadable(&live.unreadable))
    }

    /// Prints what was made, or writes it into files: all of them or none.
    fn lay(&self, app: &App, drafts: &[Draft]) -> Result<()> {
        let texts: Vec<&str> = drafts.iter().map(|draft| draft.text.as_str()).collect();
        let text = texts.join("---\n");
        let Some(folder) = &self.into else { return app.terminal.print(&text) };
        let contents = drafts.iter().flat_map(|draft| &draft.files);
        let contents = contents.map(|(path, text)| (Path::new(path), text.as_str()));
        let files = contents.chain([(Path::new("manifests.yaml"), text.as_str())]);
        let folder = app.started.join(folder);
        std::fs::create_dir_all(&folder).map_err(|error| Error::file("make", &folder, error))?;
        let unwritten = |(path, error): Unwritten| Error::file("write", &path, error);
        app.terminal.outlet.together(&folder, files).map_err(unwritten)?.place().map_err(unwritten)
    }
}
