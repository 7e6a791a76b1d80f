//! Plans in a file: data, never requests, and no secret in any form.

mod change;
mod notes;
mod problems;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::change::SavedChange;
use self::notes::SavedNotes;
use self::problems::{InTheWay, Problems};
use crate::contract::Exposure;
use crate::plan::{
    About, Change, Cost, Goal, Ground, Partial, Plan, Tally, Worktree, basis_digest, change_digest,
};
use crate::policy::Judged;
use crate::site::Site;

/// The version of the file's form. A major step breaks readers, a minor one only adds.
pub const FORMAT: &str = "1.5";

/// Why a file is no plan that this build can read.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// It is not JSON of the expected form.
    #[error("not a plan file: {0}")]
    Form(#[from] serde_json::Error),
    /// It was written by another major version.
    #[error("the plan has format {0}, and this build reads {FORMAT}")]
    Format(String),
    /// It was written by another major version of the tool, which may plan otherwise.
    #[error("the plan was made by version {theirs}, and this is version {ours}")]
    Tool {
        /// The version that wrote it.
        theirs: String,
        /// The version that reads it.
        ours: String,
    },
    /// It names something that this build does not know, or holds what it never writes.
    #[error("the plan is damaged: {0}")]
    Damaged(String),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    format: String,
    tool_version: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shard: Option<Shard>,
    plans: Vec<SavedPlan>,
}

/// The part of a stack's sites that a run was about, so that only what belongs together is put together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Which, counted from 1.
    pub index: usize,
    /// Of how many.
    pub of: usize,
    /// The commit that the stack's folder is at.
    pub commit: Option<String>,
    /// Whether its files were edited since; `None` where git does not tell.
    pub uncommitted: Option<bool>,
    /// The digest of all sites that the parts share, in their order.
    pub digest: String,
    /// How many these are.
    pub sites: usize,
    /// The sites of this part, each as `environment/region`.
    pub own: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SavedPlan {
    id: String,
    made: Timestamp,
    #[serde(default)]
    goal: Goal,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    partial: Option<Partial>,
    site: Site,
    commit: Option<String>,
    #[serde(default, skip_serializing_if = "Worktree::is_committed")]
    worktree: Worktree,
    change_digest: String,
    basis_digest: String,
    unchanged: usize,
    owned: usize,
    declared: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    may_delete: Option<usize>,
    compared_secrets: bool,
    cost: Cost,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    record_calls: BTreeMap<String, usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ground: Option<Ground>,
    changes: Vec<SavedChange>,
    #[serde(default)]
    notes: SavedNotes,
    problems: Problems,
}

/// Writes plans, in the order in which they are to be applied.
pub fn save(plans: &[Judged], tool_version: &str) -> String {
    save_part(plans, tool_version, None)
}

/// The same of a part of the sites, where it is one.
pub fn save_part(plans: &[Judged], tool_version: &str, shard: Option<&Shard>) -> String {
    let file = File {
        format: FORMAT.into(),
        tool_version: tool_version.into(),
        shard: shard.cloned(),
        plans: plans.iter().map(SavedPlan::of).collect(),
    };
    serde_json::to_string_pretty(&file).expect("a plan is plain data") + "\n"
}

/// Reads plans with a version of the tool.
///
/// # Errors
/// The text is no plan file, or one of another major version, or its changes are not the ones
/// that its digests were made of.
pub fn load(text: &str, tool_version: &str) -> Result<Vec<Judged>, SavedError> {
    load_part(text, tool_version).map(|(plans, _)| plans)
}

/// The same, with the part of the sites that the file is of, where it is of one.
///
/// # Errors
/// As of [`load`].
pub fn load_part(text: &str, tool_version: &str) -> Result<(Vec<Judged>, Option<Shard>), SavedError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Head {
        format: String,
        tool_version: String,
    }
    let head: Head = serde_json::from_str(text)?;
    if major(&head.format) != major(FORMAT) {
        return Err(SavedError::Format(head.format));
    }
    if major(&head.tool_version) != major(tool_version) {
        return Err(SavedError::Tool { theirs: head.tool_version, ours: tool_version.to_owned() });
    }
    let file: File = serde_json::from_str(text)?;
    let plans: Vec<Judged> = file.plans.into_iter().map(SavedPlan::plan).collect::<Result<_, _>>()?;
    let damaged = |what: String| Err(SavedError::Damaged(what));
    let (mut ids, mut sites) = (BTreeSet::new(), BTreeSet::new());
    for plan in &plans {
        // Client tokens are made of the id: two plans of one id would answer for each other.
        if !ids.insert(plan.id()) {
            return damaged(format!("the id `{}` stands twice", plan.id()));
        }
        if !sites.insert(plan.site()) {
            return damaged(format!("the site {} stands twice", plan.site()));
        }
    }
    Ok((plans, file.shard))
}

