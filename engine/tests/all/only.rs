//! A plan of a part only holds what is named, what hangs on that and what it needs, and nothing else.

use engine::plan::{Frame, Plan, Reach, Waive, again, change_digest, plan};
use engine::resolve::Desired;

use crate::world::{STACK, World, hierarchy, reloaded, summary};

async fn plan_only(world: &World, desired: &Desired, only: &[&str]) -> Plan {
    let live = world.live(desired, engine::contract::Depth::Owned).await;
    let frame = Frame { only: crate::world::only(only), ..world.frame() };
    plan(desired, &live, frame)
}

fn left_out(plan: &Plan) -> (usize, usize) {
    let partial = plan.partial().expect("a part");
    (partial.changes_left_out, partial.deletes_left_out)
}

const PARAMETERS: &str = "\
host: db.internal
port: 3306
url: mysql://${Parameter/webshop/host.value}:3306";

const WINDOW: &str = "\
apiVersion: trueup/v1
kind: MaintenanceWindow
metadata: {name: weekly}
spec:
  schedule: cron(0 2 ? * SAT *)
  duration: 4h
  cutoff: 1h
  targets:
    servers: {where: {\"tag:Role\": web}}
  tasks:
    patch: {targets: [servers], maxConcurrency: 50%, maxErrors: 1%, runCommand: {document: AWS-X}}
    scan: {targets: [servers], maxConcurrency: 50%, maxErrors: 1%, runCommand: {document: AWS-Y}}
";

#[tokio::test(start_paused = true)]
async fn what_is_referred_to_comes_along_and_the_rest_is_counted() {
    let world = World::new();
    let desired = world.desired(STACK, &[&hierarchy(PARAMETERS), WINDOW]).await;
    let part = plan_only(&world, &desired, &["Parameter/webshop/url"]).await;
    insta::assert_snapshot!(summary(&part).join("\n"), @r#"
    + Parameter/webshop/host [dataType tags type value]
    + Parameter/webshop/url [dataType tags type value]
    "#);
    assert_eq!(left_out(&part), (5, 0));
    assert_eq!(part.record().as_ref().expect("a record").reach, Reach::Part);
    assert_eq!(part.cost().calls.get("CreateMaintenanceWindow"), None);
    let applied = world.carry_out(part).await;
    assert!(applied.outcome.whole(), "{:#?}", applied.outcome);
    assert_eq!(applied.outcome.partial.expect("a part").only, ["Parameter/webshop/url"]);
    assert_eq!(world.plan(&desired).await.changes().len(), 5, "the rest is still to be done");
    assert!(!world.calls().contains_key("CreateMaintenanceWindow"));
}

#[tokio::test(start_paused = true)]
async fn a_window_comes_with_its_parts_and_a_part_with_its_window() {
    let world = World::new();
    let desired = world.desired(STACK, &[&hierarchy(PARAMETERS), WINDOW]).await;
    let whole = plan_only(&world, &desired, &["MaintenanceWindow/weekly"]).await;
    assert_eq!(whole.changes().len(), 4, "{:?}", summary(&whole));
    let part = plan_only(&world, &desired, &["MaintenanceWindow/*/task/patch"]).await;
    let addresses: Vec<&str> = part.changes().iter().map(|change| change.address.as_str()).collect();
    let expected = [
        "MaintenanceWindow/weekly",
        "MaintenanceWindow/weekly/target/servers",
        "MaintenanceWindow/weekly/task/patch",
    ];
    assert_eq!(addresses, expected);
    world.carry_out(part).await;
    world.converge(&desired).await;
}

#[tokio::test(start_paused = true)]
async fn deletions_outside_are_not_planned() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&hierarchy(PARAMETERS), WINDOW]).await).await;
    let desired = world.desired(STACK, &[&hierarchy("port: 3307")]).await;
    let part = plan_only(&world, &desired, &["Parameter/webshop/port"]).await;
    assert_eq!(summary(&part), ["~ Parameter/webshop/port [value]"]);
    assert_eq!(left_out(&part), (0, 6));

    let going = plan_only(&world, &desired, &["MaintenanceWindow/weekly"]).await;
    assert_eq!(going.changes().len(), 4, "a window takes its parts with it: {:?}", summary(&going));
    let target = plan_only(&world, &desired, &["MaintenanceWindow/weekly/target/servers"]).await;
    assert_eq!(target.changes().len(), 3, "tasks that use it go first: {:?}", summary(&target));
    let task = plan_only(&world, &desired, &["MaintenanceWindow/weekly/task/scan"]).await;
    assert_eq!(task.changes().len(), 1, "a part goes alone: {:?}", summary(&task));
    assert!(world.carry_out(task).await.outcome.whole());
    world.converge(&desired).await;
}

#[tokio::test(start_paused = true)]
async fn what_names_nothing_is_told_with_what_was_meant() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&hierarchy("old: x\nport: 1")]).await).await;
    let desired = world.desired(STACK, &[&hierarchy("port: 1")]).await;
    let part = plan_only(&world, &desired, &["Parameter/webshop/olt", "Parameter/*", "Document/x"]).await;
    let unknown = &part.partial().expect("a part").unknown;
    let told = unknown.iter().map(|one| format!("{}: {:?}", one.pattern, one.near)).collect::<Vec<_>>();
    assert_eq!(told, ["Parameter/webshop/olt: Some(Parameter/webshop/old)", "Document/x: None"]);
}

#[tokio::test(start_paused = true)]
async fn its_digest_is_of_what_it_lists_and_a_saved_one_stays_a_part() {
    let world = World::new();
    let one = world.desired(STACK, &[&hierarchy("a: 1\nb: 1")]).await;
    let two = world.desired(STACK, &[&hierarchy("a: 1\nb: 2")]).await;
    let (part, other) = (plan_only(&world, &one, &["*/a"]).await, plan_only(&world, &two, &["*/a"]).await);
    assert_eq!(change_digest(&part), change_digest(&other));
    assert_ne!(change_digest(&part), change_digest(&world.plan(&one).await));

    let read = reloaded(part.clone());
    assert_eq!(read.partial(), part.partial());
    let now = plan_only(&world, &two, &["*/a"]).await;
    let narrowed = again(&read, now, Waive::Unread).unwrap_or_else(|moved| panic!("{moved:?}"));
    assert_eq!(narrowed.record().expect("a record").reach, Reach::Part);
    assert_eq!(narrowed.partial(), read.partial());
}

#[tokio::test(start_paused = true)]
async fn what_is_unchanged_is_counted_within() {
    let world = World::new();
    let desired = world.desired(STACK, &[&hierarchy(PARAMETERS), WINDOW]).await;
    world.converge(&desired).await;
    let part = plan_only(&world, &desired, &["Parameter/webshop/url"]).await;
    assert_eq!((part.unchanged(), part.changes().len(), left_out(&part)), (2, 0, (0, 0)));
}
