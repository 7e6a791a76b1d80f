//! `trueup comment`.

use std::path::PathBuf;
use std::time::Duration;

use crate::app::App;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::forge::{Client, Forge, Marked, Number, Place, Posted, post};
use crate::intake;
use crate::view::text::escape;

/// Post a Markdown file on the pull request of this CI job, or edit the one that is there.
///
/// A plan's comment is found again by the key in its hidden first line: each pull request has one for
/// each stack and `-e`, and a plan that failed takes the place of one that did not. CI's own variables say
/// where: `GITHUB_API_URL`, `GITHUB_REPOSITORY`, `GITHUB_EVENT_PATH` and the token `GITHUB_TOKEN`, or
/// `CI_API_V4_URL`, `CI_PROJECT_ID`, `CI_MERGE_REQUEST_IID` and `GITLAB_TOKEN`. It needs no AWS credentials:
/// give it a step without them.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The file, such as `trueup plan --format markdown` prints it.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The forge; the one whose CI this is unless said.
    #[arg(long, value_name = "FORGE", value_enum)]
    forge: Option<Forge>,

    /// Find the comment by this name, not by the key in the file: for files that have none.
    #[arg(long, value_name = "NAME")]
    key: Option<String>,

    /// The number of the pull request or merge request; the one that this job is about unless said.
    #[arg(long, value_name = "N")]
    number: Option<Number>,

    /// Give up after so long, such as `90s` or `5m`.
    #[arg(long, value_name = "DURATION", default_value = "2m", value_parser = duration)]
    timeout: Duration,
}

const EXAMPLES: &str = "\
Examples:
  trueup plan --all --without-secrets --format markdown > comment.md
  trueup comment comment.md
  trueup comment comment.md --forge gitlab
  trueup comment notes.md --key release-notes --number 42";

/// Bytes that a file may have: the longest comment of any forge.
const LARGEST: usize = 4_000_000;

fn duration(text: &str) -> std::result::Result<Duration, String> {
    schema::shape::Duration::parse(text)
        .map(|duration| Duration::from_secs(duration.as_seconds()))
        .ok_or_else(|| "write it as `90s`, `5m` or `1h`".into())
}

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        let forge = self.forge.or_else(Forge::here).ok_or_else(|| {
            Error::usage("nothing tells which forge this is; nothing was posted")
                .help("run it in CI, or say `--forge github` or `--forge gitlab`")
        })?;
        let marked = self.marked(app, forge)?;
        let place = Place::of(forge, self.number)?;
        let client = Client::new(app, &place, self.timeout);
        let busy = app.terminal.busy(format!("waiting for the forge of {} {}", forge.review(), place.number));
        let posted = app.wait(async |interrupt| interrupt.guard(post(&client, &place, &marked)).await)?;
        drop(busy);
        let (word, found) = match &posted {
            Posted::Made(found) => ("posted", found),
            Posted::Edited(found) => ("edited", found),
        };
        let at = format!("comment {} of {} {}", found.id, forge.review(), place.number);
        let address =
            found.address.as_ref().map_or(String::new(), |address| format!(": {}", escape(address)));
        app.terminal.note(&format!("{word} {at}{address}"));
        app.outputs.set("comment-id", found.id);
        Ok(Exit::Done)
    }

    /// The file's text, and by what its comment is found again.
    fn marked(&self, app: &App, forge: Forge) -> Result<Marked> {
        let shown = self.file.display();
        let text =
            intake::text(&self.file, LARGEST).map_err(|error| Error::file("read", &self.file, error))?;
        let text = app.terminal.outlet.clean(&text);
        if text.trim().is_empty() {
            return Err(Error::failed(format!("`{shown}` is empty; nothing was posted")).help(
                "write it with `trueup plan --format markdown`, which also tells why there is no plan",
            ));
        }
        let marked = match &self.key {
            Some(name) => Marked::named(&text, name),
            None => Marked::own(&text).ok_or_else(|| {
                Error::failed(format!("the first line of `{shown}` does not say which comment it is"))
                    .help("name it with `--key`, or write the file with `trueup plan --format markdown`")
            })?,
        };
        match marked.text.chars().count() {
            fits if fits <= forge.most() => Ok(marked),
            long => Err(Error::failed(format!(
                "`{shown}` has {long} characters, and a comment has {} at most; nothing was posted",
                forge.most()
            ))
            .help("`trueup plan --format markdown` writes what fits")),
        }
    }
}
