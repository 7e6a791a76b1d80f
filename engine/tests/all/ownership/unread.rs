//! Tags that cannot be read: what could be ours is then neither made anew, nor changed, nor forgotten.

use sandbox::When;

use super::cases::WEB;
use super::scene::Deed::{Apply, Make};
use super::scene::{Deed, Heard, Manifest, Scene, said};
use super::tagged::{FoundBy, Tagged};

/// One case. Reads that are denied are denied to the plan, not to what was done before.
struct Case {
    name: &'static str,
    before: &'static [Deed],
    declares: &'static [Manifest],
    denied: &'static [(&'static str, When)],
    ids: &'static [&'static str],
    /// Nothing where only ids are taken over.
    names: Option<&'static [&'static str]>,
}

const SINGLY: &[(&str, When)] = &[("ListTagsForResource", When::Every)];
const ALL: &[(&str, When)] = &[("GetResources", When::Every), ("ListTagsForResource", When::Every)];
/// The one that has the manifest's name is asked first.
const SECOND: &[(&str, When)] = &[("GetResources", When::Every), ("ListTagsForResource", When::Nth(2))];

const CASES: &[Case] = &[
    Case {
        name: "the tagging API has heard of it, and says what is expected",
        before: &[Apply(WEB)],
        declares: &[WEB],
        denied: SINGLY,
        ids: &[],
        names: Some(&[]),
    },
    Case {
        name: "nothing tells of the tags of ours",
        before: &[Apply(WEB)],
        declares: &[WEB],
        denied: ALL,
        ids: &["? {web} AccessDeniedException"],
        names: Some(&["? {web} AccessDeniedException"]),
    },
    Case {
        name: "nothing tells of the tags of what a manifest that is gone has left",
        before: &[Apply(WEB)],
        declares: &[],
        denied: ALL,
        ids: &["not listed: {kind} AccessDeniedException"],
        names: Some(&["? {web} AccessDeniedException"]),
    },
    Case {
        name: "any might be the one that is missing",
        before: &[Make("other", &[])],
        declares: &[WEB],
        denied: SINGLY,
        ids: &["? {web} AccessDeniedException"],
        names: Some(&["+ {web}"]),
    },
    Case {
        name: "the one of its name might be somebody's",
        before: &[Make("web", &[])],
        declares: &[WEB],
        denied: SINGLY,
        ids: &["? {web} AccessDeniedException"],
        names: Some(&["? {web} AccessDeniedException"]),
    },
    Case {
        name: "somebody's matters not while ours is there",
        before: &[Apply(WEB), Make("other", &[])],
        declares: &[WEB],
        denied: SINGLY,
        ids: &[],
        names: Some(&[]),
    },
    Case {
        name: "one might be ours that no manifest declares",
        before: &[Apply(WEB), Make("other", &[])],
        declares: &[WEB],
        denied: SECOND,
        ids: &["? {kind} (1 whose tags cannot be read) AccessDeniedException"],
        names: Some(&[]),
    },
    Case {
        name: "what is to be taken over might be somebody's",
        before: &[Make("other", &[])],
        declares: &[WEB.with("adopt: {0}")],
        denied: SINGLY,
        ids: &["? {web} AccessDeniedException"],
        names: None,
    },
    Case {
        name: "what is to be taken over might be somebody's, and the manifest has its own",
        before: &[Apply(WEB), Make("other", &[])],
        declares: &[WEB.with("adopt: {1}")],
        denied: SINGLY,
        ids: &["? {web} AccessDeniedException"],
        names: None,
    },
];

impl Case {
    async fn holds(&self, kind: Tagged) {
        let lines = match kind.found_by() {
            FoundBy::Id => Some(self.ids),
            FoundBy::Name => self.names,
        };
        let Some(lines) = lines else { return };
        let told = format!("{kind:?}: {}", self.name);
        let scene = Scene::of(kind, Heard::Everything, self.before, self.declares).await;
        self.deny(&scene);
        let seen = scene.plan().await;
        let expected: Vec<String> = lines.iter().map(|line| scene.filled(line)).collect();
        assert_eq!(said(&seen), expected, "{told}");
        let may = seen.complete();
        assert_eq!(scene.world.approve(seen).is_ok(), may, "{told}");

        scene.world.sandbox.clear_faults();
        self.deny(&scene);
        let sure = self.may_destroy(&scene).await;
        assert!(!sure || kind.found_by() == FoundBy::Name, "{told}");

        scene.world.sandbox.clear_faults();
        let plan = scene.plan().await;
        assert!(plan.complete(), "{told}: {:?}", said(&plan));
    }

    fn deny(&self, scene: &Scene) {
        for (operation, when) in self.denied {
            scene.deny(operation, *when);
        }
    }

    async fn may_destroy(&self, scene: &Scene) -> bool {
        scene.world.plan_to_destroy(&scene.desired().await).await.complete()
    }
}

#[tokio::test(start_paused = true)]
async fn what_has_tags_that_cannot_be_read_may_be_ours() {
    for kind in Tagged::ALL.into_iter().filter(|kind| kind.tags_are_read()) {
        for case in CASES {
            case.holds(kind).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_listed_with_its_tags_needs_no_other_read() {
    for kind in Tagged::ALL.into_iter().filter(|kind| !kind.tags_are_read()) {
        let scene = Scene::of(kind, Heard::Everything, &[Apply(WEB)], &[WEB]).await;
        ALL.iter().for_each(|(operation, when)| scene.deny(operation, *when));
        scene.converge(scene.plan().await).await;
    }
}
