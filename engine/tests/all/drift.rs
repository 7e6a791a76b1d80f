//! Drift: who has changed what differs, by what was applied, what git asks for and what AWS holds.

use std::collections::BTreeMap;

use engine::contract::Depth;
use engine::drift::{Drift, Past, What, drift};
use engine::plan::{By, Frame, Plan, plan};
use engine::resolve::Desired;

use crate::world::{STACK, World, hierarchy, only};

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
    async fn applies(&mut self, commit: &str, parameters: &str, part: &[&str]) {
        self.applies_all(commit, &[hierarchy(parameters)], part).await;
    }

    async fn applies_all(&mut self, commit: &str, manifests: &[String], part: &[&str]) {
        let plan = self.commits(commit, manifests, part).await;
        assert!(self.world.carry_out(plan).await.outcome.whole());
    }

    /// Commits manifests and plans them, or the part of them that is named.
    async fn commits(&mut self, commit: &str, manifests: &[String], part: &[&str]) -> Plan {
        self.commits.insert(commit.into(), manifests.to_vec());
        let desired = self.asks(manifests).await;
        let live = self.world.live(&desired, Depth::Owned).await;
        plan(&desired, &live, Frame { only: only(part), commit: Some(commit.into()), ..self.world.frame() })
    }

    /// Somebody sets a parameter by hand.
    async fn sets(&self, name: &str, value: &str) {
        let put = self.world.outside().put_parameter().name(format!("/webshop/{name}")).value(value);
        put.overwrite(true).send().await.expect("taken");
    }

    /// What differs from what git asks for now, a line each.
    async fn sees(&self, parameters: &str) -> String {
        self.sees_of(&[hierarchy(parameters)]).await
    }

    async fn sees_of(&self, manifests: &[String]) -> String {
        let desired = self.asks(manifests).await;
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
        let whole = entry.whole.filter(|by| *by == By::Both).map(|by| format!(" {by:?}")).unwrap_or_default();
        format!("{:?} {}{whole}{}{untold}", entry.class, change.address.name(), fields.concat())
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
        "Drifted webshop/c Both value: Both\nMissing webshop/a\nPending webshop/b\nPending webshop/d"
    );
}

