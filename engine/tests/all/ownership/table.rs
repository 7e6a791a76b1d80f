//! Whose is it: every case at every kind whose resources carry tags, whatever the tagging API is
//! like.

use engine::plan::Plan;
use sandbox::When;

use super::scene::Deed::{Apply, Make, Tag, Untag};
use super::scene::{Deed, Heard, Manifest, Scene, said};
use super::tagged::{FoundBy, Tagged};
use super::ways::{follow, ways};

/// One case.
struct Case {
    name: &'static str,
    before: &'static [Deed],
    declares: &'static [Manifest],
    /// What the plan says where resources are found by the id in their tags, if the case is one.
    ids: Option<Lines>,
    /// What it says where they are found by name.
    names: Option<Lines>,
    strays: Strays,
}

type Lines = &'static [&'static str];

/// Whether there are some that only the tagging API can know of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strays {
    None,
    /// They are found once it has heard of them.
    Found,
}

impl Case {
    const fn of(
        name: &'static str,
        before: &'static [Deed],
        declares: &'static [Manifest],
        ids: Option<Lines>,
        names: Option<Lines>,
    ) -> Self {
        Self { name, before, declares, ids, names, strays: Strays::None }
    }

    /// One of what nothing of the kind is declared for.
    const fn undeclared(
        name: &'static str,
        before: &'static [Deed],
        ids: Option<Lines>,
        names: Option<Lines>,
    ) -> Self {
        Self::of(name, before, &[], ids, names).heard_of()
    }

    /// Some of it only the tagging API can know of.
    const fn heard_of(self) -> Self {
        Self { strays: Strays::Found, ..self }
    }

    /// Whether it is a case at a kind.
    fn is_of(&self, kind: Tagged) -> bool {
        self.expected(kind, Index::Prompt).is_some()
    }

    fn expected(&self, kind: Tagged, index: Index) -> Option<Lines> {
        match kind.found_by() {
            FoundBy::Id if self.strays == Strays::Found && index == Index::Blind => NOTHING,
            FoundBy::Id => self.ids,
            FoundBy::Name => self.names,
        }
    }
}

const WEB: Manifest = Manifest::named("web");
const SHOP: Manifest = Manifest::named("shop");

const OWNER: &str = "trueup:stack";
const NAME: &str = "trueup:name";
const OURS: (&str, &str) = (OWNER, "webshop/default");
const OURS_WEB: &[(&str, &str)] = &[OURS, (NAME, "web")];
const ASIDE: &[(&str, &str)] = &[OURS, (NAME, "web@old"), ("trueup:protect", "true")];
const BILLINGS: &[(&str, &str)] = &[(OWNER, "billing/default"), (NAME, "web")];
const STAGINGS: &[(&str, &str)] = &[(OWNER, "webshop/staging"), (NAME, "web")];
const A_COPYS: &[(&str, &str)] = &[(OWNER, "webshop/default/0123abcd"), (NAME, "web")];
const LEGACYS: &[(&str, &str)] = &[("aws:cloudformation:stack-name", "legacy")];
const NOTHING: Option<Lines> = Some(&[]);

