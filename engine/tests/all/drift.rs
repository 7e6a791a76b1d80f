//! Drift: who has changed what differs, by what was applied, what git asks for and what AWS holds.

use std::collections::BTreeMap;

use engine::contract::Depth;
use engine::drift::{Drift, Past, What, drift};
use engine::plan::{Frame, Only, plan};
use engine::resolve::Desired;

use crate::world::{STACK, World, hierarchy};

/// A site and the commits of its manifests.
struct Site {
    world: World,
    commits: BTreeMap<String, Vec<String>>,
}

impl Site {
    fn new() -> Self {
        Self { world: World::new(), commits: BTreeMap::new() }
    }

    async fn asks(&self, manifests: &[String]) -> Desired {
        let manifests: Vec<&str> = manifests.iter().map(String::as_str).collect();
        self.world.desired(STACK, &manifests).await
    }

    /// Commits manifests and applies them, or the part of them that is named.
    async fn applies(&mut self, commit: &str, parameters: &str, only: &[&str]) {
        let manifests = vec![hierarchy(parameters)];
        self.commits.insert(commit.into(), manifests.clone());
        let desired = self.asks(&manifests).await;
        let live = self.world.live(&desired, Depth::Owned).await;
        let texts: Vec<String> = only.iter().map(|text| (*text).to_owned()).collect();
        let only = Only::read(&texts).expect("patterns");
        let frame = Frame { only, commit: Some(commit.into()), ..self.world.frame() };
        let made = self.world.carry_out(plan(&desired, &live, frame)).await;
        assert!(made.outcome.whole());
    }

    /// Somebody sets a parameter by hand.
    async fn sets(&self, name: &str, value: &str) {
        let put = self.world.outside().put_parameter().name(format!("/webshop/{name}")).value(value);
        put.overwrite(true).send().await.expect("taken");
    }

    /// What differs from what git asks for now, a line each.
    async fn sees(&self, parameters: &str) -> String {
        let desired = self.asks(&[hierarchy(parameters)]).await;
        let live = self.world.live(&desired, Depth::Paths).await;
        let plan = plan(&desired, &live, self.world.frame());
        let mut others = BTreeMap::new();
        for (commit, manifests) in &self.commits {
            others.insert(commit.clone(), self.asks(manifests).await);
        }
        let record = plan.record().and_then(|keep| keep.was.as_ref());
        let past = Past::of(record, &desired, |commit| others.remove(commit));
        told(&drift(&plan, &desired, &live, &past))
    }
}

fn told(drift: &Drift<'_>) -> String {
    let line = |entry: &engine::drift::Entry<'_>| {
        let What::Change(change) = entry.what else { panic!("only changes") };
        let fields: Vec<String> =
            entry.fields.iter().map(|field| format!(" {}: {:?}", field.path, field.by)).collect();
        let untold = entry.untold.map(|why| format!(" ({why:?})")).unwrap_or_default();
        format!("{:?} {}{}{untold}", entry.class, change.address.name(), fields.concat())
    };
    drift.entries.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[tokio::test(start_paused = true)]
async fn git_alone_is_pending_and_somebody_alone_is_drift() {
    let mut site = Site::new();
    site.applies("c1", "a: 60\nb: 60\nc: 60", &[]).await;
    site.sets("b", "99").await;
    site.sets("c", "99").await;
    // Nothing hides behind pending: what both have changed is drift.
    assert_eq!(
        site.sees("a: 70\nb: 60\nc: 70").await,
        "Drifted webshop/b value: Outside\nDrifted webshop/c value: Both\nPending webshop/a value: Git"
    );
}

#[tokio::test(start_paused = true)]
async fn what_somebody_has_done_before_git_asked_for_it_is_nothing() {
    let mut site = Site::new();
    site.applies("c1", "a: 60", &[]).await;
    site.sets("a", "70").await;
    assert_eq!(site.sees("a: 70").await, "");
}

