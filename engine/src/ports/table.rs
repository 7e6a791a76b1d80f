//! Every AWS operation that trueup uses, one row each.

#[cfg(feature = "trail")]
use aws_sdk_cloudtrail::operation as cloudtrail;
#[cfg(feature = "ec2")]
use aws_sdk_ec2::operation as ec2;
use aws_sdk_resourcegroupstagging::operation as tagging;
use aws_sdk_secretsmanager::operation as secretsmanager;
use aws_sdk_ssm::operation as ssm;
use aws_sdk_ssm::operation::RequestId;
use aws_sdk_sts::operation as sts;

use super::operation::{Access, Ask, Item, Lost, Operation, Paged, Read, Reply, Row, Service, Write};
use super::{ApiError, Clients, Quota};

/// A request that was carried out, or tried.
pub struct Performed {
    /// What AWS answered to the last attempt.
    pub answer: Result<Answer, ApiError>,
    /// AWS's id of the last attempt's request, for a support case; every known secret in it masked.
    pub request_id: Option<String>,
    /// How many attempts left.
    pub attempts: u32,
}

macro_rules! operations {
    ($( $(#[$with:meta])? $access:ident $service:ident $name:ident { $iam:literal, $quota:ident, $lost:ident $(, on($($scope:literal),+))? $(, batch($batch:literal))? $(, pages($(#[$paged:meta])? $from:ident, $next:expr, $items:ident))? } )*) => { pastey::paste! {
        /// A request as data: which operation, with what.
        #[derive(Clone)]
        pub enum Request {
            $( $(#[$with])?
               #[doc = concat!("A request of `", stringify!($name), "`.")]
               $name([<$service:lower>]::[<$name:snake>]::builders::[<$name InputBuilder>]), )*
        }

        /// What AWS answered to a [`Request`].
        pub enum Answer {
            $( $(#[$with])?
               #[doc = concat!("An answer of `", stringify!($name), "`.")]
               $name([<$service:lower>]::[<$name:snake>]::[<$name Output>]), )*
        }

        $(
            $(#[$with])?
            static [<$name:snake:upper>]: Row = Row {
                name: stringify!($name),
                service: Service::$service,
                iam: $iam,
                access: Access::$access,
                quota: Quota::$quota,
                lost: Lost::$lost,
                batch: 1 $( * $batch)?,
                scope: &[$( $($scope),+ )?],
            };

            $(#[$with])?
            impl Operation for [<$service:lower>]::[<$name:snake>]::builders::[<$name InputBuilder>] {
                type Output = [<$service:lower>]::[<$name:snake>]::[<$name Output>];
                const ROW: &'static Row = &[<$name:snake:upper>];

                async fn send(self, clients: &Clients) -> Result<Self::Output, ApiError> {
                    self.send_with(&clients.[<$service:lower>]).await.map_err(|error| ApiError::of(Self::ROW, error))
                }
            }

            $(#[$with])?
            impl $access for [<$service:lower>]::[<$name:snake>]::builders::[<$name InputBuilder>] {}

            $(#[$with])?
            impl From<[<$service:lower>]::[<$name:snake>]::builders::[<$name InputBuilder>]> for Request {
                fn from(input: [<$service:lower>]::[<$name:snake>]::builders::[<$name InputBuilder>]) -> Self {
                    Self::$name(input)
                }
            }

            $(#[$with])?
            impl Ask for [<$service:lower>]::[<$name:snake>]::builders::[<$name InputBuilder>] {
                fn of(request: Request) -> Option<Self> {
                    match request {
                        Request::$name(input) => Some(input),
                        _ => None,
                    }
                }
            }

            $(#[$with])?
            impl Reply for [<$service:lower>]::[<$name:snake>]::[<$name Output>] {
                fn of(answer: &Answer) -> Option<&Self> {
                    match answer {
                        Answer::$name(output) => Some(output),
                        _ => None,
                    }
                }
            }

            $(
                $(#[$paged])?
                impl Paged for [<$service:lower>]::[<$name:snake>]::builders::[<$name InputBuilder>] {
                    fn at_token(self, token: String) -> Self {
                        self.$from(token)
                    }

                    fn next_token(output: &Self::Output) -> Option<String> {
                        let next: fn(&Self::Output) -> Option<&str> = $next;
                        next(output).filter(|token| !token.is_empty()).map(str::to_owned)
                    }

                    fn same(one: &Self::Output, other: &Self::Output) -> bool {
                        one.$items() == other.$items()
                    }
                }
            )?
        )*

        impl Request {
            /// The operation's row.
            pub fn row(&self) -> &'static Row {
                match self {
                    $( $(#[$with])? Self::$name(_) => &[<$name:snake:upper>], )*
                }
            }

            /// Sends it down a line.
            ///
            /// # Errors
            /// What the operation's last attempt answered.
            pub(super) async fn perform(self, line: &super::Line) -> Performed {
                match self {
                    $( $(#[$with])? Self::$name(input) => {
                        let (answer, attempts) = line.counted(input).await;
                        let answer = answer.map(Answer::$name);
                        let request_id = match &answer {
                            Ok(answer) => answer.request_id().map(|id| line.masks().apply(id)),
                            Err(error) => error.request_id.clone(),
                        };
                        Performed { answer, request_id, attempts }
                    } )*
                }
            }
        }

        impl Answer {
            /// AWS's id of the request that was answered, for a support case.
            pub fn request_id(&self) -> Option<&str> {
                match self {
                    $( $(#[$with])? Self::$name(output) => output.request_id(), )*
                }
            }
        }

        /// Every row.
        pub static OPERATIONS: &[&Row] = &[ $( $(#[$with])? &[<$name:snake:upper>], )* ];
    } };
}

operations! {
    Read Sts GetCallerIdentity { "sts:GetCallerIdentity", Sts, Repeat }
    Read Ssm DescribeParameters { "ssm:DescribeParameters", DescribeParameters, Repeat, pages(next_token, |page| page.next_token(), parameters) }
    Read Ssm GetParameter { "ssm:GetParameter", ParameterGets, Repeat, on("Parameter") }
    Read Ssm GetParameters { "ssm:GetParameters", ParameterGets, Repeat, on("Parameter") }
    Read Ssm GetParameterHistory { "ssm:GetParameterHistory", ParameterHistory, Repeat, on("Parameter"), pages(next_token, |page| page.next_token(), parameters) }
    Read Ssm GetParametersByPath { "ssm:GetParametersByPath", ParameterGets, Repeat, on("Parameter"), pages(next_token, |page| page.next_token(), parameters) }
    Read Ssm ListTagsForResource { "ssm:ListTagsForResource", Tags, Repeat, on("Association", "Document", "MaintenanceWindow", "Parameter", "PatchBaseline") }
    Read Ssm DescribePatchBaselines { "ssm:DescribePatchBaselines", PatchReads, Repeat, pages(next_token, |page| page.next_token(), baseline_identities) }
    Read Ssm GetPatchBaseline { "ssm:GetPatchBaseline", PatchReads, Repeat, on("PatchBaseline") }
    Read Ssm DescribePatchGroups { "ssm:DescribePatchGroups", PatchReads, Repeat, pages(next_token, |page| page.next_token(), mappings) }
    Read Ssm ListDocuments { "ssm:ListDocuments", Documents, Repeat, pages(next_token, |page| page.next_token(), document_identifiers) }
    Read Ssm GetDocument { "ssm:GetDocument", Documents, Repeat, on("Document") }
    Read Ssm DescribeDocument { "ssm:DescribeDocument", Documents, Repeat, on("Document") }
    Read Ssm ListDocumentVersions { "ssm:ListDocumentVersions", Documents, Repeat, on("Document"), pages(next_token, |page| page.next_token(), document_versions) }
    Read Ssm DescribeDocumentPermission { "ssm:DescribeDocumentPermission", Documents, Repeat, on("Document"), pages(next_token, |page| page.next_token(), account_ids) }
    Read Ssm ListAssociations { "ssm:ListAssociations", AssociationLists, Repeat, pages(next_token, |page| page.next_token(), associations) }
    Read Ssm DescribeAssociation { "ssm:DescribeAssociation", DescribeAssociation, Repeat, on("Association") }
    Read Tagging GetResources { "tag:GetResources", Tagging, Repeat, pages(pagination_token, |page| page.pagination_token(), resource_tag_mapping_list) }
    Read Ssm DescribeMaintenanceWindows { "ssm:DescribeMaintenanceWindows", WindowReads, Repeat, pages(next_token, |page| page.next_token(), window_identities) }
    Read Ssm GetMaintenanceWindow { "ssm:GetMaintenanceWindow", WindowReads, Repeat, on("MaintenanceWindow") }
    Read Ssm DescribeMaintenanceWindowTargets { "ssm:DescribeMaintenanceWindowTargets", WindowReads, Repeat, on("MaintenanceWindow"), pages(next_token, |page| page.next_token(), targets) }
    Read Ssm DescribeMaintenanceWindowTasks { "ssm:DescribeMaintenanceWindowTasks", WindowReads, Repeat, on("MaintenanceWindow"), pages(next_token, |page| page.next_token(), tasks) }
    Read Ssm GetMaintenanceWindowTask { "ssm:GetMaintenanceWindowTask", WindowReads, Repeat, on("MaintenanceWindow", "MaintenanceWindow/task") }
    Read Ssm DescribeInstanceInformation { "ssm:DescribeInstanceInformation", NodeReads, Repeat, pages(next_token, |page| page.next_token(), instance_information_list) }
    Read Ssm GetServiceSetting { "ssm:GetServiceSetting", SettingReads, Repeat, on("ServiceSetting") }
    Read Ssm ListResourceDataSync { "ssm:ListResourceDataSync", DataSyncs, Repeat, pages(next_token, |page| page.next_token(), resource_data_sync_items) }
    Read SecretsManager GetSecretValue { "secretsmanager:GetSecretValue", SecretValues, Repeat, on("Secret") }
    #[cfg(feature = "ec2")]
    Read Ec2 DescribeInstances { "ec2:DescribeInstances", InstanceReads, Repeat, pages(#[cfg(feature = "ec2")] next_token, |page| page.next_token(), reservations) }
    #[cfg(feature = "trail")]
    Read CloudTrail LookupEvents { "cloudtrail:LookupEvents", Trail, Repeat }
    Item Ssm DescribeOpsItems { "ssm:DescribeOpsItems", OpsItems, Repeat }
    Item Ssm GetOpsItem { "ssm:GetOpsItem", OpsItems, Repeat }
    Item Ssm CreateOpsItem { "ssm:CreateOpsItem", OpsItems, Look }
    Item Ssm UpdateOpsItem { "ssm:UpdateOpsItem", OpsItems, Repeat }
    Write Ssm PutParameter { "ssm:PutParameter", PutParameter, Look, on("Parameter") }
    Write Ssm LabelParameterVersion { "ssm:LabelParameterVersion", LabelParameterVersion, Repeat, on("Parameter") }
    Write Ssm AddTagsToResource { "ssm:AddTagsToResource", Tags, Repeat, on("Association", "Document", "MaintenanceWindow", "Parameter", "PatchBaseline") }
    Write Ssm RemoveTagsFromResource { "ssm:RemoveTagsFromResource", Tags, Repeat, on("Association", "Document", "MaintenanceWindow", "Parameter", "PatchBaseline") }
    Write Ssm CreatePatchBaseline { "ssm:CreatePatchBaseline", PatchWrites, Repeat, on("PatchBaseline") }
    Write Ssm UpdatePatchBaseline { "ssm:UpdatePatchBaseline", PatchWrites, Repeat, on("PatchBaseline") }
    Write Ssm DeletePatchBaseline { "ssm:DeletePatchBaseline", PatchWrites, Repeat, on("PatchBaseline") }
    Write Ssm RegisterDefaultPatchBaseline { "ssm:RegisterDefaultPatchBaseline", PatchWrites, Repeat, on("PatchBaseline") }
    Write Ssm RegisterPatchBaselineForPatchGroup { "ssm:RegisterPatchBaselineForPatchGroup", PatchWrites, Repeat, on("PatchGroup") }
    Write Ssm DeregisterPatchBaselineForPatchGroup { "ssm:DeregisterPatchBaselineForPatchGroup", PatchWrites, Repeat, on("PatchGroup") }
    #[cfg(feature = "ec2")]
    Write Ec2 CreateTags { "ec2:CreateTags", InstanceTags, Repeat, on("PatchGroup/instance"), batch(200) }
    #[cfg(feature = "ec2")]
    Write Ec2 DeleteTags { "ec2:DeleteTags", InstanceTags, Repeat, on("PatchGroup/instance"), batch(200) }
    Write Ssm CreateDocument { "ssm:CreateDocument", DocumentWrites, Look, on("Document") }
    Write Ssm UpdateDocument { "ssm:UpdateDocument", DocumentWrites, Look, on("Document") }
    Write Ssm UpdateDocumentDefaultVersion { "ssm:UpdateDocumentDefaultVersion", DocumentWrites, Repeat, on("Document") }
    Write Ssm ModifyDocumentPermission { "ssm:ModifyDocumentPermission", DocumentWrites, Repeat, on("Document") }
    Write Ssm DeleteDocument { "ssm:DeleteDocument", DocumentWrites, Repeat, on("Document") }
    Write Ssm CreateMaintenanceWindow { "ssm:CreateMaintenanceWindow", WindowWrites, Repeat }
    Write Ssm UpdateMaintenanceWindow { "ssm:UpdateMaintenanceWindow", WindowWrites, Repeat, on("MaintenanceWindow") }
    Write Ssm DeleteMaintenanceWindow { "ssm:DeleteMaintenanceWindow", WindowWrites, Repeat, on("MaintenanceWindow") }
    Write Ssm RegisterTargetWithMaintenanceWindow { "ssm:RegisterTargetWithMaintenanceWindow", WindowWrites, Repeat, on("MaintenanceWindow") }
    Write Ssm UpdateMaintenanceWindowTarget { "ssm:UpdateMaintenanceWindowTarget", WindowWrites, Repeat, on("MaintenanceWindow", "MaintenanceWindow/target") }
    Write Ssm DeregisterTargetFromMaintenanceWindow { "ssm:DeregisterTargetFromMaintenanceWindow", WindowWrites, Repeat, on("MaintenanceWindow", "MaintenanceWindow/target") }
    Write Ssm RegisterTaskWithMaintenanceWindow { "ssm:RegisterTaskWithMaintenanceWindow", WindowWrites, Repeat, on("MaintenanceWindow") }
    Write Ssm UpdateMaintenanceWindowTask { "ssm:UpdateMaintenanceWindowTask", WindowWrites, Repeat, on("MaintenanceWindow", "MaintenanceWindow/task") }
    Write Ssm DeregisterTaskFromMaintenanceWindow { "ssm:DeregisterTaskFromMaintenanceWindow", WindowWrites, Repeat, on("MaintenanceWindow", "MaintenanceWindow/task") }
    Write Ssm CreateAssociation { "ssm:CreateAssociation", AssociationWrites, Search, on("Association", "Document") }
    Write Ssm UpdateAssociation { "ssm:UpdateAssociation", AssociationWrites, Repeat, on("Association", "Document") }
    Write Ssm DeleteAssociation { "ssm:DeleteAssociation", DeleteAssociation, Repeat, on("Association", "Document") }
    Write Ssm UpdateServiceSetting { "ssm:UpdateServiceSetting", SettingWrites, Repeat, on("ServiceSetting") }
    Write Ssm ResetServiceSetting { "ssm:ResetServiceSetting", SettingWrites, Repeat, on("ServiceSetting") }
    Write Ssm CreateResourceDataSync { "ssm:CreateResourceDataSync", DataSyncs, Look, on("ResourceDataSync") }
    Write Ssm UpdateResourceDataSync { "ssm:UpdateResourceDataSync", DataSyncs, Repeat, on("ResourceDataSync") }
    Write Ssm DeleteResourceDataSync { "ssm:DeleteResourceDataSync", DataSyncs, Repeat, on("ResourceDataSync") }
    Write Ssm DeleteParameters { "ssm:DeleteParameters", DeleteParameters, Repeat, on("Parameter"), batch(10) }
}

/// The row of an operation by AWS's name.
pub fn row(name: &str) -> Option<&'static Row> {
    OPERATIONS.iter().find(|row| row.name == name).copied()
}
