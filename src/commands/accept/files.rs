//! Files before and after: shown, asked about, written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schema::{SourceId, Sources};

use super::Format;
use crate::app::App;
use crate::carry::{Consenting, agree};
use crate::error::{Error, Result};
use crate::interrupt::Interrupt;
use crate::outlet::{Readers, Slot};
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
    sources: &Sources,
    texts: &BTreeMap<SourceId, String>,
    format: Format,
    before: impl FnOnce(),
    consenting: &Consenting,
    interrupt: &Interrupt,
) -> Result<Wrote> {
    let files = texts.iter().map(|(id, after)| {
        let source = sources.get(*id);
        Edited { path: &source.path, before: &source.text, after }
    });
    let files: Vec<Edited<'_>> = files.collect();
    if format == Format::Patch {
        app.terminal.print(&patch(&files))?;
        return Ok(Wrote::Nothing);
    }
    app.terminal.print(&human(&files, app.terminal.out))?;
    before();
    agree(app, consenting, interrupt).await?;
    write(app, &files)?;
    Ok(Wrote::Files(files.len()))
}

/// Writes every file, if none of them has changed since it was read.
fn write(app: &App, files: &[Edited<'_>]) -> Result<()> {
    let mut slots: Vec<(Slot, &str)> = Vec::new();
    for Edited { path, before, after } in files {
        let place: PathBuf = app.started.join(path);
        let real = place.canonicalize().map_err(|error| Error::file("write", path, error))?;
        let there =
            app.inputs.text(&real, usize::MAX - 1).map_err(|error| Error::file("write", path, error))?;
        if there != *before {
            return Err(Error::failed(format!("`{path}` has changed since it was read; run this again")));
        }
        if app.terminal.outlet.clean(after) != *after {
            let error = Error::failed(format!("`{path}` would hold what `TRUEUP_MASKS` hides"));
            return Err(error.help("a secret belongs in no file; take it out of the mask where it is none"));
        }
        slots.push((app.terminal.slot(&real, Readers::AsBefore)?, after));
    }
    slots.into_iter().try_for_each(|(slot, text)| app.terminal.fill(slot, text))
}
