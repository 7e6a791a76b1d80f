//! `trueup import --from`: what a file of another tool says.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use engine::Site;
use engine::import::from::{
    Foreign, Form, Given, Mistake, Unread, cloudformation, elsewhere, let_go, physical_ids, taken, terraform,
    values,
};
use engine::import::{Adoption, Asking, import};
use engine::resolve::UNKNOWN_ACCOUNT;
use globset::{GlobBuilder, GlobMatcher};
use jiff::Timestamp;
use schema::bounds;

use super::secrets::variable;
use super::wanted::Wanted;
use super::{Args, Begun, From, Place, add, copy};
use crate::app::App;
use crate::chance;
use crate::commands::init;
use crate::connect::configured;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::intake;
use crate::load::{Loaded, find, load};
use crate::render::import::{Imported, LetGo};
use crate::run::{Choice, Selection, offline, regions, report, select};

impl Args {
    /// Imports a file, without asking AWS anything.
    pub(super) async fn foreign(&self, app: &App, from: From, now: Timestamp) -> Result {
        let Some((file, what)) = self.what.split_first() else {
            return Err(Error::usage("no file is named that is to be imported")
                .help("such as `trueup import --from terraform terraform.tfstate`"));
        };
        let source = Source::read(self, from, Path::new(file))?;
        let of_path = self.path.as_deref().filter(|_| source.form().is_none());
        let wanted = Wanted::read(what, of_path)?;
        // What a template says depends on the site.
        let whole = if from == From::CloudFormation { None } else { Some(source.parsed(None)?) };
        let (mut loaded, begun) = match find() {
            Ok(_) => (load(app, &[])?, None),
            Err(_) => {
                let begun = self.begin_from(app, whole.as_ref()).await?;
                (Loaded::begun(begun.folder.clone(), &begun.text()), Some(begun))
            }
        };
        loaded.findings.retain(|finding| finding.code != "no-manifests");
        let Some(stack) = loaded.read.as_ref() else {
            report(app, &loaded.findings, &loaded.sources, &loaded.troubles)?;
            return Err(Error::said(Exit::Failed));
        };
        let Selection { places, .. } =
            select(&stack.stack, &Choice::of(&app.globals), &regions(app, &loaded).await)?;
        if source.form().is_some() && places.len() > 1 {
            return Err(Error::usage("names and values are of one site, and several are chosen")
                .help("name one with `-e` and `--region`"));
        }
        let (sites, findings) = offline(app, &loaded, &places, now);
        report(app, &findings, &loaded.sources, &loaded.troubles)?;
        let mut found = Imported::default();
        let mut read = copy(stack);
        let mut gone = Vec::new();
        let mut parsed = Vec::new();
        for (place, desired) in places.iter().zip(&sites) {
            let own;
            let foreign = match &whole {
                Some(whole) => whole,
                None => {
                    own = source.parsed(Some(&place.site))?;
                    &own
                }
            };
            let taken = taken(foreign, &place.site);
            let known = |stand_in: &str| foreign.known(stand_in);
            let exists = |path: &str| {
                read.files.contains_key(path) || loaded.root.join(path).symlink_metadata().is_ok()
            };
            let named = |id: &str| match source.form() {
                Some(Form::Dotenv) => foreign.place(id).map_or_else(|| variable(id), str::to_owned),
                Some(Form::Tree) | None => variable(id),
            };
            let made = import(&Asking {
                read: &read,
                place,
                desired,
                live: &taken.live,
                wanted: &|kind, name| wanted.asks_for(kind, name),
                exists: &exists,
                masked: &|text| app.terminal.outlet.clean(text) != text,
                adoption: match from {
                    From::CloudFormation => Adoption::FromCloudFormation(&known),
                    From::Terraform | From::Dotenv | From::Json | From::Yaml => Adoption::Known,
                },
                source: &|name| self.secrets.source(&named(name), name),
                now,
            });
            for draft in &made.drafts {
                gone.extend(
                    draft.says().iter().filter_map(|address| taken.places.get(address)).flatten().cloned(),
                );
            }
            for (why, count) in made.left {
                *found.left.entry(why).or_default() += count;
            }
            let unsaid = made.unsaid.into_iter().map(|one| {
                let places = taken.places.get(&one.address);
                let what = places.map_or_else(|| one.address.to_string(), |places| places.join(", "));
                Unread { what, why: one.why }
            });
            found.unread.extend(foreign.unread.iter().cloned().chain(taken.unread).chain(unsaid));
            parsed.extend(foreign.places().map(str::to_owned));
            found.hidden = foreign.hidden;
            add(&mut read, &made.drafts);
            found.drafts.extend(made.drafts);
        }
        let chosen: Vec<&Site> = places.iter().map(|place| &place.site).collect();
        found.elsewhere = whole.iter().flat_map(|whole| elsewhere(whole, &chosen)).collect();
        found.unread.sort_by(|a, b| (&a.what, &a.why).cmp(&(&b.what, &b.why)));
        found.unread.dedup();
        for pattern in wanted.strangers() {
            app.terminal.warn(&format!("nothing in the file that is undeclared is called `{pattern}`"));
        }
        source.plain.strangers().for_each(|pattern| {
            app.terminal.warn(&format!("nothing in the file is called `{pattern}`"));
        });
        gone.sort();
        gone.dedup();
        let mut beside = Vec::new();
        if !gone.is_empty() {
            match from {
                From::Terraform => {
                    let text = let_go(gone.iter().map(String::as_str), parsed.iter().map(String::as_str));
                    let path = free(&loaded.root);
                    found.let_go = Some(LetGo::Terraform(path.clone()));
                    beside.push(Place { path, text, resources: 0, manifests: 0 });
                }
                From::CloudFormation => found.let_go = Some(LetGo::CloudFormation(gone)),
                From::Dotenv | From::Json | From::Yaml => {}
            }
        }
        self.lay(app, &loaded, begun, &found, beside)?;
        Ok(Exit::Done)
    }

