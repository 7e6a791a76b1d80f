//! What a plan cautions of: what its changes make true that was not so before.

use std::collections::BTreeSet;

use schema::Tree;

use crate::action::Action;
use crate::address::Address;
use crate::caution::{Caution, EVERY_NODE, GAP, NEVER_RUNS, NO_NODES, PUBLIC_ADDRESS, STILL_USED};
use crate::contract::{Deed, Effect, Runs, Selects};
use crate::plan::{Change, Plan};

/// Everything that a plan cautions of, with the change that it is about, what may do most harm first.
pub fn cautions(plan: &Plan) -> Vec<(&Address, Caution)> {
    let of = |change| caution(plan, change).into_iter();
    let mut all: Vec<(&Address, Caution)> = plan
        .changes()
        .iter()
        .flat_map(|change| of(change).map(|caution| (&change.address, caution)))
        .collect();
    all.sort_by(|(a, one), (b, other)| {
        (std::cmp::Reverse(one.rule.risk), one.rule.code, a).cmp(&(
            std::cmp::Reverse(other.rule.risk),
            other.rule.code,
            b,
        ))
    });
    all
}

fn caution(plan: &Plan, change: &Change) -> BTreeSet<Caution> {
    let before: BTreeSet<Caution> = change.deed.was().map(|was| holds(change, was)).unwrap_or_default();
    let after = match &change.deed {
        Deed::Delete { was } => (change.resource.leaves)(was).map(|left| holds(change, &left)),
        // What is let go is as it was.
        Deed::Forget { .. } => None,
        Deed::Create { .. }
        | Deed::Update { .. }
        | Deed::Adopt { .. }
        | Deed::Replace { .. }
        | Deed::Move { .. } => change.deed.to().map(|to| holds(change, to)),
    };
    let mut all: BTreeSet<Caution> = after.unwrap_or_default().difference(&before).cloned().collect();
    all.extend(change.effects.iter().filter_map(of_effect));
    all.extend(unselected(plan, change));
    all.extend(used(plan, change));
    all
}

/// What holds of a state, whatever was before.
fn holds(change: &Change, state: &Tree) -> BTreeSet<Caution> {
    let own = (change.resource.cautions)(state);
    let every = ((change.resource.selects)(state) == Some(Selects::Every))
        .then(|| Caution::of(&EVERY_NODE, "acts on every managed node of the account and region"));
    let mut addresses = BTreeSet::new();
    texts(state, &mut |text| addresses.extend(public_addresses(text)));
    let addresses = addresses.into_iter().map(|address| {
        Caution::of(&PUBLIC_ADDRESS, format!("fetches `{address}`, which everybody can read or nobody"))
    });
    own.into_iter().chain(every).chain(addresses).collect()
}

fn of_effect(effect: &Effect) -> Option<Caution> {
    match effect {
        Effect::Gap { seconds: Some(seconds) } => {
            Some(Caution::of(&GAP, format!("is not there for about {seconds} s")))
        }
        Effect::Gap { seconds: None } => Some(Caution::of(&GAP, "is not there for some seconds")),
        Effect::Reschedules { after: Some(Runs { next: Some(next), words, .. }), .. } if next.is_empty() => {
            Some(Caution::of(&NEVER_RUNS, format!("never runs again: {words}")))
        }
        _ => None,
    }
}

/// A selection that means no node, where all of its nodes were asked for.
fn unselected(plan: &Plan, change: &Change) -> Option<Caution> {
    let nodes = plan.notes().reaches.get(&change.address)?.nodes.as_ref().ok()?;
    (nodes.count == 0 && nodes.whole).then(|| Caution::of(&NO_NODES, "selects no managed node today"))
}

fn used(plan: &Plan, change: &Change) -> Option<Caution> {
    let users = plan.notes().users.get(&change.address).filter(|_| change.action().destroys())?;
    let outside = users.elsewhere.iter().map(|one| format!("{} `{}` outside this stack", one.what, one.name));
    // Ours refer to what comes in its place, unless nothing does.
    let stays = |address: &&Address| plan.change(address).is_none_or(|user| !user.action().destroys());
    let gone = change.action() == Action::Delete;
    let here = users.here.iter().filter(|_| gone).filter(stays).map(|address| format!("`{address}`"));
    let all: Vec<String> = here.chain(outside).collect();
    let names = &all[..all.len().min(NAMED)];
    let more = all.len() - names.len();
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    (!names.is_empty())
        .then(|| Caution::of(&STILL_USED, format!("goes, and is still used by {}{more}", names.join(", "))))
}

