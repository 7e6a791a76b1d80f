//! Writes a wish into the draft.

mod calendar;
mod document;
mod parameter;
mod variable;

use schema::edit::{Change, Written};
use schema::shape::Form;
use schema::{Location, Node, Tree, Value, reference};

use self::variable::word;
use super::draft::{Draft, Spot};
use super::form;
use super::place::{HIERARCHY, PARAMETER, in_words, spot, stands_for, unsaid};
use super::secret::is_secret;
use super::value::{Meant, change, written};
use super::wish::{Field, Wanted, Wish};
use super::{Refusal, Scene, Sites, Terms, Why};
use crate::tree::Path;

/// What cannot be written, and where that stands.
type Unwritten = (Why, Option<Location>);

/// Writes a wish into the draft.
pub(super) fn write(
    scene: &Scene<'_>,
    draft: &mut Draft<'_>,
    wish: &Wish,
    terms: &Terms,
) -> Result<(), Refusal> {
    let refused = |path: Option<&Path>, (why, place): Unwritten| Refusal { place, ..wish.refused(path, why) };
    let spot = spot(scene, draft, &wish.address).map_err(|why| refused(None, why))?;
    match &wish.what {
        Wanted::Gone if spot.keys.len() == 1 => {
            let place = draft.locate(&spot);
            draft.remove(&spot).ok_or_else(|| refused(None, (Why::Whole, place)))
        }
        Wanted::Gone => draft.change(&spot, Change::Remove).map_err(|why| refused(None, why)),
        Wanted::Come(tree) if is_secret(scene, &wish.address, wish.address.name(), tree) => {
            Err(refused(None, (Why::Secret, draft.locate(&spot))))
        }
        Wanted::Come(tree) => {
            let written = whole(scene, wish, &spot, tree).map_err(|why| refused(None, (why, None)))?;
            draft.change(&spot, Change::Put(written)).map_err(|why| refused(None, why))
        }
        Wanted::Fields(fields) => {
            let writing = Writing { scene, wish, fields, terms, form: form_of(wish) };
            writing.type_and_value(draft, &spot).map_err(|why| refused(None, why))?;
            writing.events(draft, &spot).map_err(|why| refused(None, why))?;
            fields.iter().try_for_each(|field| {
                writing.field(draft, &spot, field).map_err(|why| refused(Some(&field.path), why))
            })
        }
    }
}

/// The form of the manifests that declare a resource.
fn form_of(wish: &Wish) -> Option<Form> {
    let kind = match wish.address.kind() {
        PARAMETER => HIERARCHY,
        kind => kind,
    };
    schema::kinds::find(kind).map(|kind| (kind.spec)())
}

/// A spot's place in the form of its manifest's spec.
fn place_of<'f>(form: Option<&'f Form>, spot: &Spot) -> form::Place<'f> {
    spot.keys.iter().skip(1).fold(form::Place::of(form), |place, key| place.key(key))
}

/// The entry of something that hangs on a manifest's resource; its name is its key.
fn whole(scene: &Scene<'_>, wish: &Wish, spot: &Spot, tree: &Tree) -> Result<Written, Why> {
    let Tree::Map(fields) = tree else { return Err(Why::NoPlace) };
    let form = form_of(wish);
    let place = place_of(form.as_ref(), spot);
    let said = fields.iter().filter(|(name, tree)| {
        !matches!(&***name, "window" | "name")
            && !matches!(tree, Tree::Undeclared)
            && !is_empty(tree)
            && !place.is_default(name, tree)
    });
    let entry = |(name, tree): (&schema::tree::Name, &Tree)| {
        let tree = in_words(scene, &wish.address, &Path(vec![name.clone()]), tree);
        Ok((name.to_string(), written(&tree, place.key(name))?))
    };
    said.map(entry).collect::<Result<_, Why>>().map(Written::Map)
}

fn is_empty(tree: &Tree) -> bool {
    match tree {
        Tree::List(items) | Tree::Set(items) => items.is_empty(),
        Tree::Map(map) => map.is_empty(),
        _ => false,
    }
}

struct Writing<'a> {
    scene: &'a Scene<'a>,
    wish: &'a Wish,
    fields: &'a [Field],
    terms: &'a Terms,
    form: Option<Form>,
}

