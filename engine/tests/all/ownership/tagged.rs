//! The kinds whose resources carry tags, as somebody handles them who knows nothing of trueup.

use aws_sdk_ssm::types::{DocumentFormat, DocumentType};
use aws_sdk_ssm::types::{ParameterStringFilter, ResourceTypeForTagging, Tag, Target};

use crate::world::{ACCOUNT, REGION, World};

/// A kind whose resources carry tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tagged {
    Association,
    Baseline,
    Calendar,
    Document,
    Parameter,
    Window,
}

/// What a manifest's resource is found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundBy {
    /// Tags, since AWS invents its id and holds names for nothing special.
    Id,
    /// Its name, which AWS holds unique.
    Name,
}

const STEPS: &str =
    r#"{"schemaVersion": "2.2", "mainSteps": [{"name": "run", "action": "aws:runShellScript"}]}"#;
const OPEN: &str = "BEGIN:VCALENDAR\r\nX-CALENDAR-TYPE:DEFAULT_OPEN\r\nEND:VCALENDAR\r\n";
const SCHEDULE: &str = "cron(0 2 ? * TUE *)";

impl Tagged {
    pub const ALL: [Self; 6] =
        [Self::Association, Self::Baseline, Self::Calendar, Self::Document, Self::Parameter, Self::Window];

