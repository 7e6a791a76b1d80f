//! What a write was about, in CloudFormation's words for types.

use crate::facts::Name;
use crate::tree::{Record, Tree};

/// Members that name a thing, in requests and in replies.
const MEMBERS: [(Name, &str); 10] = [
    ("WindowId", "AWS::SSM::MaintenanceWindow"),
    ("WindowTargetId", "AWS::SSM::MaintenanceWindowTarget"),
    ("WindowTaskId", "AWS::SSM::MaintenanceWindowTask"),
    ("BaselineId", "AWS::SSM::PatchBaseline"),
    ("PatchGroup", "AWS::SSM::PatchGroup"),
    ("SettingId", "AWS::SSM::ServiceSetting"),
    ("SyncName", "AWS::SSM::ResourceDataSync"),
    ("ActivationId", "AWS::SSM::Activation"),
    ("OpsItemId", "AWS::SSM::OpsItem"),
    ("SecretId", "AWS::SecretsManager::Secret"),
];

/// The type and the name of each thing that a call names.
pub(super) fn of(operation: &str, input: &Record, reply: &Record) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    for (member, kind) in MEMBERS {
        if let Some(name) = input.text(member).or(reply.text(member)) {
            out.push((kind, name.to_owned()));
        }
    }
    if let Some(kind) = named(operation) {
        let lists = ["Names", "Parameters"].iter().flat_map(|list| input.items(list));
        let names = input.text("Name").into_iter().chain(lists.filter_map(Tree::as_text));
        out.extend(names.map(|name| (kind, name.to_owned())));
    }
    if operation.ends_with("Association") {
        let made = reply.get("AssociationDescription").and_then(Tree::as_record);
        let id = input.text("AssociationId").or(made.and_then(|made| made.text("AssociationId")));
        out.extend(id.map(|id| ("AWS::SSM::Association", id.to_owned())));
    }
    if let (Some(word), Some(id)) = (input.text("ResourceType"), input.text("ResourceId")) {
        out.extend(tagged(word).map(|kind| (kind, id.to_owned())));
    }
    if let Some(kind) = operation.ends_with("Tags").then_some("AWS::EC2::Instance") {
        out.extend(input.items("Resources").iter().filter_map(Tree::as_text).map(|id| (kind, id.to_owned())));
    }
    out
}

/// What `Name` names.
fn named(operation: &str) -> Option<&'static str> {
    match operation {
        _ if operation.contains("Document") => Some("AWS::SSM::Document"),
        _ if operation.contains("Parameter") => Some("AWS::SSM::Parameter"),
        "CreateSecret" => Some("AWS::SecretsManager::Secret"),
        _ => None,
    }
}

fn tagged(word: &str) -> Option<&'static str> {
    Some(match word {
        "Parameter" => "AWS::SSM::Parameter",
        "Document" => "AWS::SSM::Document",
        "Association" => "AWS::SSM::Association",
        "MaintenanceWindow" => "AWS::SSM::MaintenanceWindow",
        "PatchBaseline" => "AWS::SSM::PatchBaseline",
        "OpsItem" => "AWS::SSM::OpsItem",
        "ManagedInstance" => "AWS::SSM::ManagedInstance",
        _ => return None,
    })
}