/// What is there, with all its tags or without.
const PRESENT: &[Case] = &[
    Case::of("all is as it should be", &[Apply(WEB)], &[WEB], NOTHING, NOTHING),
    Case::of(
        "the name tag is lost",
        &[Apply(WEB), Untag(0, &[NAME])],
        &[WEB],
        Some(&["! {web} Lookalike({0})"]),
        None,
    ),
    Case::of(
        "the owner tag is lost",
        &[Apply(WEB), Untag(0, &[OWNER])],
        &[WEB],
        Some(&["! {web} Lookalike({0})"]),
        Some(&["! {web} Nobody"]),
    ),
    Case::of(
        "both are lost",
        &[Apply(WEB), Untag(0, &[OWNER, NAME])],
        &[WEB],
        Some(&["! {web} Lookalike({0})"]),
        None,
    ),
    Case::of(
        "the name tag is lost, and the manifest asks for another name in AWS",
        &[Apply(WEB), Untag(0, &[NAME])],
        &[WEB.called("new")],
        Some(&["+ {web}", "- {kind}/{0}"]),
        None,
    ),
    Case::of(
        "the name tags of two that AWS calls the same are lost",
        &[Apply(WEB), Apply(SHOP.called("web")), Untag(0, &[NAME]), Untag(1, &[NAME])],
        &[WEB, SHOP.called("web")],
        Some(&["! {shop} Lookalike({a})", "! {web} Lookalike({b})"]),
        None,
    ),
    Case::of(
        "one of ours without a name stands beside the manifest's own",
        &[Apply(WEB), Make("web", &[OURS])],
        &[WEB],
        Some(&["- {kind}/{1}"]),
        None,
    ),
    Case::of(
        "a name tag says what no manifest can be named",
        &[Apply(WEB), Make("other", &[OURS, (NAME, "web/task/patch")])],
        &[WEB],
        Some(&["- {kind}/{1}"]),
        None,
    )
    .heard_of(),
    Case::of(
        "nobody's of the same name",
        &[Make("web", &[])],
        &[WEB],
        Some(&["! {web} Lookalike({0})"]),
        Some(&["! {web} Nobody"]),
    ),
    Case::of("nobody's of the same name beside ours", &[Apply(WEB), Make("web", &[])], &[WEB], NOTHING, None),
    Case::of(
        "two of nobody's of the same name",
        &[Make("web", &[]), Make("web", &[])],
        &[WEB],
        Some(&["! {web} Lookalike({a})"]),
        None,
    ),
    Case::of(
        "the other stack's tag",
        &[Apply(WEB), Tag(0, BILLINGS)],
        &[WEB],
        Some(&["+ {web}"]),
        Some(&["! {web} Stack(billing/default)"]),
    ),
    Case::of(
        "another environment's tag",
        &[Apply(WEB), Tag(0, STAGINGS)],
        &[WEB],
        Some(&["+ {web}"]),
        Some(&["! {web} Stack(webshop/staging)"]),
    ),
    Case::of(
        "the tag of a copy with another origin",
        &[Apply(WEB), Tag(0, A_COPYS)],
        &[WEB],
        Some(&["+ {web}"]),
        Some(&["! {web} Stack(webshop/default/0123abcd)"]),
    ),
    Case::of(
        "CloudFormation's",
        &[Make("web", LEGACYS)],
        &[WEB],
        Some(&["! {web} CloudFormation(legacy)"]),
        Some(&["! {web} CloudFormation(legacy)"]),
    ),
    Case::of("CloudFormation's once, and ours now", &[Apply(WEB), Tag(0, LEGACYS)], &[WEB], NOTHING, NOTHING),
    Case::of(
        "two claim one name",
        &[Apply(WEB), Make("copy", OURS_WEB)],
        &[WEB],
        Some(&["! {web} Twins([{a}, {b}])"]),
        None,
    )
    .heard_of(),
];

