//! Resource data syncs: by type and name, changed in place where AWS can, and ours by the record alone.

use engine::contract::{Depth, Effect as PlanEffect};
use sandbox::{Effect, Rule, When};

use crate::world::{STACK, World, hierarchy, summary, unread};

const RECORD: &str = "/trueup/webshop/default";
const BUCKET: &str = "s3Destination: {bucketName: example-inventory, region: eu-central-1}";
const REGIONS: &str = "syncType: SyncFromSource\n  syncSource: {sourceType: SingleAccountMultiRegions, sourceRegions: [eu-central-1, eu-west-1]}";

fn sync(metadata: &str, spec: &str) -> String {
    format!("apiVersion: trueup/v1\nkind: ResourceDataSync\nmetadata: {{{metadata}}}\nspec:\n  {spec}\n")
}

fn to_bucket(more: &str) -> String {
    sync("name: inventory", &BUCKET.replace("region:", &format!("{more}region:")))
}

/// Type and name of each that is there.
async fn held(world: &World) -> Vec<(String, String)> {
    let mut held = Vec::new();
    for kind in ["SyncToDestination", "SyncFromSource"] {
        let list = world.outside().list_resource_data_sync().sync_type(kind).send().await.expect("allowed");
        let items = list.resource_data_sync_items.unwrap_or_default().into_iter();
        held.extend(items.map(|item| (kind.to_owned(), item.sync_name.expect("given"))));
    }
    held
}

async fn operations(world: &World, manifest: &str) -> Vec<&'static str> {
    let applied = world.converge(&world.desired(STACK, &[manifest]).await).await;
    applied.outcome.results[0].calls.iter().map(|call| call.operation).collect()
}

#[tokio::test(start_paused = true)]
async fn one_of_each_type_is_made_kept_and_deleted() {
    let world = World::new();
    let whole = "prefix: nodes, awsKmsKeyArn: 'arn:aws:kms:eu-central-1:123456789012:key/1', destinationDataSharing: Organization, ";
    let organization = "syncType: SyncFromSource\n  syncSource:\n    sourceType: AwsOrganizations\n    awsOrganizationsSource: {organizationSourceType: OrganizationalUnits, organizationalUnits: [ou-ab12-cdef3456, ou-ab12-aaaa3456]}\n    sourceRegions: [us-east-1]\n    includeFutureRegions: true\n    enableAllOpsDataSources: true";
    let both = [to_bucket(whole), sync("name: operations", organization)];
    let desired = world.desired(STACK, &[&both[0], &both[1]]).await;
    assert_eq!(
        summary(&world.plan(&desired).await),
        [
            "+ ResourceDataSync/inventory [s3Destination syncType]",
            "+ ResourceDataSync/operations [syncSource syncType]",
        ]
    );
    world.converge(&desired).await;
    world.calls();
    assert!(world.plan(&desired).await.empty());
    assert_eq!(world.calls().get("ListResourceDataSync"), Some(&2));

    let one = world.desired(STACK, &[&both[1]]).await;
    let plan = world.plan(&one).await;
    assert_eq!(summary(&plan), ["- ResourceDataSync/inventory []"]);
    assert_eq!(plan.changes()[0].effects, [PlanEffect::KeepsData]);
    world.converge(&one).await;
    assert_eq!(held(&world).await, [("SyncFromSource".into(), "operations".into())]);
    let gone = world.destroy(&one).await;
    assert!(gone.outcome.whole(), "{:#?}", gone.outcome);
    assert_eq!(held(&world).await, []);
    world.calls();
    assert!(world.plan(&world.desired(STACK, &[]).await).await.empty());
    assert_eq!(world.calls().get("ListResourceDataSync"), None, "it knows none any more");
}

