//! Executions: there are none.

use serde_json::json;

use crate::support::Aws;

#[tokio::test]
async fn nothing_has_run() {
    let aws = Aws::new();
    let window = aws.window().await;
    let none = aws.ok("DescribeMaintenanceWindowExecutions", json!({"WindowId": window})).await;
    assert_eq!(none, json!({"WindowExecutions": []}));
    let id = "01234567-89ab-cdef-0123-456789abcdef";
    let whole = json!({"WindowExecutionId": id, "TaskId": id, "InvocationId": id});
    for (operation, members) in [
        ("GetMaintenanceWindowExecution", 1),
        ("CancelMaintenanceWindowExecution", 1),
        ("DescribeMaintenanceWindowExecutionTasks", 1),
        ("GetMaintenanceWindowExecutionTask", 2),
        ("DescribeMaintenanceWindowExecutionTaskInvocations", 2),
        ("GetMaintenanceWindowExecutionTaskInvocation", 3),
    ] {
        let names = ["WindowExecutionId", "TaskId", "InvocationId"];
        let body = names[..members].iter().map(|name| ((*name).to_owned(), whole[*name].clone())).collect();
        let refusal = aws.refused(operation, serde_json::Value::Object(body)).await;
        assert!(refusal.starts_with("DoesNotExistException"), "{operation}: {refusal}");
    }
}
