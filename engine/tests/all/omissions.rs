//! What was asked for and not answered is unreadable, and never taken for something that is not there.

use engine::Action;
use engine::plan::{Goal, Plan};
use engine::resolve::Desired;
use sandbox::{Effect, Omission, Rule, Sandbox, When};

use crate::world::{ACCOUNT, ESTATE, PARAMETERS, STACK, World, copy, hierarchy, settings, summary};

fn world(sandbox: &Sandbox) -> World {
    World::process(sandbox, 0).knowing("KEY", "hunter2")
}

/// The estate, applied, and everything that it has in AWS: its address and AWS's name for it.
async fn estate() -> (Sandbox, Vec<(String, String)>) {
    let world = world(&Sandbox::memory(settings()));
    let desired = desired(&world, &all()).await;
    world.converge(&desired).await;
    let live = world.live(&desired, engine::contract::Depth::Owned).await;
    let found = live.found.values().map(|found| (found.address.to_string(), found.id.clone()));
    (world.sandbox, found.collect())
}

fn all() -> [String; 2] {
    [hierarchy(PARAMETERS), ESTATE.to_owned()]
}

async fn desired(world: &World, manifests: &[String]) -> Desired {
    let manifests: Vec<&str> = manifests.iter().map(String::as_str).collect();
    world.desired(STACK, &manifests).await
}

/// Whether a plan says that it could not see something of an address: it, its parent, or its kind.
fn told(plan: &Plan, address: &str) -> bool {
    plan.unreadable().iter().chain(plan.unlisted()).any(|one| match &one.address {
        Some(unread) => address == unread.as_str() || address.starts_with(&format!("{unread}/")),
        None => address.starts_with(one.kind),
    })
}

