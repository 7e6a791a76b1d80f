//! Whose is it: every case at every kind whose resources carry tags, whatever the tagging API is
//! like.

use engine::plan::Plan;
use sandbox::When;

use super::cases::{BILLINGS, Case, WEB, cases};
use super::scene::{Deed, Heard, Scene, said};
use super::tagged::Tagged;
use super::ways::{follow, steps};
use crate::world::STACK;

/// As many ways in a row as may be needed: what another owner lets go is nobody's.
const STEPS: usize = 3;

impl Case {
    /// Checks what the plan says and what apply makes of it, whatever the tagging API is like, and
    /// follows every way out.
    async fn holds(&self, kind: Tagged) {
        let [scene, late] = Scene::twice(kind, self.before, self.declares).await;
        self.says(&late, Heard::AllButTheLast).await;
        let unheard = Scene::of(kind, Heard::Nothing, self.before, self.declares).await;
        self.says(&unheard, Heard::Nothing).await;
        let denied = scene.copy();
        denied.deny("GetResources", When::Every);
        self.says(&denied, Heard::Everything).await;
        let plan = self.says(&scene, Heard::Everything).await;
        self.leads_out(&scene, &plan).await;
        self.ends(&scene, plan).await;
    }

    /// Checks what the plan says.
    async fn says(&self, scene: &Scene, heard: Heard) -> Plan {
        let plan = scene.plan().await;
        let expected = self.expected(scene.kind, heard).unwrap_or_default();
        let mut wanted: Vec<String> = expected.iter().map(|line| scene.filled(line)).collect();
        let mut said = said(&plan);
        said.sort();
        wanted.sort();
        assert_eq!(said, wanted, "{:?}, {heard:?}: {}", scene.kind, self.name);
        plan
    }

    /// Applies the plan, or sees it refused.
    async fn ends(&self, scene: &Scene, plan: Plan) {
        if plan.conflicts().is_empty() && plan.complete() {
            return scene.converge(plan).await;
        }
        assert!(scene.world.approve(plan).is_err(), "{:?}: {}", scene.kind, self.name);
    }

    /// Follows each of the ways out of each conflict, in an account of its own.
    async fn leads_out(&self, scene: &Scene, plan: &Plan) {
        for conflict in plan.conflicts() {
            let steps = steps(scene, conflict).await;
            assert!(!steps.is_empty(), "{:?}: {} has no way out", scene.kind, self.name);
            for way in steps {
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
        let Some(conflict) = plan.conflicts().first() else {
            return scene.converge(plan).await;
        };
        let first = steps(scene, conflict).await.into_iter().next().expect("a way");
        follow(scene, conflict.address.as_str(), first).await;
    }
    panic!("{told}: still {:?}", said(&scene.plan().await));
}

/// Every case at one kind: all that fail, not only the first.
async fn table(kind: Tagged) {
    let mut failed = Vec::new();
    for case in cases().filter(|case| case.expected(kind, Heard::Everything).is_some()) {
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

#[tokio::test(start_paused = true)]
async fn a_baseline_is_asked_for_before_it_is_made_anew() {
    let handed_on = [Deed::Apply(WEB), Deed::Tag(0, BILLINGS)];
    let [_, late] = Scene::twice(Tagged::Baseline, &handed_on, &[WEB]).await;
    let anew = Tagged::Baseline.manifest("name: web", "web").replace("SUSE", "DEBIAN");
    let plan = late.world.plan(&late.world.desired(STACK, &[&anew]).await).await;
    assert_eq!(said(&plan), ["- Document/bystander", "+ PatchBaseline/web"]);
}

/// What carries no tag of its own, and whose it is by something else.
const UNTAGGED: [&str; 6] = [
    "PatchGroup",
    "PatchGroup/instance",
    "MaintenanceWindow/target",
    "MaintenanceWindow/task",
    "ResourceDataSync",
    "ServiceSetting",
];

#[test]
fn every_kind_of_the_registry_is_in_the_table() {
    let tabled = Tagged::ALL.map(Tagged::resource);
    for line in engine::kinds::resources() {
        let known = tabled.contains(&line.name) || UNTAGGED.contains(&line.name);
        assert!(known, "`{}` has no rows: give `Tagged` one, if it carries tags", line.name);
    }
}
