//! Files before and after: shown, asked about, written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schema::SourceId;

use super::Format;
use crate::app::App;
use crate::carry::{Consenting, agree};
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::load::Loaded;
use crate::outlet::{Readers, Slot, Torn};
use crate::render::patch::{Edited, human, patch};

/// Whether something was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrote {
    /// Into files.
    Files(usize),
    /// It was printed as a patch.
    Nothing,
}

/// Shows what changes in the files, asks, and writes them; or prints it as a patch.
///
/// # Errors
/// Nobody agreed, or a file has changed meanwhile or cannot be written.
pub(super) async fn edit(
    app: &App,
    loaded: &Loaded,
    texts: &BTreeMap<SourceId, String>,
    format: Format,
    before: impl FnOnce(),
    consenting: &Consenting,
    interrupt: &Interrupt,
) -> Result<Wrote> {
    let files = texts.iter().map(|(id, after)| {
        let source = loaded.sources.get(*id);
        let real = loaded.real(&app.started, &source.path);
        let (real, path) = real.map_err(|error| Error::file("write", &source.path, error))?;
        Ok(File { real, path, before: &source.text, after })
    });
    let files: Vec<File<'_>> = files.collect::<Result<_>>()?;
    hides_nothing(app, &files)?;
    let edited: Vec<Edited<'_>> = files.iter().map(File::edited).collect();
    if format == Format::Patch {
        app.terminal.print(&patch(&edited))?;
        return Ok(Wrote::Nothing);
    }
    app.terminal.print(&human(&edited, app.terminal.out))?;
    before();
    agree(app, consenting, interrupt).await?;
    write(app, &files)?;
    Ok(Wrote::Files(files.len()))
}

/// A file that is to be another.
struct File<'a> {
    /// At the end of its links.
    real: PathBuf,
    /// The same as it is shown.
    path: String,
    before: &'a str,
    after: &'a str,
}

impl File<'_> {
    fn edited(&self) -> Edited<'_> {
        Edited { path: &self.path, before: self.before, after: self.after }
    }
}

/// Refuses texts of which something would be masked: a mask is another text.
fn hides_nothing(app: &App, files: &[File<'_>]) -> Result<()> {
    match files.iter().find(|file| app.terminal.outlet.clean(file.after) != file.after) {
        None => Ok(()),
        Some(File { path, .. }) => {
            let error = Error::failed(format!("`{path}` would hold what `TRUEUP_MASKS` hides"));
            Err(error.help("a secret belongs in no file; take it out of the mask where it is none"))
        }
    }
}

/// Writes every file or none, if none of them has changed since it was read.
fn write(app: &App, files: &[File<'_>]) -> Result<()> {
    let mut slots: Vec<(Slot, &str)> = Vec::new();
    for File { real, path, before, after } in files {
        let there =
            app.inputs.text(real, usize::MAX - 1).map_err(|error| Error::file("write", path, error))?;
        if there != *before {
            return Err(Error::failed(format!("`{path}` has changed since it was read; run this again")));
        }
        slots.push((app.terminal.slot(real, Readers::AsBefore)?, after));
    }
    app.terminal.outlet.write_all(slots).map_err(|Torn { path, error, left }| {
        let shown = |real: &PathBuf| files.iter().find(|file| file.real == *real).map(|file| &*file.path);
        let error = Error::file("write", shown(&path).unwrap_or_default(), error);
        match left.iter().filter_map(shown).collect::<Vec<_>>() {
            left if left.is_empty() => error.help("nothing was written"),
            left => Error { exit: Exit::Partial, ..error }
                .help(format!("written nevertheless, and not put back: `{}`", left.join("`, `"))),
        }
    })
}
