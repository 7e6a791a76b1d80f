//! `trueup import`.

mod files;
mod foreign;
mod secrets;
pub(super) mod wanted;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use engine::contract::{Depth, Exposure, Unsaid};
use engine::import::{Adoption, Asking, Draft, Left, import};
use engine::observe::observe;
use engine::ports::Reads;
use engine::resolve::Read;
use jiff::Timestamp;
use schema::read_manifests;

use super::init;
use crate::app::App;
use crate::chance;
use crate::connect::{Cloud, account, configured};
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::load::{Loaded, STACK_FILE, find, load};
use crate::outlet::Unwritten;
use crate::render::import::{Imported, human};
use crate::run::{Choice, Stage, prepare};
use crate::view::text::escape;

use files::{Place, placed};
use secrets::{Keeper, variable};
use wanted::Wanted;

/// Write manifests for what an account holds and nobody declares. Nothing in AWS is changed.
///
/// Each manifest adopts what it says, so that the plan after it only adds tags. No secret is read or
/// written: SecureStrings, and plain texts that look like a secret, are managed but for their values. What
/// another stack, CloudFormation or Quick Setup has is left alone and counted, and what no manifest can
/// say is named. No file is written over. Without a `trueup.yaml` a stack is begun, as `init` does.
///
/// With `--from` it is a file of another tool that is imported, and AWS is not asked: a state of Terraform, a
/// template of CloudFormation, or names and values.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What is imported, by kind and AWS's name or id; `*` stands for any part of a name. With `--all` it is
    /// everything. With `--from` the first is the file.
    #[arg(value_name = "KIND[/NAME]")]
    what: Vec<String>,

    /// Import the parameters under this path; of a file of names and values, where they lie.
    #[arg(long, value_name = "PATH")]
    path: Option<String>,

    /// Import a file of this form, and ask AWS nothing.
    #[arg(long, value_name = "FORM", value_enum)]
    from: Option<From>,

    /// A value of a template's parameter, or of `AWS::StackName`.
    #[arg(long, value_name = "NAME=VALUE", requires = "from")]
    var: Vec<String>,

    /// What AWS calls the resources of a template: a file with what
    /// `aws cloudformation describe-stack-resources` prints.
    #[arg(long, value_name = "FILE", requires = "from")]
    ids: Option<PathBuf>,

    /// Values that are no secret although they stand where secrets do: names in the file, names in AWS or
    /// addresses in Terraform; `*` stands for any part of one.
    #[arg(long, value_name = "PATTERN", requires = "from")]
    plain: Vec<String>,

    /// Where the values of secrets come from from now on. No value is read or written.
    #[arg(long, value_name = "SOURCE", value_enum, default_value_t)]
    secrets: Keeper,

    /// The name of the stack that is begun; the folder's unless said.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// Whether manifests become files, or are only printed.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  trueup import --all
  trueup import --path /webshop/production -e production
  trueup import PatchBaseline MaintenanceWindow/sunday-*
  trueup import --all --format yaml             to look first: no file is written
  trueup import --from terraform terraform.tfstate
  trueup import --from cloudformation stack.yaml --ids resources.json --var Stage=production
  trueup import --from dotenv .env --path /webshop/production --secrets env
  trueup import --all && trueup plan            adoptions, and nothing else";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// Files, and a list of them for people.
    #[default]
    Human,
    /// The manifests alone, on standard output.
    Yaml,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum From {
    /// A state of Terraform: its file, or what `terraform state pull` or `terraform show -json` prints.
    Terraform,
    /// A template of CloudFormation, in YAML or JSON.
    #[value(name = "cloudformation")]
    CloudFormation,
    /// `NAME=value`, line by line: each value is a secret that `--plain` does not name.
    Dotenv,
    /// A map of names and values, or what `aws ssm get-parameters-by-path` prints. In a flat map of texts, as
    /// chamber exports it, each value is a secret that `--plain` does not name.
    Json,
    /// The same in YAML.
    Yaml,
}