fn major(version: &str) -> &str {
    version.split('.').next().unwrap_or(version)
}

impl SavedPlan {
    fn of(judged: &Judged) -> Self {
        let plan: &Plan = judged;
        Self {
            id: plan.id().to_owned(),
            made: plan.made(),
            goal: plan.goal(),
            partial: plan.partial().cloned(),
            site: plan.site().clone(),
            commit: plan.commit().map(str::to_owned),
            worktree: plan.worktree(),
            change_digest: change_digest(plan),
            basis_digest: basis_digest(plan),
            unchanged: plan.unchanged(),
            owned: plan.owned(),
            declared: plan.declared(),
            may_delete: plan.may_delete(),
            compared_secrets: plan.exposure() == Exposure::Compare,
            cost: plan.cost().clone(),
            record_calls: plan.record_calls(),
            ground: plan.ground(),
            changes: plan.changes().iter().map(SavedChange::of).collect(),
            notes: SavedNotes::of(plan.notes()),
            problems: Problems::of(judged),
        }
    }

    fn plan(self) -> Result<Judged, SavedError> {
        let InTheWay { tally, unreadable, unlisted, unmanaged, verdicts } = self.problems.read()?;
        let changes: Vec<Change> =
            self.changes.into_iter().map(SavedChange::change).collect::<Result<_, _>>()?;
        // Two changes of one address, or another order, have the digest of none that was made.
        if !changes.is_sorted_by(|a, b| a.address < b.address) {
            let what = format!("the changes of {} are not each once, in order", self.site);
            return Err(SavedError::Damaged(what));
        }
        let about = About {
            id: self.id,
            made: self.made,
            goal: self.goal,
            partial: self.partial,
            site: self.site,
            commit: self.commit,
            worktree: self.worktree,
            owned: self.owned,
            declared: self.declared,
            may_delete: self.may_delete,
            unreadable,
            unlisted,
            unmanaged,
            exposure: if self.compared_secrets { Exposure::Compare } else { Exposure::Withhold },
            record: None,
            record_calls: self.record_calls,
            ground: self.ground,
        };
        let plan = Plan::of(Tally { changes, unchanged: self.unchanged, ..tally }, about);
        let damaged = |what: &str| Err(SavedError::Damaged(what.into()));
        if change_digest(&plan) != self.change_digest {
            return damaged("its changes do not match its digest");
        }
        if basis_digest(&plan) != self.basis_digest {
            return damaged("what it was based on does not match its digest");
        }
        if *plan.cost() != self.cost {
            return damaged("its changes do not take the calls that it tells");
        }
        Ok(Judged::new(plan.noted(self.notes.notes()?), verdicts))
    }
}

#[cfg(test)]
mod tests {
    use schema::{Origin, Secret, SecretText, Tree};

    use super::*;
    use crate::address::Address;
    use crate::contract::{Deed, Effect};
    use crate::kinds;
    use crate::plan::{Conflict, Rival};
    use crate::policy::{Level, Verdict};
    use crate::tree::compare;

