//! GetCalendarState: what calendars say of an instant.

use serde_json::{Value, json};

use crate::support::Aws;

fn text(default: &str, events: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nPRODID:-//AWS//Change Calendar 1.0//EN\r\nVERSION:2.0\r\nX-CALENDAR-TYPE:{default}\r\nX-WR-CALDESC:test\r\n{events}END:VCALENDAR\r\n"
    )
}

fn event(start: &str, end: &str, more: &str) -> String {
    format!(
        "BEGIN:VEVENT\r\nDTSTAMP:20270101T000000Z\r\nUID:{start}\r\nSUMMARY:x\r\nDTSTART:{start}\r\nDTEND:{end}\r\n{more}END:VEVENT\r\n"
    )
}

async fn create(aws: &Aws, name: &str, content: &str) {
    let body =
        json!({"Name": name, "Content": content, "DocumentType": "ChangeCalendar", "DocumentFormat": "TEXT"});
    aws.ok("CreateDocument", body).await;
}

async fn state(aws: &Aws, names: &[&str], at: Option<&str>) -> Value {
    let mut body = json!({"CalendarNames": names});
    if let Some(at) = at {
        body["AtTime"] = json!(at);
    }
    aws.ok("GetCalendarState", body).await
}

#[tokio::test]
async fn a_calendar_is_open_or_closed_now_and_then() {
    let aws = Aws::new();
    create(&aws, "freeze", &text("DEFAULT_OPEN", &event("20270110T000000Z", "20270112T000000Z", ""))).await;
    assert_eq!(
        state(&aws, &["freeze"], None).await,
        json!({"State": "OPEN", "AtTime": "2027-01-01T00:00:00Z", "NextTransitionTime": "2027-01-10T00:00:00Z"})
    );
    assert_eq!(
        state(&aws, &["freeze"], Some("2027-01-09T19:00:00-05:00")).await,
        json!({"State": "CLOSED", "AtTime": "2027-01-10T00:00:00Z", "NextTransitionTime": "2027-01-12T00:00:00Z"})
    );
    assert_eq!(
        state(&aws, &["freeze"], Some("2027-02-01")).await,
        json!({"State": "OPEN", "AtTime": "2027-02-01T00:00:00Z"})
    );
}

#[tokio::test]
async fn calendars_are_open_only_together() {
    let aws = Aws::new();
    create(&aws, "freeze", &text("DEFAULT_OPEN", &event("20270110T000000Z", "20270112T000000Z", ""))).await;
    create(
        &aws,
        "hours",
        &text("DEFAULT_CLOSED", &event("20270104T080000Z", "20270104T180000Z", "RRULE:FREQ=DAILY\r\n")),
    )
    .await;
    let arn = "arn:aws:ssm:us-east-1:123456789012:document/hours";
    let names = ["freeze", arn];
    let at = |at: &'static str| state(&aws, &names, Some(at));
    assert_eq!(at("2027-01-09T10:00:00Z").await["NextTransitionTime"], "2027-01-09T18:00:00Z");
    assert_eq!(at("2027-01-09T20:00:00Z").await["State"], "CLOSED");
    assert_eq!(at("2027-01-09T20:00:00Z").await["NextTransitionTime"], "2027-01-12T08:00:00Z");
}

#[tokio::test]
async fn the_default_version_counts() {
    let aws = Aws::new();
    create(&aws, "freeze", &text("DEFAULT_OPEN", "")).await;
    let closed = json!({"Name": "freeze", "Content": text("DEFAULT_CLOSED", ""), "DocumentFormat": "TEXT", "DocumentVersion": "$LATEST"});
    aws.ok("UpdateDocument", closed).await;
    assert_eq!(state(&aws, &["freeze"], None).await["State"], "OPEN");
    aws.ok("UpdateDocumentDefaultVersion", json!({"Name": "freeze", "DocumentVersion": "2"})).await;
    assert_eq!(state(&aws, &["freeze"], None).await["State"], "CLOSED");
}

#[tokio::test]
async fn a_shared_calendar_is_asked_by_its_arn() {
    let aws = Aws::new();
    create(&aws, "freeze", &text("DEFAULT_CLOSED", "")).await;
    let arn = "arn:aws:ssm:us-east-1:123456789012:document/freeze";
    let other = aws.at("210987654321", "us-east-1");
    let body = json!({"CalendarNames": [arn]});
    assert!(other.refused("GetCalendarState", body.clone()).await.starts_with("InvalidDocument"));
    let share = json!({"Name": "freeze", "PermissionType": "Share", "AccountIdsToAdd": ["210987654321"]});
    aws.ok("ModifyDocumentPermission", share).await;
    assert_eq!(other.ok("GetCalendarState", body).await["State"], "CLOSED");
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused() {
    let aws = Aws::new();
    create(&aws, "freeze", &text("DEFAULT_OPEN", "")).await;
    let refused = |body: Value| {
        let aws = aws.clone();
        async move { aws.refused("GetCalendarState", body).await }
    };
    assert!(refused(json!({"CalendarNames": ["nowhere"]})).await.starts_with("InvalidDocument"));
    assert!(
        refused(json!({"CalendarNames": ["AWS-RunShellScript"]})).await.starts_with("InvalidDocumentType")
    );
    assert!(refused(json!({"CalendarNames": []})).await.starts_with("ValidationException"));
    assert!(refused(json!({})).await.starts_with("ValidationException"));
    let soon = refused(json!({"CalendarNames": ["freeze"], "AtTime": "soon"})).await;
    assert_eq!(soon, "ValidationException: `soon` is not a date and time in ISO 8601");
}

#[tokio::test]
async fn a_calendar_that_cannot_be_evaluated_is_not_taken() {
    let aws = Aws::new();
    let cases = [
        (text("DEFAULT-OPEN", ""), "line 4: `DEFAULT-OPEN` is not a type of change calendar"),
        (
            text("DEFAULT_OPEN", &event("20270110T000000Z", "20270109T000000Z", "")),
            "line 11: the end lies before the start",
        ),
        (
            text("DEFAULT_OPEN", &event("20270110T000000Z", "20270111T000000Z", "RRULE:FREQ=NEVER\r\n")),
            "line 12: `NEVER` is not a value of `FREQ`",
        ),
        ("BEGIN:VCALENDAR".to_owned(), "line 1: `VCALENDAR` does not end"),
    ];
    for (content, why) in cases {
        let body = json!({"Name": "freeze", "Content": content, "DocumentType": "ChangeCalendar", "DocumentFormat": "TEXT"});
        let refused = aws.refused("CreateDocument", body).await;
        assert_eq!(refused, format!("InvalidDocumentContent: The calendar is not valid: {why}"));
    }
}