#[tokio::test(start_paused = true)]
async fn a_source_changes_in_place_and_the_rest_is_made_anew() {
    let world = World::new();
    let from = |source: &str| {
        sync("name: operations", &format!("syncType: SyncFromSource\n  syncSource: {{{source}}}"))
    };
    let own = "sourceType: SingleAccountMultiRegions, sourceRegions: [eu-west-1]";
    let all = "sourceType: AwsOrganizations, awsOrganizationsSource: {organizationSourceType: EntireOrganization}, sourceRegions: [eu-west-1]";
    let units = "sourceType: AwsOrganizations, awsOrganizationsSource: {organizationSourceType: OrganizationalUnits, organizationalUnits: [ou-ab12-cdef3456]}, sourceRegions: [eu-west-1]";
    let other = units.replace("cdef", "aaaa");
    operations(&world, &from(own)).await;
    let anew = ["DeleteResourceDataSync", "CreateResourceDataSync"];
    for (source, expected) in [
        (
            "sourceType: SingleAccountMultiRegions, sourceRegions: [us-east-1], includeFutureRegions: true",
            &["UpdateResourceDataSync"][..],
        ),
        (all, &anew),
        (units, &anew),
        (&other, &["UpdateResourceDataSync"]),
    ] {
        assert_eq!(operations(&world, &from(source)).await, expected, "{source}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_keeps_a_bucket_from_changing_in_place_is_named() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&to_bucket("")]).await).await;
    for (manifest, field) in [
        (to_bucket("prefix: nodes, "), "s3Destination.prefix"),
        (to_bucket("destinationDataSharing: Organization, "), "s3Destination.destinationDataSharing"),
        (to_bucket("awsKmsKeyArn: 'arn:aws:kms:a', "), "s3Destination.awsKmsKeyArn"),
        (to_bucket("").replace("example-inventory", "example-other"), "s3Destination.bucketName"),
        (to_bucket("").replace("eu-central-1", "eu-west-1"), "s3Destination.region"),
    ] {
        let desired = world.desired(STACK, &[&manifest]).await;
        let plan = world.plan(&desired).await;
        let reason = format!("{field} cannot change in place");
        assert_eq!(plan.changes()[0].reason, Some(reason), "{field}");
        assert_eq!(plan.changes()[0].effects, [PlanEffect::KeepsData]);
        world.converge(&desired).await;
        world.converge(&world.desired(STACK, &[&to_bucket("")]).await).await;
    }
}

#[tokio::test(start_paused = true)]
async fn each_type_has_names_of_its_own() {
    let world = World::new();
    let both = [to_bucket(""), sync("name: operations", &format!("name: inventory\n  {REGIONS}"))];
    let desired = world.desired(STACK, &[&both[0], &both[1]]).await;
    world.converge(&desired).await;
    assert_eq!(
        held(&world).await,
        [("SyncToDestination".into(), "inventory".into()), ("SyncFromSource".into(), "inventory".into())]
    );
    world.converge(&world.desired(STACK, &[&both[1]]).await).await;
    assert_eq!(held(&world).await, [("SyncFromSource".into(), "inventory".into())]);
}

#[tokio::test(start_paused = true)]
async fn another_name_or_type_is_another_sync_and_the_old_one_goes_last() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&to_bucket("")]).await).await;
    let renamed =
        world.desired(STACK, &[&sync("name: inventory", &format!("name: nodes\n  {BUCKET}"))]).await;
    let plan = world.plan(&renamed).await;
    assert!(summary(&plan)[0].starts_with("+ ResourceDataSync/inventory ["), "{:?}", summary(&plan));
    assert_eq!(summary(&plan)[1], "- ResourceDataSync/inventory/SyncToDestination/inventory []");
    world.converge(&renamed).await;
    let typed = world.desired(STACK, &[&sync("name: inventory", &format!("name: nodes\n  {REGIONS}"))]).await;
    assert_eq!(
        summary(&world.plan(&typed).await)[1],
        "- ResourceDataSync/inventory/SyncToDestination/nodes []"
    );
    world.converge(&typed).await;
    assert_eq!(held(&world).await, [("SyncFromSource".into(), "nodes".into())]);
}

#[tokio::test(start_paused = true)]
async fn drift_is_mended_and_what_was_deleted_by_hand_is_made_again() {
    let world = World::new();
    let desired = world.desired(STACK, &[&sync("name: operations", REGIONS)]).await;
    world.converge(&desired).await;
    let source = aws_sdk_ssm::types::ResourceDataSyncSource::builder();
    let source =
        source.source_type("SingleAccountMultiRegions").source_regions("us-west-2").build().expect("whole");
    let edit =
        world.outside().update_resource_data_sync().sync_name("operations").sync_type("SyncFromSource");
    edit.sync_source(source).send().await.expect("allowed");
    assert_eq!(
        summary(&world.plan(&desired).await),
        ["~ ResourceDataSync/operations [syncSource.sourceRegions]"]
    );
    world.converge(&desired).await;
    let delete = world.outside().delete_resource_data_sync().sync_name("operations");
    delete.sync_type("SyncFromSource").send().await.expect("allowed");
    assert!(summary(&world.plan(&desired).await)[0].starts_with("+ ResourceDataSync/operations ["));
    world.converge(&desired).await;
}