/// What a replace or a manifest that is gone has left.
const LEFT: &[Case] = &[
    Case::of(
        "a replace ended before the new one was made",
        &[Apply(WEB), Tag(0, ASIDE)],
        &[WEB],
        Some(&["+ {web}", "- {web}@old"]),
        None,
    ),
    Case::of(
        "a replace ended before the old one was deleted",
        &[Apply(WEB), Make("web", ASIDE)],
        &[WEB],
        Some(&["- {web}@old"]),
        None,
    ),
    Case::of(
        "two replaces ended so",
        &[Apply(WEB), Make("web", ASIDE), Make("web", ASIDE)],
        &[WEB],
        Some(&["- {web}@{1}@old", "- {web}@{2}@old"]),
        None,
    ),
    Case::undeclared(
        "a replace ended, and the manifest is gone",
        &[Make("web", ASIDE)],
        Some(&["- {web}@old"]),
        None,
    ),
    Case::undeclared("the manifest is gone", &[Apply(WEB)], Some(&["- {web}"]), Some(&["- {web}"])),
    Case::undeclared(
        "the manifest is gone, and the name tag is lost",
        &[Apply(WEB), Untag(0, &[NAME])],
        Some(&["- {kind}/{0}"]),
        None,
    ),
    Case::undeclared(
        "the manifest is gone, and the owner tag is lost",
        &[Apply(WEB), Untag(0, &[OWNER])],
        NOTHING,
        NOTHING,
    ),
    Case::undeclared(
        "the manifest is gone to another stack",
        &[Apply(WEB), Tag(0, BILLINGS)],
        NOTHING,
        NOTHING,
    ),
    Case::undeclared(
        "the manifest that two claim is gone",
        &[Apply(WEB), Make("copy", OURS_WEB)],
        Some(&["- {web}@{a}", "- {web}@{b}"]),
        None,
    ),
    Case::of(
        "the manifest wants it gone, and the name tag is lost",
        &[Apply(WEB), Untag(0, &[NAME])],
        &[WEB.with("absent: true")],
        Some(&["- {web}"]),
        None,
    ),
    Case::of(
        "the manifest wants it gone, and it is not ours",
        &[Make("web", &[])],
        &[WEB.with("absent: true")],
        NOTHING,
        NOTHING,
    ),
    Case::of(
        "the manifest lets it go, and the name tag is lost",
        &[Apply(WEB), Untag(0, &[NAME])],
        &[WEB.with("forget: true")],
        Some(&["× {web}"]),
        None,
    ),
];