/// A stack that is not there yet.
struct Begun {
    folder: PathBuf,
    name: String,
    origin: String,
    environment: String,
    region: String,
    account: String,
}

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        app.wait(async |interrupt| interrupt.guard(self.import(app)).await)
    }

    async fn import(&self, app: &App) -> Result {
        let now = Timestamp::now();
        if let Some(from) = self.from {
            return self.foreign(app, from, now).await;
        }
        let wanted = Wanted::read(&self.what, self.path.as_deref())?;
        if wanted.is_nothing() && !app.globals.all {
            return Err(Error::usage("nothing is named that is to be imported")
                .help("name a kind or a resource, `--path /x` for parameters, or `--all` for everything"));
        }
        let (mut loaded, begun) = match find() {
            Ok(_) => (load(app, &[])?, None),
            Err(_) => {
                let begun = self.begin(app).await?;
                (Loaded::begun(begun.folder.clone(), &begun.text()), Some(begun))
            }
        };
        // That a stack has no manifests yet is why somebody imports.
        loaded.findings.retain(|finding| finding.code != "no-manifests");
        let choice = Choice::of(&app.globals);
        let stages = prepare(app, &loaded, &choice, Exposure::Withhold, now).await?.stages;
        let mut found = Imported::default();
        let mut exit = Exit::Done;
        let whole = loaded.read.as_ref().expect("sites are a stack's");
        let mut read = copy(whole);
        for stage in &stages {
            let one = self.site(app, &loaded, &wanted, stage, &mut read, now).await;
            exit = exit.or(one.exit);
            found.drafts.extend(one.drafts);
            found.unsaid.extend(one.unsaid);
            for (why, count) in one.left {
                *found.left.entry(why).or_default() += count;
            }
        }
        let strangers = wanted.strangers();
        strangers.for_each(|pattern| app.terminal.warn(&format!("nothing undeclared is called `{pattern}`")));
        self.lay(app, &loaded, begun, &found, Vec::new()).map(|()| exit)
    }

    /// Writes what was imported into files, or prints it.
    fn lay(
        &self,
        app: &App,
        loaded: &Loaded,
        begun: Option<Begun>,
        found: &Imported,
        beside: Vec<Place>,
    ) -> Result<()> {
        if self.format == Format::Yaml {
            let texts: Vec<&str> = found.drafts.iter().map(|draft| draft.text.as_str()).collect();
            app.terminal.print(&texts.join("---\n"))?;
            app.terminal.note(&human(found, &[]));
            return Ok(());
        }
        let begins = begun.is_some();
        let mut placed = placed(loaded, begins, &found.drafts)?;
        placed.extend(beside);
        let unwritten = |(path, error): Unwritten| Error::file("write", &path, error);
        // What names others comes last.
        let (contents, manifests): (Vec<&Place>, _) = placed.iter().partition(|file| file.manifests == 0);
        let files =
            contents.into_iter().chain(manifests).map(|file| (file.path.as_path(), file.text.as_str()));
        let together = app.terminal.outlet.together(&loaded.root, files).map_err(unwritten)?;
        if let Some(begun) = begun.filter(|_| !found.drafts.is_empty()) {
            let text = begun.text();
            init::lay(app, &begun.folder, vec![(STACK_FILE.into(), text)], None)?;
        }
        together.place().map_err(unwritten)?;
        app.terminal.print(&human(found, &placed))?;
        if !found.drafts.is_empty() {
            let said = found.drafts.iter().all(|draft| draft.unsaid.is_empty());
            let then = match (self.from, said) {
                // A file says what somebody wants, and nobody has asked AWS.
                (Some(_), _) => "it says what is otherwise in AWS, and what is not there",
                (None, true) => "it adopts, and changes nothing but tags",
                (None, false) => "it adopts, and changes nothing but tags and what is to be looked at",
            };
            app.terminal.note(&format!("Now look at them, and at `trueup plan`: {then}"));
        }
        Ok(())
    }

    /// What a stack begins with where there is none.
    async fn begin(&self, app: &App) -> Result<Begun> {
        let folder = init::here()?;
        let name = init::name_for(app, self.name.clone(), &folder)?;
        let region = configured(app).await.ok_or_else(|| {
            Error::failed("no region is configured").help("name one with `--region`, or set `AWS_REGION`")
        })?;
        let environment = app.globals.environment.clone().unwrap_or_else(|| "production".to_owned());
        let account = answering(app, &folder, &region).await?;
        Ok(Begun { folder, name, origin: chance::id()?, environment, region, account })
    }

    /// What one site holds. Its manifests are known to the next.
    async fn site(
        &self,
        app: &App,
        loaded: &Loaded,
        wanted: &Wanted,
        stage: &Stage<'_>,
        read: &mut Read,
        now: Timestamp,
    ) -> OfSite {
        let sought = wanted.sought();
        let depth = Depth::Everything(&sought);
        let busy = stage.reading();
        let live = observe(&stage.desired, &stage.reads(), Exposure::Withhold, depth).await;
        drop(busy);
        for one in &live.unreadable {
            let what = one.address.as_ref().map_or(one.kind, |address| address.as_str());
            app.terminal.warn(&format!("cannot read {}: {}", escape(what), escape(&one.error.to_string())));
        }
        let exists =
            |path: &str| read.files.contains_key(path) || loaded.root.join(path).symlink_metadata().is_ok();
        let made = import(&Asking {
            read,
            place: &stage.place,
            desired: &stage.desired,
            live: &live,
            wanted: &|kind, name| wanted.asks_for(kind, name),
            exists: &exists,
            masked: &|text| app.terminal.outlet.clean(text) != text,
            adoption: Adoption::Known,
            source: &|name| self.secrets.source(&variable(name), name),
            now,
        });
        let exit = Exit::of_unreadable(&live.unreadable);
        let of_site = OfSite { exit, drafts: made.drafts, left: made.left, unsaid: made.unsaid };
        add(read, &of_site.drafts);
        of_site
    }
}

