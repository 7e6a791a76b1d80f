//! The role that instances get by default: whoever sets it must be allowed to pass it on.

use std::collections::{BTreeMap, BTreeSet};

use schema::kinds::service_setting::{ServiceSetting, Values};
use schema::reference;
use schema::shape::Shape;
use serde_json::json;

use crate::contract::{Declared, Role, Statement};
use crate::site::Site;

pub(super) fn roles(site: &Site, declared: &[&Declared], role: Role) -> Vec<Statement> {
    let arns: BTreeSet<String> = declared.iter().filter_map(|declared| passed(site, declared)).collect();
    if role == Role::Plan || arns.is_empty() {
        return Vec::new();
    }
    let service = json!({ "iam:PassedToService": "ssm.amazonaws.com" });
    vec![Statement {
        sid: "RolesOfSettings".into(),
        actions: vec!["iam:PassRole".into()],
        resources: arns.into_iter().collect(),
        condition: Some(BTreeMap::from([("StringEquals".to_owned(), service)])),
    }]
}

/// The ARN of the role that a setting names.
fn passed(site: &Site, declared: &Declared) -> Option<String> {
    let ServiceSetting { setting, value, .. } = ServiceSetting::from_tree(Some(&declared.tree)).ok()?;
    let names_role = setting.known().is_some_and(|known| known.values == Values::Role);
    let named = names_role && !reference::holds(&value);
    named.then(|| format!("arn:{}:iam::{}:role/{value}", site.partition(), site.account))
}