/// What manifests take over.
const ADOPTED: &[Case] = &[
    Case::of(
        "nobody's, by its id",
        &[Make("other", &[])],
        &[WEB.with("adopt: {0}")],
        Some(&["@ {web}"]),
        None,
    ),
    Case::of(
        "nobody's, by its ARN",
        &[Make("other", &[])],
        &[WEB.with("adopt: '{arn 0}'")],
        Some(&["@ {web}"]),
        None,
    ),
    Case::of(
        "nobody's, by its name",
        &[Make("web", &[])],
        &[WEB.with("adopt: true")],
        None,
        Some(&["@ {web}"]),
    ),
    Case::of("what is ours, by its id", &[Apply(WEB)], &[WEB.with("adopt: {0}")], NOTHING, None),
    Case::of("what is ours, by its ARN", &[Apply(WEB)], &[WEB.with("adopt: '{arn 0}'")], NOTHING, None),
    Case::of("what is ours, by its name", &[Apply(WEB)], &[WEB.with("adopt: true")], None, NOTHING),
    Case::of(
        "what has lost its name tag",
        &[Apply(WEB), Untag(0, &[NAME])],
        &[WEB.with("adopt: {0}")],
        Some(&["@ {web}"]),
        None,
    ),
    Case::of(
        "what has lost its name tag, under another name in AWS",
        &[Make("other", &[OURS])],
        &[WEB.with("adopt: '{arn 0}'")],
        Some(&["@ {web}"]),
        None,
    ),
    Case::of(
        "what was a manifest's that is gone",
        &[Apply(SHOP)],
        &[WEB.with("adopt: {0}")],
        Some(&["@ {web}"]),
        None,
    ),
    Case::of(
        "what is another manifest's",
        &[Apply(SHOP)],
        &[WEB.with("adopt: {0}"), SHOP],
        Some(&["! {web} Taken { what: `{shop}` ({0}), owner: webshop/default }"]),
        None,
    ),
    Case::of(
        "what another manifest takes over too",
        &[Make("other", &[])],
        &[WEB.with("adopt: {0}"), SHOP.with("adopt: {0}")],
        Some(&["@ {shop}", "! {web} Taken { what: `{shop}` ({0}), owner: webshop/default }"]),
        None,
    ),
    Case::of(
        "another stack's, by its id",
        &[Make("web", BILLINGS)],
        &[WEB.with("adopt: {0}")],
        Some(&["! {web} Taken { what: {0}, owner: billing/default }"]),
        None,
    ),
    Case::of(
        "another environment's, by its ARN",
        &[Make("web", STAGINGS)],
        &[WEB.with("adopt: '{arn 0}'")],
        Some(&["! {web} Taken { what: {0}, owner: webshop/staging }"]),
        None,
    ),
    Case::of(
        "another stack's, by its name",
        &[Make("web", BILLINGS)],
        &[WEB.with("adopt: true")],
        None,
        Some(&["! {web} Stack(billing/default)"]),
    ),
    Case::of(
        "CloudFormation's, by its id",
        &[Make("web", LEGACYS)],
        &[WEB.with("adopt: {0}")],
        Some(&["! {web} CloudFormation(legacy)"]),
        None,
    ),
    Case::of(
        "CloudFormation's, by its id and as such",
        &[Make("web", LEGACYS)],
        &[WEB.with("adopt: {id: '{arn 0}', fromCloudFormation: true}")],
        Some(&["@ {web}"]),
        None,
    ),
    Case::of(
        "CloudFormation's, by its name",
        &[Make("web", LEGACYS)],
        &[WEB.with("adopt: true")],
        None,
        Some(&["! {web} CloudFormation(legacy)"]),
    ),
    Case::of("what is not there, by its name", &[], &[WEB.with("adopt: true")], None, Some(&["+ {web}"])),
    Case::of("what is not there", &[], &[WEB.with("adopt: {nowhere}")], Some(&["? {web} {missing}"]), None),
    Case::of(
        "what is not there any more, beside the manifest's own",
        &[Apply(WEB)],
        &[WEB.with("adopt: {nowhere}")],
        NOTHING,
        None,
    ),
    Case::of(
        "nobody's, beside the manifest's own",
        &[Apply(WEB), Make("other", &[])],
        &[WEB.with("adopt: {1}")],
        Some(&["! {web} Twins([{a}, {b}])"]),
        None,
    ),
    Case::of(
        "another stack's, beside the manifest's own",
        &[Apply(WEB), Make("other", BILLINGS)],
        &[WEB.with("adopt: {1}")],
        Some(&["! {web} Taken { what: {1}, owner: billing/default }"]),
        None,
    ),
    Case::of(
        "another manifest's, beside the manifest's own",
        &[Apply(WEB), Apply(SHOP)],
        &[WEB.with("adopt: {1}"), SHOP],
        Some(&["! {web} Taken { what: `{shop}` ({1}), owner: webshop/default }"]),
        None,
    ),
    Case::of(
        "what a replace has set aside and not made anew",
        &[Apply(WEB), Tag(0, ASIDE)],
        &[WEB.with("adopt: {0}")],
        Some(&["@ {web}"]),
        None,
    ),
    Case::of(
        "what a replace has set aside and made anew",
        &[Apply(WEB), Make("web", ASIDE)],
        &[WEB.with("adopt: {1}")],
        Some(&["- {web}@old"]),
        None,
    ),
];

fn cases() -> impl Iterator<Item = &'static Case> {
    PRESENT.iter().chain(LEFT).chain(ADOPTED)
}

/// What the tagging API is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Index {
    /// It knows everything.
    Prompt,
    /// It has heard of nothing yet.
    Blind,
    /// It is denied.
    Denied,
}

/// As many ways in a row as may be needed: what another owner lets go is nobody's.
const STEPS: usize = 3;

impl Case {
    /// Checks what the plan says and what apply makes of it, whatever the tagging API is like, and
    /// follows every way out.
    async fn holds(&self, kind: Tagged) {
        let heard = Scene::of(kind, Heard::All, self.before, self.declares).await;
        let denied = heard.copy();
        denied.deny("GetResources", When::Every);
        self.says(&denied, Index::Denied).await;
        let blind = Scene::of(kind, Heard::Nothing, self.before, self.declares).await;
        let plan = self.says(&blind, Index::Blind).await;
        self.ends(&blind, plan).await;
        let plan = self.says(&heard, Index::Prompt).await;
        self.leads_out(&heard, &plan).await;
        self.ends(&heard, plan).await;
    }

