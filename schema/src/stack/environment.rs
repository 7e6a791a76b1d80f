//! One environment: an account and its regions, with values for variables.

use crate::finding::Finding;
use crate::node::{Entry, Node};
use crate::shape::nearest;
use crate::source::{Span, Spanned};
use crate::stack::region::REGIONS;
use crate::stack::{Limit, Texts};

/// One environment of a stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// Its name, `default` where the stack declares none.
    pub name: Spanned<String>,
    /// The account's twelve digits; `None` where the stack declares no environments.
    pub account: Option<Spanned<String>>,
    /// Its regions; empty where the stack declares no environments: the AWS configuration's then.
    pub regions: Vec<Region>,
    /// The ARN of the role to assume.
    pub assume_role: Option<Spanned<String>>,
    /// Its own variables.
    pub variables: Texts,
    /// Its own tags.
    pub tags: Texts,
    /// Its own limit of deletes, in the stack's place.
    pub max_deletes: Option<Limit>,
    /// Its own limit of nodes, in the stack's place.
    pub max_nodes: Option<Limit>,
    /// Its own protected addresses, beside the stack's.
    pub protect: Vec<Spanned<String>>,
    /// The name that it had before.
    pub moved_from: Option<Spanned<String>>,
}

/// One region of an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Its name, such as `us-east-1`.
    pub name: Spanned<String>,
    /// Its own variables.
    pub variables: Texts,
}

impl Environment {
    /// The environment of a stack that declares none.
    pub(super) fn implicit(span: Span) -> Self {
        Self {
            name: Spanned { value: "default".to_owned(), span },
            account: None,
            regions: Vec::new(),
            assume_role: None,
            variables: Texts::new(),
            tags: Texts::new(),
            max_deletes: None,
            max_nodes: None,
            protect: Vec::new(),
            moved_from: None,
        }
    }

    /// An environment as it stands, its places kept.
    pub(super) fn placed(entry: &Entry, max_deletes: Option<Limit>, max_nodes: Option<Limit>) -> Self {
        let node = &entry.value;
        let guardrails = node.get("guardrails");
        Self {
            name: Spanned { value: entry.key.text.clone(), span: entry.key.span },
            account: text(node, "account"),
            regions: node.get("regions").map(regions).unwrap_or_default(),
            assume_role: text(node, "assumeRole"),
            variables: texts(node.get("variables")),
            tags: texts(node.get("tags")),
            max_deletes,
            max_nodes,
            protect: list(guardrails.and_then(|node| node.get("protect"))),
            moved_from: text(node, "movedFrom"),
        }
    }

    /// Checks what an environment says.
    pub(super) fn check(&self, findings: &mut Vec<Finding>) {
        if let Some(account) = &self.account {
            check_account(account, findings);
        }
        for region in &self.regions {
            check_region(&region.name, findings);
        }
        if let Some(role) = self.assume_role.as_ref().filter(|role| !is_role(&role.value)) {
            findings.push(
                Finding::error("stack-role", role.span, "this is not the ARN of a role")
                    .help("write it whole, such as `arn:aws:iam::123456789012:role/trueup`"),
            );
        }
    }
}

fn check_account(account: &Spanned<String>, findings: &mut Vec<Finding>) {
    let digits = account.value.len() == 12 && account.value.bytes().all(|byte| byte.is_ascii_digit());
    if !digits {
        findings.push(
            Finding::error("stack-account", account.span, "an account is twelve digits")
                .help("write all twelve, leading zeros too, such as `\"012345678901\"`"),
        );
    }
}

fn check_region(region: &Spanned<String>, findings: &mut Vec<Finding>) {
    if !is_region(&region.value) {
        findings.push(
            Finding::error("stack-region", region.span, "this is not the name of a region")
                .help("write it as AWS does, such as `us-east-1`"),
        );
    } else if !REGIONS.contains(&region.value.as_str()) {
        let message = "no region of AWS is known by this name";
        let finding = Finding::warning("stack-region", region.span, message);
        findings.push(match nearest(&region.value, REGIONS.iter().copied()) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => finding.help("a new one is fine; else write it as AWS does, such as `us-east-1`"),
        });
    }
}

/// `us-east-1`, `us-gov-west-1`, `ap-southeast-2`.
fn is_region(name: &str) -> bool {
    let parts: Vec<_> = name.split('-').collect();
    let [first, middle @ .., number] = &parts[..] else { return false };
    let letters = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let digits = (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    first.len() >= 2 && letters(first) && !middle.is_empty() && middle.iter().all(letters) && digits
}

/// `arn:aws:iam::123456789012:role/path/name`.
fn is_role(arn: &str) -> bool {
    let parts: Vec<_> = arn.splitn(6, ':').collect();
    let ["arn", partition, "iam", "", account, role] = &parts[..] else { return false };
    let named = role.strip_prefix("role/").is_some_and(|name| !name.is_empty());
    partition.starts_with("aws")
        && account.len() == 12
        && account.bytes().all(|b| b.is_ascii_digit())
        && named
}

/// A scalar field with its place.
pub(super) fn text(node: &Node, key: &str) -> Option<Spanned<String>> {
    let value = node.get(key)?;
    Some(Spanned { value: value.scalar()?.text.clone(), span: value.span })
}

/// A map of scalars, each with its place; places are their keys', where findings stand.
pub(super) fn texts(node: Option<&Node>) -> Texts {
    let entries = node.map(Node::entries).unwrap_or_default();
    let text = |entry: &Entry| {
        let value = entry.value.scalar()?.text.clone();
        Some((entry.key.text.clone(), Spanned { value, span: entry.key.span.to(entry.value.span) }))
    };
    entries.iter().filter_map(text).collect()
}

/// A list of scalars, each with its place.
pub(super) fn list(node: Option<&Node>) -> Vec<Spanned<String>> {
    let items = node.map(Node::items).unwrap_or_default();
    let text = |item: &Node| Some(Spanned { value: item.scalar()?.text.clone(), span: item.span });
    items.iter().filter_map(text).collect()
}

fn regions(node: &Node) -> Vec<Region> {
    let listed = list(Some(node)).into_iter().map(|name| Region { name, variables: Texts::new() });
    let mapped = node.entries().iter().map(|entry| Region {
        name: Spanned { value: entry.key.text.clone(), span: entry.key.span },
        variables: texts(entry.value.get("variables")),
    });
    listed.chain(mapped).collect()
}
