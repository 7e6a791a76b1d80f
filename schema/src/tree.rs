//! A state without its kind: what diff, plan, saved plans and renderers walk.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::iter;

use crate::secret::Secret;

/// A mapping's key: a field's name (static) or an author's key.
pub type Name = Cow<'static, str>;

/// A value of any kind.
///
/// An optional field that is not there has no entry in its map, and that is compared: AWS
/// holding one is a difference. [`Tree::Undeclared`] is what nobody asked for and is never
/// compared: AWS decides it, it is volatile, or it is not ours to know.
#[derive(Clone)]
pub enum Tree {
    /// Not asked for, not compared.
    Undeclared,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// A text; it may hold references, marked as [`crate::reference`] says.
    Text(String),
    /// Values whose order means something.
    List(Vec<Tree>),
    /// Values whose order means nothing; kept sorted and unique by [`Tree::set`].
    Set(Vec<Tree>),
    /// Values by key.
    Map(BTreeMap<Name, Tree>),
    /// A value that is never shown. Boxed: a tree is small, and there are millions of them.
    Secret(Box<Secret>),
}

impl From<Secret> for Tree {
    fn from(secret: Secret) -> Self {
        Self::Secret(Box::new(secret))
    }
}

impl Tree {
    /// A set: sorted, each value once.
    pub fn set(values: impl IntoIterator<Item = Tree>) -> Self {
        let mut values: Vec<_> = values.into_iter().collect();
        values.sort_by(Tree::order);
        values.dedup_by(|a, b| a.order(b).is_eq());
        Self::Set(values)
    }

    /// A map from pairs.
    pub fn map<N: Into<Name>>(pairs: impl IntoIterator<Item = (N, Tree)>) -> Self {
        Self::Map(pairs.into_iter().map(|(name, tree)| (name.into(), tree)).collect())
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The value of a key, where this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Tree> {
        match self {
            Self::Map(map) => map.get(key),
            _ => None,
        }
    }

    /// The text, where this is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// This value and every one inside, each before what it holds.
    pub fn walk(&self) -> impl Iterator<Item = &Tree> {
        let mut ahead = vec![self];
        iter::from_fn(move || {
            let tree = ahead.pop()?;
            match tree {
                Self::List(items) | Self::Set(items) => ahead.extend(items.iter().rev()),
                Self::Map(map) => ahead.extend(map.values().rev()),
                Self::Undeclared | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::Secret(_) => {}
            }
            Some(tree)
        })
    }

    /// Every secret inside.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        self.walk().filter_map(|tree| match tree {
            Self::Secret(secret) => Some(&**secret),
            Self::Undeclared
            | Self::Bool(_)
            | Self::Number(_)
            | Self::Text(_)
            | Self::List(_)
            | Self::Set(_)
            | Self::Map(_) => None,
        })
    }

    /// Every secret inside, to be changed. Sets stay sorted, since they hold none.
    pub fn secrets_mut(&mut self) -> impl Iterator<Item = &mut Secret> {
        let mut ahead = vec![self];
        iter::from_fn(move || {
            loop {
                match ahead.pop()? {
                    Self::List(items) | Self::Set(items) => ahead.extend(items.iter_mut().rev()),
                    Self::Map(map) => ahead.extend(map.values_mut().rev()),
                    Self::Secret(secret) => return Some(&mut **secret),
                    Self::Undeclared | Self::Bool(_) | Self::Number(_) | Self::Text(_) => {}
                }
            }
        })
    }

    /// Whether a secret is anywhere inside.
    pub fn holds_secret(&self) -> bool {
        self.secrets().next().is_some()
    }

    /// A total order for sets; secrets are equal to one another, since a set holds none.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        fn rank(tree: &Tree) -> u8 {
            match tree {
                Tree::Undeclared => 0,
                Tree::Bool(_) => 1,
                Tree::Number(_) => 2,
                Tree::Text(_) => 3,
                Tree::List(_) => 4,
                Tree::Set(_) => 5,
                Tree::Map(_) => 6,
                Tree::Secret(_) => 7,
            }
        }
        fn sequence(a: &[Tree], b: &[Tree]) -> std::cmp::Ordering {
            let unequal = a.iter().zip(b).map(|(a, b)| a.order(b)).find(|order| order.is_ne());
            unequal.unwrap_or_else(|| a.len().cmp(&b.len()))
        }
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::List(a), Self::List(b)) | (Self::Set(a), Self::Set(b)) => sequence(a, b),
            (Self::Map(a), Self::Map(b)) => {
                let pairs = a.iter().zip(b).map(|((ka, va), (kb, vb))| ka.cmp(kb).then_with(|| va.order(vb)));
                pairs.into_iter().find(|order| order.is_ne()).unwrap_or_else(|| a.len().cmp(&b.len()))
            }
            (a, b) => rank(a).cmp(&rank(b)),
        }
    }
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undeclared => f.write_str("(undeclared)"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(value) => write!(f, "{value}"),
            Self::Text(text) => write!(f, "{:?}", crate::reference::written(text)),
            Self::List(items) | Self::Set(items) => f.debug_list().entries(items).finish(),
            Self::Map(map) => f.debug_map().entries(map).finish(),
            Self::Secret(_) => f.write_str("(secret)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::SecretText;

    fn tree() -> Tree {
        let secret = || Secret::live(Some(SecretText::new("hunter2"))).into();
        let inner = Tree::map([("a", Tree::Number(1)), ("b", secret())]);
        let list = Tree::List(vec![Tree::text("x"), inner, secret()]);
        Tree::map([("list", list), ("set", Tree::set([Tree::text("z"), Tree::text("y")]))])
    }

    #[test]
    fn a_walk_meets_everything_once_and_in_order() {
        let tree = tree();
        let met: Vec<String> = tree.walk().map(|tree| format!("{tree:?}")).collect();
        let list = "[\"x\", {\"a\": 1, \"b\": (secret)}, (secret)]";
        let set = "[\"y\", \"z\"]";
        let all = format!("{{\"list\": {list}, \"set\": {set}}}");
        let inner = "{\"a\": 1, \"b\": (secret)}";
        assert_eq!(met, [&*all, list, "\"x\"", inner, "1", "(secret)", "(secret)", set, "\"y\"", "\"z\""]);
    }

    #[test]
    fn every_secret_can_be_changed() {
        let mut tree = tree();
        for (at, secret) in tree.secrets_mut().enumerate() {
            secret.version = Some(at.to_string());
        }
        let versions = tree.secrets().filter_map(|secret| secret.version.as_deref());
        assert_eq!(versions.collect::<Vec<_>>(), ["0", "1"]);
        assert!(tree.holds_secret());
    }
}