    /// Checks what the plan says.
    async fn says(&self, scene: &Scene, index: Index) -> Plan {
        let plan = scene.plan().await;
        let expected = self.expected(scene.kind, index).unwrap_or_default();
        let mut wanted: Vec<String> = expected.iter().map(|line| scene.filled(line)).collect();
        let mut said = said(&plan);
        said.sort();
        wanted.sort();
        assert_eq!(said, wanted, "{:?}, {index:?}: {}", scene.kind, self.name);
        plan
    }

    /// Applies the plan, or sees it refused.
    async fn ends(&self, scene: &Scene, plan: Plan) {
        if plan.conflicts.is_empty() && plan.complete() {
            return scene.converge(plan).await;
        }
        assert!(scene.world.approve(plan).is_err(), "{:?}: {}", scene.kind, self.name);
    }

    /// Follows each of the ways out of each conflict, in an account of its own.
    async fn leads_out(&self, scene: &Scene, plan: &Plan) {
        for conflict in &plan.conflicts {
            let ways = ways(scene, conflict).await;
            assert!(!ways.is_empty(), "{:?}: {} has no way out", scene.kind, self.name);
            for way in ways {
                let told = format!("{:?}: {}: {way:?}", scene.kind, self.name);
                let mut scene = scene.copy();
                follow(&mut scene, conflict.address.as_str(), way).await;
                leads_on(&mut scene, &told).await;
            }
        }
        if !plan.complete() {
            // What is said not to be there is not asked for any more.
            let mut scene = scene.copy();
            scene.declared.iter_mut().for_each(|one| one.more.clear());
            scene.converge(scene.plan().await).await;
        }
    }
}

/// Follows the first way out of whatever is left, until nothing is.
async fn leads_on(scene: &mut Scene, told: &str) {
    for _ in 0..STEPS {
        let plan = scene.plan().await;
        assert!(plan.complete(), "{told}: {:?}", said(&plan));
        let Some(conflict) = plan.conflicts.first() else {
            return scene.converge(plan).await;
        };
        let first = ways(scene, conflict).await.into_iter().next().expect("a way");
        follow(scene, conflict.address.as_str(), first).await;
    }
    panic!("{told}: still {:?}", said(&scene.plan().await));
}

/// Every case at one kind: all that fail, not only the first.
async fn table(kind: Tagged) {
    let mut failed = Vec::new();
    for case in cases().filter(|case| case.is_of(kind)) {
        if tokio::spawn(case.holds(kind)).await.is_err() {
            failed.push(case.name);
        }
    }
    assert!(failed.is_empty(), "{kind:?}: {failed:#?}");
}

#[tokio::test(start_paused = true)]
async fn whose_an_association_is() {
    table(Tagged::Association).await;
}

#[tokio::test(start_paused = true)]
async fn whose_a_baseline_is() {
    table(Tagged::Baseline).await;
}

#[tokio::test(start_paused = true)]
async fn whose_a_calendar_is() {
    table(Tagged::Calendar).await;
}

#[tokio::test(start_paused = true)]
async fn whose_a_document_is() {
    table(Tagged::Document).await;
}

#[tokio::test(start_paused = true)]
async fn whose_a_parameter_is() {
    table(Tagged::Parameter).await;
}

#[tokio::test(start_paused = true)]
async fn whose_a_window_is() {
    table(Tagged::Window).await;
}

/// What carries no tag of its own, and whose it is by something else.
const UNTAGGED: [&str; 4] =
    ["PatchGroup", "PatchGroup/instance", "MaintenanceWindow/target", "MaintenanceWindow/task"];

#[test]
fn every_kind_of_the_registry_is_in_the_table() {
    let tabled = Tagged::ALL.map(Tagged::resource);
    for line in engine::kinds::resources() {
        let known = tabled.contains(&line.name) || UNTAGGED.contains(&line.name);
        assert!(known, "`{}` has no rows: give `Tagged` one, if it carries tags", line.name);
    }
}