/// Users that are named.
const NAMED: usize = 3;

/// What nothing reads but people.
const DESCRIPTION: &str = "description";

/// The texts of a state, without descriptions: nothing is fetched from there.
fn texts(tree: &Tree, seen: &mut impl FnMut(&str)) {
    match tree {
        Tree::Text(text) => seen(text),
        Tree::List(items) | Tree::Set(items) => items.iter().for_each(|item| texts(item, seen)),
        Tree::Map(map) => {
            let read = map.iter().filter(|(name, _)| name.as_ref() != DESCRIPTION);
            read.for_each(|(_, value)| texts(value, seen));
        }
        Tree::Undeclared | Tree::Bool(_) | Tree::Number(_) | Tree::Secret(_) => {}
    }
}

/// Addresses of S3 objects that are fetched without credentials: those that are signed are not among them, nor
/// those of an endpoint inside a network.
fn public_addresses(text: &str) -> Vec<String> {
    let ends =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | ')' | '}' | ']' | '\\');
    // One of each word, which holds any other: a text of nothing but beginnings is walked through once.
    let public = |word: &str| {
        let lower = word.to_ascii_lowercase();
        let mut starts = lower.match_indices("http").map(|(at, _)| &word[at..]);
        starts.find(|address| is_public(address)).map(|one| one.trim_end_matches(['.', ',', ';']).to_owned())
    };
    text.split(ends).filter_map(public).collect()
}

fn is_public(address: &str) -> bool {
    let head =
        |scheme: &str| address.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    let Some(scheme) = ["http://", "https://"].into_iter().find(|scheme| head(scheme)) else { return false };
    let Some((host, path)) = address[scheme.len()..].split_once('/') else { return false };
    let host = host.to_ascii_lowercase();
    let host = match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => &host,
    };
    let aws = [".amazonaws.com", ".amazonaws.com.cn"].iter().any(|domain| host.ends_with(domain));
    let s3 = host.split('.').any(|part| part == "s3" || part.starts_with("s3-"));
    let inside = host.split('.').any(|part| part.starts_with("vpce-"));
    if !aws || !s3 || inside {
        return false;
    }
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let signed =
        query.split('&').any(|part| ["X-Amz-Signature=", "Signature="].iter().any(|by| part.starts_with(by)));
    !path.is_empty() && !signed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_addresses_are_those_of_objects_without_a_signature() {
        let found = public_addresses;
        for (text, expected) in [
            ("curl -O https://bucket.s3.amazonaws.com/key.sh", "https://bucket.s3.amazonaws.com/key.sh"),
            (
                "{\"path\":\"https://s3.eu-west-1.amazonaws.com/bucket/x\"}",
                "https://s3.eu-west-1.amazonaws.com/bucket/x",
            ),
            ("curl HTTPS://Bucket.S3.amazonaws.com/k", "HTTPS://Bucket.S3.amazonaws.com/k"),
            ("https://bucket.s3.amazonaws.com:443/k", "https://bucket.s3.amazonaws.com:443/k"),
            ("https://b.s3.cn-north-1.amazonaws.com.cn/k", "https://b.s3.cn-north-1.amazonaws.com.cn/k"),
            ("wget 'http://s3-us-west-2.amazonaws.com/b/k'.", "http://s3-us-west-2.amazonaws.com/b/k"),
        ] {
            assert_eq!(found(text), [expected]);
        }
        for text in [
            "s3://bucket/key",
            "https://bucket.s3.amazonaws.com/",
            "https://ssm.us-east-1.amazonaws.com/x",
            "https://s3.example.com/b/k",
            "https://bucket.s3.amazonaws.com/k?X-Amz-Signature=abc",
            "https://bucket.s3.amazonaws.com/k?AWSAccessKeyId=abc&Expires=1&Signature=abc",
            "https://bucket.vpce-0a1b-2c3d.s3.us-east-1.vpce.amazonaws.com/k",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_description_fetches_nothing() {
        let address = || Tree::text("https://docs.s3.amazonaws.com/guide.html");
        let mut seen = Vec::new();
        texts(&Tree::map([("description", address()), ("script", address())]), &mut |text| {
            seen.extend(public_addresses(text));
        });
        assert_eq!(seen.len(), 1);
    }
}
