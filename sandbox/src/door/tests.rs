//! The door with handlers made for the test: bugs that it must find, and tokens that it must honour.

use http::Request;
use hyper::body::Bytes;
use serde_json::{Value, json};

use super::Door;
use crate::handler::{Answer, Call, Kind, Refusal, Registry, hex, read, write};
use crate::settings::{Checks, Settings};
use crate::store::{State, Table, Tx, View};
use crate::tree::Record;

fn create_window(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    for member in ["Name", "Schedule", "ClientToken"] {
        let _ = said.text(member);
    }
    for member in ["Duration", "Cutoff"] {
        let _ = said.integer(member);
    }
    let _ = said.flag("AllowUnassociatedTargets");
    let id = format!("mw-0{}", hex(&call.ids.draw(call.now)[..8]));
    tx.put(Table::Setting, &id, Record::new());
    Ok(Record::new().with("WindowId", id))
}

fn forgets(_: &Call<'_>, _: &View<'_>) -> Answer {
    Ok(Record::new())
}

fn misspells(call: &Call<'_>, _: &View<'_>) -> Answer {
    let _ = call.said().text("Nmae");
    Ok(Record::new())
}

fn answers_what_is_not_there(call: &Call<'_>, _: &View<'_>) -> Answer {
    let _ = call.said().text("Name");
    Ok(Record::new().with("Parameter", "text"))
}

fn refuses_with_a_foreign_error(_: &Call<'_>, _: &View<'_>) -> Answer {
    Err(Refusal::bare("InvalidDocument"))
}

fn panics_halfway(_: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    tx.put(Table::Setting, "half", Record::new());
    panic!("in the middle");
}

const FAKES: Kind = Kind {
    service: "ssm",
    entries: &[
        write("CreateMaintenanceWindow", create_window),
        read("GetParameterHistory", forgets),
        read("DescribeDocument", misspells),
        read("GetParameter", answers_what_is_not_there),
        read("GetServiceSetting", refuses_with_a_foreign_error),
        write("DeleteParameter", panics_halfway),
    ],
    upkeep: &[],
};

fn door() -> Door {
    let settings = Settings { checks: Checks::On, ..Settings::default() };
    Door::new(Registry::new(&[&FAKES]), State::default(), None, settings)
}

async fn send(door: &Door, operation: &str, body: Value) -> (u16, Value) {
    let request = Request::post("/")
        .header("x-amz-target", format!("AmazonSSM.{operation}"))
        .header("authorization", "Credential=123456789012/20270101/us-east-1/ssm/aws4_request")
        .body(Bytes::from(body.to_string()))
        .expect("a request");
    let response = door.answer(request).await.expect("nothing is lost");
    (response.status().as_u16(), serde_json::from_slice(response.body()).expect("JSON"))
}

fn rows(door: &Door) -> usize {
    door.state(|state| state.iter().filter(|(key, _)| key.table == Table::Setting).count())
}

async fn bug(operation: &str, body: Value) -> String {
    let (status, body) = send(&door(), operation, body).await;
    assert_eq!((status, &body["__type"]), (500, &json!("InternalServerError")));
    let message = body["Message"].as_str().or(body["message"].as_str());
    message.expect("a message").to_owned()
}

#[tokio::test]
async fn a_member_that_is_neither_read_nor_kept_is_found() {
    assert_eq!(
        bug("GetParameterHistory", json!({"Name": "x"})).await,
        "A bug of the sandbox in GetParameterHistory: `GetParameterHistoryRequest.Name` was sent, and neither read nor kept"
    );
}

#[tokio::test]
async fn a_name_that_the_shape_lacks_is_found() {
    assert_eq!(
        bug("DescribeDocument", json!({"Name": "document"})).await,
        "A bug of the sandbox: `DescribeDocumentRequest` has no member `Nmae`"
    );
}

#[tokio::test]
async fn a_reply_that_clients_could_not_read_is_found() {
    assert_eq!(
        bug("GetParameter", json!({"Name": "x"})).await,
        "A bug of the sandbox in GetParameter: a value of `Parameter` has another type"
    );
}

#[tokio::test]
async fn an_error_that_the_operation_does_not_have_is_found() {
    assert_eq!(
        bug("GetServiceSetting", json!({"SettingId": "x"})).await,
        "A bug of the sandbox in GetServiceSetting: `InvalidDocument` is no error of this operation"
    );
}

#[tokio::test]
async fn a_panic_undoes_its_changes_and_breaks_nothing_else() {
    let door = door();
    let (status, body) = send(&door, "DeleteParameter", json!({"Name": "x"})).await;
    assert_eq!((status, &body["Message"]), (500, &json!("A bug of the sandbox: in the middle")));
    assert_eq!(rows(&door), 0);
    assert_eq!(send(&door, "CreateMaintenanceWindow", window("t")).await.0, 200);
}

fn window(token: &str) -> Value {
    json!({
        "Name": "weekly", "Schedule": "rate(7 days)", "Duration": 2, "Cutoff": 1,
        "AllowUnassociatedTargets": true, "ClientToken": token,
    })
}

#[tokio::test]
async fn a_create_that_is_sent_again_is_answered_again() {
    let door = door();
    let first = send(&door, "CreateMaintenanceWindow", window("one")).await;
    assert_eq!(first.0, 200);
    assert_eq!(send(&door, "CreateMaintenanceWindow", window("one")).await, first);
    assert_eq!(rows(&door), 1);
    assert_ne!(send(&door, "CreateMaintenanceWindow", window("two")).await.1, first.1);
    assert_eq!(rows(&door), 2);
    let mut other = window("one");
    other["Duration"] = json!(3);
    let (status, body) = send(&door, "CreateMaintenanceWindow", other).await;
    assert_eq!((status, &body["__type"]), (400, &json!("IdempotentParameterMismatch")));
}
