//! Every case of whose a resource is: what somebody did, what our stack declares, and what the plan
//! says then.

use super::scene::Deed::{Apply, Make, Tag, Untag};
use super::scene::{Deed, Heard, Manifest};
use super::tagged::{FoundBy, Tagged};

/// One case.
pub struct Case {
    pub name: &'static str,
    pub before: &'static [Deed],
    pub declares: &'static [Manifest],
    /// What the plan says where resources are found by the id in their tags, if the case is one.
    ids: Option<Lines>,
    /// What it says where they are found by name.
    names: Option<Lines>,
    /// What it says, by ids, while the tagging API has heard of nothing.
    unheard: Option<Lines>,
    /// What it says, by ids, while it has not heard of the last deed.
    late: Option<Lines>,
}

type Lines = &'static [&'static str];

/// Every case.
pub fn cases() -> impl Iterator<Item = &'static Case> {
    PRESENT.iter().chain(LEFT).chain(ADOPTED)
}

impl Case {
    const fn of(
        name: &'static str,
        before: &'static [Deed],
        declares: &'static [Manifest],
        ids: Option<Lines>,
        names: Option<Lines>,
    ) -> Self {
        Self { name, before, declares, ids, names, unheard: ids, late: ids }
    }

    /// One of what nothing of the kind is declared for: by ids only the tagging API can know of it.
    const fn undeclared(
        name: &'static str,
        before: &'static [Deed],
        ids: Option<Lines>,
        names: Option<Lines>,
    ) -> Self {
        Self::of(name, before, &[], ids, names).unheard(&[])
    }

    /// Something else while the tagging API has heard of nothing.
    const fn unheard(self, unheard: Lines) -> Self {
        Self { unheard: Some(unheard), ..self }
    }

    /// Something else while it has not heard of the last deed.
    const fn late(self, late: Lines) -> Self {
        Self { late: Some(late), ..self }
    }

    /// What the plan says at a kind, if it is a case there.
    pub fn expected(&self, kind: Tagged, heard: Heard) -> Option<Lines> {
        match (kind.found_by(), heard) {
            (FoundBy::Id, Heard::Everything) => self.ids,
            (FoundBy::Id, Heard::Nothing) => self.unheard,
            (FoundBy::Id, Heard::AllButTheLast) => self.late,
            (FoundBy::Name, _) => self.names,
        }
    }
}

pub const WEB: Manifest = Manifest::named("web");
const SHOP: Manifest = Manifest::named("shop");

const OWNER: &str = "trueup:stack";
const NAME: &str = "trueup:name";
const OURS: (&str, &str) = (OWNER, "webshop/default");
/// All the tags that an apply gives.
const OURS_WEB: &[(&str, &str)] = &[OURS, (NAME, "web"), ("Application", "webshop")];
const ASIDE: &[(&str, &str)] = &[OURS, (NAME, "web@old"), ("trueup:protect", "true")];
pub const BILLINGS: &[(&str, &str)] = &[(OWNER, "billing/default"), (NAME, "web")];
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
    )
    .late(&[]),
    Case::of(
        "the owner tag is lost",
        &[Apply(WEB), Untag(0, &[OWNER])],
        &[WEB],
        Some(&["! {web} Lookalike({0})"]),
        Some(&["! {web} Nobody"]),
    )
    .late(&[]),
    Case::of(
        "both are lost",
        &[Apply(WEB), Untag(0, &[OWNER, NAME])],
        &[WEB],
        Some(&["! {web} Lookalike({0})"]),
        None,
    )
    .late(&[]),
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
    )
    .late(&["! {web} Lookalike({0})"]),
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
    .unheard(&[])
    .late(&[]),
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
    )
    .late(&[]),
    Case::of(
        "another environment's tag",
        &[Apply(WEB), Tag(0, STAGINGS)],
        &[WEB],
        Some(&["+ {web}"]),
        Some(&["! {web} Stack(webshop/staging)"]),
    )
    .late(&[]),
    Case::of(
        "the tag of a copy with another origin",
        &[Apply(WEB), Tag(0, A_COPYS)],
        &[WEB],
        Some(&["+ {web}"]),
        Some(&["! {web} Stack(webshop/default/0123abcd)"]),
    )
    .late(&[]),
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
    .unheard(&[])
    .late(&[]),
    Case::of(
        "two claimed one name, and one has let it go",
        &[Apply(WEB), Make("copy", OURS_WEB), Untag(1, &[OWNER, NAME])],
        &[WEB],
        NOTHING,
        None,
    ),
];

/// What a replace or a manifest that is gone has left.
const LEFT: &[Case] = &[
    Case::of(
        "a replace ended before the new one was made",
        &[Apply(WEB), Tag(0, ASIDE)],
        &[WEB],
        Some(&["+ {web}", "- {web}@old"]),
        None,
    )
    .late(&[]),
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
    )
    .late(&[]),
    Case::undeclared("the manifest is gone", &[Apply(WEB)], Some(&["- {web}"]), Some(&["- {web}"])).late(&[]),
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
    )
    .late(&["- {web}"]),
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
    )
    .late(&[]),
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
        "what was another manifest's, and is another stack's now",
        &[Apply(SHOP), Tag(0, BILLINGS)],
        &[WEB.with("adopt: {0}"), SHOP],
        Some(&["+ {shop}", "! {web} Taken { what: {0}, owner: billing/default }"]),
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
    )
    .late(&[]),
    Case::of(
        "what a replace has set aside and made anew",
        &[Apply(WEB), Make("web", ASIDE)],
        &[WEB.with("adopt: {1}")],
        Some(&["- {web}@old"]),
        None,
    ),
];
