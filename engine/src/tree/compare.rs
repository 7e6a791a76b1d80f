//! The diff: two trees walked side by side. It knows no kind.

use std::fmt;

use schema::{Origin, Secret, Tree, reference, tree::Name};

/// Where in a tree: field names and keys.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Path(pub Vec<Name>);

/// One place where desired and live differ.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Where.
    pub path: Path,
    /// What is there; `None` when nothing is.
    pub before: Option<Tree>,
    /// What is wanted; `None` when nothing is.
    pub after: Option<Tree>,
}

/// Everything that a comparison found.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// The differences, by path.
    pub differences: Vec<Difference>,
    /// Declared places that could not be compared, since one side was withheld.
    pub not_compared: Vec<Path>,
}

/// Compares what is wanted with what is there.
///
/// [`Tree::Undeclared`] on the desired side is never a difference; on the live side it was not
/// read, so a declared field there is not compared.
pub fn compare(desired: &Tree, live: &Tree) -> Comparison {
    let mut found = Comparison::default();
    walk(&mut Vec::new(), desired, live, &mut found);
    found
}

fn walk(path: &mut Vec<Name>, desired: &Tree, live: &Tree, found: &mut Comparison) {
    match (desired, live) {
        (Tree::Undeclared, _) => {}
        (_, Tree::Undeclared) => found.not_compared.push(Path(path.clone())),
        (Tree::Map(wanted), Tree::Map(there)) => {
            for (name, desired) in wanted {
                path.push(name.clone());
                match there.get(name) {
                    Some(live) => walk(path, desired, live, found),
                    None if matches!(desired, Tree::Undeclared) => {}
                    None => found.push(path, None, Some(desired)),
                }
                path.pop();
            }
            for (name, live) in there.iter().filter(|(name, _)| !wanted.contains_key(*name)) {
                if !matches!(live, Tree::Undeclared) {
                    path.push(name.clone());
                    found.push(path, Some(live), None);
                    path.pop();
                }
            }
        }
        (Tree::Secret(wanted), Tree::Secret(there)) => match same_secret(wanted, there) {
            Some(true) => {}
            Some(false) => found.push(path, Some(live), Some(desired)),
            None => found.not_compared.push(Path(path.clone())),
        },
        _ if equal(desired, live) => {}
        _ => found.push(path, Some(live), Some(desired)),
    }
}

impl Comparison {
    /// Takes what could not be compared, since it refers to what comes with the apply, for different: what
    /// is made anew is another one.
    pub(crate) fn take_later(&mut self, desired: &Tree, live: &Tree) {
        let at = |tree: &Tree, path: &Path| {
            path.0.iter().try_fold(tree.clone(), |tree, step| tree.get(step).cloned())
        };
        let comes_later = |path: &Path| {
            let Some(Tree::Secret(wanted)) = at(desired, path) else { return false };
            wanted.text.is_none() && matches!(wanted.origin, Some(Origin::Reference { .. }))
        };
        let (later, left) = std::mem::take(&mut self.not_compared).into_iter().partition(comes_later);
        self.not_compared = left;
        for path in later {
            let (before, after) = (at(live, &path), at(desired, &path));
            self.differences.push(Difference { path, before, after });
        }
    }

    fn push(&mut self, path: &[Name], before: Option<&Tree>, after: Option<&Tree>) {
        self.differences.push(Difference {
            path: Path(path.to_vec()),
            before: before.cloned(),
            after: after.cloned(),
        });
    }
}

