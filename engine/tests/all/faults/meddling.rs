//! What somebody does by hand to what the estate owns.

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::{ResourceTypeForTagging, Tag};

use super::account::Account;
use super::dice::Dice;

/// Something that was done and stands in the way until it is undone.
pub enum Obstacle {
    /// The owner's tag was taken off.
    Untagged(ResourceTypeForTagging, String),
    /// Another window claims to be ours by its tags.
    Twin(String),
}

const OWNER: &str = "trueup:stack";

/// Changes something by hand; tells what it was, and what stands in the way now.
pub async fn meddle(aws: &Client, account: &Account, dice: &mut Dice) -> (String, Option<Obstacle>) {
    let tables = ["parameter", "document", "association", "maintenance-window", "patch-baseline"];
    let owned: Vec<(&str, String)> = tables
        .into_iter()
        .flat_map(|table| account.owned(table).into_iter().map(move |key| (table, key)))
        .collect();
    let Some((table, key)) = dice.one_of(&owned).cloned() else { return ("nothing is there".into(), None) };
    let what = format!("{table} {key}");
    let id = key.as_str();
    match dice.below(4) {
        0 => {
            let kind = taggable(table);
            let untag = aws.remove_tags_from_resource().resource_type(kind.clone()).resource_id(id);
            // It may be gone meanwhile; so may everything below.
            let _ = untag.tag_keys(OWNER).send().await;
            (format!("untagged {what}"), Some(Obstacle::Untagged(kind, key)))
        }
        1 => {
            delete(aws, table, id).await;
            (format!("deleted {what}"), None)
        }
        2 if table == "maintenance-window" => {
            let name = account.tag(table, id, "trueup:name");
            let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build().expect("whole");
            let twin = aws.create_maintenance_window().name("twin").schedule("rate(7 days)").duration(2);
            let twin = twin.cutoff(1).allow_unassociated_targets(true).tags(tag(OWNER, "estate/production"));
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
            let tag = Tag::builder().key(OWNER).value("estate/production").build().expect("whole");
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
        _ => drop(aws.update_patch_baseline().baseline_id(id).description("by hand").send().await),
    }
}
