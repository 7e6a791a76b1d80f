//! What tells of an apply, and where: the options that `apply` and `destroy` share.

use std::path::PathBuf;
use std::sync::Arc;

use super::audience::{Audience, Format};
use super::report::Report;
use crate::app::App;
use crate::error::Result;
use crate::load::{Loaded, load, spare};

/// What tells of an apply, and where.
#[derive(Debug, clap::Args)]
pub struct Telling {
    /// What is printed.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub format: Format,

    /// Write what was done into a file, call by call, however it ends: also when it is refused,
    /// interrupted, or runs out of credentials.
    #[arg(long, value_name = "FILE")]
    result: Option<PathBuf>,

    /// Also write what happens into a file, as lines of JSON.
    #[arg(long, value_name = "FILE")]
    json_into: Option<PathBuf>,
}

impl Telling {
    /// Reads the stack, whose files no output may be written over, and begins the report. That a stack
    /// cannot be read is a part of the report.
    ///
    /// # Errors
    /// The report's file cannot be written, or is one of the stack's own.
    pub fn begin(&self, app: &App, command: &'static str) -> Result<(Result<Loaded>, Arc<Report>)> {
        let loaded = load(app, &[]);
        let outputs = [("--result", self.result.as_ref()), ("--json-into", self.json_into.as_ref())];
        spare(loaded.as_ref().ok(), &outputs)?;
        Ok((loaded, Report::begin(app, command, self.result.clone())?))
    }

    /// Opens every stream that is asked for.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn audience<'a>(&self, app: &'a App, report: &'a Arc<Report>) -> Result<Audience<'a>> {
        Audience::open(app, self.format, self.json_into.as_ref(), report)
    }
}
