//! The runs to come.

use sandbox::{Clock, Settings};
use serde_json::{Value, json};

use super::weekly;
use crate::support::{Aws, START, settings, text, with};

fn times(reply: &Value) -> Vec<String> {
    let runs = reply["ScheduledWindowExecutions"].as_array().expect("a list");
    runs.iter().map(|run| text(&run["ExecutionTime"])).collect()
}

#[tokio::test]
async fn the_next_run_is_written_as_aws_writes_it() {
    let aws = Aws::new();
    for (schedule, zone, next) in [
        ("cron(0 2 ? * SUN *)", None, "2027-01-03T02:00Z"),
        ("cron(0 2 ? * SUN *)", Some("America/Los_Angeles"), "2027-01-03T02:00-08:00"),
        ("cron(0 0 2 ? * 3#2 *)", None, "2027-01-12T02:00Z"),
        ("at(2027-06-01T08:00:00)", Some("Europe/Berlin"), "2027-06-01T08:00+02:00"),
        ("rate(7 days)", None, "2027-01-08T00:00:00.000Z"),
    ] {
        let mut body = with(weekly(), json!({"Schedule": schedule}));
        if let Some(zone) = zone {
            body["ScheduleTimezone"] = json!(zone);
        }
        let id = aws.ok("CreateMaintenanceWindow", body).await["WindowId"].clone();
        let read = aws.ok("GetMaintenanceWindow", json!({"WindowId": id})).await;
        assert_eq!(read["NextExecutionTime"], next, "{schedule}");
    }
}

#[tokio::test]
async fn the_next_run_moves_on_the_moment_one_begins() {
    let clock = Clock::fixed(jiff::Timestamp::from_millisecond(START).expect("an instant"));
    let aws = Aws::with(Settings { clock: clock.clone(), ..settings() });
    let id = aws.window().await;
    clock.advance(std::time::Duration::from_secs(50 * 3600));
    let read = aws.ok("GetMaintenanceWindow", json!({"WindowId": id})).await;
    assert_eq!(read["NextExecutionTime"], "2027-01-10T02:00Z");
    let ended = json!({"WindowId": id, "EndDate": "2027-01-09T00:00:00Z"});
    aws.ok("UpdateMaintenanceWindow", ended).await;
    assert!(aws.ok("GetMaintenanceWindow", json!({"WindowId": id})).await.get("NextExecutionTime").is_none());
}

#[tokio::test]
async fn the_schedule_lists_runs_of_every_window_in_order_and_in_pages() {
    let aws = Aws::new();
    let weekly_id = aws.window().await;
    let daily = with(weekly(), json!({"Name": "daily", "Schedule": "rate(1 day)"}));
    let daily_id = text(&aws.ok("CreateMaintenanceWindow", daily).await["WindowId"]);
    let until = json!({"Filters": [{"Key": "ScheduledBefore", "Values": ["2027-01-05T00:00:00Z"]}]});
    let all = aws.ok("DescribeMaintenanceWindowSchedule", until.clone()).await;
    let expected = [
        "2027-01-02T00:00:00.000Z",
        "2027-01-03T00:00:00.000Z",
        "2027-01-03T02:00Z",
        "2027-01-04T00:00:00.000Z",
        "2027-01-05T00:00:00.000Z",
    ];
    assert_eq!(times(&all), expected);
    assert_eq!(all["ScheduledWindowExecutions"][2]["WindowId"], weekly_id);
    let small = with(until, json!({"MaxResults": 2}));
    let pages =
        aws.pages("DescribeMaintenanceWindowSchedule", small, "ScheduledWindowExecutions", "NextToken").await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
    let paged: Vec<_> = pages.concat().iter().map(|run| text(&run["ExecutionTime"])).collect();
    assert_eq!(paged, expected);
    let one = json!({"WindowId": daily_id, "MaxResults": 3});
    let one = aws.ok("DescribeMaintenanceWindowSchedule", one).await;
    assert_eq!(times(&one)[2], "2027-01-04T00:00:00.000Z");
    assert!(one["NextToken"].is_string());
    aws.target(&weekly_id).await;
    let aimed = json!({
        "ResourceType": "INSTANCE", "Targets": [{"Key": "tag:Patch Group", "Values": ["Production"]}], "MaxResults": 1,
    });
    assert_eq!(times(&aws.ok("DescribeMaintenanceWindowSchedule", aimed).await), ["2027-01-03T02:00Z"]);
}

#[tokio::test]
async fn a_list_goes_on_while_the_clock_does() {
    let clock = Clock::fixed(jiff::Timestamp::from_millisecond(START).expect("an instant"));
    let aws = Aws::with(Settings { clock: clock.clone(), ..settings() });
    let id = aws.window().await;
    let mut body = json!({"WindowId": id, "MaxResults": 2});
    let first = aws.ok("DescribeMaintenanceWindowSchedule", body.clone()).await;
    clock.advance(std::time::Duration::from_millis(20));
    body["NextToken"] = first["NextToken"].clone();
    let second = aws.ok("DescribeMaintenanceWindowSchedule", body).await;
    assert_eq!(times(&second), ["2027-01-17T02:00Z", "2027-01-24T02:00Z"]);
}
