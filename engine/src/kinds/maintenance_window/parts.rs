//! Which of a window's targets, or of its tasks, is the one that a manifest means.
//!
//! Their key is AWS's name, which is not unique and may be missing: of several with one name the
//! best match stays, and one without a name is known by its content.

use schema::Tree;

use crate::tree::{compare, equal};

/// One that AWS holds.
pub(super) struct Held {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) tree: Tree,
}

/// One that a manifest asks for, its references bound as far as they are known.
pub(super) struct Asked {
    pub(super) name: String,
    pub(super) tree: Tree,
}

/// Gives each held one the name that it stands under: a declared one's, its own, or its id where
/// it has none or another has it.
pub(super) fn named(mut held: Vec<Held>, asked: &[Asked]) -> Vec<(String, Held)> {
    held.sort_by(|a, b| a.id.cmp(&b.id));
    let mut places: Vec<(String, Held)> = Vec::new();
    for asked in asked {
        let named = |held: &&Held| held.name.as_deref() == Some(&asked.name);
        let best = held.iter().filter(named).min_by_key(|held| distance(&asked.tree, &held.tree));
        if let Some(id) = best.map(|held| held.id.clone()) {
            take(&mut held, &id, &asked.name, &mut places);
        }
    }
    for asked in asked {
        let alike = |held: &&Held| held.name.is_none() && distance(&asked.tree, &held.tree) == 0;
        if !taken(&places, &asked.name)
            && let Some(id) = held.iter().find(alike).map(|held| held.id.clone())
        {
            take(&mut held, &id, &asked.name, &mut places);
        }
    }
    for rest in held {
        let own = rest.name.clone().filter(|name| !taken(&places, name));
        places.push((own.unwrap_or_else(|| rest.id.clone()), rest));
    }
    places
}

fn taken(places: &[(String, Held)], name: &str) -> bool {
    places.iter().any(|(place, _)| place == name)
}

fn take(held: &mut Vec<Held>, id: &str, name: &str, places: &mut Vec<(String, Held)>) {
    if let Some(at) = held.iter().position(|held| held.id == id) {
        places.push((name.to_owned(), held.remove(at)));
    }
}

/// In how many places the two differ, their names aside.
fn distance(asked: &Tree, held: &Tree) -> usize {
    let nameless = |tree: &Tree| match tree {
        Tree::Map(map) => {
            let mut map = map.clone();
            map.remove("name");
            Tree::Map(map)
        }
        other => other.clone(),
    };
    let (asked, held) = (nameless(asked), nameless(held));
    if equal(&asked, &held) { 0 } else { compare(&asked, &held).differences.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(id: &str, name: Option<&str>, priority: i64) -> Held {
        let mut pairs = vec![("priority", Tree::Number(priority))];
        pairs.extend(name.map(|name| ("name", Tree::text(name))));
        Held { id: id.into(), name: name.map(str::to_owned), tree: Tree::map(pairs) }
    }

    fn asked(name: &str, priority: i64) -> Asked {
        let tree = Tree::map([("name", Tree::text(name)), ("priority", Tree::Number(priority))]);
        Asked { name: name.into(), tree }
    }

    fn placed(held: Vec<Held>, asked: &[Asked]) -> Vec<(String, String)> {
        named(held, asked).into_iter().map(|(name, held)| (name, held.id)).collect()
    }

    #[test]
    fn the_best_of_one_name_stays_and_the_others_stand_under_their_ids() {
        let found = placed(
            vec![held("1", Some("patch"), 5), held("2", Some("patch"), 1), held("3", Some("scan"), 1)],
            &[asked("patch", 1)],
        );
        let expected = [("patch", "2"), ("1", "1"), ("scan", "3")];
        assert_eq!(found, expected.map(|(name, id)| (name.to_owned(), id.to_owned())));
    }

    #[test]
    fn one_without_a_name_is_known_by_its_content() {
        let found = placed(vec![held("1", None, 5), held("2", None, 1)], &[asked("patch", 1)]);
        assert_eq!(found, [("patch", "2"), ("1", "1")].map(|(name, id)| (name.to_owned(), id.to_owned())));
    }
}
