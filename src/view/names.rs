//! Ids that AWS has invented, by whose they are.

use std::borrow::Cow;

use engine::plan::Plan;
use schema::{Tree, reference};

/// A value in which each text that is an id of something known is a reference to that, as manifests write it.
pub(super) fn named<'t>(plan: &Plan, tree: &'t Tree) -> Cow<'t, Tree> {
    let names = &plan.notes().names;
    let is_id = |tree: &Tree| tree.as_text().is_some_and(|text| names.contains_key(text));
    match tree.walk().any(is_id) {
        true => Cow::Owned(with_names(plan, tree)),
        false => Cow::Borrowed(tree),
    }
}

fn with_names(plan: &Plan, tree: &Tree) -> Tree {
    let inside = |items: &[Tree]| items.iter().map(|tree| with_names(plan, tree)).collect::<Vec<_>>();
    match tree {
        Tree::Text(text) => match plan.notes().names.get(text) {
            Some(address) => Tree::text(reference::mark(address.as_str(), "id")),
            None => tree.clone(),
        },
        Tree::List(items) => Tree::List(inside(items)),
        Tree::Set(items) => Tree::set(inside(items)),
        Tree::Map(map) => {
            Tree::Map(map.iter().map(|(name, tree)| (name.clone(), with_names(plan, tree))).collect())
        }
        Tree::Undeclared | Tree::Bool(_) | Tree::Number(_) | Tree::Secret(_) => tree.clone(),
    }
}

#[cfg(test)]
mod tests {
    use engine::plan::Notes;
    use engine::{Action, Address};
    use schema::Tree;

    use crate::render::samples::{baseline, plan, texts};
    use crate::view::{Mark, Shown, rows};

    #[test]
    fn an_id_of_something_known_is_its_address() {
        let targets = |ids| Tree::map([("targets", Tree::set(texts(ids)))]);
        let plan = plan(vec![baseline(Action::Update, targets(["1", "2"]), targets(["2", "3"]))]);
        let names = [("1", "W/w/target/a"), ("2", "W/w/target/b")];
        let names = names.map(|(id, address)| (id.to_owned(), Address::from(address))).into();
        let plan = plan.into_plan().noted(Notes { names, ..Notes::default() });
        let [row] = &rows(&plan)[..] else { panic!("one") };
        let Shown::Lines(lines) = &row.fields[0].shown else { panic!("{row:?}") };
        let lines: Vec<_> = lines.iter().map(|line| (line.mark, line.text.as_str())).collect();
        assert_eq!(lines, [(Mark::Removed, "${W/w/target/a.id}"), (Mark::Added, "3")]);
    }
}
