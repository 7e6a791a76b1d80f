//! What parameters need beside their own operations: keys for SecureStrings, and images to be looked at.

use std::collections::{BTreeMap, BTreeSet};

use schema::Tree;
use schema::kinds::parameter::DataType;
use schema::shape::Words;
use serde_json::json;

use crate::contract::{Declared, Role, Statement};
use crate::site::Site;

/// One statement for keys that are named themselves, one for those behind an alias, which IAM
/// knows only as a condition. Both hold for calls through Systems Manager only.
pub(super) fn keys(site: &Site, declared: &[&Declared], role: Role) -> Vec<Statement> {
    let (mut named, mut aliases) = (BTreeSet::new(), BTreeSet::new());
    for key in declared.iter().filter_map(|declared| declared.tree.get("keyId")).filter_map(Tree::as_text) {
        match (key.rsplit_once(":alias/"), key.starts_with("alias/"), key.starts_with("arn:")) {
            (Some((_, alias)), _, _) => drop(aliases.insert(format!("alias/{alias}"))),
            (None, true, _) => drop(aliases.insert(key.to_owned())),
            (None, false, true) => drop(named.insert(key.to_owned())),
            (None, false, false) => drop(named.insert(arn(site, key))),
        }
    }
    let actions: Vec<String> = match role {
        Role::Plan => vec!["kms:Decrypt".into()],
        Role::Apply => ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"].map(String::from).into(),
    };
    let via = json!({ "kms:ViaService": format!("ssm.{}.amazonaws.com", site.region) });
    let mut statements = Vec::new();
    if !named.is_empty() {
        statements.push(Statement {
            sid: "Keys".into(),
            actions: actions.clone(),
            resources: named.into_iter().collect(),
            condition: Some(BTreeMap::from([("StringEquals".to_owned(), via.clone())])),
        });
    }
    if !aliases.is_empty() {
        let behind = json!({ "kms:ResourceAliases": aliases });
        statements.push(Statement {
            sid: "KeysBehindAliases".into(),
            actions,
            resources: vec![arn(site, "*")],
            condition: Some(BTreeMap::from([
                ("StringEquals".to_owned(), via),
                ("ForAnyValue:StringEquals".to_owned(), behind),
            ])),
        });
    }
    statements
}

/// Parameter Store looks for images as whoever writes their ids.
pub(super) fn images(declared: &[&Declared], role: Role) -> Option<Statement> {
    let image = |declared: &&Declared| {
        declared.tree.get("dataType").and_then(Tree::as_text) == Some(DataType::Ec2Image.word())
    };
    let needed = role == Role::Apply && declared.iter().any(image);
    needed.then(|| Statement {
        sid: "Images".into(),
        actions: vec!["ec2:DescribeImages".into()],
        resources: vec!["*".into()],
        condition: None,
    })
}

fn arn(site: &Site, key: &str) -> String {
    format!("arn:{}:kms:{}:{}:key/{key}", site.partition(), site.region, site.account)
}
