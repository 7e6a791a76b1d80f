//! What is alike is said once: one difference of many resources, and the tags of all that is new.
//!
//! Only an ordinary change is folded. What destroys, what runs at once, what a guardrail or a policy stands
//! before keeps all that is said of it; a new resource keeps its row and loses but its tags.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use engine::plan::Whence;
use engine::policy::{Judged, Level};
use engine::{Action, Address};

use super::field::{Field, Shown};
use super::row::{Protection, Row, Weight};
use super::tags::Tags;

/// Whether what is alike is said once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folding {
    /// Once.
    Folded,
    /// Of each resource.
    Expanded,
}

/// As many resources of which the same is to be said are said together.
const LEAST: usize = 4;
/// Addresses of a fold that are shown everywhere.
const FEW: usize = 3;

/// The rows of a plan without what is said together, and that.
#[derive(Debug)]
pub struct Folded<'a> {
    /// The rows that are left, in their order.
    pub rows: Vec<Row<'a>>,
    /// What is said together.
    pub folds: Vec<Fold<'a>>,
}

/// The rows and the folds of one origin.
#[derive(Debug)]
pub struct Part<'f, 'a> {
    /// Who made them necessary.
    pub whence: Whence,
    /// The rows, with the place of the first among all of them.
    pub rows: (usize, &'f [Row<'a>]),
    /// What is said together, with the place of the first among all of it.
    pub folds: (usize, &'f [Fold<'a>]),
}

impl<'a> Folded<'a> {
    /// What is told, origin by origin.
    pub fn parts(&self) -> Vec<Part<'_, 'a>> {
        let rows = self.rows.iter().map(|row| row.whence);
        let whences: BTreeSet<Whence> = rows.chain(self.folds.iter().map(|fold| fold.whence)).collect();
        let part = |whence: Whence| {
            let start = self.rows.partition_point(|row| row.whence < whence);
            let end = self.rows.partition_point(|row| row.whence <= whence);
            let first = self.folds.partition_point(|fold| fold.whence < whence);
            let last = self.folds.partition_point(|fold| fold.whence <= whence);
            Part { whence, rows: (start, &self.rows[start..end]), folds: (first, &self.folds[first..last]) }
        };
        whences.into_iter().map(part).collect()
    }
}

/// What is the same of several resources.
#[derive(Debug, PartialEq, Eq)]
pub struct Fold<'a> {
    /// Who made it necessary.
    pub whence: Whence,
    /// What is done to each.
    pub action: Action,
    /// What is the same.
    pub fields: Vec<Field>,
    /// Whose it is, in the order of the rows.
    pub addresses: Vec<&'a Address>,
    /// Whether it is said of all that is new.
    pub extent: Extent,
}

/// Of how many resources something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Of some.
    Some,
    /// Of each that is created.
    EveryNew,
}

impl Fold<'_> {
    /// `66 resources`, `each of 12 new resources`.
    pub fn title(&self) -> String {
        let count = self.addresses.len();
        match (self.action, self.extent) {
            (_, Extent::EveryNew) => format!("each of {count} new resources"),
            (Action::Create, Extent::Some) => format!("{count} new resources"),
            (_, Extent::Some) => format!("{count} resources"),
        }
    }

    /// `60 Parameter, 6 Document`.
    pub fn kinds(&self) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for address in &self.addresses {
            *counts.entry(address.kind()).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(kind, count)| (std::cmp::Reverse(*count), *kind));
        counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect::<Vec<_>>().join(", ")
    }

    /// The first addresses, and how many more there are.
    pub fn few(&self) -> (&[&Address], usize) {
        let shown = self.addresses.len().min(FEW);
        (&self.addresses[..shown], self.addresses.len() - shown)
    }
}

/// Folds the rows that plans share. What one of the plans' policies denies stays whole.
pub fn fold<'a>(rows: Vec<Row<'a>>, plans: &[&Judged], folding: Folding) -> Folded<'a> {
    if folding == Folding::Expanded {
        return Folded { rows, folds: Vec::new() };
    }
    let denied: HashSet<&Address> =
        plans.iter().flat_map(|plan| plan.at(Level::Deny)).filter_map(|deny| deny.address.as_ref()).collect();
    let ordinary = |row: &Row<'_>| is_ordinary(row) && !denied.contains(row.address);
    // Sites that are told together create the same.
    let tags = Tags::of(plans[0]);
    let apart = rows.into_iter().map(|mut row| {
        tags.apart(row.address, &mut row.fields);
        row
    });
    let rows: Vec<Row<'a>> = apart.collect();
    let mut folds = folds(&rows, ordinary);
    let mut said: HashMap<&Address, Vec<&Fold<'a>>> = HashMap::new();
    for fold in &folds {
        fold.addresses.iter().for_each(|address| said.entry(address).or_default().push(fold));
    }
    let mut rows: Vec<Row<'a>> = rows.into_iter().filter_map(|row| left(row, &said)).collect();
    rows.iter_mut().for_each(|row| tags.together(row.address, &mut row.fields));
    folds.iter_mut().for_each(|fold| tags.together(fold.addresses[0], &mut fold.fields));
    Folded { rows, folds }
}