    /// Its name in addresses.
    pub fn resource(self) -> &'static str {
        match self {
            Self::Association => "Association",
            Self::Baseline => "PatchBaseline",
            Self::Calendar => "ChangeCalendar",
            Self::Document => "Document",
            Self::Parameter => "Parameter",
            Self::Window => "MaintenanceWindow",
        }
    }

    pub fn found_by(self) -> FoundBy {
        match self {
            Self::Association | Self::Baseline | Self::Window => FoundBy::Id,
            Self::Calendar | Self::Document | Self::Parameter => FoundBy::Name,
        }
    }

    /// Whether the tags of one are read by themselves, and not in the kind's list.
    pub fn tags_are_read(self) -> bool {
        match self {
            Self::Association | Self::Baseline | Self::Parameter | Self::Window => true,
            Self::Calendar | Self::Document => false,
        }
    }

    /// The code with which AWS says that an id is none.
    pub fn missing(self) -> &'static str {
        match self {
            Self::Association => "AssociationDoesNotExist",
            Self::Baseline | Self::Window => "DoesNotExistException",
            Self::Calendar | Self::Document => "InvalidDocument",
            Self::Parameter => "ParameterNotFound",
        }
    }

    /// An id that AWS could have given, and did not.
    pub fn nowhere(self) -> &'static str {
        match self {
            Self::Association => "01234567-89ab-cdef-0123-456789abcdef",
            Self::Baseline => "pb-0123456789abcdef0",
            Self::Window => "mw-0123456789abcdef0",
            Self::Calendar | Self::Document | Self::Parameter => panic!("found by name"),
        }
    }

    pub fn arn(self, id: &str) -> String {
        let resource = match self {
            Self::Association => "association",
            Self::Baseline => "patchbaseline",
            Self::Window => "maintenancewindow",
            Self::Calendar | Self::Document | Self::Parameter => panic!("found by name"),
        };
        format!("arn:aws:ssm:{REGION}:{ACCOUNT}:{resource}/{id}")
    }

    /// The address of what the manifest `name` describes, which AWS calls `called`.
    pub fn address(self, name: &str, called: &str) -> String {
        match self {
            Self::Parameter => format!("Parameter/shop/{called}"),
            Self::Association | Self::Baseline | Self::Calendar | Self::Document | Self::Window => {
                format!("{}/{name}", self.resource())
            }
        }
    }

    /// A manifest with these metadata of what AWS calls `called`.
    pub fn manifest(self, metadata: &str, called: &str) -> String {
        let (kind, spec) = match self {
            Self::Association => (
                "Association",
                format!(
                    "name: {called}, document: AWS-RunPatchBaseline, instances: [\"*\"], parameters: {{Operation: Scan}}"
                ),
            ),
            Self::Baseline => ("PatchBaseline", format!("name: {called}, operatingSystem: SUSE")),
            Self::Calendar => ("ChangeCalendar", format!("name: {called}, default: open")),
            Self::Document => ("Document", format!("name: {called}, content: {STEPS}")),
            Self::Parameter => ("ParameterHierarchy", format!("path: /shop, parameters: {{{called}: 1}}")),
            Self::Window => (
                "MaintenanceWindow",
                format!("name: {called}, schedule: {SCHEDULE}, duration: 4h, cutoff: 1h"),
            ),
        };
        format!("apiVersion: trueup/v1\nkind: {kind}\nmetadata: {{{metadata}}}\nspec: {{{spec}}}\n")
    }

    /// Makes one by hand, and gives its id, or its name where AWS gives none.
    pub async fn make(self, world: &World, called: &str) -> String {
        let outside = world.outside();
        let document = outside.create_document().name(called);
        match self {
            Self::Association => {
                let target = Target::builder().key("InstanceIds").values("*").build();
                let create = outside.create_association().name("AWS-RunPatchBaseline").targets(target);
                let create = create.association_name(called).parameters("Operation", vec!["Scan".into()]);
                let made = create.send().await.expect("allowed").association_description;
                made.and_then(|made| made.association_id).expect("given")
            }
            Self::Baseline => {
                let create = outside.create_patch_baseline().name(called).operating_system("SUSE".into());
                create.send().await.expect("allowed").baseline_id.expect("given")
            }
            Self::Calendar => {
                let create = document.content(OPEN).document_type(DocumentType::ChangeCalendar);
                create.document_format(DocumentFormat::Text).send().await.expect("allowed");
                called.to_owned()
            }
            Self::Document => {
                document.content(STEPS).send().await.expect("allowed");
                called.to_owned()
            }
            Self::Parameter => {
                let name = format!("/shop/{called}");
                let put = outside.put_parameter().name(&name).value("1").r#type("String".into());
                put.send().await.expect("allowed");
                name
            }
            Self::Window => {
                let create = outside.create_maintenance_window().name(called).schedule(SCHEDULE);
                let create = create.duration(4).cutoff(1).allow_unassociated_targets(false);
                create.send().await.expect("allowed").window_id.expect("given")
            }
        }
    }

    /// The ids of all that the account holds itself, sorted.
    pub async fn all(self, world: &World) -> Vec<String> {
        let outside = world.outside();
        let mut ids: Vec<Option<String>> = match self {
            Self::Association => {
                let found = outside.list_associations().send().await.expect("allowed");
                found.associations.unwrap_or_default().into_iter().map(|one| one.association_id).collect()
            }
            Self::Baseline => {
                crate::patch_baselines::own(world).await.into_iter().map(|(id, _)| Some(id)).collect()
            }
            Self::Calendar | Self::Document => {
                let own = aws_sdk_ssm::types::DocumentKeyValuesFilter::builder().key("Owner").values("Self");
                let found = outside.list_documents().filters(own.build()).send().await.expect("allowed");
                found.document_identifiers.unwrap_or_default().into_iter().map(|one| one.name).collect()
            }
            Self::Parameter => {
                let path = ParameterStringFilter::builder().key("Path").values("/shop").build();
                let find = outside.describe_parameters().parameter_filters(path.expect("whole"));
                let found = find.send().await.expect("allowed").parameters.unwrap_or_default();
                found.into_iter().map(|one| one.name).collect()
            }
            Self::Window => {
                let found = outside.describe_maintenance_windows().send().await.expect("allowed");
                found.window_identities.unwrap_or_default().into_iter().map(|one| one.window_id).collect()
            }
        };
        ids.sort();
        ids.into_iter().map(|id| id.expect("given")).collect()
    }

    pub async fn delete(self, world: &World, id: &str) {
        let outside = world.outside();
        match self {
            Self::Association => {
                drop(outside.delete_association().association_id(id).send().await.expect("there"))
            }
            Self::Baseline => {
                drop(outside.delete_patch_baseline().baseline_id(id).send().await.expect("there"))
            }
            Self::Calendar | Self::Document => {
                drop(outside.delete_document().name(id).send().await.expect("there"))
            }
            Self::Parameter => drop(outside.delete_parameter().name(id).send().await.expect("there")),
            Self::Window => {
                drop(outside.delete_maintenance_window().window_id(id).send().await.expect("there"))
            }
        }
    }

    /// Gives one another name in AWS, where it can have one.
    pub async fn rename(self, world: &World, id: &str, called: &str) {
        let outside = world.outside();
        match self {
            Self::Association => {
                let update = outside.update_association().association_id(id).association_name(called);
                let target = Target::builder().key("InstanceIds").values("*").build();
                let update = update.targets(target).parameters("Operation", vec!["Scan".into()]);
                update.send().await.expect("allowed");
            }
            Self::Baseline => {
                outside.update_patch_baseline().baseline_id(id).name(called).send().await.expect("allowed");
            }
            Self::Window => {
                outside.update_maintenance_window().window_id(id).name(called).send().await.expect("allowed");
            }
            Self::Calendar | Self::Document | Self::Parameter => panic!("a name is for ever"),
        }
    }

    fn taggable(self) -> ResourceTypeForTagging {
        match self {
            Self::Association => ResourceTypeForTagging::Association,
            Self::Baseline => ResourceTypeForTagging::PatchBaseline,
            Self::Calendar | Self::Document => ResourceTypeForTagging::Document,
            Self::Parameter => ResourceTypeForTagging::Parameter,
            Self::Window => ResourceTypeForTagging::MaintenanceWindow,
        }
    }

    pub async fn tag(self, world: &World, id: &str, tags: &[(&str, &str)]) {
        if tags.is_empty() {
            return;
        }
        let whole =
            |(key, value): &(&str, &str)| Tag::builder().key(*key).value(*value).build().expect("whole");
        let add = world.outside().add_tags_to_resource().resource_type(self.taggable()).resource_id(id);
        add.set_tags(Some(tags.iter().map(whole).collect())).send().await.expect("allowed");
    }

    pub async fn untag(self, world: &World, id: &str, keys: &[&str]) {
        let remove =
            world.outside().remove_tags_from_resource().resource_type(self.taggable()).resource_id(id);
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        remove.set_tag_keys(Some(keys)).send().await.expect("allowed");
    }

    /// The keys of one's tags.
    pub async fn keys(self, world: &World, id: &str) -> Vec<String> {
        let list = world.outside().list_tags_for_resource().resource_type(self.taggable()).resource_id(id);
        let found = list.send().await.expect("there").tag_list.unwrap_or_default();
        found.into_iter().map(|tag| tag.key).collect()
    }
}
