//! What every operation has in common: headers, types, constraints, unknown names.

use hyper::body::Bytes;
use sandbox::coverage;
use serde_json::json;

use crate::support::{Aws, with};

#[tokio::test]
async fn replies_carry_a_request_id_a_date_and_their_type() {
    let aws = Aws::new();
    let reply = aws.send("DescribeParameters", "{}").await;
    assert_eq!(reply.headers["content-type"], "application/x-amz-json-1.1");
    assert_eq!(reply.headers["date"], "Fri, 01 Jan 2027 00:00:00 GMT");
    let id = |reply: &crate::support::Reply| reply.headers["x-amzn-requestid"].clone();
    assert_eq!(id(&reply).len(), 36);
    assert_ne!(id(&reply), id(&aws.send("DescribeParameters", "{}").await));
    let same = Aws::new().send("DescribeParameters", "{}").await;
    assert_eq!(id(&reply), id(&same), "the seed decides");
}

#[tokio::test]
async fn a_request_must_be_signed_by_somebody() {
    let aws = Aws::new();
    let mut request = aws.request("DescribeParameters", "{}");
    request.headers_mut().remove("authorization");
    let reply = aws.handle(request).await;
    assert_eq!(
        (reply.status, reply.error()),
        (400, "MissingAuthenticationTokenException: Missing Authentication Token".into())
    );
}

#[tokio::test]
async fn unknown_operations_and_those_that_are_not_covered_are_told_apart() {
    let aws = Aws::new();
    assert_eq!(aws.refused("MakeCoffee", json!({})).await, "UnknownOperationException");
    assert_eq!(
        aws.refused("ListCommands", json!({})).await,
        "UnknownOperationException: AWS has the operation ListCommands, but it is not covered by this sandbox"
    );
    let covered = coverage();
    let ssm = covered.iter().filter(|operation| operation.service == "ssm");
    assert_eq!(ssm.count(), 146, "every operation of the model is listed");
    let put = covered.iter().find(|operation| operation.operation == "PutParameter").expect("it is listed");
    assert!(put.covered && !put.notes.is_empty());
    assert!(covered.iter().any(|operation| operation.operation == "ListCommands" && !operation.covered));
}

#[tokio::test]
async fn types_come_before_constraints_and_one_mistake_is_told() {
    let aws = Aws::new();
    let put = |more: serde_json::Value| with(json!({"Name": "", "Type": "None"}), more);
    for (body, message) in [
        (put(json!({"Value": 1})), "NUMBER_VALUE can not be converted to a String"),
        (put(json!({"Value": true})), "TRUE_VALUE can not be converted to a String"),
        (put(json!({"Value": {}})), "Start of structure or map found where not expected."),
        (put(json!({"Value": []})), "Start of list found where not expected"),
        (put(json!({"Overwrite": "true"})), "STRING_VALUE can not be converted to a Boolean"),
        (put(json!({"Tags": "x"})), "Expected list or null"),
        (put(json!({"Tags": {}})), "Start of structure or map found where not expected."),
        (put(json!({"Tags": ["x"]})), "Expected null"),
    ] {
        assert_eq!(
            aws.refused("PutParameter", body.clone()).await,
            format!("SerializationException: {message}"),
            "{body}"
        );
    }
    for (number, message) in [
        (json!("1"), "STRING_VALUE can not be converted to an Integer"),
        (json!(1.5), "NUMBER_VALUE can not be converted to an Integer"),
        (json!(3_000_000_000_u32), "NUMBER_VALUE can not be converted to an Integer"),
    ] {
        let refused = aws.refused("DescribeParameters", json!({"MaxResults": number})).await;
        assert_eq!(refused, format!("SerializationException: {message}"));
    }
    for body in ["{", "[1", "nonsense"] {
        let reply = aws.send("PutParameter", body).await;
        assert_eq!((reply.status, reply.error()), (400, "SerializationException".into()), "{body}");
    }
    assert_eq!(
        aws.refused("PutParameter", json!([])).await,
        "SerializationException: Start of list found where not expected"
    );
}

#[tokio::test]
async fn every_broken_constraint_is_told_at_once() {
    let aws = Aws::new();
    assert_eq!(
        aws.refused(
            "PutParameter",
            json!({"Value": "secret".repeat(6000), "Type": "None", "Description": "d".repeat(1025)})
        )
        .await,
        format!(
            "ValidationException: 4 validation errors detected: Value null at 'name' failed to satisfy constraint: \
             Member must not be null; Value '{}' at 'description' failed to satisfy constraint: Member must have \
             length less than or equal to 1024; Value at 'value' failed to satisfy constraint: Member must have \
             length less than or equal to 32768; Value 'None' at 'type' failed to satisfy constraint: Member must \
             satisfy enum value set: [SecureString, StringList, String]",
            "d".repeat(1025)
        )
    );
    assert_eq!(
        aws.refused("DescribeParameters", json!({"MaxResults": 0})).await,
        "ValidationException: 1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1"
    );
}

#[tokio::test]
async fn unknown_members_null_and_whole_floats_are_taken() {
    let aws = Aws::new();
    let body =
        json!({"Name": "x", "Value": "1", "Type": "String", "Description": null, "Novelty": {"a": [1]}});
    aws.ok("PutParameter", body).await;
    aws.ok("DescribeParameters", json!({"MaxResults": 10.0, "NextToken": null})).await;
    let mut empty = aws.request("DescribeParameters", "");
    *empty.body_mut() = Bytes::new();
    assert_eq!(aws.handle(empty).await.status, 200, "no body is an empty one");
}

#[tokio::test]
async fn calls_are_counted_by_how_they_end() {
    let aws = Aws::new();
    aws.put("x", "1").await;
    aws.refused("PutParameter", json!({})).await;
    aws.refused("ListCommands", json!({})).await;
    aws.refused("MakeCoffee", json!({})).await;
    let calls = aws.sandbox.calls();
    assert_eq!(calls.keys().collect::<Vec<_>>(), ["ListCommands", "PutParameter"]);
    let put = calls["PutParameter"];
    assert_eq!((put.answered, put.throttled, put.failed), (1, 0, 1));
    aws.sandbox.reset_calls();
    assert!(aws.sandbox.calls().is_empty());
}