/// Whether two trees say the same. Secrets of which one is unknown are not the same.
pub fn equal(a: &Tree, b: &Tree) -> bool {
    match (a, b) {
        (Tree::Undeclared, Tree::Undeclared) => true,
        (Tree::Bool(a), Tree::Bool(b)) => a == b,
        (Tree::Number(a), Tree::Number(b)) => a == b,
        (Tree::Text(a), Tree::Text(b)) => a == b,
        (Tree::List(a), Tree::List(b)) | (Tree::Set(a), Tree::Set(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        (Tree::Map(a), Tree::Map(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((ka, a), (kb, b))| ka == kb && equal(a, b))
        }
        (Tree::Secret(a), Tree::Secret(b)) => same_secret(a, b) == Some(true),
        _ => false,
    }
}

/// Whether two secrets are the same; `None` where a text is not known.
fn same_secret(a: &Secret, b: &Secret) -> Option<bool> {
    let (a, b) = (a.text.as_ref()?.expose().as_bytes(), b.text.as_ref()?.expose().as_bytes());
    let unequal = a.iter().zip(b).fold(0, |bits, (a, b)| bits | (a ^ b));
    Some(a.len() == b.len() && unequal == 0)
}

impl Difference {
    /// Whether its values must never be shown: either side holds a secret.
    pub fn secret(&self) -> bool {
        [&self.before, &self.after].into_iter().flatten().any(Tree::holds_secret)
    }

    /// Whether nothing is there and an empty collection is wanted, which says nothing.
    pub(crate) fn hollow(&self) -> bool {
        self.before.is_none()
            && match &self.after {
                Some(Tree::List(items) | Tree::Set(items)) => items.is_empty(),
                Some(Tree::Map(map)) => map.is_empty(),
                _ => false,
            }
    }

    /// Whether the value wanted is known only once a dependency is done.
    pub fn known_later(&self) -> bool {
        self.after.as_ref().and_then(Tree::as_text).is_some_and(reference::holds)
    }

    /// Two differences that say the same; secrets count as the same where their places are.
    pub fn same(&self, other: &Self) -> bool {
        fn side(a: Option<&Tree>, b: Option<&Tree>) -> bool {
            match (a, b) {
                (None, None) => true,
                (Some(Tree::Secret(_)), Some(Tree::Secret(_))) => true,
                (Some(a), Some(b)) => equal(a, b),
                _ => false,
            }
        }
        self.path == other.path
            && side(self.before.as_ref(), other.before.as_ref())
            && side(self.after.as_ref(), other.after.as_ref())
    }
}

impl Path {
    /// The first step: a state's field.
    pub fn field(&self) -> &str {
        self.0.first().map_or("", |name| name)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(".")?;
            }
            if step.contains('.') {
                write!(f, "\"{step}\"")?;
            } else {
                f.write_str(step)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use schema::SecretText;

    use super::*;

    fn parameter(description: Option<&str>, tier: Tree) -> Tree {
        let mut pairs = vec![("type", Tree::text("String")), ("tier", tier)];
        pairs.extend(description.map(|text| ("description", Tree::text(text))));
        Tree::map(pairs)
    }

    #[test]
    fn a_field_left_out_is_compared_with_nothing() {
        let found =
            compare(&parameter(None, Tree::Undeclared), &parameter(Some("console"), Tree::text("Standard")));
        let [difference] = &found.differences[..] else { panic!("{found:?}") };
        assert_eq!(difference.path.to_string(), "description");
        assert!(difference.after.is_none());
    }

    #[test]
    fn secrets_are_compared_only_where_both_are_known() {
        let secret = |text: Option<&str>| Tree::from(Secret::live(text.map(SecretText::new)));
        assert!(compare(&secret(Some("a")), &secret(Some("a"))).differences.is_empty());
        assert!(compare(&secret(Some("a")), &secret(Some("b"))).differences[0].secret());
        assert_eq!(compare(&secret(None), &secret(Some("b"))).not_compared.len(), 1);
    }

    #[test]
    fn sets_know_no_order_and_lists_do() {
        let texts = |words: [&str; 2]| words.map(Tree::text);
        assert!(compare(&Tree::set(texts(["a", "b"])), &Tree::set(texts(["b", "a"]))).differences.is_empty());
        let lists = (Tree::List(texts(["a", "b"]).into()), Tree::List(texts(["b", "a"]).into()));
        assert_eq!(compare(&lists.0, &lists.1).differences.len(), 1);
    }
}