/// The account that the credentials belong to.
async fn answering(app: &App, folder: &Path, region: &str) -> Result<String> {
    let nameless = Loaded::begun(folder.to_owned(), NAMELESS);
    let stack = &nameless.read.as_ref().expect("it is a stack").stack;
    let environment = stack.environments.first().expect("a stack that names none has one");
    let mut cloud = Cloud::open(app, folder)?;
    let (line, _) = cloud.line(environment, region, &app.masks).await?;
    account(&Reads::new(line), environment).await
}

/// A stack that says nothing of where it is.
const NAMELESS: &str = "\
apiVersion: trueup/v1
kind: Stack
metadata: {name: nameless}
spec: {manifests: [manifests/*.yaml]}
";

struct OfSite {
    exit: Exit,
    drafts: Vec<Draft>,
    left: BTreeMap<Left, usize>,
    unsaid: Vec<Unsaid>,
}

fn copy(read: &Read) -> Read {
    let Read { stack, manifests, sources, files } = read;
    Read {
        stack: stack.clone(),
        manifests: manifests.clone(),
        sources: Arc::clone(sources),
        files: files.clone(),
    }
}

/// Makes a stack know what was written.
fn add(read: &mut Read, drafts: &[Draft]) {
    let mut sources = (*read.sources).clone();
    let named = |draft: &Draft| format!("{}/{}", draft.kind, draft.name);
    let ids: Vec<_> = drafts.iter().map(|draft| sources.add(named(draft), draft.text.as_str())).collect();
    for (path, text) in drafts.iter().flat_map(|draft| &draft.files) {
        read.files.insert(path.clone(), sources.add(path.as_str(), text.as_str()));
    }
    // Whatever was wrong with them was seen when they were made.
    read.manifests.extend(read_manifests(&sources, ids).0);
    read.sources = Arc::new(sources);
}

impl Begun {
    fn text(&self) -> String {
        let Self { folder: _, name, origin, environment, region, account } = self;
        init::stack_of((name, origin), environment, region, account)
    }
}