#[tokio::test(start_paused = true)]
async fn somebody_elses_is_a_conflict_until_it_is_adopted() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&to_bucket("")]).await).await;
    world.outside().delete_parameter().name(RECORD).send().await.expect("there");
    // As declared it is managed, and nothing is written but the record.
    assert!(world.plan(&world.desired(STACK, &[&to_bucket("")]).await).await.empty());
    let other = to_bucket("prefix: nodes, ");
    let conflict = ["! ResourceDataSync/inventory Nobody"];
    assert_eq!(summary(&world.plan(&world.desired(STACK, &[&other]).await).await), conflict);
    let none = STACK.replace("tags:", "record: none, tags:");
    assert_eq!(summary(&world.plan(&world.desired(&none, &[&other]).await).await), conflict);
    let adopting = other.replace("{name: inventory}", "{name: inventory, adopt: true}");
    for stack in [&none, STACK] {
        let said = summary(&world.plan(&world.desired(stack, &[&adopting]).await).await);
        assert_eq!(said, ["± ResourceDataSync/inventory [s3Destination.prefix]"]);
    }
    // A replace counts as a delete of what is ours, and so far nothing is.
    world.converge(&world.desired(STACK, &[&hierarchy("port: 1")]).await).await;
    world.converge(&world.desired(STACK, &[&hierarchy("port: 1"), &adopting]).await).await;
    assert!(world.plan(&world.desired(STACK, &[&hierarchy("port: 1"), &other]).await).await.empty());
    let live = world
        .live(&world.desired(STACK, &[&sync("name: x", &format!("name: x\n  {BUCKET}"))]).await, Depth::Paths)
        .await;
    assert_eq!(live.unmanaged, [], "what is ours is none of them");
}

#[tokio::test(start_paused = true)]
async fn one_that_is_let_go_stays_as_it_is() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&to_bucket("")]).await).await;
    let forgotten = to_bucket("").replace("{name: inventory}", "{name: inventory, forget: true}");
    world.converge(&world.desired(STACK, &[&forgotten]).await).await;
    world.converge(&world.desired(STACK, &[]).await).await;
    assert_eq!(held(&world).await.len(), 1);
    let absent = to_bucket("").replace("{name: inventory}", "{name: inventory, absent: true}");
    world.converge(&world.desired(STACK, &[&absent]).await).await;
    assert_eq!(held(&world).await, []);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_makes_no_failure_of_what_was_done() {
    for operation in ["CreateResourceDataSync", "DeleteResourceDataSync", "UpdateResourceDataSync"] {
        let world = World::new();
        world.sandbox.add_fault(Rule::new(operation, When::Nth(1), Effect::LoseAnswer));
        let desired =
            world.desired(STACK, &[&hierarchy("port: 1"), &sync("name: operations", REGIONS)]).await;
        world.converge(&desired).await;
        let fewer = sync("name: operations", &REGIONS.replace(", eu-west-1", ""));
        world.converge(&world.desired(STACK, &[&hierarchy("port: 1"), &fewer]).await).await;
        world.converge(&world.desired(STACK, &[&hierarchy("port: 1")]).await).await;
        assert_eq!(held(&world).await, [], "{operation}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_somebody_made_meanwhile_is_not_taken_for_ours() {
    let world = World::new();
    let plan = world.plan(&world.desired(STACK, &[&to_bucket("")]).await).await;
    let place = aws_sdk_ssm::types::ResourceDataSyncS3Destination::builder()
        .bucket_name("theirs")
        .region("us-east-1");
    let place = place.sync_format("JsonSerDe".into()).build().expect("whole");
    let make = world.outside().create_resource_data_sync().sync_name("inventory").s3_destination(place);
    make.send().await.expect("allowed");
    let applied = world.carry_out(plan).await;
    assert!(!applied.outcome.whole());
}

#[tokio::test(start_paused = true)]
async fn two_manifests_of_one_sync_are_a_finding() {
    let world = World::new();
    let again = sync("name: again", &format!("name: inventory\n  {BUCKET}"));
    let (_, findings) = world.resolve(STACK, &[&to_bucket(""), &again]);
    let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
    assert!(codes.contains(&"duplicate-resource"), "{codes:?}");
}

#[tokio::test(start_paused = true)]
async fn a_list_that_cannot_be_read_decides_nothing() {
    let world = World::new();
    let desired = world.desired(STACK, &[&to_bucket("")]).await;
    world.converge(&desired).await;
    let denied = Effect::error("AccessDeniedException", "no");
    world.sandbox.add_fault(Rule::new("ListResourceDataSync", When::Every, denied));
    for desired in [desired, world.desired(STACK, &[]).await] {
        let live = world.live(&desired, Depth::Owned).await;
        assert_eq!(unread(&live), ["ResourceDataSync/inventory"]);
        assert!(world.plan(&desired).await.changes().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_another_stacks_record_has_is_theirs_although_it_is_as_declared() {
    let world = World::new();
    world.converge(&world.desired(STACK, &[&to_bucket("")]).await).await;
    let billing = STACK.replace("name: webshop", "name: billing");
    let plan = world.plan(&world.desired(&billing, &[&to_bucket("")]).await).await;
    assert!(summary(&plan)[0].starts_with("! ResourceDataSync/inventory Taken {"), "{:?}", summary(&plan));
}
