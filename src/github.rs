//! What GitHub Actions wants told beside the output: step outputs and the job's summary.

use engine::policy::Judged;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use engine::Action;
use engine::plan::basis_digest;

use crate::exit::Exit;
use crate::outlet::Outlet;
use crate::variable::text;
use crate::view::change_digest;

/// Bytes that a job's summary may have; GitHub drops a longer one whole.
const SUMMARY: usize = 1024 * 1024;

/// Step outputs gathered during a run, written once at its end.
pub struct Outputs {
    started: PathBuf,
    outlet: Outlet,
    values: Mutex<Vec<(&'static str, String)>>,
}

impl Outputs {
    /// No outputs yet, for a process started in a folder.
    pub fn new(started: &Path, outlet: Outlet) -> Self {
        Self { started: started.to_owned(), outlet, values: Mutex::default() }
    }

    /// Sets an output.
    pub fn set(&self, name: &'static str, value: impl ToString) {
        let mut outputs = self.values.lock().expect("no holder of the lock panics");
        outputs.retain(|(known, _)| *known != name);
        outputs.push((name, value.to_string()));
    }

    /// Sets what there is to say of plans.
    pub fn plans(&self, plans: &[Judged]) {
        let count = |action| plans.iter().map(|plan| plan.summary().of(action)).sum::<usize>();
        self.set("has-changes", plans.iter().any(|plan| !plan.empty()));
        for action in Action::ALL {
            self.set(action.word(), count(action));
        }
        self.set("complete", plans.iter().all(|plan| plan.complete()));
        self.set("sandbox", plans.iter().any(|plan| plan.site().sandbox));
        self.set("partial", plans.iter().any(|plan| plan.partial().is_some()));
        self.set("change-digest", change_digest(plans));
        let basis: Vec<String> = plans.iter().map(|plan| basis_digest(plan)).collect();
        self.set("basis-digest", basis.join(","));
    }

    /// Writes the outputs of a run, the exit code among them: Actions itself knows only success
    /// and failure.
    pub fn finish(&self, exit: Exit) {
        self.set("exitcode", exit.code());
        let values = self.values.lock().expect("no holder of the lock panics");
        // No value that is set holds a line break but, perhaps, a path; one that does is left out.
        let lines: String = values
            .iter()
            .filter(|(_, value)| !value.contains(['\n', '\r']))
            .map(|(name, value)| format!("{name}={value}\n"))
            .collect();
        self.append("GITHUB_OUTPUT", &lines);
    }

    /// Appends Markdown to the job's summary; it is told how long it may be.
    pub fn summary(&self, markdown: impl FnOnce(usize) -> String) {
        self.summary_if(|most| Some(markdown(most)));
    }

    /// The same where there may be nothing to say.
    pub fn summary_if(&self, markdown: impl FnOnce(usize) -> Option<String>) {
        if text("GITHUB_STEP_SUMMARY").is_some()
            && let Some(markdown) = markdown(SUMMARY)
        {
            self.append("GITHUB_STEP_SUMMARY", &format!("{markdown}\n"));
        }
    }

    fn append(&self, variable: &str, what: &str) {
        let Some(path) = text(variable) else { return };
        if let Err(error) = self.outlet.append(&self.started.join(&path), what) {
            let warning = format!("warning: {variable} is `{path}`, and that cannot be written: {error}");
            self.outlet.err(&warning);
        }
    }
}
