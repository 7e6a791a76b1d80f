//! Two applies of one site at once.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use engine::apply::{Hold, Leaving, Stop, Untaken, hold};
use engine::contract::Depth;
use engine::lease::{Clock, LIFE, Seen, Tenant, seen};
use engine::plan::Rival;
use engine::ports::{Pace, Writes};
use engine::record::RecordPlace;
use engine::resolve::Desired;
use sandbox::{Effect, Rule, When};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::world::{STACK, World, hierarchy, now, settings, summary};

fn clock() -> Clock {
    let start = Instant::now();
    Arc::new(move || now() + jiff::SignedDuration::try_from(start.elapsed()).expect("short"))
}

fn tenant(run: &str, clock: &Clock) -> Tenant {
    Tenant {
        run: run.into(),
        owner: format!("{run} on build-7"),
        purpose: "apply of 4f2c1aa".into(),
        breaks: None,
        process: Some(run.into()),
        gone: |process| process == "crashed",
        clock: Arc::clone(clock),
    }
}

fn breaker(run: &str, clock: &Clock) -> Tenant {
    Tenant { breaks: Some("its runner is gone".into()), ..tenant(run, clock) }
}

/// A site with a record, and who wants to write to it.
struct Site {
    world: World,
    desired: Desired,
    clock: Clock,
}

impl Site {
    async fn new() -> Self {
        let world = World::new();
        let desired = world.desired(STACK, &[&hierarchy("a: 1")]).await;
        Self { world, desired, clock: clock() }
    }

    fn place(&self) -> &RecordPlace {
        self.desired.record.as_ref().expect("a record is kept")
    }

    async fn seen(&self) -> Seen {
        seen(&self.world.reads(), self.place()).await.expect("answered")
    }

    async fn take(&self, seen: Seen, tenant: Tenant) -> Result<Hold, Untaken> {
        hold(&self.writes(), self.place(), seen, tenant, CancellationToken::new()).await
    }

    async fn run(&self, run: &str) -> Result<Hold, Untaken> {
        self.take(self.seen().await, tenant(run, &self.clock)).await
    }

    fn writes(&self) -> Writes {
        self.world.writes()
    }

    async fn names(&self) -> Vec<String> {
        let path = self.world.outside().get_parameters_by_path().path("/trueup").recursive(true);
        let answer = path.send().await.expect("answered");
        let mut names: Vec<_> =
            answer.parameters().iter().filter_map(|parameter| parameter.name()).map(str::to_owned).collect();
        names.sort();
        names
    }
}

fn held_by(end: Result<Hold, Untaken>) -> String {
    match end {
        Ok(_) => "taken".into(),
        Err(error) => error.to_string(),
    }
}

#[tokio::test(start_paused = true)]
async fn of_two_that_saw_the_same_one_gets_it() {
    let site = Site::new().await;
    let (one, two) = (site.seen().await, site.seen().await);
    let (one, two) =
        tokio::join!(site.take(one, tenant("one", &site.clock)), site.take(two, tenant("two", &site.clock)));
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|taken| **taken).count(), 1);
    let said = [held_by(one), held_by(two)];
    assert!(said.iter().any(|said| said.ends_with("on build-7 holds this site")), "{said:?}");
}

#[tokio::test(start_paused = true)]
async fn whoever_was_there_since_one_looked_has_changed_the_site() {
    let site = Site::new().await;
    let early = site.seen().await;
    site.run("one").await.expect("free").release(Leaving::Site).await.expect("answered");
    let late = site.take(early, tenant("two", &site.clock)).await;
    assert_eq!(held_by(late), "one on build-7 has changed this site meanwhile");
}

#[tokio::test(start_paused = true)]
async fn runs_that_follow_each_other_wait_for_nothing_and_leave_little() {
    let site = Site::new().await;
    let started = Instant::now();
    for at in 0..30 {
        let held = site.run(&format!("run-{at}")).await.unwrap_or_else(|error| panic!("{at}: {error}"));
        held.release(Leaving::Site).await.expect("answered");
    }
    assert_eq!(started.elapsed(), Duration::ZERO);
    assert!(site.names().await.len() <= 6, "{:?}", site.names().await);
    site.world.calls();
    site.run("last").await.expect("free").release(Leaving::Site).await.expect("answered");
    let calls = site.world.calls();
    assert!(calls.values().sum::<u64>() <= 4, "{calls:?}");
}

