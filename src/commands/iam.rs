//! `trueup iam`.

use std::collections::BTreeSet;

use clap::Subcommand;
use engine::contract::Role;
use engine::permissions::{Extra, import_policy, policy};
use engine::resolve::{Desired, UNKNOWN_ACCOUNT};
use jiff::Timestamp;
use serde_json::json;

use crate::app::App;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::load::load;
use crate::run::{Choice, Selection, offline, regions, report, select};

/// Print the least privilege IAM policy for this stack. AWS is not asked.
///
/// It names the operations that trueup calls, and the ARNs and keys that the manifests name.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    role: For,
}

const EXAMPLES: &str = "\
Examples:
  trueup iam plan -e production > plan-policy.json
  trueup iam apply -e production > apply-policy.json
  trueup iam drift --all --who --ops-item > night-policy.json
  trueup iam assume --all > assume-policy.json
  trueup iam import > import-policy.json";

#[derive(Debug, Subcommand)]
enum For {
    /// For `plan` and `drift`: it can only read.
    #[command(after_help = EXAMPLES)]
    Plan {
        /// Also what `drift --who` needs.
        #[arg(long)]
        who: bool,
    },
    /// For `drift` by night: it can only read, and keep OpsItems where that is asked for.
    #[command(after_help = EXAMPLES)]
    Drift {
        /// Also what `drift --who` needs.
        #[arg(long)]
        who: bool,

        /// Also what `drift --ops-item` needs: OpsItems, and nothing else to write.
        #[arg(long)]
        ops_item: bool,
    },
    /// For `apply` and `destroy`.
    #[command(after_help = EXAMPLES)]
    Apply,
    /// For the credential that every run has where environments name a role in `assumeRole`: it may assume these
    /// roles, and nothing else.
    #[command(after_help = EXAMPLES)]
    Assume,
    /// For `import`: it reads whatever an account holds. No stack is needed.
    #[command(after_help = EXAMPLES)]
    Import,
}

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        let (role, extras) = match self.role {
            For::Plan { who } => (Some(Role::Plan), extras(who, false)),
            For::Drift { who, ops_item } => (Some(Role::Plan), extras(who, ops_item)),
            For::Apply => (Some(Role::Apply), Vec::new()),
            For::Assume => (None, Vec::new()),
            For::Import => {
                app.terminal.print(&format!("{:#}\n", import_policy()))?;
                return Ok(Exit::Done);
            }
        };
        let loaded = load(app, &[])?;
        let Some(read) = &loaded.read else {
            report(app, &loaded.findings, &loaded.sources, &loaded.troubles)?;
            return Err(Error::said(Exit::Failed));
        };
        let regions = app.wait(async |_| Ok(regions(app, &loaded).await))?;
        let Selection { places, .. } = select(&read.stack, &Choice::of(&app.globals), &regions)?;
        let roles: BTreeSet<&str> = places
            .iter()
            .filter_map(|place| place.written.environment.assume_role.as_ref())
            .map(|role| role.value.as_str())
            .collect();
        let Some(role) = role else { return assume(app, &roles) };
        let (sites, findings) = offline(app, &loaded, &places, Timestamp::now());
        report(app, &findings, &loaded.sources, &loaded.troubles)?;
        let sites: Vec<&Desired> = sites.iter().collect();
        let text = format!("{:#}\n", policy(&sites, role, &extras));
        // A stack that names no account may live in any: the role's own account decides.
        app.terminal.print(&text.replace(&format!(":{UNKNOWN_ACCOUNT}:"), ":*:"))?;
        if !roles.is_empty() {
            let roles: Vec<&str> = roles.into_iter().collect();
            app.terminal.note(&format!(
                "this is for {}; who assumes that needs `sts:AssumeRole`: `trueup iam assume`",
                roles.join(", ")
            ));
        }
        Ok(Exit::Done)
    }
}

fn extras(who: bool, ops_item: bool) -> Vec<Extra> {
    let asked = [(who, Extra::Who), (ops_item, Extra::OpsItems)].into_iter();
    asked.filter_map(|(asked, extra)| asked.then_some(extra)).collect()
}

/// The policy of whoever assumes the roles of environments.
fn assume(app: &App, roles: &BTreeSet<&str>) -> Result {
    if roles.is_empty() {
        return Err(Error::failed("no environment here has an `assumeRole`").help(
            "the credential of a run is used as it is: `trueup iam plan` and `trueup iam apply` are for it",
        ));
    }
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{ "Sid": "Assume", "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": roles }],
    });
    app.terminal.print(&format!("{policy:#}\n"))?;
    Ok(Exit::Done)
}
