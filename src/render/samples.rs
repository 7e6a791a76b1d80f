//! Plans and outcomes made by hand, for the tests of every renderer.

use std::collections::BTreeMap;
use std::time::Duration;

use engine::apply::{CallMade, Failure, Fate, Kept, Outcome, Result, Stop};
use engine::caution::{Caution, PUBLIC_DOCUMENT};
use engine::contract::{
    Acts, Attribute, Comes, Deed, Effect, Exposure, Follows, Gate, InPlace, ResourceLine, Suspend, Unreadable,
};
use engine::drift::{self, Class, Drift, What, Whose};
use engine::kinds::resource;
use engine::plan::{About, Change, Conflict, Goal, Plan, Rival, Tally, Untold, Waiting};
use engine::policy::{Judged, Level, Verdict};
use engine::ports::{ApiError, Cause, Count, Earlier};
use engine::tree::{Path, compare};
use engine::{Action, Address, Site};
use jiff::Timestamp;
use schema::{Location, Origin, Secret, SecretText, Tree, reference};

use super::drift::Context as DriftContext;
use super::plan::Context;
use super::style::{Color, Glyphs, Style};
use crate::view::Folding;

/// What must never stand in any output.
pub(crate) const CANARY: &str = "canary-4711-hunter2";

/// A resource of no kind that is built in: nested lists, and effects on nodes.
pub(crate) static BASELINE: ResourceLine = LINE;

/// A resource that cautions of what it is shared with.
pub(crate) static SHARED: ResourceLine = ResourceLine {
    name: "Document",
    cautions: |state| match state.get("public") {
        Some(_) => vec![Caution::of(&PUBLIC_DOCUMENT, "is shared with every AWS account")],
        None => Vec::new(),
    },
    ..LINE
};

const LINE: ResourceLine = ResourceLine {
    name: "PatchBaseline",
    terraform: "aws_ssm_patch_baseline",
    attributes: &["id"],
    told: &[],
    title: None,
    holds: &[],
    gap: Duration::ZERO,
    comes: Comes::ByManifest,
    absorb: |_, _| {},
    in_place: |desired, base| match engine::tree::equal(
        desired.get("operatingSystem").unwrap_or(&Tree::Undeclared),
        base.get("operatingSystem").unwrap_or(&Tree::Undeclared),
    ) {
        true => InPlace::Yes,
        false => InPlace::Replace {
            field: "operatingSystem",
            reason: "operatingSystem cannot change in place".into(),
        },
    },
    irreplaceable: |_| None,
    carried: |_, _| true,
    fields: Vec::new,
    reveals: |_| false,
    untagged: |_| None,
    last_change: |_| None,
    gist: |_| None,
    claims: |_| Vec::new(),
    bars: |_| Vec::new(),
    holders: |_| Vec::new(),
    attribute: |_, _, _, _| Attribute::Later,
    effects: |_| Vec::new(),
    acts: |_, _, _| Acts::Never,
    timing: |_, _| None,
    cautions: |_| Vec::new(),
    leaves: |_| None,
    selects: |_| None,
    follows: |_| Follows::Nothing,
    calls: |_| Vec::new(),
    grants: |_, _, _| Vec::new(),
    arn: |site, id| site.ssm_arn(&format!("patchbaseline/{id}")),
    retype: |tree| Ok(tree.clone()),
};

pub(crate) fn parameter_line() -> &'static ResourceLine {
    resource("Parameter").expect("parameters are built in")
}

pub(crate) fn site() -> Site {
    Site {
        origin: None,
        former: None,
        stack: "webshop".into(),
        environment: "production".into(),
        region: "us-east-1".into(),
        account: "123456789012".into(),
        sandbox: false,
    }
}

pub(crate) fn now() -> Timestamp {
    "2026-11-20T08:00:00Z".parse().expect("a time")
}

pub(crate) fn context() -> Context<'static> {
    Context {
        version: "0.1.0",
        now: now(),
        reads: &[24],
        variables: None,
        key: "a6d4d27ef163",
        links: None,
        unreached: &[],
        codes: &[],
        shard: None,
        folding: Folding::Folded,
    }
}

pub(crate) const STYLE: Style = Style { color: Color::Never, width: 100, glyphs: Glyphs::Unicode };

