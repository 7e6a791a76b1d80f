//! One row: a change as every output tells it.

use std::collections::BTreeSet;

use engine::contract::{Effect, Title};
use engine::plan::{Change, Plan, Whence};
use engine::tree::Path;
use engine::{Action, Address};
use schema::shape::Class;
use schema::{Location, Tree};

use super::effect::{beside, effects, gist};
use super::field::{Field, Place, Shown, Whole, changed, whole};
use super::names::named;
use super::origin::outside;
use super::sides::by_path;
use super::text::escape;
use super::timing::timing;

/// One change as every output tells it.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// The resource.
    pub address: &'a Address,
    /// What will be done.
    pub action: Action,
    /// Who made it necessary.
    pub whence: Whence,
    /// How much attention it asks for.
    pub weight: Weight,
    /// Why, or from where, in words.
    pub reason: Option<String>,
    /// What else happens, in words.
    pub effects: Vec<String>,
    /// Whether a guardrail stands before it.
    pub protection: Protection,
    /// What of it changes, comes or goes.
    pub fields: Vec<Field>,
    /// What of it somebody has changed outside, in words, where git has changed it too.
    pub outside: Vec<String>,
    /// The places that differ, in order; none for what comes or goes as a whole.
    pub paths: Vec<String>,
    /// Where it is declared.
    pub location: Option<&'a Location>,
}

/// How much attention a change asks for; what asks for most stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Something that exists is destroyed.
    Destroys,
    /// Something runs on nodes as soon as it is applied.
    RunsNow,
    /// What ran by itself before does at other times, or no longer.
    RunsOtherwise,
    /// None of these.
    Ordinary,
}

/// Whether a guardrail stands before a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// None does.
    Open,
    /// Apply refuses it.
    Protected,
}

/// The rows of a plan: what git has changed first, and among them what destroys, then what runs at once, then the
/// rest, by address.
pub fn rows(plan: &Plan) -> Vec<Row<'_>> {
    let mut rows: Vec<_> = plan.changes().iter().map(|change| row(plan, change)).collect();
    rows.sort_by_key(|row| (row.whence, row.weight, order(row.action), row.address));
    rows
}

/// Among what destroys, deletions stand before replacements; elsewhere the address decides.
fn order(action: Action) -> u8 {
    match action {
        Action::Delete => 0,
        Action::Replace => 1,
        Action::Update | Action::Adopt | Action::Move | Action::Forget | Action::Create => 2,
    }
}

fn row<'a>(plan: &'a Plan, change: &'a Change) -> Row<'a> {
    Row {
        address: &change.address,
        action: change.action(),
        whence: plan.notes().origins.whence(&change.address),
        weight: weight(change),
        reason: reason(change),
        effects: told(plan, change),
        protection: if change.protected { Protection::Protected } else { Protection::Open },
        fields: fields(plan, change),
        outside: outside(plan, change).iter().map(|said| escape(said)).collect(),
        paths: by_path(change).into_iter().map(|(path, _)| path).collect(),
        location: change.location.as_ref(),
    }
}

fn told(plan: &Plan, change: &Change) -> Vec<String> {
    let told = effects(plan.notes(), change).into_iter().filter(|said| !said.is_empty());
    let told = gist(change).into_iter().chain(told).chain(beside(plan.notes(), change));
    told.map(|said| escape(&said)).collect()
}

fn weight(change: &Change) -> Weight {
    if change.action().destroys() {
        Weight::Destroys
    } else if change.effects.iter().any(Effect::runs_now) {
        Weight::RunsNow
    } else if change.deed.was().is_some() && change.effects.iter().any(reschedules) {
        Weight::RunsOtherwise
    } else {
        Weight::Ordinary
    }
}

fn reschedules(effect: &Effect) -> bool {
    matches!(effect, Effect::Reschedules { before: Some(_), .. })
}

fn reason(change: &Change) -> Option<String> {
    match change.deed.from() {
        Some(from) => Some(format!("from {}", escape(from))),
        None => change.reason.as_deref().map(escape),
    }
}

fn fields(plan: &Plan, change: &Change) -> Vec<Field> {
    let mut fields = match change.action() {
        Action::Forget => Vec::new(),
        Action::Delete => all_of(plan, change, change.deed.was(), Whole::Goes),
        Action::Create => all_of(plan, change, change.deed.to(), Whole::Comes),
        Action::Update | Action::Adopt | Action::Replace | Action::Move => {
            differences(plan, &change.differences)
        }
    };
    fields.extend(timing(change));
    fields.extend(plan.not_compared_of(&change.address).map(Field::not_compared));
    fields
}