    /// What a stack begins with where there is none, and AWS is not asked.
    async fn begin_from(&self, app: &App, foreign: Option<&Foreign>) -> Result<Begun> {
        let of_file = |said: Option<&str>| said.map(str::to_owned);
        let account = foreign.and_then(|foreign| of_file(foreign.account()));
        let account = account.ok_or_else(|| {
            Error::failed("there is no stack here, and the file does not say of which account it is")
                .help("run `trueup init` and write the account into `trueup.yaml` first")
        })?;
        let configured = match foreign.and_then(|foreign| of_file(foreign.region())) {
            Some(region) => Some(region),
            None => configured(app).await,
        };
        let region = app.globals.region.clone().or(configured).ok_or_else(|| {
            Error::failed("no region is configured").help("name one with `--region`, or set `AWS_REGION`")
        })?;
        let folder = init::here()?;
        let name = init::name_for(app, self.name.clone(), &folder)?;
        let environment = app.globals.environment.clone().unwrap_or_else(|| "production".to_owned());
        Ok(Begun { folder, name, origin: chance::id()?, environment, region, account })
    }
}

/// A file of another tool, and how it is to be read.
struct Source<'a> {
    from: From,
    file: &'a Path,
    text: String,
    path: Option<&'a str>,
    variables: BTreeMap<String, String>,
    ids: BTreeMap<String, String>,
    plain: Patterns,
}

impl<'a> Source<'a> {
    fn read(args: &'a Args, from: From, file: &'a Path) -> Result<Self> {
        let mut variables = BTreeMap::new();
        for text in &args.var {
            let (name, value) = text.split_once('=').ok_or_else(|| {
                Error::usage("`--var` is no `NAME=VALUE`").help("such as `--var Stage=production`")
            })?;
            variables.insert(name.to_owned(), value.to_owned());
        }
        if !(variables.is_empty() && args.ids.is_none()) && from != From::CloudFormation {
            return Err(Error::usage("`--var` and `--ids` are for templates of CloudFormation"));
        }
        let read =
            |file: &Path| intake::text(file, bounds::STACK).map_err(|error| Error::file("read", file, error));
        let text = read(file)?;
        let ids = match &args.ids {
            Some(file) => physical_ids(&read(file)?).map_err(|mistake| told(file, mistake))?,
            None => BTreeMap::new(),
        };
        let plain = Patterns::read(&args.plain)?;
        Ok(Self { from, file, text, path: args.path.as_deref(), variables, ids, plain })
    }

    /// How it is written, where it is names and values.
    fn form(&self) -> Option<Form> {
        match self.from {
            From::Dotenv => Some(Form::Dotenv),
            From::Json | From::Yaml => Some(Form::Tree),
            From::Terraform | From::CloudFormation => None,
        }
    }

    /// What it says; a template does at a site.
    fn parsed(&self, site: Option<&Site>) -> Result<Foreign> {
        let plain = |name: &str| self.plain.fits(name);
        let said = match (self.form(), site) {
            (Some(form), _) => values(form, &self.text, self.path, &plain),
            (None, None) => terraform(&self.text, &plain),
            (None, Some(Site { region, account, .. })) => {
                let account = Some(account.as_str()).filter(|account| *account != UNKNOWN_ACCOUNT);
                let Self { variables, ids, .. } = self;
                cloudformation(&self.text, &Given { variables, ids, region, account })
            }
        };
        said.map_err(|mistake| told(self.file, mistake))
    }
}

/// What is wrong with a file, by its place alone: any line of it may hold a secret.
fn told(file: &Path, Mistake { line, column, message }: Mistake) -> Error {
    Error::failed(format!("{}:{line}:{column}: {message}", file.display()))
}

/// What is no secret, by patterns.
struct Patterns(Vec<(String, GlobMatcher, Cell<bool>)>);

impl Patterns {
    fn read(written: &[String]) -> Result<Self> {
        let pattern = |text: &String| {
            let glob = GlobBuilder::new(text).build();
            let glob = glob.map_err(|error| Error::usage(format!("`{text}` is no pattern: {error}")))?;
            Ok((text.clone(), glob.compile_matcher(), Cell::new(false)))
        };
        written.iter().map(pattern).collect::<Result<_>>().map(Self)
    }

    fn fits(&self, name: &str) -> bool {
        let mut fits = false;
        for (text, glob, met) in &self.0 {
            // A key of an address in Terraform stands in brackets, which mean something in a pattern.
            if glob.is_match(name) || text == name {
                met.set(true);
                fits = true;
            }
        }
        fits
    }

    /// What is named and was nowhere.
    fn strangers(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, _, met)| !met.get()).map(|(text, _, _)| text.as_str())
    }
}

/// A file for Terraform, where none is yet.
fn free(root: &Path) -> PathBuf {
    let path = |number: usize| match number {
        1 => PathBuf::from("removed.tf"),
        number => PathBuf::from(format!("removed-{number}.tf")),
    };
    let free = |path: &PathBuf| root.join(path).symlink_metadata().is_err();
    (1..).map(path).find(free).expect("there is always another number")
}