fn is_ordinary(row: &Row<'_>) -> bool {
    matches!(row.action, Action::Update | Action::Create)
        && row.weight == Weight::Ordinary
        && row.protection == Protection::Open
}

/// What rows must have in common beside a field.
type Alike = (Whence, Action);

fn alike(row: &Row<'_>) -> Alike {
    (row.whence, row.action)
}

fn folds<'a>(rows: &[Row<'a>], folds: impl Fn(&Row<'a>) -> bool) -> Vec<Fold<'a>> {
    let mut places: HashMap<(Alike, &Field), Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| folds(row)) {
        let once = (0..row.fields.len()).filter(|field| !row.fields[..*field].contains(&row.fields[*field]));
        for field in once.map(|field| &row.fields[field]).filter(|field| may_fold(row.action, field)) {
            places.entry((alike(row), field)).or_default().push(at);
        }
    }
    // Fields of the same resources stand together, in the order of the first one's.
    let mut together: BTreeMap<(&[usize], Alike), Vec<&Field>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        for field in &row.fields {
            let of = places.get(&(alike(row), field)).filter(|of| of.len() >= LEAST && of[0] == at);
            let Some(of) = of else { continue };
            let fields = together.entry((of, alike(row))).or_default();
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
    }
    let created =
        |whence| rows.iter().filter(|row| row.action == Action::Create && row.whence == whence).count();
    let mut folds: Vec<Fold<'a>> = together
        .into_iter()
        .map(|((of, (whence, action)), fields)| Fold {
            whence,
            action,
            fields: fields.into_iter().cloned().collect(),
            extent: match action == Action::Create && of.len() == created(whence) {
                true => Extent::EveryNew,
                false => Extent::Some,
            },
            addresses: of.iter().map(|at| rows[*at].address).collect(),
        })
        .collect();
    folds.sort_by_key(|fold| (fold.whence, fold.action, std::cmp::Reverse(fold.addresses.len())));
    folds
}

/// Whether a field says the same wherever it looks the same: words stand for what is not shown.
fn may_fold(action: Action, field: &Field) -> bool {
    let tags = field.name == "tags" || field.name.starts_with("tags.");
    !matches!(field.shown, Shown::Words(_)) && (action != Action::Create || tags)
}

/// What is left of a row; nothing where all of it is said.
fn left<'a>(mut row: Row<'a>, said: &HashMap<&Address, Vec<&Fold<'a>>>) -> Option<Row<'a>> {
    let Some(folds) = said.get(row.address) else { return Some(row) };
    let said = |field: &Field| folds.iter().any(|fold| fold.fields.contains(field));
    row.fields.retain(|field| !said(field));
    let bare =
        row.fields.is_empty() && row.effects.is_empty() && row.outside.is_empty() && row.reason.is_none();
    (row.action == Action::Create || !bare).then_some(row)
}

#[cfg(test)]
mod tests {
    use engine::plan::Change;
    use schema::Tree;

    use super::*;
    use crate::render::samples::{
        create, delete, from_env, parameter, parameter_with, plan, plan_with, secret, update, varied,
        varied_changes, verdicts,
    };
    use crate::view::rows;

    fn tagged(value: &str, cost: &str) -> Tree {
        let tags = Tree::map([("CostCenter", Tree::text(cost)), ("Name", Tree::text(value))]);
        parameter_with("String", Tree::text(value), [("tags", tags)])
    }

    fn retag(name: &str, old: &str, new: &str) -> Change {
        update(name, tagged(old, "4711"), tagged(new, "4712"))
    }

    /// All that is said, whether of a row or of several, tag by tag, once for each time.
    fn all(folded: &Folded<'_>) -> Vec<String> {
        let mut said = Vec::new();
        let mut say = |address: &Address, action: Action, fields: &[Field]| {
            for Field { name, shown } in fields {
                let head = format!("{address} {} {name}", action.word());
                match shown {
                    Shown::Value(tags) if name == "tags" => {
                        let each = tags.split(", ").map(|tag| tag.split_once(": ").expect("a tag"));
                        said.extend(each.map(|(tag, value)| format!("{head}.{tag} {value}")));
                    }
                    Shown::Value(value) => said.push(format!("{head} {value}")),
                    shown => said.push(format!("{head} {shown:?}")),
                }
            }
        };
        folded.rows.iter().for_each(|row| say(row.address, row.action, &row.fields));
        for fold in &folded.folds {
            fold.addresses.iter().for_each(|address| say(address, fold.action, &fold.fields));
        }
        said.sort();
        said
    }