fn differences(plan: &Plan, differences: &[engine::tree::Difference]) -> Vec<Field> {
    let mut fields = Vec::new();
    for difference in differences {
        let side = |side: &Option<Tree>| side.as_ref().map(|tree| named(plan, tree).into_owned());
        let (mut before, mut after) = (side(&difference.before), side(&difference.after));
        if let (Some(there), Some(wanted)) = (&before, &after)
            && engine::tree::equal(there, wanted)
        {
            (before, after) = (difference.before.clone(), difference.after.clone());
        }
        changed(&Place::of(&difference.path), before.as_ref(), after.as_ref(), &mut fields);
    }
    fields
}

/// The fields of what comes or goes as a whole.
fn all_of(plan: &Plan, change: &Change, tree: Option<&Tree>, way: Whole) -> Vec<Field> {
    let Some(state @ Tree::Map(map)) = tree else { return Vec::new() };
    let mut fields = Vec::new();
    let passing = match way {
        Whole::Comes => BTreeSet::new(),
        Whole::Goes => passing(change),
    };
    let says = |name: &str, value: &Tree| {
        let told = change.resource.told.contains(&name) || passing.contains(name);
        !told && !is_default(change, state, name, value)
    };
    for (name, value) in map.iter().filter(|(name, value)| says(name, value)) {
        whole(&Place::of(&Path(vec![name.clone()])), &named(plan, value), way, &mut fields);
    }
    match change.resource.title {
        Some(said) => title(fields, said),
        None => fields,
    }
}

/// Fields that say nothing of what goes: its tags, and what AWS decides or changes by itself.
fn passing(change: &Change) -> BTreeSet<String> {
    let awss = |class: Class| matches!(class, Class::AwsDecides | Class::Volatile);
    let fields = (change.resource.fields)().into_iter().filter(|row| awss(row.class));
    fields.map(|row| row.path).chain(["tags".to_owned()]).collect()
}

/// Whether a field is what the kind fills in by itself: it comes back when it is left out.
fn is_default(change: &Change, state: &Tree, name: &str, value: &Tree) -> bool {
    let Tree::Map(map) = state else { return false };
    let rest =
        map.iter().filter(|(other, _)| *other != name).map(|(name, tree)| (name.clone(), tree.clone()));
    let filled = (change.resource.retype)(&Tree::map(rest));
    filled.is_ok_and(|filled| filled.get(name).is_some_and(|filled| engine::tree::equal(filled, value)))
}

/// What another field says what it is, is labelled with that and stands first.
fn title(mut fields: Vec<Field>, Title { says, of }: Title) -> Vec<Field> {
    let find = |fields: &[Field], name: &str| fields.iter().position(|field| field.name == name);
    let (Some(kind), Some(_)) = (find(&fields, says), find(&fields, of)) else { return fields };
    let Shown::Value(label) = fields[kind].shown.clone() else { return fields };
    fields.remove(kind);
    let at = find(&fields, of).expect("only what says it was taken out");
    let value = fields.remove(at);
    fields.insert(0, Field { name: label, ..value });
    fields
}

#[cfg(test)]
mod tests {
    use engine::plan::{About, Tally};

    use super::*;
    use crate::render::samples::{
        baseline, change, create, delete, from_env, generated, parameter, parameter_line, parameter_with,
        plan, plan_with, referring, secret, texts, update, varied,
    };
    use crate::view::Mark;

    fn shown(change: Change) -> String {
        shown_in(&plan(vec![change]))
    }

    fn shown_in(plan: &Plan) -> String {
        let mut text = String::new();
        for field in rows(plan).iter().flat_map(|row| &row.fields) {
            match &field.shown {
                Shown::Lines(lines) => {
                    text.push_str(&format!("{}:\n", field.name));
                    for line in lines {
                        text.push_str(&format!("  {:?} {}\n", line.mark, line.text));
                    }
                }
                other => text.push_str(&format!("{}: {other:?}\n", field.name)),
            }
        }
        text
    }

