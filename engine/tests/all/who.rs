//! Who has changed what drifted: AWS's own answers, and CloudTrail within its bounds.

use engine::contract::{Depth, Exposure};
use engine::drift::{MOST, Past, Teller, Traces, Trail, Whose, drift, trail};
use engine::look::look;
use sandbox::{Effect, Rule, When};

use crate::world::{STACK, World, hierarchy};

fn parameters(count: usize) -> String {
    hierarchy(&(0..count).map(|at| format!("p{at:03}: x\n")).collect::<String>())
}

/// What AWS's own answers tell, and CloudTrail, of so many parameters that somebody changed.
async fn asked(world: &World, count: usize) -> (Whose, Trail) {
    let desired = world.desired(STACK, &[&parameters(count)]).await;
    let reads = world.reads();
    let (plan, live) = look(&desired, &reads, Exposure::Compare, Depth::Paths, &world.frame()).await;
    let past = Past::of(None, &desired, |_| None);
    let differs = drift(&plan, &desired, &live, &past);
    let traces = Traces::of(&plan, &desired, &live);
    (traces.whose(&differs), trail(&reads, &differs, &traces).await)
}

async fn drifted(count: usize) -> World {
    let world = World::standing_still();
    let desired = world.desired(STACK, &[&parameters(count)]).await;
    assert!(world.apply(&desired).await.outcome.whole());
    for at in 0..count {
        let put = world.outside().put_parameter().name(format!("/webshop/p{at:03}")).value("y");
        put.overwrite(true).send().await.expect("taken");
    }
    world.calls();
    world
}

#[tokio::test(start_paused = true)]
async fn aws_itself_tells_who_and_cloudtrail_how() {
    let world = drifted(1).await;
    let gone = world.outside().delete_parameter().name("/webshop/p000");
    let (itself, told) = asked(&world, 1).await;
    let user = "arn:aws:iam::123456789012:user/sandbox";
    let own = itself.values().next().expect("one");
    assert_eq!((own.by.as_deref(), own.event.as_deref(), own.told), (Some(user), None, Teller::Itself));
    assert!(own.at.is_some());
    let one = told.whose.values().next();
    let one = one.unwrap_or_else(|| panic!("{:?}", told.refused));
    assert_eq!((one.by.as_deref(), one.event.as_deref()), (Some(user), Some("PutParameter")));
    assert_eq!((one.tool, one.told), (Some("an AWS SDK"), Teller::Trail));
    assert_eq!((told.refused, told.unasked), (None, 0));

    gone.send().await.expect("gone");
    let (itself, told) = asked(&world, 1).await;
    assert!(itself.is_empty(), "what is gone tells nothing");
    assert_eq!(told.whose.values().next().and_then(|who| who.event.as_deref()), Some("DeleteParameter"));
}

#[tokio::test(start_paused = true)]
async fn cloudtrail_is_asked_fifty_times_at_most_and_twice_a_second() {
    let world = drifted(MOST + 3).await;
    let (_, told) = asked(&world, MOST + 3).await;
    assert_eq!(world.calls().get("LookupEvents"), Some(&(MOST as u64)));
    assert_eq!((told.whose.len(), told.unasked), (MOST, 3));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_ends_the_asking_and_nothing_else() {
    let world = drifted(3).await;
    let effect = Effect::error("AccessDeniedException", "no");
    world.sandbox.add_fault(Rule::new("LookupEvents", When::Every, effect));
    let (itself, told) = asked(&world, 3).await;
    assert_eq!((itself.len(), told.whose.len()), (3, 0));
    let refused = told.refused.expect("a reason");
    assert!(refused.contains("AccessDeniedException"), "{refused}");
    assert_eq!(world.calls().get("LookupEvents"), Some(&1));
}
