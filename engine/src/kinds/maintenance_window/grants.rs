//! The roles that tasks are given: whoever registers a task must be allowed to pass its role on.

use std::collections::{BTreeMap, BTreeSet};

use schema::{Tree, reference};
use serde_json::json;

use crate::contract::{Declared, Role, Statement};

pub(super) fn roles(declared: &[&Declared], role: Role) -> Vec<Statement> {
    let own = declared.iter().filter_map(|task| task.tree.get("serviceRole"));
    let command = declared.iter().filter_map(|task| task.tree.get("runCommand")?.get("notificationRole"));
    let arns: BTreeSet<String> = own
        .chain(command)
        .filter_map(Tree::as_text)
        .filter(|arn| !reference::holds(arn))
        .map(str::to_owned)
        .collect();
    if role == Role::Plan || arns.is_empty() {
        return Vec::new();
    }
    let service = json!({ "iam:PassedToService": "ssm.amazonaws.com" });
    vec![Statement {
        sid: "RolesOfTasks".into(),
        actions: vec!["iam:PassRole".into()],
        resources: arns.into_iter().collect(),
        condition: Some(BTreeMap::from([("StringEquals".to_owned(), service)])),
    }]
}