    #[test]
    fn what_destroys_then_what_runs_then_the_rest() {
        let plan = varied();
        let order: Vec<String> =
            rows(&plan).iter().map(|row| format!("{:?} {}", row.weight, row.address)).collect();
        insta::assert_snapshot!(order.join("\n"), @"
        Destroys Parameter/webshop/production/old
        Destroys PatchBaseline/web-critical
        RunsNow Association/cloudwatch-agent
        Ordinary Parameter/webshop/production/database/password
        Ordinary Parameter/webshop/production/database/port
        Ordinary Parameter/webshop/production/features/rate-limit
        ");
    }

    #[test]
    fn a_creation_shows_what_is_not_a_default() {
        let tags = Tree::map([("Team", Tree::text("web")), ("Stage", Tree::text("prod"))]);
        let state = parameter_with(
            "StringList",
            Tree::List(texts(["10.0.0.0/16", "10.1.0.0/16"])),
            [("description", Tree::text(" who may come ")), ("tags", tags), ("tier", Tree::text("Advanced"))],
        );
        insta::assert_snapshot!(shown(create("/webshop/cidrs", state)), @r#"
        StringList: Value("[10.0.0.0/16, 10.1.0.0/16]")
        description: Value("\" who may come \"")
        tags: Value("Stage: prod, Team: web")
        tier: Value("Advanced")
        "#);
    }

    #[test]
    fn a_secret_is_words_whichever_side_holds_it() {
        let text = || parameter("String", Tree::text("plain"));
        let secure = |value| parameter("SecureString", value);
        insta::assert_snapshot!(shown(create("/a", secure(from_env()))), @r#"SecureString: Words("(secret)")"#);
        insta::assert_snapshot!(shown(create("/a", secure(generated()))), @r#"SecureString: Words("(secret, generated)")"#);
        insta::assert_snapshot!(shown(update("/a", secure(secret()), secure(from_env()))), @r#"value: Words("(secret, changed)")"#);
        insta::assert_snapshot!(shown(update("/a", text(), secure(from_env()))), @r#"
        type: Pair(Some("String"), Some("SecureString"))
        value: Words("(secret, changed)")
        "#);
        insta::assert_snapshot!(shown(update("/a", secure(secret()), text())), @r#"
        type: Pair(Some("SecureString"), Some("String"))
        value: Words("(secret, changed)")
        "#);
        insta::assert_snapshot!(shown(delete("/a", secure(secret()))), @r#"SecureString: Words("(secret)")"#);
    }

    #[test]
    fn a_secret_inside_masks_its_entry_of_a_map_and_the_whole_of_a_list() {
        let env = |token: Tree, region| Tree::map([("token", token), ("region", Tree::text(region))]);
        let tree = |token: fn() -> Tree, region| {
            Tree::map([
                ("env", env(token(), region)),
                ("list", Tree::List(vec![token(), Tree::text(region)])),
            ])
        };
        insta::assert_snapshot!(shown(baseline(Action::Update, tree(secret, "a"), tree(from_env, "b"))), @r#"
        env.region: Pair(Some("a"), Some("b"))
        env.token: Words("(secret, changed)")
        list: Words("(secret, changed)")
        "#);
    }

    #[test]
    fn withheld_secrets_are_named() {
        let change = update("/a", parameter("SecureString", secret()), parameter("String", Tree::text("x")));
        let withheld = |tally: &mut Tally, _: &mut About| {
            let change = &mut tally.changes[0];
            change.differences.retain(|difference| !difference.secret());
            tally.not_compared = vec![(change.address.clone(), Path(vec!["value".into()]))];
        };
        insta::assert_snapshot!(shown_in(&plan_with(vec![change], Vec::new(), withheld)), @r#"
        type: Pair(Some("SecureString"), Some("String"))
        value: Words("(secret, not compared)")
        "#);
    }

    #[test]
    fn sets_gain_and_lose_items() {
        let patches = |items| Tree::map([("rejectedPatches", Tree::set(items))]);
        let (before, after) = (patches(texts(["a", "b", "c"])), patches(texts(["c", "d", "a"])));
        insta::assert_snapshot!(shown(baseline(Action::Update, before, after)), @"
        rejectedPatches:
          Removed b
          Added d
        ");
    }

    #[test]
    fn lists_show_what_comes_goes_and_moves() {
        let list = |items: Vec<Tree>| Tree::map([("commands", Tree::List(items))]);
        let before = list(texts(["one", "two", "three", "four", "five", "six", "seven", "eight"]));
        let after =
            list(texts(["two", "three", "four", "five", "one", "six", "seven", "seven and a half", "eight"]));
        insta::assert_snapshot!(shown(baseline(Action::Update, before, after)), @"
        commands:
          Skipped 2 unchanged
          Same four
          Same five
          Moved one (from place 1 to 5)
          Same six
          Same seven
          Added seven and a half
          Same eight
        ");
    }

    #[test]
    fn a_map_in_a_list_is_walked_into() {
        let rule =
            |days, level| Tree::map([("approveAfterDays", Tree::Number(days)), ("level", Tree::text(level))]);
        let rules = |items| Tree::map([("approvalRules", Tree::List(items))]);
        let before = rules(vec![rule(7, "HIGH"), rule(14, "LOW")]);
        let after = rules(vec![rule(3, "HIGH"), rule(14, "LOW"), rule(30, "LOW")]);
        insta::assert_snapshot!(shown(baseline(Action::Update, before, after)), @r#"
        approvalRules[HIGH].approveAfterDays: Pair(Some("7"), Some("3"))
        approvalRules:
          Same {approveAfterDays: 14, level: LOW}
          Added {approveAfterDays: 30, level: LOW}
        "#);
    }

    #[test]
    fn no_two_sides_are_shown_alike() {
        let value = |tree: Tree| Tree::map([("value", tree)]);
        for (before, after) in [
            ("a\\u{200b}b", "a\u{200b}b"),
            ("a\\tb", "a\tb"),
            ("a\\u{85}b", "a\u{85}b"),
            ("ab", "a\u{e0041}b"),
            ("ab", "a\u{2800}b"),
            ("ab", "a\u{1d41b}"),
            ("Ab", "\u{13aa}b"),
            ("ab", "ab "),
        ] {
            let list = |text: &str| Tree::List(vec![Tree::text(text)]);
            let lines = |text: &str| Tree::text(format!("one\n{text}\n"));
            let all = [
                (Tree::text(before), Tree::text(after)),
                (list(before), list(after)),
                (lines(before), lines(after)),
            ];
            for (before, after) in all {
                let plan = plan(vec![baseline(Action::Update, value(before), value(after))]);
                let [row] = &rows(&plan)[..] else { panic!("one") };
                match &row.fields[0].shown {
                    Shown::Pair(before, after) => {
                        assert_ne!(before, after);
                        assert!([before, after].into_iter().flatten().all(|text| text.is_ascii()));
                    }
                    Shown::Lines(lines) => {
                        let of = |mark| lines.iter().find(|line| line.mark == mark).map(|line| &line.text);
                        assert_ne!(of(Mark::Removed), of(Mark::Added));
                        assert!(lines.iter().all(|line| line.text.is_ascii()));
                    }
                    other => panic!("{other:?}"),
                }
            }
        }
    }

    #[test]
    fn records_that_pass_each_other_are_walked_into_and_said_to_move() {
        let step = |name, text| Tree::map([("name", Tree::text(name)), ("text", Tree::text(text))]);
        let steps = |items| Tree::map([("steps", Tree::List(items))]);
        let before = steps(vec![step("a", "1"), step("b", "2"), step("c", "3")]);
        let after = steps(vec![step("b", "2!"), step("a", "1!"), step("c", "3!")]);
        insta::assert_snapshot!(shown(baseline(Action::Update, before, after)), @r#"
        steps[b].text: Pair(Some("2"), Some("2!"))
        steps[a].text: Pair(Some("1"), Some("1!"))
        steps[c].text: Pair(Some("3"), Some("3!"))
        steps:
          Moved b (from place 2 to 1)
          Moved a (from place 1 to 2)
        "#);
    }

    #[test]
    fn long_texts_are_lines_with_their_neighbours() {
        let script = |line: &str| {
            let text = format!("set -e\na\nb\nc\n{line}\nd\ne\nf\ng\n");
            Tree::map([("content", Tree::text(text))])
        };
        insta::assert_snapshot!(shown(baseline(Action::Update, script("old"), script("new"))), @"
        content:
          Skipped 2 unchanged
          Same b
          Same c
          Removed old
          Added new
          Same d
          Same e
          Skipped 2 unchanged
        ");
        let without = Tree::map([("content", Tree::text("a\nb"))]);
        let with = Tree::map([("content", Tree::text("a\nb\n"))]);
        insta::assert_snapshot!(shown(baseline(Action::Update, without, with)), @"
        content:
          Same a
          Removed b (no newline at the end)
          Added b
        ");
    }

    #[test]
    fn values_that_could_be_misread_are_quoted() {
        let pairs =
            |a: Tree, b: Tree| shown(baseline(Action::Update, Tree::map([("f", a)]), Tree::map([("f", b)])));
        insta::assert_snapshot!(pairs(Tree::Number(5), Tree::text("5")), @r#"f: Pair(Some("5"), Some("\"5\""))"#);
        insta::assert_snapshot!(pairs(Tree::text(""), Tree::text("(secret, changed)")), @r#"f: Pair(Some("\"\""), Some("\"(secret, changed)\""))"#);
        insta::assert_snapshot!(pairs(Tree::text("a\u{1b}[2J"), referring()), @r#"f: Pair(Some("a\\u{1b}[2J"), Some("ami ${Parameter/webshop/ami.value}"))"#);
        let gone =
            shown(baseline(Action::Update, Tree::map([("f", Tree::text("x"))]), Tree::map::<&str>([])));
        insta::assert_snapshot!(gone, @r#"f: Pair(Some("x"), None)"#);
    }

    #[test]
    fn a_move_shows_only_what_changes_beside_the_name() {
        let (was, to) = ["1", "2"].map(|value| parameter("String", Tree::text(value))).into();
        let plan = plan(vec![change(parameter_line(), "/new", Action::Move, Some(was), Some(to))]);
        assert_eq!(rows(&plan)[0].reason.as_deref(), Some("from /old"));
        insta::assert_snapshot!(shown_in(&plan), @r#"value: Pair(Some("1"), Some("2"))"#);
    }
}
