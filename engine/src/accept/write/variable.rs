//! Values that a variable stands for.

use schema::Tree;
use schema::edit::{Change, Written};

use super::{Unwritten, Writing};
use crate::accept::Why;
use crate::accept::draft::{Draft, Spot};

impl Writing<'_> {
    /// Where the stack gives a variable the value that it has at the site.
    pub(super) fn value_of(&self, draft: &Draft<'_>, name: &str) -> Option<Spot> {
        let site = &self.scene.place.site;
        let (environment, region) = (site.environment.as_str(), site.region.as_str());
        let places: [&[&str]; 3] = [
            &["environments", environment, "regions", region, "variables", name],
            &["environments", environment, "variables", name],
            &["variables", name],
        ];
        places.into_iter().map(|keys| self.stack(keys)).find(|spot| draft.node(spot).is_some())
    }

    pub(super) fn stack(&self, keys: &[&str]) -> Spot {
        let source = self.scene.read.stack.name.span.source;
        let keys = ["spec"].iter().chain(keys).map(|key| (*key).to_owned()).collect();
        Spot { source, document: 0, keys }
    }

    /// A variable in the place of a value: the stack has what was written, the site what AWS holds.
    pub(super) fn variable(
        &self,
        draft: &mut Draft<'_>,
        spot: &Spot,
        name: &str,
        before: &str,
        to: &str,
    ) -> Result<(), Unwritten> {
        let site = &self.scene.place.site;
        if before.contains("${") {
            return Err((Why::Filled(before.to_owned()), draft.locate(spot)));
        }
        if self.value_of(draft, name).is_some() {
            let said = match self.value_of(&Draft::of(self.scene.read), name) {
                Some(_) => format!("there is a variable `{name}` already"),
                None => format!("the variable `{name}` stands for one place, and several were named"),
            };
            return Err((Why::Mistake(said), draft.locate(spot)));
        }
        let regions = draft.node(&self.stack(&["environments", &site.environment, "regions"]));
        let several = regions.as_ref().map_or(0, |node| node.items().len() + node.entries().len()) > 1;
        let own = match (several, regions.as_ref().is_some_and(|node| !node.items().is_empty())) {
            (false, _) => vec!["environments", &*site.environment, "variables", name],
            (true, false) => {
                vec!["environments", &*site.environment, "regions", &*site.region, "variables", name]
            }
            // A list of regions has no room for values.
            (true, true) => {
                return Err((
                    Why::Form,
                    draft.locate(&self.stack(&["environments", &site.environment, "regions"])),
                ));
            }
        };
        draft.change(spot, Change::Put(Written::Text(format!("${{var.{name}}}"))))?;
        draft.change(&self.stack(&["variables", name]), Change::Put(Written::Text(before.to_owned())))?;
        draft.change(&self.stack(&own), Change::Put(Written::Text(to.to_owned())))
    }
}

/// A value that a variable can stand for.
pub(super) fn word(tree: &Tree) -> Option<String> {
    match tree {
        Tree::Text(text) => Some(text.clone()),
        Tree::Number(number) => Some(number.to_string()),
        Tree::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}