#[tokio::test(start_paused = true)]
async fn what_is_gone_is_missing_and_what_is_new_is_pending() {
    let mut site = Site::new();
    site.applies("c1", "a: 1\nb: 1\nc: 1", &[]).await;
    site.world.outside().delete_parameter().name("/webshop/a").send().await.expect("there");
    site.sets("c", "99").await;
    assert_eq!(
        site.sees("a: 1\nd: 1").await,
        "Drifted webshop/c value: Both\nMissing webshop/a\nPending webshop/b\nPending webshop/d"
    );
}

#[tokio::test(start_paused = true)]
async fn a_part_that_was_applied_is_no_drift() {
    let mut site = Site::new();
    site.applies("c1", "a: 30\nb: 30", &[]).await;
    site.applies("c2", "a: 60\nb: 60", &["Parameter/webshop/a"]).await;
    assert_eq!(site.sees("a: 70\nb: 60").await, "Pending webshop/a value: Git\nPending webshop/b value: Git");
    assert_eq!(site.sees("a: 60\nb: 60").await, "Pending webshop/b value: Git");
    // What git asked for at the last whole apply is nobody's doing either.
    site.sets("a", "30").await;
    assert_eq!(site.sees("a: 70\nb: 60").await, "Pending webshop/a value: Git\nPending webshop/b value: Git");
    site.sets("a", "99").await;
    assert_eq!(
        site.sees("a: 70\nb: 60").await,
        "Drifted webshop/a value: Both\nPending webshop/b value: Git"
    );
}

#[tokio::test(start_paused = true)]
async fn an_apply_that_failed_half_way_is_no_drift() {
    use sandbox::{Effect, Rule, When};
    let mut site = Site::new();
    site.applies("c1", "a: 30\nb: 30", &[]).await;
    let manifests = vec![hierarchy("a: 60\nb: \"x${Parameter/webshop/a.value}\"")];
    site.commits.insert("c2".into(), manifests.clone());
    let desired = site.asks(&manifests).await;
    let live = site.world.live(&desired, Depth::Owned).await;
    let made = plan(&desired, &live, Frame { commit: Some("c2".into()), ..site.world.frame() });
    let denied = Effect::error("AccessDeniedException", "not this one");
    site.world.sandbox.add_fault(Rule::new("PutParameter", When::Nth(2), denied));
    let made = site.world.carry_out(made).await;
    assert!(!made.outcome.whole());
    site.world.sandbox.clear_faults();
    assert_eq!(
        site.sees("a: 60\nb: \"x${Parameter/webshop/a.value}\"").await,
        "Pending webshop/b value: Git"
    );
}

#[tokio::test(start_paused = true)]
async fn without_what_was_applied_all_is_drift_and_why_is_told() {
    let mut site = Site::new();
    assert_eq!(site.sees("a: 1").await, "Missing webshop/a (NoRecord)");
    site.applies("c1", "a: 1", &[]).await;
    site.commits.clear();
    assert_eq!(site.sees("a: 2").await, "Drifted webshop/a (Gone)");
    site.commits.insert("c1".into(), vec![hierarchy("a: 3")]);
    assert_eq!(site.sees("a: 2").await, "Drifted webshop/a (Otherwise)");
    // What git asks for now is what was applied, whatever its commit says.
    site.sets("a", "2").await;
    assert_eq!(site.sees("a: 1").await, "Drifted webshop/a value: Outside");
}

#[tokio::test(start_paused = true)]
async fn what_hangs_on_something_that_git_changed_is_pending() {
    let mut site = Site::new();
    let url = |host: &str| format!("host: {host}\nurl: \"db://${{Parameter/webshop/host.value}}/x\"");
    site.applies("c1", &url("a"), &[]).await;
    assert_eq!(site.sees(&url("b")).await, "Pending webshop/host value: Git\nPending webshop/url value: Git");
    site.sets("host", "z").await;
    assert_eq!(site.sees(&url("a")).await, "Drifted webshop/host value: Outside");
}
