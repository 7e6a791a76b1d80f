//! CreatePatchBaseline: names are not unique; what is left out is filled in.

use super::{DEFAULT_SYSTEM, rules};
use crate::check::Said;
use crate::facts::Name;
use crate::handler::{Answer, Call, Refusal, hex};
use crate::operations::tags;
use crate::settings::Quotas;
use crate::store::{Table, Tx};
use crate::tree::{Record, Tree};

/// Baselines of an account and region.
const MOST: usize = 50;

/// CreatePatchBaseline.
pub(super) fn create(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    // The door has used it: a request that is sent again does not come here.
    said.text("ClientToken");
    let new_tags = tags::said(&said, "Tags")?;
    if call.quotas == Quotas::Published && tx.view().under(Table::PatchBaseline, "").count() >= MOST {
        let message = format!("You have reached the limit of {MOST} patch baselines.");
        return Err(Refusal::new("ResourceLimitExceededException", message));
    }
    let id = format!("pb-0{}", &hex(&call.ids.draw(call.now))[..16]);
    let mut row = Record::new().with("BaselineId", &*id).with("Name", said.required("Name"));
    row.set("OperatingSystem", said.text("OperatingSystem").unwrap_or(DEFAULT_SYSTEM));
    fill(&mut row, &said, None);
    row.set("CreatedDate", call.now);
    row.set("ModifiedDate", call.now);
    rules::check(&row)?;
    tx.put(Table::PatchBaseline, &id, row);
    if !new_tags.is_empty() {
        tags::add(tx, &format!("ssm:patchbaseline/{id}"), new_tags)?;
    }
    Ok(Record::new().with("BaselineId", id))
}

/// Sets every optional member: what was said, else what was there before, else what AWS fills in.
pub(super) fn fill(row: &mut Record, said: &Said<'_>, before: Option<&Record>) {
    let none = || Tree::List(Vec::new());
    let filled: [(Name, Option<Tree>); 10] = [
        ("GlobalFilters", Some(Record::new().with("PatchFilters", none()).into())),
        ("ApprovalRules", Some(Record::new().with("PatchRules", none()).into())),
        ("ApprovedPatches", Some(none())),
        ("ApprovedPatchesComplianceLevel", Some("UNSPECIFIED".into())),
        ("ApprovedPatchesEnableNonSecurity", Some(false.into())),
        ("RejectedPatches", Some(none())),
        ("RejectedPatchesAction", Some("ALLOW_AS_DEPENDENCY".into())),
        ("Description", None),
        ("Sources", Some(none())),
        ("AvailableSecurityUpdatesComplianceStatus", None),
    ];
    for (member, default) in filled {
        let before = before.and_then(|before| before.get(member)).cloned();
        let value = said.whole(member).cloned().or(before).or(default);
        match (member, value) {
            ("ApprovalRules", Some(Tree::Record(group))) => row.set(member, fill_rules(&group)),
            (_, Some(value)) => row.set(member, value),
            (_, None) => row.remove(member),
        }
    }
}

fn fill_rules(group: &Record) -> Record {
    let rules = group.items("PatchRules").iter().filter_map(Tree::as_record);
    let filled = rules.map(|rule| {
        let mut rule = rule.clone();
        if rule.get("ComplianceLevel").is_none() {
            rule.set("ComplianceLevel", "UNSPECIFIED");
        }
        if rule.get("EnableNonSecurity").is_none() {
            rule.set("EnableNonSecurity", false);
        }
        Tree::Record(rule)
    });
    Record::new().with("PatchRules", filled.collect::<Vec<_>>())
}
