//! The figures that trueup promises: calls counted, seconds on a paused clock.

use std::num::NonZeroU32;
use std::time::Duration;

use engine::ports::Pace;
use sandbox::{Rates, Settings};
use tokio::time::Instant;

use crate::world::{STACK, World, hierarchy, summary};

/// `count` parameters that declare value, description, tier and tags.
fn many(count: usize, value: impl Fn(usize) -> String) -> String {
    let lines: Vec<String> = (0..count)
        .map(|at| {
            format!(
                "service-{:02}/key-{at:05}: {{value: {}, description: Key {at}, tier: Standard, tags: {{Key: k{at}}}}}",
                at % 20,
                value(at)
            )
        })
        .collect();
    hierarchy(&lines.join("\n"))
}

/// The call that writes the record, or takes it away.
const RECORD: u64 = 1;

fn total(calls: &std::collections::BTreeMap<String, u64>) -> u64 {
    calls.values().sum()
}

#[tokio::test(start_paused = true)]
async fn a_thousand_parameters_cost_pages() {
    let world = World::new();
    let desired = world.desired(STACK, &[&many(1000, |at| format!("v{at}"))]).await;

    let plan = world.plan(&desired).await;
    let before = world.calls();
    assert!(total(&before) <= 175, "reads before an apply: {before:?}");

    let applied = world.carry_out(plan).await;
    assert!(applied.outcome.whole());
    let writes = world.calls();
    assert_eq!(writes["PutParameter"], 1000 + RECORD);
    assert_eq!(total(&writes), 1000 + RECORD, "{writes:?}");

    let plan = world.plan(&desired).await;
    assert!(plan.empty(), "{:?}", summary(&plan));
    assert_eq!(plan.unchanged(), 1000);
    let unchanged = world.calls();
    assert!(total(&unchanged) <= 175, "an unchanged plan: {unchanged:?}");

    let changed = many(1000, |at| if at < 10 { format!("w{at}") } else { format!("v{at}") });
    let desired = world.desired(STACK, &[&changed]).await;
    let plan = world.plan(&desired).await;
    world.calls();
    world.carry_out(plan).await;
    let writes = world.calls();
    assert_eq!(total(&writes), 10 + RECORD, "{writes:?}");

    let gone = world.destroy(&desired).await;
    assert!(gone.outcome.whole());
    assert_eq!(world.calls()["DeleteParameters"], 100 + RECORD);
}

/// An account that takes three writes a second, or has bought ten: nobody tells which.
#[tokio::test(start_paused = true)]
async fn the_write_quota_is_used_up_whatever_it_is_and_reads_stay_quick() {
    for (quota, count) in [(3, 300), (10, 1000)] {
        let world = World::with(Settings { rates: Rates::Published, ..Settings::default() }, Pace::Published);
        if quota == 10 {
            let set = world.outside().update_service_setting().setting_value("true");
            let set = set.setting_id("/ssm/parameter-store/high-throughput-enabled").send().await;
            set.expect("taken");
        }
        let desired = world.desired(STACK, &[&many(count, |at| format!("v{at}"))]).await;
        let plan = world.plan(&desired).await;
        world.sandbox.reset_calls();

        let started = Instant::now();
        let applied = world.carry_out(plan).await;
        let took = started.elapsed().as_secs_f64();
        assert!(applied.outcome.whole(), "{:#?}", applied.outcome);
        let puts = world.sandbox.calls()["PutParameter"];
        let used = count as f64 / (took * f64::from(quota));
        println!(
            "{quota} writes a second: {count} took {took:.0} s, {:.1} % of the quota, {} throttled",
            100.0 * used,
            puts.throttled
        );
        assert!(puts.throttled * 20 <= puts.answered, "{puts:?}");
        assert!(used >= 0.95, "{took} s use {used} of the quota");

        tokio::time::advance(Duration::from_secs(60)).await;
        let started = Instant::now();
        let plan = world.plan(&desired).await;
        assert!(plan.empty());
        let took = started.elapsed().as_secs_f64();
        assert!(took <= 3.0 * (count / 300) as f64, "an unchanged plan of {count} took {took} s");
    }
}

/// A server that throttles nothing is not held to what AWS publishes.
#[tokio::test(start_paused = true)]
async fn where_there_is_no_quota_a_thousand_are_made_in_less_than_ten_seconds() {
    let latency = Duration::from_millis(20);
    let world = World::with(Settings { latency, ..Settings::default() }, Pace::Published);
    let desired = world.desired(STACK, &[&many(1000, |at| format!("v{at}"))]).await;
    let plan = world.plan(&desired).await;
    let started = Instant::now();
    assert!(world.carry_out(plan).await.outcome.whole());
    let took = started.elapsed().as_secs_f64();
    println!("no quota, 20 ms a call: 1,000 took {took:.1} s");
    assert!(took < 10.0, "{took} s");
}

#[tokio::test(start_paused = true)]
async fn at_published_rates_an_unchanged_plan_of_a_thousand_takes_at_most_ten_seconds() {
    let world = World::with(Settings { rates: Rates::Published, ..Settings::default() }, Pace::Published);
    let desired = world.desired(STACK, &[&many(1000, |at| format!("v{at}"))]).await;
    assert!(world.apply(&desired).await.outcome.whole());
    tokio::time::advance(Duration::from_secs(60)).await;
    let started = Instant::now();
    assert!(world.plan(&desired).await.empty());
    let took = started.elapsed().as_secs_f64();
    assert!(took <= 10.0, "an unchanged plan of 1,000 took {took} s");
}

#[tokio::test(start_paused = true)]
async fn no_more_is_written_a_second_than_somebody_allows() {
    let most = NonZeroU32::new(2).expect("it is two");
    let world = World::with(Settings::default(), Pace::AtMost(most));
    let desired = world.desired(STACK, &[&many(60, |at| format!("v{at}"))]).await;
    let plan = world.plan(&desired).await;
    let started = Instant::now();
    assert!(world.carry_out(plan).await.outcome.whole());
    let (took, written) = (started.elapsed().as_secs_f64(), world.calls()["PutParameter"] as f64);
    assert!(took >= (written - 1.0) / 2.0 - 0.1, "{written} in {took} s");
}