#[tokio::test(start_paused = true)]
async fn a_lease_that_nobody_releases_ends_and_one_of_two_gets_the_next() {
    let site = Site::new().await;
    // A run that is killed renews nothing.
    let held = site.run("killed").await.expect("free");
    drop(held);
    assert_eq!(held_by(site.run("early").await), "killed on build-7 holds this site");
    tokio::time::advance(Duration::try_from(LIFE).expect("positive")).await;
    let (one, two) = tokio::join!(site.run("one"), site.run("two"));
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|taken| **taken).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_lease_of_a_process_that_is_gone_keeps_nobody_out() {
    let site = Site::new().await;
    drop(site.run("crashed").await.expect("free"));
    let next = tenant("next", &site.clock);
    let seen = site.seen().await;
    assert_eq!(seen.orphan(&next).map(|lease| lease.run.as_str()), Some("crashed"));
    assert!(site.take(seen, next).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn of_two_that_break_a_lease_one_gets_it() {
    let site = Site::new().await;
    let _held = site.run("slow").await.expect("free");
    let (one, two) = (site.seen().await, site.seen().await);
    let (one, two) = tokio::join!(
        site.take(one, breaker("one", &site.clock)),
        site.take(two, breaker("two", &site.clock))
    );
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|taken| **taken).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_lease_is_renewed_while_it_is_held() {
    let site = Site::new().await;
    let held = site.run("long").await.expect("free");
    tokio::time::sleep(Duration::from_secs(1000)).await;
    assert_eq!(held_by(site.run("other").await), "long on build-7 holds this site");
    held.release(Leaving::Site).await.expect("answered");
    assert_eq!(held_by(site.run("other").await), "taken");
}

#[tokio::test(start_paused = true)]
async fn whoever_loses_the_lease_begins_nothing_more() {
    let site = Site::new().await;
    let stop = CancellationToken::new();
    let seen = site.seen().await;
    let held = hold(&site.writes(), site.place(), seen, tenant("slow", &site.clock), stop.clone()).await;
    let held = held.expect("free");
    let by = site.take(site.seen().await, breaker("hasty", &site.clock)).await.expect("broken");
    tokio::time::sleep(Duration::from_secs(61)).await;
    let lost = held.lost().expect("lost");
    assert_eq!(
        (lost.owner.as_str(), lost.breaks.as_deref()),
        ("hasty on build-7", Some("its runner is gone"))
    );
    let plan = site.world.plan(&site.desired).await;
    let outcome = site.world.carry_out_until(plan, &stop).await.outcome;
    assert_eq!((outcome.stopped, outcome.not_tried()), (Some(Stop::Asked), 1));
    held.release(Leaving::Site).await.expect("nothing to do");
    assert!(
        site.seen().await.holder(&tenant("other", &site.clock)).is_some(),
        "the other one's lease stands"
    );
    by.release(Leaving::Site).await.expect("answered");
}

/// Whoever has lost it writes no more than what left within the five seconds since it looked.
#[tokio::test(start_paused = true)]
async fn a_lease_that_is_broken_is_noticed_before_the_next_write() {
    for deaf in [false, true] {
        let world = World::with(settings(), Pace::AtMost(NonZeroU32::new(2).expect("two")));
        let many: Vec<String> = (0..60).map(|at| format!("p{at}: v")).collect();
        let desired = world.desired(STACK, &[&hierarchy(&many.join("\n"))]).await;
        let (place, clock) = (desired.record.clone().expect("one"), clock());
        let look = async || seen(&world.reads(), &place).await.expect("allowed");
        let stop = CancellationToken::new();
        let (door, slow) = (world.writes(), tenant("slow", &clock));
        let held = hold(&door, &place, look().await, slow, stop.clone()).await.expect("free");
        let writes = held.guards(&door);
        let approved = world.approve(world.plan(&desired).await).expect("fine");
        let broken = async {
            tokio::time::sleep(Duration::from_secs(10)).await;
            let by = breaker("hasty", &clock);
            let other = World::process(&world.sandbox, 1).writes();
            let by = hold(&other, &place, look().await, by, CancellationToken::new()).await;
            if deaf {
                let rule =
                    Rule::new("GetParametersByPath", When::Every, Effect::error("InternalServerError", ""));
                world.sandbox.add_fault(rule);
            }
            by.expect("broken")
        };
        let (outcome, _by) = tokio::join!(world.carry_out_through(approved, &writes, &stop), broken);
        let (done, left) = (outcome.done(), outcome.not_tried());
        assert_eq!(done + left, 60, "what was sent is told as sent");
        // Two a second for fifteen seconds; where AWS does not tell, the lease counts until its end.
        assert_eq!(left > 0, !deaf, "{done} done");
        assert!(deaf || done <= 31, "{done} done");
        assert_eq!(held.lost().is_some(), !deaf);
    }
}

/// Somebody deletes a lease, and another run is given its number.
#[tokio::test(start_paused = true)]
async fn a_lease_of_the_same_number_is_another_ones() {
    let site = Site::new().await;
    let stop = CancellationToken::new();
    let (door, seen) = (site.writes(), site.seen().await);
    let held = hold(&door, site.place(), seen, tenant("slow", &site.clock), stop.clone()).await;
    let held = held.expect("free");
    let name = site.names().await.into_iter().find(|name| name.contains("lease")).expect("one");
    site.world.outside().delete_parameter().name(&name).send().await.expect("there");
    let by = site.run("other").await.expect("free");
    assert!(site.names().await.contains(&name), "the number is given out again");
    let plan = site.world.approve(site.world.plan(&site.desired).await).expect("fine");
    tokio::time::sleep(Duration::from_secs(6)).await;
    let outcome = site.world.carry_out_through(plan, &held.guards(&site.writes()), &stop).await;
    assert_eq!((outcome.done(), outcome.not_tried()), (0, 1));
    assert_eq!(held.lost().expect("lost").owner, "other on build-7");
    by.release(Leaving::Site).await.expect("answered");
}

/// Half of a change is no change that was not tried.
#[tokio::test(start_paused = true)]
async fn a_lease_that_is_lost_within_a_change_leaves_it_told_as_begun() {
    let site = Site::new().await;
    let many = |value: &str| hierarchy(&format!("port: {{value: {value}, type: String, dataType: text}}"));
    site.world.converge(&site.world.desired(STACK, &[&many("1")]).await).await;
    let live = site.world.live(&site.desired, Depth::Owned).await;
    let replace = ["Parameter/webshop/port".into()].into();
    let desired = site.world.desired(STACK, &[&many("1")]).await;
    let anew = engine::plan::plan(&desired, &live, engine::plan::Frame { replace, ..site.world.frame() });
    let stop = CancellationToken::new();
    let (door, seen) = (site.writes(), site.seen().await);
    let held = hold(&door, site.place(), seen, tenant("slow", &site.clock), stop.clone()).await;
    let held = held.expect("free");
    let approved = site.world.approve(anew).expect("fine");
    let broken = async {
        // AWS asks for half a minute between the deletion and the creation.
        tokio::time::sleep(Duration::from_secs(10)).await;
        site.take(site.seen().await, breaker("hasty", &site.clock)).await.expect("broken")
    };
    let writes = held.guards(&door);
    let (outcome, _by) = tokio::join!(site.world.carry_out_through(approved, &writes, &stop), broken);
    assert_eq!((outcome.failed(), outcome.not_tried()), (1, 0), "{outcome:#?}");
    assert!(outcome.wrote());
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_was_lost_is_our_own_lease() {
    for effect in
        [Effect::LoseAnswer, Effect::LoseRequest, Effect::error("ThrottlingException", "Rate exceeded")]
    {
        let site = Site::new().await;
        site.world.sandbox.add_fault(Rule::new("PutParameter", When::First(2), effect));
        assert_eq!(held_by(site.run("one").await), "taken");
        site.world.sandbox.clear_faults();
        assert_eq!(held_by(site.run("two").await), "one on build-7 holds this site");
    }
}

#[tokio::test(start_paused = true)]
async fn a_destroyed_site_keeps_no_lease_and_can_be_made_again_at_once() {
    let site = Site::new().await;
    for at in 0..3 {
        site.run(&at.to_string()).await.expect("free").release(Leaving::Site).await.expect("answered");
    }
    site.run("destroy").await.expect("free").release(Leaving::Nothing).await.expect("answered");
    assert_eq!(site.names().await, Vec::<String>::new());
    // AWS tells a name that was deleted a moment ago as though it were still there.
    let exists = Effect::error("ParameterAlreadyExists", "The parameter already exists.");
    site.world.sandbox.add_fault(Rule::new("PutParameter", When::First(3), exists));
    assert_eq!(held_by(site.run("again").await), "taken");
}

#[tokio::test(start_paused = true)]
async fn a_role_that_may_not_take_it_is_told_so() {
    let site = Site::new().await;
    let denied = Effect::error("AccessDeniedException", "User is not authorized");
    site.world.sandbox.add_fault(Rule::new("PutParameter", When::Every, denied));
    let Err(Untaken::Api(error)) = site.run("one").await else { panic!("not refused") };
    assert!(error.denied());
}

/// The lease keeps runs out of each other's way; this is what is left where it was lost.
#[tokio::test(start_paused = true)]
async fn what_two_runs_make_twice_is_a_conflict_that_names_both() {
    let world = World::new();
    let window = "apiVersion: trueup/v1\nkind: MaintenanceWindow\nmetadata: {name: weekly}\nspec: {schedule: rate(7 days), duration: 4h, cutoff: 1h}\n";
    let desired = world.desired(STACK, &[&hierarchy("a: 1\nb: 2"), window]).await;
    let (one, two) = (world.plan(&desired).await, world.plan(&desired).await);
    tokio::join!(Box::pin(world.carry_out(one)), Box::pin(world.carry_out(two)));
    let plan = world.plan(&desired).await;
    assert!(plan.changes().is_empty(), "what has a name of its own is there once: {:?}", summary(&plan));
    let [conflict] = plan.conflicts() else { panic!("{:?}", summary(&plan)) };
    let Rival::Twins(ids) = &conflict.rival else { panic!("{:?}", conflict.rival) };
    assert_eq!(ids.len(), 2);
    let outside = world.outside();
    outside.delete_maintenance_window().window_id(&ids[0]).send().await.expect("there");
    world.converge(&desired).await;
}
