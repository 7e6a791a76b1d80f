//! The least that IAM must allow, from the operations' own table and what a stack declares.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::contract::{Declared, ResourceLine, Role, Statement};
use crate::kinds::KINDS;
use crate::ports::{Access, OPERATIONS, Row, Service};
use crate::record::looked_at;
use crate::resolve::{Desired, managed};
use crate::site::Site;

/// What a role may be asked for beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    /// To tell who has changed what.
    Who,
    /// To keep an OpsItem for what has drifted.
    OpsItems,
}

impl Extra {
    fn rows(self) -> impl Iterator<Item = &'static Row> {
        OPERATIONS.iter().copied().filter(move |row| match self {
            Self::Who => row.service == Service::CloudTrail,
            Self::OpsItems => row.access == Access::Item,
        })
    }

    fn statements(self, sites: &[&Desired]) -> Vec<Statement> {
        let statement = |sid: &str, rows: Vec<&Row>, resources: Vec<String>| Statement {
            sid: sid.into(),
            actions: sorted(rows.iter().map(|row| row.iam)),
            resources,
            condition: None,
        };
        let everywhere = || vec!["*".to_owned()];
        match self {
            Self::Who => vec![statement("Who", self.rows().collect(), everywhere())],
            Self::OpsItems => {
                let arns: BTreeSet<String> =
                    sites.iter().map(|desired| desired.site.ssm_arn("opsitem/*")).collect();
                let (lists, ones) = self.rows().partition(|row| row.iam.contains("Describe"));
                vec![
                    statement("ListOpsItems", lists, everywhere()),
                    statement("OpsItems", ones, arns.into_iter().collect()),
                ]
            }
        }
    }
}

/// The policy document of a role for the sites given, with what it is asked for beside.
///
/// Resources of a kind with paths are named by path, so that a new parameter needs no new policy.
pub fn policy(sites: &[&Desired], role: Role, extras: &[Extra]) -> Value {
    let statements: Vec<Value> = statements(sites, role)
        .into_iter()
        .chain(extras.iter().flat_map(|extra| extra.statements(sites)))
        .map(|statement| {
            let mut value = serde_json::to_value(statement).expect("a statement is plain data");
            value["Effect"] = json!("Allow");
            value
        })
        .collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// The policy document of a role that takes an account over: it reads whatever there is, and decrypts nothing.
pub fn import_policy() -> Value {
    let secrets = |row: &&Row| !row.iam.starts_with("secretsmanager:");
    let reads = usual().filter(|row| row.access == Access::Read).filter(secrets);
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "Everything",
            "Action": sorted(reads.map(|row| row.iam)),
            "Resource": ["*"],
            "Effect": "Allow",
        }],
    })
}

/// What runs need without being asked for anything beside.
fn usual() -> impl Iterator<Item = &'static Row> {
    let usual = |row: &&Row| row.access != Access::Item && row.service != Service::CloudTrail;
    OPERATIONS.iter().copied().filter(usual)
}

fn statements(sites: &[&Desired], role: Role) -> Vec<Statement> {
    let allowed = usual().filter(|row| role == Role::Apply || row.access == Access::Read);
    let (scoped, anywhere): (Vec<&Row>, Vec<&Row>) = allowed.partition(|row| !row.scope.is_empty());
    let mut statements = vec![Statement {
        sid: "Anywhere".into(),
        actions: sorted(anywhere.iter().map(|row| row.iam)),
        resources: vec!["*".into()],
        condition: None,
    }];
    statements.extend(record(sites, role));
    statements.extend(claims(sites));
    statements.extend(secrets(sites));
    for resource in KINDS.iter().flat_map(|kind| kind.resources) {
        let actions =
            sorted(scoped.iter().filter(|row| row.scope.contains(&resource.name)).map(|row| row.iam));
        let arns: BTreeSet<String> = sites.iter().flat_map(|desired| arns(desired, resource)).collect();
        if !actions.is_empty() && !arns.is_empty() {
            let sid = sid(resource.name);
            statements.push(Statement {
                sid,
                actions,
                resources: arns.into_iter().collect(),
                condition: None,
            });
        }
        for (at, desired) in sites.iter().enumerate() {
            let declared: Vec<&Declared> = of(desired, resource).collect();
            for mut grant in (resource.grants)(&desired.site, &declared, role) {
                if at > 0 {
                    grant.sid = format!("{}{}", grant.sid, at + 1);
                }
                statements.push(grant);
            }
        }
    }
    statements
}