pub(crate) fn location(line: u32) -> Location {
    Location { path: "manifests/web.yaml".into(), line, column: 5, end_line: line, end_column: 9 }
}

pub(crate) fn secret() -> Tree {
    Tree::from(Secret::live(Some(SecretText::new(CANARY))))
}

pub(crate) fn from_env() -> Tree {
    let origin = Origin::Env { name: "DB_PASSWORD".into(), verbatim: false };
    Tree::from(Secret { text: Some(SecretText::new(format!("{CANARY}-new"))), ..Secret::unresolved(origin) })
}

pub(crate) fn generated() -> Tree {
    Tree::from(Secret::unresolved(Origin::Generate { length: 32, characters: None }))
}

pub(crate) fn texts<const N: usize>(items: [&str; N]) -> Vec<Tree> {
    items.map(Tree::text).into()
}

/// A parameter's state, every field but type and value as it is unwritten.
pub(crate) fn parameter(kind: &'static str, value: Tree) -> Tree {
    parameter_with(kind, value, [])
}

pub(crate) fn parameter_with<const N: usize>(
    kind: &'static str,
    value: Tree,
    more: [(&'static str, Tree); N],
) -> Tree {
    let first = [("type", Tree::text(kind)), ("value", value), ("dataType", Tree::text("text"))];
    let empty = [("policies", Tree::set([])), ("tags", Tree::map::<&str>([]))];
    let rest = [("tier", Tree::Undeclared), ("labels", Tree::Undeclared)];
    Tree::map(first.into_iter().chain(empty).chain(rest).chain(more))
}

/// A change, its differences found as the plan finds them.
pub(crate) fn change(
    line: &'static ResourceLine,
    name: &str,
    action: Action,
    base: Option<Tree>,
    desired: Option<Tree>,
) -> Change {
    let nothing = Tree::map::<&str>([]);
    let differences = match &desired {
        Some(desired) => compare(desired, base.as_ref().unwrap_or(&nothing)).differences,
        None => Vec::new(),
    };
    let location = desired.is_some().then(|| location(7));
    Change {
        address: Address::new(line.name, name),
        resource: line,
        id: Some(name.to_owned()),
        reason: None,
        location,
        deed: deed(action, base, desired),
        version: Some("3".into()),
        differences,
        needs: Vec::new(),
        clears: Vec::new(),
        suspend: Suspend::No,
        effects: Vec::new(),
        protected: false,
    }
}

fn deed(action: Action, base: Option<Tree>, desired: Option<Tree>) -> Deed<Tree> {
    match (action, base, desired) {
        (Action::Create, _, Some(to)) => Deed::Create { to },
        (Action::Update, Some(was), Some(to)) => Deed::Update { to, was },
        (Action::Adopt, Some(was), Some(to)) => Deed::Adopt { to, was },
        (Action::Replace, Some(was), Some(to)) => Deed::Replace { to, was },
        (Action::Move, Some(was), Some(to)) => Deed::Move { to, was, from: "/old".into() },
        (Action::Delete, Some(was), None) => Deed::Delete { was },
        (Action::Forget, Some(was), None) => Deed::Forget { was },
        (action, ..) => panic!("{action:?} with too much or too little"),
    }
}

pub(crate) fn update(name: &str, base: Tree, desired: Tree) -> Change {
    change(parameter_line(), name, Action::Update, Some(base), Some(desired))
}

pub(crate) fn create(name: &str, desired: Tree) -> Change {
    change(parameter_line(), name, Action::Create, None, Some(desired))
}

pub(crate) fn delete(name: &str, base: Tree) -> Change {
    change(parameter_line(), name, Action::Delete, Some(base), None)
}

pub(crate) fn baseline(action: Action, base: Tree, desired: Tree) -> Change {
    change(&BASELINE, "web-critical", action, Some(base), Some(desired))
}

/// A document that becomes public.
pub(crate) fn public(name: &str) -> Change {
    let text = |public: &[&'static str]| Tree::map(public.iter().map(|name| (*name, Tree::Bool(true))));
    change(&SHARED, name, Action::Update, Some(text(&[])), Some(text(&["public"])))
}

pub(crate) fn plan(changes: Vec<Change>) -> Judged {
    plan_with(changes, Vec::new(), |_, _| {})
}

/// A plan with more in it than changes.
pub(crate) fn plan_with(
    changes: Vec<Change>,
    verdicts: Vec<Verdict>,
    more: impl FnOnce(&mut Tally, &mut About),
) -> Judged {
    let mut tally = Tally { changes, unchanged: 412, ..Tally::default() };
    let mut about = About {
        id: "plan-1".into(),
        made: now(),
        goal: Goal::Converge,
        site: site(),
        commit: Some("4f2c1aa90b7d4c6e".into()),
        worktree: engine::plan::Worktree::Committed,
        owned: 416,
        declared: 418,
        may_delete: Some(10),
        unreadable: Vec::new(),
        unlisted: Vec::new(),
        unmanaged: Vec::new(),
        exposure: Exposure::Compare,
        partial: None,
        record: None,
        record_calls: BTreeMap::new(),
        ground: None,
    };
    more(&mut tally, &mut about);
    Judged::new(Plan::of(tally, about), verdicts)
}

/// One change of each sort that a reader must tell apart.
pub(crate) fn varied() -> Judged {
    plan(varied_changes())
}

pub(crate) fn varied_changes() -> Vec<Change> {
    let system = |name| Tree::map([("operatingSystem", Tree::text(name))]);
    let mut replace = baseline(Action::Replace, system("AMAZON_LINUX_2"), system("AMAZON_LINUX_2023"));
    replace.reason = Some("operatingSystem cannot change in place".into());
    replace.effects = vec![Effect::Repoints { address: Address::from("PatchGroup/production") }];
    let rate = |text| Tree::map([("schedule", Tree::text(text))]);
    let mut runs = baseline(Action::Update, rate("rate(1 hour)"), rate("rate(30 minutes)"));
    runs.address = Address::from("Association/cloudwatch-agent");
    runs.effects = vec![Effect::RunsNow { gate: Gate::Open }];
    vec![
        delete("/webshop/production/old", parameter("String", Tree::text("gone"))),
        replace,
        runs,
        update(
            "/webshop/production/database/port",
            parameter("String", Tree::text("3306")),
            parameter("String", Tree::text("3307")),
        ),
        update(
            "/webshop/production/database/password",
            parameter("SecureString", secret()),
            parameter("SecureString", from_env()),
        ),
        create("/webshop/production/features/rate-limit", parameter("String", Tree::text("1000"))),
    ]
}

/// What stands beside changes: conflicts, what cannot be read, what waits, what nobody manages.
pub(crate) fn troubled() -> Judged {
    plan_with(Vec::new(), verdicts(), troubles)
}

pub(crate) fn verdicts() -> Vec<Verdict> {
    let verdict = |level, policy: &str, address: Option<&str>| Verdict {
        level,
        policy: policy.into(),
        address: address.map(|name| Address::new("Parameter", name)),
        message: "not on a Friday".into(),
        file: "policies/fridays.cel".into(),
        line: 3,
    };
    vec![
        verdict(Level::Deny, "no-fridays", Some("/webshop/a")),
        verdict(Level::Deny, "few-changes", None),
        verdict(Level::Warn, "teams", Some("/webshop/b")),
    ]
}

pub(crate) fn troubles(tally: &mut Tally, about: &mut About) {
    let conflict = |name: &str, rival, line| Conflict {
        address: Address::new("Parameter", name),
        rival,
        location: location(line),
    };
    tally.conflicts = vec![
        conflict("/webshop/a", Rival::Nobody, 7),
        conflict("/webshop/b", Rival::Stack("billing/production".into()), 9),
    ];
    tally.waiting = vec![Waiting {
        address: Address::new("Parameter", "/webshop/api/key"),
        reason: "somebody else gives it its value, and it is not there yet".into(),
    }];
    tally.not_compared = vec![(Address::new("Parameter", "/webshop/password"), Path(vec!["value".into()]))];
    about.unreadable = vec![Unreadable { address: None, kind: "Parameter", error: denied() }];
    about.unmanaged = vec![Address::new("Parameter", "/webshop/by-hand")];
    about.unlisted = vec![Unreadable { address: None, kind: "PatchBaseline", error: denied() }];
}

pub(crate) fn denied() -> ApiError {
    ApiError {
        operation: "DescribeParameters",
        code: "AccessDeniedException".into(),
        message: "User is not authorized to perform: ssm:DescribeParameters".into(),
        request_id: Some("3f1c".into()),
        cause: Cause::Denied,
        earlier: Earlier::NotDone,
    }
}

/// An apply in which one of four changes failed after its first call.
pub(crate) fn outcome() -> Outcome {
    let result = |name: &str, action, fate| Result {
        address: Address::new("Parameter", name),
        action,
        fate,
        calls: Vec::new(),
        notes: Vec::new(),
    };
    let limit = ApiError {
        operation: "AddTagsToResource",
        code: "TooManyTagsError".into(),
        message: "no more than 50 tags".into(),
        request_id: None,
        cause: Cause::Refused,
        earlier: Earlier::NotDone,
    };
    let mut failed = result("/webshop/b", Action::Update, Fate::Failed(Failure::Api(limit)));
    failed.calls = vec![
        CallMade { operation: "PutParameter", refused: None, request_id: Some("5c0e".into()), attempts: 2 },
        CallMade {
            operation: "AddTagsToResource",
            refused: Some("TooManyTagsError".into()),
            request_id: None,
            attempts: 1,
        },
    ];
    let mut noted = result("/webshop/c", Action::Update, Fate::Done);
    noted.notes = vec!["somebody wrote version 4 meanwhile; its value was put back".into()];
    Outcome {
        plan: "plan-1".into(),
        site: site(),
        results: vec![
            result("/webshop/a", Action::Create, Fate::Done),
            failed,
            noted,
            result(
                "/webshop/d",
                Action::Delete,
                Fate::Skipped("deletions wait until all else has succeeded".into()),
            ),
        ],
        stopped: None,
        partial: None,
        record: Kept::Fine,
        record_calls: Vec::new(),
        counts: [("PutParameter", Count { sent: 4, throttled: 1 })].into(),
    }
}

pub(crate) fn stopped() -> Outcome {
    let mut outcome = outcome();
    outcome.stopped = Some(Stop::Asked);
    outcome.results.push(Result {
        address: Address::new("Parameter", "/webshop/e"),
        action: Action::Create,
        fate: Fate::NotTried,
        calls: Vec::new(),
        notes: Vec::new(),
    });
    outcome
}

/// A text that refers to another resource.
pub(crate) fn referring() -> Tree {
    Tree::text(format!("ami {}", reference::mark("Parameter/webshop/ami", "value")))
}

/// What a drift report says beside plans: whatever differs, and who did it.
pub(crate) fn drift_context<'a>(drifts: &'a [Drift<'a>], whose: &'a [Whose]) -> DriftContext<'a> {
    DriftContext {
        version: "0.1.0",
        now: now(),
        drifts,
        unreached: &[],
        baseline: None,
        sandbox: None,
        whose,
        codes: &[2],
        shard: None,
    }
}

/// What differs of a plan, where git has changed some addresses alone.
pub(crate) fn drift<'a>(plan: &'a Judged, pending: &[&str]) -> Drift<'a> {
    let class = |change: &Change| match change.action() {
        _ if pending.contains(&change.address.as_str()) => Class::Pending,
        Action::Create => Class::Missing,
        _ => Class::Drifted,
    };
    let entry = |class, what| drift::Entry {
        class,
        what,
        fields: Vec::new(),
        whole: None,
        untold: None,
        ignored: Vec::new(),
    };
    let mut entries: Vec<_> =
        plan.changes().iter().map(|change| entry(class(change), What::Change(change))).collect();
    entries.extend(plan.conflicts().iter().map(|one| entry(Class::Conflict, What::Conflict(one))));
    entries.extend(plan.unmanaged().iter().map(|one| entry(Class::Unmanaged, What::Unmanaged(one))));
    entries.extend(plan.unreadable().iter().map(|one| entry(Class::Unreadable, What::Unreadable(one))));
    Drift { entries }
}

/// What differs of a plan, where nothing tells what git has changed.
pub(crate) fn untold(plan: &Judged) -> Drift<'_> {
    let mut drift = drift(plan, &[]);
    for entry in drift.entries.iter_mut().filter(|entry| matches!(entry.what, What::Change(_))) {
        entry.untold = Some(Untold::NoRecord);
    }
    drift
}
