//! Faults around the door.

use std::time::Duration;

use sandbox::{Effect, Lost, Moment, Rule, Settings, When};
use serde_json::json;

use crate::support::{Aws, settings};

fn put(value: &str) -> String {
    json!({"Name": "x", "Value": value, "Type": "String", "Overwrite": true}).to_string()
}

#[tokio::test]
async fn an_injected_error_changes_nothing() {
    let aws = Aws::new();
    aws.sandbox.add_fault(Rule::new(
        "PutParameter",
        When::Nth(2),
        Effect::error("TooManyUpdates", "Try again."),
    ));
    aws.put("x", "1").await;
    let reply = aws.send("PutParameter", &put("2")).await;
    assert_eq!(reply.status, 400);
    assert_eq!(reply.text, r#"{"Message":"Try again.","__type":"TooManyUpdates"}"#);
    assert_eq!(aws.ok("GetParameter", json!({"Name": "x"})).await["Parameter"]["Value"], "1");
    assert_eq!(aws.overwrite("x", "3").await["Version"], 2);
    aws.sandbox.add_fault(Rule::everywhere(When::Every, Effect::internal(Moment::Before)));
    assert_eq!(aws.send("GetParameter", "{}").await.status, 500);
    aws.sandbox.clear_faults();
    aws.ok("GetParameter", json!({"Name": "x"})).await;
    let put = aws.sandbox.calls()["PutParameter"];
    assert_eq!((put.answered, put.failed), (2, 1));
}

#[tokio::test]
async fn a_lost_request_is_not_done_and_a_lost_answer_is() {
    let aws = Aws::new();
    aws.put("x", "1").await;
    aws.sandbox.add_fault(Rule::new("PutParameter", When::First(1), Effect::LoseRequest));
    aws.sandbox.add_fault(Rule::new("PutParameter", When::Nth(2), Effect::LoseAnswer));
    let lost = async |value: &str| aws.sandbox.handle(aws.request("PutParameter", &put(value))).await.err();
    assert_eq!(lost("2").await, Some(Lost));
    assert_eq!(aws.ok("GetParameter", json!({"Name": "x"})).await["Parameter"]["Value"], "1");
    assert_eq!(lost("3").await, Some(Lost));
    let read = aws.ok("GetParameter", json!({"Name": "x"})).await;
    assert_eq!((&read["Parameter"]["Value"], &read["Parameter"]["Version"]), (&json!("3"), &json!(2)));
    assert_eq!(lost("4").await, None);
    assert_eq!(aws.sandbox.calls()["PutParameter"].failed, 2);
}

#[tokio::test(start_paused = true)]
async fn latency_and_delays_go_by_tokios_clock() {
    let slow = Settings { latency: Duration::from_millis(40), ..settings() };
    let aws = Aws::with(slow);
    aws.sandbox.add_fault(Rule::new("GetParameter", When::Every, Effect::Delay(Duration::from_secs(2))));
    let start = tokio::time::Instant::now();
    aws.put("x", "1").await;
    assert_eq!(start.elapsed(), Duration::from_millis(40));
    aws.ok("GetParameter", json!({"Name": "x"})).await;
    assert_eq!(start.elapsed(), Duration::from_millis(2080));
}

#[tokio::test]
async fn chance_comes_from_the_seed_and_can_be_had_again() {
    let run = async |seed: u64| {
        let rule = Rule::new("PutParameter", When::Chance(0.5), Effect::error("InternalServerError", "Oh."));
        let aws = Aws::with(Settings { seed, faults: vec![rule], ..settings() });
        let mut statuses = Vec::new();
        for _ in 0..30 {
            statuses.push(aws.send("PutParameter", &put("1")).await.status);
        }
        statuses
    };
    let once = run(1).await;
    assert_eq!(once, run(1).await);
    assert_ne!(once, run(2).await);
    assert!(once.contains(&200) && once.contains(&400), "{once:?}");
}

#[tokio::test]
async fn an_error_after_the_change_leaves_it_made() {
    let aws = Aws::new();
    aws.sandbox.add_fault(Rule::new("PutParameter", When::Nth(1), Effect::internal(Moment::After)));
    assert_eq!(aws.send("PutParameter", &put("1")).await.status, 500);
    assert_eq!(aws.ok("GetParameter", json!({"Name": "x"})).await["Parameter"]["Value"], "1");
}

#[tokio::test(start_paused = true)]
async fn after_a_silence_nobody_is_answered_until_the_rules_are_cleared() {
    let second = Duration::from_secs(1);
    for (moment, held) in [(Moment::Before, "1"), (Moment::After, "2")] {
        let aws = Aws::new();
        aws.put("x", "1").await;
        aws.sandbox.add_fault(Rule::everywhere(When::Overall(1), Effect::Silence(moment)));
        let (put, silenced) = (put("2"), aws.sandbox.silenced());
        let unanswered = tokio::time::timeout(second, aws.send("PutParameter", &put));
        assert!(tokio::join!(unanswered, silenced).0.is_err());
        let read = aws.ok("GetParameter", json!({"Name": "x"}));
        assert!(tokio::time::timeout(second, read).await.is_err());
        aws.sandbox.clear_faults();
        assert_eq!(aws.ok("GetParameter", json!({"Name": "x"})).await["Parameter"]["Value"], held);
    }
}

#[tokio::test]
async fn a_copy_begins_with_what_was_held_and_goes_its_own_way() {
    let aws = Aws::new();
    aws.put("x", "1").await;
    let copy = Aws::of(aws.sandbox.copy(settings()));
    copy.overwrite("x", "2").await;
    assert_eq!(aws.ok("GetParameter", json!({"Name": "x"})).await["Parameter"]["Value"], "1");
    assert_eq!(copy.ok("GetParameter", json!({"Name": "x"})).await["Parameter"]["Version"], 2);
}
