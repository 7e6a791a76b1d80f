//! One objection in words: what is in the way, and the way out.

use engine::PROTECT_TAG;
use engine::approve::{Objection, Protector};
use engine::guardrails::Limit;
use engine::plan::Unseen;
use engine::policy::Verdict;

use crate::render::plan::place;
use crate::view::text::counted;
use crate::view::{settle, whose};

/// One objection in words.
pub(super) struct Said {
    /// A word for programs.
    pub(super) code: &'static str,
    /// What is in the way.
    pub(super) what: String,
    /// More of it, one line each.
    pub(super) details: Vec<String>,
    /// The way out.
    pub(super) help: String,
}

/// Puts an objection into words.
pub(super) fn said(objection: &Objection) -> Said {
    match objection {
        Objection::Conflict(conflict) => Said {
            code: "conflict",
            what: format!("`{}` {}", conflict.address, whose(&conflict.rival)),
            details: vec![format!("declared at {}", place(&conflict.location))],
            help: settle(&conflict.rival),
        },
        Objection::TooManyDeletes { deletes, allowed, limit } => Said {
            code: "too-many-deletes",
            what: format!(
                "the plan deletes {}, and `guardrails.maxDeletes` allows {allowed}{}",
                counted(*deletes, "resource", "resources"),
                share(*limit)
            ),
            details: Vec::new(),
            help: "raise `guardrails.maxDeletes` in `trueup.yaml` if that is meant; a replace counts as a deletion"
                .into(),
        },
        Objection::TooManyNodes { nodes, allowed, limit } => Said {
            code: "too-many-nodes",
            what: too_many_nodes(nodes, allowed, *limit),
            details: match (nodes, allowed) {
                (Err(Unseen::Refused(why)), _) | (Ok(_), Err(Unseen::Refused(why))) => vec![why.clone()],
                _ => Vec::new(),
            },
            help: "make fewer nodes run at once, or raise `guardrails.maxNodes` in `trueup.yaml` if that is meant"
                .into(),
        },
        Objection::Protected(address, action, protector) => Said {
            code: "protected",
            what: format!("`{address}` is protected, and the plan would {} it", action.word()),
            details: match protector {
                Protector::Guardrail => Vec::new(),
                Protector::Tag => vec![format!("by its tag `{PROTECT_TAG}`, which outlives its pattern")],
            },
            help: match protector {
                Protector::Guardrail => {
                    "take its pattern out of `guardrails.protect` in `trueup.yaml` if that is meant".into()
                }
                Protector::Tag => "with its manifest there, take its pattern out of `guardrails.protect` in \
                     `trueup.yaml` and apply; only then take it away; or take the tag off by hand"
                    .into(),
            },
        },
        Objection::Policy(verdict) => Said {
            code: "policy",
            what: denied(verdict),
            details: vec![format!("written at {}:{}", verdict.file, verdict.line)],
            help: "change what it objects to, or the policy if that is meant; it is judged again at every apply".into(),
        },
        Objection::Incomplete(what) => Said {
            code: "incomplete",
            what: "not everything could be read".into(),
            details: what.clone(),
            help: "mend what keeps it from being read, or apply the rest with `--allow-incomplete`".into(),
        },
        Objection::Withheld => Said {
            code: "withheld",
            what: "the plan was made without secrets, so it is for reading only".into(),
            details: Vec::new(),
            help: "plan again without `--without-secrets`".into(),
        },
        Objection::Empty(deletes) => Said {
            code: "empty",
            what: format!(
                "nothing is declared, and the plan deletes {}",
                counted(*deletes, "resource", "resources")
            ),
            details: Vec::new(),
            help: "check `spec.manifests` in `trueup.yaml`; to take everything away, say `--allow-empty`, or run `trueup destroy`"
                .into(),
        },
    }
}

fn too_many_nodes(nodes: &Result<usize, Unseen>, allowed: &Result<usize, Unseen>, limit: Limit) -> String {
    let on = match nodes {
        Ok(nodes) => counted(*nodes, "node", "nodes"),
        Err(why) => format!("nodes that were not counted, {}", uncounted(why)),
    };
    let most = match (limit, allowed) {
        (Limit::Count(count), _) => count.to_string(),
        (Limit::Percent(percent), Ok(allowed)) => format!("{allowed} ({percent}% of the fleet)"),
        (Limit::Percent(percent), Err(_)) => format!("{percent}% of the fleet, which was not counted"),
    };
    format!("something begins to run at once on {on}, and `guardrails.maxNodes` allows {most}")
}

fn uncounted(why: &Unseen) -> &'static str {
    match why {
        Unseen::Unasked => "since that takes more calls than were allowed",
        Unseen::Runbook => "since a runbook alone knows what it acts on",
        Unseen::Group => "since a resource group alone knows them",
        Unseen::Later => "since what selects them comes with the apply",
        Unseen::Refused(_) => "since AWS did not tell",
    }
}

fn denied(verdict: &Verdict) -> String {
    let Verdict { policy, address, message, .. } = verdict;
    match address {
        Some(address) => format!("`{address}` is denied by the policy `{policy}`: {message}"),
        None => format!("the plan is denied by the policy `{policy}`: {message}"),
    }
}

fn share(limit: Limit) -> String {
    match limit {
        Limit::Count(_) => String::new(),
        Limit::Percent(percent) => format!(" ({percent}% of what the site owns)"),
    }
}