    #[test]
    fn unfolding_gives_back_every_row_and_nothing_twice() {
        let mut many: Vec<Change> = (0..9).map(|at| retag(&format!("/t/{at}"), "a", "a")).collect();
        many.extend((0..5).map(|at| retag(&format!("/u/{at}"), "a", "b")));
        many.extend((0..3).map(|at| update(&format!("/v/{at}"), tagged("x", "1"), tagged("x", "2"))));
        many.extend((0..6).map(|at| create(&format!("/w/{at}"), tagged("same", "4712"))));
        many.extend((0..6).map(|at| create(&format!("/y/{at}"), tagged(&at.to_string(), "4712"))));
        many.extend((0..5).map(|at| delete(&format!("/x/{at}"), tagged("same", "4712"))));
        let hidden = |at| {
            let secure = |value| parameter("SecureString", value);
            update(&format!("/s/{at}"), secure(secret()), secure(from_env()))
        };
        many.extend((0..5).map(hidden));
        let mut guarded = many.clone();
        guarded.iter_mut().step_by(2).for_each(|change| change.protected = true);
        for changes in [varied_changes(), many, guarded, Vec::new()] {
            for denies in [Vec::new(), verdicts()] {
                let plan = plan_with(changes.clone(), denies, |_, _| {});
                let (told, folded) = (rows(&plan), fold(rows(&plan), &[&plan], Folding::Folded));
                let whole = fold(rows(&plan), &[&plan], Folding::Expanded);
                assert_eq!(all(&folded), all(&whole));
                let kept: HashSet<&Address> = folded.rows.iter().map(|row| row.address).collect();
                for row in &told {
                    let of_it = folded.folds.iter().any(|fold| fold.addresses.contains(&row.address));
                    assert!(kept.contains(row.address) || (of_it && row.action == Action::Update));
                    assert!(!of_it || is_ordinary(row), "{} is folded", row.address);
                }
                let order: Vec<_> =
                    told.iter().map(|row| row.address).filter(|at| kept.contains(at)).collect();
                assert_eq!(order, folded.rows.iter().map(|row| row.address).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn one_difference_of_many_is_one_and_what_else_differs_stays() {
        let mut changes: Vec<Change> = (0..4).map(|at| retag(&format!("/t/{at}"), "a", "a")).collect();
        changes.push(retag("/t/4", "a", "b"));
        changes.push(retag("/t/denied", "a", "a"));
        let mut deny = verdicts().remove(0);
        deny.address = Some(Address::from("Parameter/t/denied"));
        let plan = plan_with(changes, vec![deny], |_, _| {});
        let Folded { rows, folds } = fold(rows(&plan), &[&plan], Folding::Folded);
        let [fold] = &folds[..] else { panic!("{folds:?}") };
        assert_eq!((fold.title(), fold.kinds()), ("5 resources".to_owned(), "5 Parameter".to_owned()));
        assert_eq!(
            fold.fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>(),
            ["tags.CostCenter"]
        );
        let left: Vec<_> = rows.iter().map(|row| (row.address.as_str(), row.fields.len())).collect();
        assert_eq!(left, [("Parameter/t/4", 2), ("Parameter/t/denied", 1)]);
    }

    #[test]
    fn new_resources_keep_their_rows_and_values() {
        let changes = (0..5).map(|at| create(&format!("/n/{at}"), tagged("same", "4712"))).collect();
        let plan = plan(changes);
        let Folded { rows, folds } = fold(rows(&plan), &[&plan], Folding::Folded);
        assert_eq!((rows.len(), folds.len()), (5, 1));
        assert_eq!(folds[0].title(), "each of 5 new resources");
        assert!(rows.iter().all(|row| row.fields.len() == 1 && row.fields[0].name == "String"));
    }

    #[test]
    fn tags_of_their_own_stay_with_new_resources() {
        let changes = (0..4).map(|at| create(&format!("/n/{at}"), tagged(&at.to_string(), "4712"))).collect();
        let plan = plan(changes);
        let Folded { rows, folds } = fold(rows(&plan), &[&plan], Folding::Folded);
        let shown = |field: &Field| format!("{}: {:?}", field.name, field.shown);
        assert_eq!(
            folds[0].fields.iter().map(shown).collect::<Vec<_>>(),
            [r#"tags: Value("CostCenter: 4712")"#]
        );
        assert_eq!(shown(&rows[3].fields[1]), r#"tags: Value("Name: 3")"#);
    }

    #[test]
    fn a_few_are_not_folded_and_words_never() {
        let secure = |value| parameter("SecureString", value);
        let hidden = (0..9).map(|at| update(&format!("/s/{at}"), secure(secret()), secure(from_env())));
        let few = (0..3).map(|at| retag(&format!("/t/{at}"), "a", "a"));
        for plan in [plan(hidden.collect()), plan(few.collect()), varied()] {
            assert!(fold(rows(&plan), &[&plan], Folding::Folded).folds.is_empty());
        }
    }
}