/// Every operation that reads, which of a resource at an address it leaves out, in either way.
async fn holds(manifests: &[String]) {
    let (account, found) = estate().await;
    let (reads, expected) = {
        let world = world(&copy(&account));
        let expected = summary(&world.plan(&desired(&world, manifests).await).await);
        (world.calls().into_keys().collect::<Vec<_>>(), expected)
    };
    let (mut wrong, mut unread) = (Vec::new(), 0);
    for operation in &reads {
        for (address, id) in &found {
            // One operation alone has a place for what does not exist.
            let ways = if operation == "GetParameters" { 2 } else { 1 };
            for omission in [Omission::Silent, Omission::Invalid].into_iter().take(ways) {
                let world = world(&copy(&account));
                let desired = desired(&world, manifests).await;
                world.sandbox.add_fault(Rule::new(
                    operation,
                    When::Every,
                    Effect::Omit(id.clone(), omission),
                ));
                let plan = world.plan(&desired).await;
                let shown = summary(&plan);
                unread += usize::from(told(&plan, address));
                // Another read has shown it, or it is said that it could not be read.
                if shown != expected && !told(&plan, address) && !blind(operation, !manifests.is_empty()) {
                    wrong.push(format!("{operation} without {address} ({omission:?}): {shown:?}"));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong of {}:\n{}",
        wrong.len(),
        reads.len() * found.len() * 2,
        wrong.join("\n")
    );
    println!("{} reads × {} resources left out, {unread} told as unreadable", reads.len(), found.len());
    assert!(unread > 0, "nothing was ever unreadable");
}

/// What one read alone tells of: no other knows that it is there. What hangs on a window is in one list;
/// of what git no longer has its kind's list decides that it is there, and the tagging API whose it is.
fn blind(operation: &str, declared: bool) -> bool {
    match operation {
        "DescribePatchGroups" | "DescribeMaintenanceWindowTargets" | "DescribeMaintenanceWindowTasks" => true,
        _ => {
            !declared
                && (operation == "GetResources"
                    || operation.starts_with("Describe")
                    || operation.starts_with("List"))
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_declared_and_left_out_is_unreadable() {
    holds(&all()).await;
}

#[tokio::test(start_paused = true)]
async fn what_git_no_longer_has_and_is_left_out_is_not_said_to_be_otherwise() {
    holds(&[]).await;
}

/// The reads of one resource each, with AWS's code for what is not there.
const SINGLE: [(&str, &str); 8] = [
    ("DescribeAssociation", "AssociationDoesNotExist"),
    ("DescribeDocumentPermission", "InvalidDocument"),
    ("DescribeMaintenanceWindowTargets", "DoesNotExistException"),
    ("DescribeMaintenanceWindowTasks", "DoesNotExistException"),
    ("GetDocument", "InvalidDocument"),
    ("GetMaintenanceWindow", "DoesNotExistException"),
    ("GetMaintenanceWindowTask", "DoesNotExistException"),
    ("GetPatchBaseline", "DoesNotExistException"),
];

/// The estate under other names, where AWS invents the ids.
fn renamed() -> [String; 2] {
    let names = ["web", "weekly", "agent"].map(|name| {
        (format!("metadata: {{name: {name}}}"), format!("metadata: {{name: new-{name}, movedFrom: {name}}}"))
    });
    let mut estate = ESTATE.replace("baselines: [web]", "baselines: [new-web]");
    for (old, new) in names {
        estate = estate.replace(&old, &new);
    }
    [hierarchy(PARAMETERS), estate]
}

#[tokio::test(start_paused = true)]
async fn what_is_listed_and_not_there_when_it_is_read_is_unreadable() {
    let (account, _) = estate().await;
    for (operation, code) in SINGLE {
        for when in [When::Nth(1), When::Every] {
            for (manifests, goal) in [
                (&all()[..], Goal::Converge),
                (&renamed()[..], Goal::Converge),
                (&[], Goal::Converge),
                (&all()[..], Goal::Destroy),
                (&[], Goal::Destroy),
            ] {
                let world = world(&copy(&account));
                let desired = desired(&world, manifests).await;
                world.sandbox.add_fault(Rule::new(operation, when, Effect::error(code, "it is gone")));
                let plan = match goal {
                    Goal::Converge => world.plan(&desired).await,
                    Goal::Destroy => world.plan_to_destroy(&desired).await,
                };
                let made = plan.changes().iter().any(|change| change.action() == Action::Create);
                let of = format!("{operation} {when:?} {goal:?}: {:?}", summary(&plan));
                assert!(!plan.complete() && !made, "{of}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_git_names_and_a_list_leaves_out_is_not_left_behind() {
    let calendar =
        "apiVersion: trueup/v1\nkind: ChangeCalendar\nmetadata: {name: freeze}\nspec: {default: open}\n";
    let [_, estate] = all();
    let manifests = [estate, calendar.to_owned()];
    for name in ["run", "freeze"] {
        let world = world(&Sandbox::memory(settings()));
        let desired = desired(&world, &manifests).await;
        world.converge(&desired).await;
        let omit = Effect::Omit(name.into(), Omission::Silent);
        world.sandbox.add_fault(Rule::new("ListDocuments", When::Every, omit));
        assert!(world.plan(&desired).await.empty(), "{name}");
        assert!(world.destroy(&desired).await.outcome.whole(), "{name}");
        world.sandbox.clear_faults();
        let left = world.outside().list_documents().send().await.expect("listed");
        let own = left.document_identifiers().iter().filter(|one| one.owner() == Some(ACCOUNT)).count();
        assert_eq!(own, 0, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_value_that_is_not_given_is_not_in_sync() {
    let world = World::new();
    let desired = world.desired(STACK, &[&hierarchy("x: \"1\"")]).await;
    world.converge(&desired).await;
    let put = world.outside().put_parameter().name("/webshop/x").value("TAMPERED").overwrite(true);
    put.send().await.expect("taken");
    for omission in [Omission::Silent, Omission::Invalid] {
        let rule = Rule::new("GetParameters", When::Every, Effect::Omit("/webshop/x".into(), omission));
        world.sandbox.add_fault(rule);
        let plan = world.plan(&desired).await;
        assert!(!plan.complete() && plan.empty() && plan.unchanged() == 0, "{:?}", summary(&plan));
        world.sandbox.clear_faults();
        // Left out once, it is asked for once more.
        let once = Rule::new("GetParameters", When::Nth(1), Effect::Omit("/webshop/x".into(), omission));
        world.sandbox.add_fault(once);
        let plan = world.plan(&desired).await;
        assert_eq!(summary(&plan), ["~ Parameter/webshop/x [value]"]);
        world.sandbox.clear_faults();
    }
}
