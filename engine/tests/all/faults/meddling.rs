//! What somebody does by hand to what the estate owns.

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::{ResourceDataSyncSource, ResourceTypeForTagging, Tag};

use super::account::{self, Account};
use super::dice::Dice;

/// Something that was done and stands in the way until it is undone.
pub enum Obstacle {
    /// The owner's tag was taken off.
    Untagged(ResourceTypeForTagging, String),
    /// Another window claims to be ours by its tags.
    Twin(String),
}

const TAGGED: [&str; 5] = ["parameter", "document", "association", "maintenance-window", "patch-baseline"];
const UNTAGGED: [&str; 2] = ["setting", "resource-data-sync"];
const OWNER: &str = "trueup:stack";

/// Changes something by hand; tells what it was, and what stands in the way now.
pub async fn meddle(aws: &Client, account: &Account, dice: &mut Dice) -> (String, Option<Obstacle>) {
    let tables = TAGGED.into_iter().chain(UNTAGGED);
    let owned: Vec<(&str, String)> =
        tables.flat_map(|table| account.owned(table).into_iter().map(move |key| (table, key))).collect();
    let Some((table, key)) = dice.one_of(&owned).cloned() else { return ("nothing is there".into(), None) };
    let what = format!("{table} {key}");
    let id = key.as_str();
    match dice.below(4) {
        0 if TAGGED.contains(&table) => {
            let kind = taggable(table);
            let untag = aws.remove_tags_from_resource().resource_type(kind.clone()).resource_id(id);
            // It may be gone meanwhile; so may everything below.
            let _ = untag.tag_keys(OWNER).send().await;
            (format!("untagged {what}"), Some(Obstacle::Untagged(kind, key)))
        }
        0 | 1 => {
            delete(aws, table, id).await;
            (format!("deleted {what}"), None)
        }
        2 if table == "maintenance-window" => {
            let name = account.tag(table, id, "trueup:name");
            let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build().expect("whole");
            let twin = aws.create_maintenance_window().name("twin").schedule("rate(7 days)").duration(2);
            let twin = twin.cutoff(1).allow_unassociated_targets(true).tags(tag(OWNER, account::OWNER));
            let twin = twin.tags(tag("trueup:name", &name)).send().await.expect("taken");
            let twin = twin.window_id.expect("given");
            (format!("made {twin}, a twin of {what}"), Some(Obstacle::Twin(twin)))
        }
        2 | 3 => {
            edit(aws, table, id).await;
            (format!("edited {what}"), None)
        }
        _ => unreachable!("below four"),
    }
}

/// Undoes what stands in the way.
pub async fn undo(aws: &Client, obstacle: Obstacle) {
    match obstacle {
        Obstacle::Untagged(kind, id) => {
            let tag = Tag::builder().key(OWNER).value(account::OWNER).build().expect("whole");
            let _ = aws.add_tags_to_resource().resource_type(kind).resource_id(id).tags(tag).send().await;
        }
        Obstacle::Twin(id) => {
            let _ = aws.delete_maintenance_window().window_id(id).send().await;
        }
    }
}

fn taggable(table: &str) -> ResourceTypeForTagging {
    match table {
        "parameter" => ResourceTypeForTagging::Parameter,
        "document" => ResourceTypeForTagging::Document,
        "association" => ResourceTypeForTagging::Association,
        "maintenance-window" => ResourceTypeForTagging::MaintenanceWindow,
        _ => ResourceTypeForTagging::PatchBaseline,
    }
}

async fn delete(aws: &Client, table: &str, id: &str) {
    match table {
        "parameter" => drop(aws.delete_parameter().name(id).send().await),
        "document" => drop(aws.delete_document().name(id).send().await),
        "association" => drop(aws.delete_association().association_id(id).send().await),
        "maintenance-window" => drop(aws.delete_maintenance_window().window_id(id).send().await),
        "setting" => drop(aws.reset_service_setting().setting_id(id).send().await),
        "resource-data-sync" => {
            let (kind, name) = id.split_once('\n').expect("a type and a name");
            drop(aws.delete_resource_data_sync().sync_name(name).sync_type(kind).send().await);
        }
        _ => drop(aws.delete_patch_baseline().baseline_id(id).send().await),
    }
}

async fn edit(aws: &Client, table: &str, id: &str) {
    match table {
        "parameter" => {
            let put = aws.put_parameter().name(id).value("by,hand").description("by hand");
            drop(put.overwrite(true).send().await);
        }
        "document" => {
            let update = aws.update_document().name(id).document_version("$LATEST");
            drop(update.content(super::others::CONTENT).send().await);
            let latest = aws.describe_document().name(id).document_version("$LATEST").send().await;
            let version = latest.ok().and_then(|latest| latest.document?.document_version);
            let promote = aws.update_document_default_version().name(id);
            drop(promote.set_document_version(version).send().await);
        }
        "association" => {
            let update = aws.update_association().association_id(id).schedule_expression("rate(3 days)");
            drop(update.send().await);
        }
        "maintenance-window" => {
            drop(aws.update_maintenance_window().window_id(id).enabled(false).duration(9).send().await);
        }
        "setting" => {
            let value = if id.ends_with("tier") { "Standard" } else { "Enable" };
            drop(aws.update_service_setting().setting_id(id).setting_value(value).send().await);
        }
        "resource-data-sync" => {
            let (kind, name) = id.split_once('\n').expect("a type and a name");
            let source = ResourceDataSyncSource::builder().source_type("SingleAccountMultiRegions");
            let source = source.source_regions("us-west-2").build().expect("whole");
            let update = aws.update_resource_data_sync().sync_name(name).sync_type(kind);
            drop(update.sync_source(source).send().await);
        }
        _ => drop(aws.update_patch_baseline().baseline_id(id).description("by hand").send().await),
    }
}
