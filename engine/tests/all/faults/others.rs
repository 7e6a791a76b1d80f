//! What others do in the account, who know nothing of trueup.

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::{ParameterType, ResourceDataSyncSource, Tag, Target};

/// Makes things: some have names that the estate adopts, the rest are nobody's business.
pub async fn make(aws: &Client) {
    for name in ["/estate/adopted/a", "/others/a", "/estate-others"] {
        aws.put_parameter()
            .name(name)
            .value("theirs")
            .r#type(ParameterType::String)
            .send()
            .await
            .expect("taken");
    }
    for name in ["estate-adopted", "others-tool"] {
        aws.create_document().name(name).content(CONTENT).send().await.expect("taken");
    }
    let target = Target::builder().key("tag:Role").values("theirs").build();
    aws.create_association().name("others-tool").targets(target).send().await.expect("taken");
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build().expect("whole");
    let baseline = aws.create_patch_baseline().name("theirs").tags(tag("Team", "others"));
    let baseline = baseline.send().await.expect("taken").baseline_id.expect("given");
    let group = aws.register_patch_baseline_for_patch_group().patch_group("Theirs").baseline_id(baseline);
    group.send().await.expect("taken");
    for (id, value) in [
        ("/ssm/managed-instance/default-ec2-instance-management-role", "service-role/theirs"),
        ("/ssm/automation/customer-script-log-group-name", "theirs"),
    ] {
        aws.update_service_setting().setting_id(id).setting_value(value).send().await.expect("taken");
    }
    let source = ResourceDataSyncSource::builder().source_type("SingleAccountMultiRegions");
    let source = source.source_regions("us-east-1").build().expect("whole");
    // An account has five at most, and the estate has use for the others.
    let sync = aws.create_resource_data_sync().sync_name("estate-adopted").sync_type("SyncFromSource");
    sync.sync_source(source).send().await.expect("taken");
    // Another stack's, of a name that the estate uses too.
    let window = aws.create_maintenance_window().name("sunday-patching").schedule("rate(7 days)").duration(2);
    let window =
        window.cutoff(1).allow_unassociated_targets(true).tags(tag("trueup:stack", "others/default"));
    window.tags(tag("trueup:name", "sunday-patching")).send().await.expect("taken");
}

/// Makes more that is nobody's business, some of it under names that the estate uses too.
pub async fn make_more(aws: &Client, number: usize) {
    let name = format!("/others/{number}");
    aws.put_parameter().name(name).value("theirs").r#type(ParameterType::String).send().await.expect("taken");
    aws.create_document().name(format!("others-{number}")).content(CONTENT).send().await.expect("taken");
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build().expect("whole");
    let baseline = aws.create_patch_baseline().name("random-web").tags(tag("trueup:stack", "others/default"));
    baseline.tags(tag("trueup:name", "web")).send().await.expect("taken");
}

pub const CONTENT: &str = r#"{"schemaVersion": "2.2", "mainSteps": [
    {"name": "run", "action": "aws:runShellScript", "inputs": {"runCommand": ["theirs"]}}]}"#;