    fn parameter(value: Tree, tags: [(&'static str, Tree); 1]) -> Tree {
        let tree = Tree::map([
            ("type", Tree::text("String")),
            ("value", value),
            ("dataType", Tree::text("text")),
            ("labels", Tree::set([Tree::text("stable")])),
            ("tags", Tree::map(tags)),
        ]);
        (kinds::resource("Parameter").expect("registered").retype)(&tree).expect("a parameter")
    }

    fn plan() -> Judged {
        plan_of("0123456789abcdef", "us-east-1")
    }

    fn plan_of(id: &str, region: &str) -> Judged {
        let origin = Origin::Env { name: "DB_PASSWORD".into(), verbatim: false };
        let secret = Secret { text: Some(SecretText::new("canary-4711")), ..Secret::unresolved(origin) };
        let desired = parameter(secret.into(), [("Team", Tree::text("shop"))]);
        let live = Secret::live(Some(SecretText::new("canary-4712")));
        let base = parameter(live.into(), [("Team", Tree::text("ops"))]);
        let location = schema::Location {
            path: "manifests/shop.yaml".into(),
            line: 7,
            column: 5,
            end_line: 7,
            end_column: 5,
        };
        let change = Change {
            address: Address::from("Parameter/shop/password"),
            resource: kinds::resource("Parameter").expect("registered"),
            id: Some("/shop/password".into()),
            reason: None,
            differences: compare(&desired, &base).differences,
            deed: Deed::Update { to: desired, was: base },
            version: Some("3".into()),
            needs: vec![Address::from("Parameter/shop/host")],
            clears: Vec::new(),
            suspend: crate::contract::Suspend::No,
            effects: vec![Effect::Rewrites],
            protected: false,
            location: Some(location.clone()),
        };
        let conflict = Conflict {
            address: Address::from("Parameter/shop/port"),
            rival: Rival::Stack("billing/default".into()),
            location,
        };
        let verdict = Verdict {
            level: Level::Warn,
            policy: "teams".into(),
            address: Some(change.address.clone()),
            message: "another team takes it".into(),
            file: "policies/teams.cel".into(),
            line: 3,
        };
        let site = Site {
            origin: None,
            former: None,
            stack: "shop".into(),
            environment: "default".into(),
            region: region.into(),
            account: "123456789012".into(),
            sandbox: false,
        };
        let tally =
            Tally { changes: vec![change], conflicts: vec![conflict], unchanged: 4, ..Tally::default() };
        let about = About {
            id: id.into(),
            made: Timestamp::UNIX_EPOCH,
            goal: Goal::Converge,
            partial: None,
            site,
            commit: Some("4f2c1aa".into()),
            worktree: Worktree::Committed,
            owned: 5,
            declared: 6,
            may_delete: Some(10),
            unreadable: vec![],
            unlisted: vec![],
            unmanaged: vec![],
            exposure: Exposure::Compare,
            record: None,
            record_calls: BTreeMap::from([("PutParameter".to_owned(), 1)]),
            ground: None,
        };
        Judged::new(Plan::of(tally, about), vec![verdict])
    }

    #[test]
    fn a_plan_reads_back_without_its_secrets() {
        let plan = plan();
        let text = save(std::slice::from_ref(&plan), "0.1.0");
        assert!(!text.contains("canary"), "{text}");
        let read = load(&text, "0.1.0").expect("written by us");
        assert_eq!(save(&read, "0.1.0"), text);
        assert_eq!(read[0].conflicts(), plan.conflicts());
        assert_eq!(read[0].verdicts(), plan.verdicts());
        assert_eq!(read[0].cost(), plan.cost());
        assert_eq!(change_digest(&read[0]), change_digest(&plan));
    }

    #[test]
    fn a_plan_that_was_touched_is_damaged() {
        let text =
            save(&[plan()], "0.1.0").replace("\"shop\"\n", "\"mine\"\n").replace("\"ops\"", "\"mine\"");
        assert!(matches!(load(&text, "0.1.0"), Err(SavedError::Damaged(_))));
    }

    #[test]
    fn what_a_plan_was_based_on_is_not_for_editing_either() {
        let text = save(&[plan()], "0.1.0");
        for (from, to) in [("\"version\": \"3\"", "\"version\": \"4\""), ("4f2c1aa", "4f2c1ab")] {
            let touched = text.replacen(from, to, 1);
            assert_ne!(touched, text);
            assert!(matches!(load(&touched, "0.1.0"), Err(SavedError::Damaged(_))), "{from}");
        }
    }

    #[test]
    fn another_major_version_is_refused_and_a_minor_one_is_read() {
        let text = save(&[plan()], "0.1.0");
        let of = |format: &str| text.replace(&format!("\"{FORMAT}\""), &format!("\"{format}\""));
        assert!(matches!(load(&of("2.0"), "0.1.0"), Err(SavedError::Format(format)) if format == "2.0"));
        let later = of("1.9").replacen("\"goal\"", "\"mood\": {\"fine\": true}, \"goal\"", 1);
        assert!(load(&later, "0.1.0").is_ok());
        assert!(load(&of("1.0"), "0.9.3").is_ok());
        assert!(matches!(load(&text, "1.0.0"), Err(SavedError::Tool { .. })));
    }

    #[test]
    fn each_site_and_each_id_stands_once() {
        let twice = |plans: &[Judged]| load(&save(plans, "0.1.0"), "0.1.0");
        let other = |id, region| plan_of(id, region);
        assert!(matches!(twice(&[plan(), plan()]), Err(SavedError::Damaged(_))));
        let same_id = other("0123456789abcdef", "eu-west-1");
        assert!(matches!(twice(&[plan(), same_id]), Err(SavedError::Damaged(_))));
        let same_site = other("fedcba9876543210", "us-east-1");
        assert!(matches!(twice(&[plan(), same_site]), Err(SavedError::Damaged(_))));
        assert!(twice(&[plan(), other("fedcba9876543210", "eu-west-1")]).is_ok());
        let text = save(&[plan()], "0.1.0");
        let mut file: serde_json::Value = serde_json::from_str(&text).expect("written by us");
        let changes = file["plans"][0]["changes"].as_array_mut().expect("a list");
        changes.push(changes[0].clone());
        assert!(matches!(load(&file.to_string(), "0.1.0"), Err(SavedError::Damaged(_))));
    }

    #[test]
    fn half_a_file_is_none() {
        let text = save(&[plan()], "0.1.0");
        let whole = text.trim_end().len();
        for end in (0..whole).filter(|end| text.is_char_boundary(*end)) {
            assert!(load(&text[..end], "0.1.0").is_err(), "{end}");
        }
    }
}