/// What the sites' records need, with their pieces and the leases below them: they lie under no path that
/// manifests name.
fn record(sites: &[&Desired], role: Role) -> Option<Statement> {
    let place = |desired: &&Desired| {
        let place = desired.record.as_ref()?;
        let arn = |name: &str, below: &str| desired.site.ssm_arn(&format!("parameter{name}{below}"));
        Some(place.names().flat_map(|name| [arn(name, ""), arn(name, "/*")]).collect::<Vec<_>>())
    };
    let arns: BTreeSet<String> = sites.iter().filter_map(place).flatten().collect();
    let actions: &[&str] = match role {
        Role::Plan => &["ssm:GetParameter", "ssm:GetParameters"],
        Role::Apply => &[
            "ssm:DeleteParameters",
            "ssm:GetParameter",
            "ssm:GetParameters",
            "ssm:GetParametersByPath",
            "ssm:PutParameter",
        ],
    };
    (!arns.is_empty()).then(|| Statement {
        sid: "Record".into(),
        actions: actions.iter().map(|action| (*action).to_owned()).collect(),
        resources: arns.into_iter().collect(),
        condition: None,
    })
}

/// The records of other sites, where something is declared that can carry no tag: they tell whose it is.
fn claims(sites: &[&Desired]) -> Option<Statement> {
    let untagged = |desired: &&&Desired| {
        desired.declared.values().any(|declared| (declared.resource.untagged)(&declared.tree).is_some())
    };
    let paths = |desired: &&Desired| {
        let arn = |path: &str, below: &str| desired.site.ssm_arn(&format!("parameter{path}{below}"));
        let paths = looked_at(desired.record.as_ref());
        paths.into_iter().flat_map(|path| [arn(path, ""), arn(path, "/*")]).collect::<Vec<_>>()
    };
    let arns: BTreeSet<String> = sites.iter().filter(untagged).flat_map(paths).collect();
    (!arns.is_empty()).then(|| Statement {
        sid: "RecordsOfOthers".into(),
        actions: vec!["ssm:GetParametersByPath".into()],
        resources: arns.into_iter().collect(),
        condition: None,
    })
}

/// The secrets of Secrets Manager that the sites' manifests name. AWS ends a secret's ARN with six
/// characters of its own.
fn secrets(sites: &[&Desired]) -> Option<Statement> {
    let arns: BTreeSet<String> = sites
        .iter()
        .flat_map(|desired| managed(desired).into_iter().map(|id| secret_arn(&desired.site, &id)))
        .collect();
    (!arns.is_empty()).then(|| Statement {
        sid: "Secrets".into(),
        actions: vec!["secretsmanager:GetSecretValue".into()],
        resources: arns.into_iter().collect(),
        condition: None,
    })
}

fn secret_arn(site: &Site, id: &str) -> String {
    if id.starts_with("arn:") {
        return id.to_owned();
    }
    let Site { region, account, .. } = site;
    format!("arn:{}:secretsmanager:{region}:{account}:secret:{id}-??????", site.partition())
}

/// IAM takes letters and digits only: `MaintenanceWindow/task` becomes `MaintenanceWindowTasks`.
fn sid(resource: &str) -> String {
    let words = resource.split('/').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + rest
    });
    words.collect::<String>() + "s"
}

fn of<'a>(desired: &'a Desired, resource: &'static ResourceLine) -> impl Iterator<Item = &'a Declared> {
    desired.declared.values().filter(move |declared| declared.resource.name == resource.name)
}

fn arns(desired: &Desired, resource: &'static ResourceLine) -> BTreeSet<String> {
    let site: &Site = &desired.site;
    of(desired, resource)
        .map(|declared| match declared.under.as_deref().map(|path| path.trim_end_matches('/')) {
            Some(path) if !path.is_empty() => (resource.arn)(site, &format!("{path}/*")),
            Some(_) | None => (resource.arn)(site, declared.id.as_deref().unwrap_or("*")),
        })
        .collect()
}

fn sorted<'a>(actions: impl Iterator<Item = &'a str>) -> Vec<String> {
    actions.map(str::to_owned).collect::<BTreeSet<_>>().into_iter().collect()
}