impl Writing<'_> {
    fn field(&self, draft: &mut Draft<'_>, spot: &Spot, field: &Field) -> Result<(), Unwritten> {
        let node = draft.node(spot);
        let steps: Vec<&str> = field.path.0.iter().map(|step| &**step).collect();
        let to = field.to.as_ref().map(|to| in_words(self.scene, &self.wish.address, &field.path, to));
        let to = to.as_deref();
        if field
            .to
            .as_ref()
            .is_some_and(|to| is_secret(self.scene, &self.wish.address, steps.last().unwrap_or(&""), to))
        {
            return Err((Why::Secret, draft.locate(spot)));
        }
        if self.has_a_type_and_value() && matches!(steps[..], ["type" | "value"]) {
            return Ok(());
        }
        if self.is_of_events(node.as_ref(), field) {
            return Ok(());
        }
        let short = node.as_ref().filter(|node| !matches!(node.value, Value::Map(_)));
        if let Some(node) = short.filter(|_| self.wish.address.kind() == PARAMETER) {
            return match (&steps[..], to) {
                (["value"], to) => self.at(draft, spot, node, field, to),
                (_, Some(to)) => {
                    let place =
                        steps.iter().fold(place_of(self.form.as_ref(), spot), |place, step| place.key(step));
                    let written = written(to, place).map_err(|why| (why, None))?;
                    let mut beside = Vec::from_iter(nested(&steps, written));
                    beside.extend(self.tier(&steps));
                    draft.change(spot, Change::Under { key: "value".to_owned(), beside })
                }
                (["tags", _], None) => Err((Why::Above, draft.locate(spot))),
                (_, None) => Err((Why::NoPlace, draft.locate(spot))),
            };
        }
        if let Some((name, tier)) = self.tier(&steps)
            && draft.node(&spot.below([&*name])).is_none()
        {
            draft.change(&spot.below([&*name]), Change::Put(tier))?;
        }
        if let ["share", account] = steps[..]
            && self.wish.address.kind() == "Document"
        {
            let share = spot.below(["share"]);
            if let Some(node) = draft.node(&share).filter(|node| matches!(node.value, Value::List(_))) {
                return self.share(draft, &share, &node, account, to);
            }
        }
        if steps == ["content"] && self.wish.address.kind() == "Document" {
            return self.content(draft, &spot.below(["content"]), to);
        }
        let place = spot.below(steps.iter().copied());
        match (draft.node(&place), to) {
            (None, None) if steps.first() == Some(&"tags") => Err((Why::Above, draft.locate(spot))),
            // It follows from what is written elsewhere, which may change too.
            (None, None) => match unsaid(self.scene, &self.wish.address, &steps) {
                Some(word) => draft.change(&place, Change::Put(Written::Word(word.to_owned()))),
                None => Ok(()),
            },
            (Some(node), Some(to)) => self.at(draft, &place, &node, field, Some(to)),
            (None, Some(to)) => {
                let form = place_of(self.form.as_ref(), &place);
                let written = written(to, form).map_err(|why| (why, None))?;
                draft.change(&place, Change::Put(written))
            }
            (Some(_), None) => draft.change(&last_of(draft, spot, place), Change::Remove),
        }
    }

    fn meant<'m>(&'m self, stands_for: &'m dyn Fn(&str) -> String, spot: &Spot) -> Meant<'m> {
        Meant { stands_for, place: place_of(self.form.as_ref(), spot) }
    }

    /// Another value where one is written.
    fn at(
        &self,
        draft: &mut Draft<'_>,
        spot: &Spot,
        node: &Node,
        field: &Field,
        to: Option<&Tree>,
    ) -> Result<(), Unwritten> {
        let meant = |text: &str| stands_for(self.scene, text);
        if let (Sites::Variable(name), Some(scalar), Some(to)) =
            (&self.terms.sites, node.scalar(), to.and_then(word))
        {
            return self.variable(draft, spot, name, &scalar.text, &to);
        }
        match change(Some(node), field.was.as_ref(), to, self.meant(&meant, spot)) {
            Ok(change) => draft.change(spot, change),
            Err(Why::Filled(filled)) => {
                let whole = node.scalar().filter(|scalar| scalar.text == filled);
                let name = filled.strip_prefix("${var.").and_then(|rest| rest.strip_suffix('}'));
                match (whole.and(name), to) {
                    (Some(name), Some(Tree::Text(to))) if !reference::holds(to) => {
                        let place = self.value_of(draft, name);
                        let place = place.ok_or_else(|| (Why::Filled(filled), draft.locate(spot)))?;
                        draft.change(&place, Change::Put(Written::Text(to.clone())))
                    }
                    _ => Err((Why::Filled(filled), draft.locate(spot))),
                }
            }
            Err(why) => Err((why, draft.locate(spot))),
        }
    }
}

/// A value below a field, as the field and what it holds.
fn nested(steps: &[&str], written: Written) -> Option<(String, Written)> {
    let (first, rest) = steps.split_first()?;
    let held = rest.iter().rev().fold(written, |held, step| Written::Map(vec![((*step).to_owned(), held)]));
    Some(((*first).to_owned(), held))
}

/// A place that goes, or the map around it where that would be left with nothing.
fn last_of(draft: &Draft<'_>, spot: &Spot, mut place: Spot) -> Spot {
    while place.keys.len() > spot.keys.len() + 1 {
        let mut around = place.clone();
        around.keys.pop();
        if draft.node(&around).is_none_or(|node| node.entries().len() != 1) {
            break;
        }
        place = around;
    }
    place
}