#[tokio::test(start_paused = true)]
async fn what_git_and_somebody_have_changed_as_a_whole_is_both_s() {
    let mut site = Site::new();
    site.applies("c1", "a: 1\nb: 1", &[]).await;
    let client = site.world.outside();
    client.delete_parameter().name("/webshop/a").send().await.expect("there");
    let put = client.put_parameter().name("/webshop/b").value("1").description("by hand");
    put.overwrite(true).send().await.expect("taken");
    // Git has changed what is gone, and taken out what somebody has described.
    assert_eq!(
        site.sees("a: 2\nc: 1").await,
        "Drifted webshop/b Both description: Both\nMissing webshop/a Both\nPending webshop/c"
    );
    assert_eq!(site.sees("a: 1\nb: 1").await, "Drifted webshop/b description: Outside\nMissing webshop/a");
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

/// The commits of a site are given away as they are asked for: each is asked for once.
#[tokio::test(start_paused = true)]
async fn two_parts_of_one_commit_are_one_question() {
    let mut site = Site::new();
    site.applies("c1", "a: 1\nb: 1", &[]).await;
    for part in ["Parameter/webshop/a", "Parameter/webshop/b"] {
        site.applies("c2", "a: 2\nb: 2", &[part]).await;
    }
    assert_eq!(site.sees("a: 3\nb: 3").await, "Pending webshop/a value: Git\nPending webshop/b value: Git");
}

#[tokio::test(start_paused = true)]
async fn an_apply_that_failed_half_way_is_no_drift() {
    use sandbox::{Effect, Rule, When};
    let mut site = Site::new();
    site.applies("c1", "a: 30\nb: 30", &[]).await;
    let parameters = "a: 60\nb: \"x${Parameter/webshop/a.value}\"";
    let plan = site.commits("c2", &[hierarchy(parameters)], &[]).await;
    let denied = Effect::error("AccessDeniedException", "not this one");
    site.world.sandbox.add_fault(Rule::new("PutParameter", When::Nth(2), denied));
    assert!(!site.world.carry_out(plan).await.outcome.whole());
    site.world.sandbox.clear_faults();
    assert_eq!(site.sees(parameters).await, "Pending webshop/b value: Git");
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

/// It goes with the manifest that selects it, and comes by itself.
#[cfg(feature = "ec2")]
#[tokio::test(start_paused = true)]
async fn what_a_selection_finds_goes_with_its_group() {
    use crate::patch_instances::{group, set, three};
    let mut site = Site { world: three(), ..Site::new() };
    let selects =
        |what: &str| [group("web", "Web", &format!("{{where: {{\"tag:Environment\": [{what}]}}}}"))];
    site.applies_all("c1", &selects("Production"), &[]).await;
    set(&site.world, 1, "Environment", "Staging").await;
    set(&site.world, 3, "Environment", "Production").await;
    assert_eq!(
        site.sees_of(&selects("Production")).await,
        "Drifted web/instance/i-00000000000000001\nPending web/instance/i-00000000000000003"
    );
    assert_eq!(site.sees_of(&selects("Staging")).await, "Pending web/instance/i-00000000000000002");
}

fn manifest(kind: &str, spec: &str) -> String {
    format!("apiVersion: trueup/v1\nkind: {kind}\nmetadata: {{name: it}}\nspec: {spec}\n")
}

/// What git calls otherwise goes and comes by git, whatever the address.
#[tokio::test(start_paused = true)]
async fn what_git_calls_otherwise_is_nobodys_doing() {
    let content = "{schemaVersion: '2.2', mainSteps: [{action: 'aws:runShellScript', name: run, inputs: {runCommand: [id]}}]}";
    let bucket = "s3Destination: {bucketName: example-inventory, region: eu-central-1}";
    let setting =
        |name: &str, value: &str| manifest("ServiceSetting", &format!("{{setting: {name}, value: {value}}}"));
    let named = |kind: &'static str, rest: &str| {
        let rest = rest.to_owned();
        move |name: &str| manifest(kind, &format!("{{name: {name}, {rest}}}"))
    };
    let document = named("Document", &format!("type: Command, content: {content}"));
    let calendar = named("ChangeCalendar", "default: open");
    let sync = named("ResourceDataSync", bucket);
    let group = named("PatchGroup", "baselines: [AWS-UbuntuDefaultPatchBaseline]");
    let settings =
        [setting("documents.publicSharing", "Disable"), setting("opsInsights.opsCenter", "Enabled")];
    let pairs = [
        [document("one"), document("two")],
        [calendar("one"), calendar("two")],
        [sync("one"), sync("two")],
        [group("one"), group("two")],
        settings,
    ];
    for [before, after] in pairs {
        let mut site = Site::new();
        site.applies_all("c1", std::slice::from_ref(&before), &[]).await;
        let told = site.sees_of(std::slice::from_ref(&after)).await;
        assert!(!told.is_empty() && told.lines().all(|line| line.starts_with("Pending")), "{after}\n{told}");
        // What is gone before git lets it go is missing still.
        assert_eq!(site.sees_of(&[before]).await, "");
    }
}

/// Nobody knows what the same source gave then: that is not told as somebody's doing.
#[tokio::test(start_paused = true)]
async fn a_secret_whose_source_is_the_same_is_told_of_by_nobody() {
    let secret = "key: {type: SecureString, valueFrom: {env: KEY}}";
    let mut site = Site { world: World::new().knowing("KEY", "one"), commits: BTreeMap::new() };
    site.applies("c1", secret, &[]).await;
    site.world = std::mem::replace(&mut site.world, World::new()).knowing("KEY", "two");
    assert_eq!(site.sees(secret).await, "Drifted webshop/key value: Untold");
}
