//! What Terraform's AWS provider calls things → AWS's own words.

use super::super::What;
use super::super::taken::one;
use crate::contract::Words;
use crate::kinds::worded::Sort;

/// The resource that attributes of a type say: what it is, AWS's id for it, and what is said of it. `None` where
/// it is none of Systems Manager's.
///
/// # Errors
/// It is of Systems Manager, and not known here yet.
pub(super) fn resource(r#type: &str, said: &Words) -> Result<Option<(What, String, Words)>, String> {
    let id = |name: &str| said.get(name).as_text().unwrap_or_default().to_owned();
    let of = |sort, words| (What::One(sort), id("id"), words);
    Ok(Some(match r#type {
        "aws_ssm_parameter" => (What::One(Sort::Parameter), id("name"), parameter(said)),
        "aws_ssm_patch_baseline" => of(Sort::PatchBaseline, baseline(said)),
        "aws_ssm_default_patch_baseline" => (What::Default, id("baseline_id"), Words::Nothing),
        "aws_ssm_patch_group" => {
            let group = Words::map([("Group", said.get("patch_group").clone())]);
            (What::Registration, id("baseline_id"), group)
        }
        "aws_ec2_tag" => {
            let key = said.get("key").as_text().unwrap_or_default();
            if !["Patch Group", "PatchGroup"].contains(&key) {
                return Ok(None);
            }
            let group = [("Group", said.get("value").clone()), ("Key", said.get("key").clone())];
            (What::Node, id("resource_id"), Words::map(group))
        }
        "aws_ssm_maintenance_window" => of(Sort::MaintenanceWindow, window(said)),
        "aws_ssm_maintenance_window_target" => of(Sort::Target, target(said)),
        "aws_ssm_maintenance_window_task" => of(Sort::Task, task(said)),
        "aws_ssm_association" => {
            let own = said.get("association_id").as_text().map(str::to_owned);
            (What::One(Sort::Association), own.unwrap_or_else(|| id("id")), association(said))
        }
        "aws_ssm_document" => (What::One(Sort::Document), id("name"), document(said)),
        "aws_ssm_service_setting" => (
            What::One(Sort::ServiceSetting),
            setting(&id("setting_id")),
            renamed(said, &[("SettingId", "setting_id"), ("SettingValue", "setting_value")]),
        ),
        "aws_ssm_resource_data_sync" => (What::One(Sort::ResourceDataSync), id("name"), sync(said)),
        "aws_ssm_activation" => return Err("activations are not managed yet".to_owned()),
        other if other.starts_with("aws_ssm") => return Err("this type is not known yet".to_owned()),
        _ => return Ok(None),
    }))
}

/// Whether the value of a plain parameter is hidden because the provider hides each.
pub(super) fn is_hidden(r#type: &str, said: &Words) -> bool {
    r#type == "aws_ssm_parameter"
        && said.get("type").as_text() != Some("SecureString")
        && *parameter(said).get("Value") == Words::Secret
}

/// The id in an ARN of a setting.
fn setting(text: &str) -> String {
    text.split_once(":servicesetting").map_or(text, |(_, id)| id).to_owned()
}

/// Some attributes under other names.
fn renamed(said: &Words, names: &[(&str, &str)]) -> Words {
    let named = names.iter().map(|(ours, theirs)| ((*ours).to_owned(), said.get(theirs).clone()));
    Words::Map(named.filter(|(_, words)| *words != Words::Nothing).collect())
}

fn with(words: Words, more: Words) -> Words {
    match (words, more) {
        (Words::Map(mut map), Words::Map(more)) => {
            map.extend(more);
            Words::Map(map)
        }
        (words, _) => words,
    }
}

/// The tags, those of the provider among them.
fn tags(said: &Words) -> Words {
    let tags = match (said.get("tags"), said.get("tags_all")) {
        // What is hidden of the ones is hidden of the others, which are made of them.
        (Words::Secret, _) | (_, Words::Secret) => Words::Secret,
        (own, Words::Nothing) => own.clone(),
        (Words::Map(own), Words::Map(all)) => {
            let one = |(key, value): (&String, &Words)| {
                let hidden = own.get(key) == Some(&Words::Secret);
                (key.clone(), if hidden { Words::Secret } else { value.clone() })
            };
            Words::Map(all.iter().map(one).collect())
        }
        (_, all) => all.clone(),
    };
    Words::map([("Tags", tags)])
}

/// Each item of a list, as something else.
fn each(words: &Words, item: impl Fn(&Words) -> Words) -> Words {
    match words {
        Words::List(items) => Words::List(items.iter().map(item).collect()),
        words => words.clone(),
    }
}

fn selectors(words: &Words) -> Words {
    each(words, |one| renamed(one, &[("Key", "key"), ("Values", "values")]))
}

fn parameter(said: &Words) -> Words {
    let own = renamed(
        said,
        &[
            ("Type", "type"),
            ("Description", "description"),
            ("KeyId", "key_id"),
            ("Tier", "tier"),
            ("AllowedPattern", "allowed_pattern"),
            ("DataType", "data_type"),
        ],
    );
    let insecure = said.get("insecure_value");
    let value = if insecure.is_nothing() { said.get("value") } else { insecure };
    // A value that is only ever written is in no state.
    let value = if value.is_nothing() { &Words::Secret } else { value };
    with(with(own, tags(said)), Words::map([("Value", value.clone())]))
}

fn baseline(said: &Words) -> Words {
    let rule = |rule: &Words| {
        let own = renamed(
            rule,
            &[
                ("ApproveAfterDays", "approve_after_days"),
                ("ApproveUntilDate", "approve_until_date"),
                ("ComplianceLevel", "compliance_level"),
                ("EnableNonSecurity", "enable_non_security"),
            ],
        );
        let filters = Words::map([("PatchFilters", selectors(rule.get("patch_filter")))]);
        with(own, Words::map([("PatchFilterGroup", filters)]))
    };
    let source = |source: &Words| {
        renamed(source, &[("Name", "name"), ("Configuration", "configuration"), ("Products", "products")])
    };
    let own = renamed(
        said,
        &[
            ("Name", "name"),
            ("Description", "description"),
            ("OperatingSystem", "operating_system"),
            ("ApprovedPatches", "approved_patches"),
            ("ApprovedPatchesComplianceLevel", "approved_patches_compliance_level"),
            ("ApprovedPatchesEnableNonSecurity", "approved_patches_enable_non_security"),
            ("RejectedPatches", "rejected_patches"),
            ("RejectedPatchesAction", "rejected_patches_action"),
            ("AvailableSecurityUpdatesComplianceStatus", "available_security_updates_compliance_status"),
        ],
    );
    let more = Words::map([
        ("ApprovalRules", Words::map([("PatchRules", each(said.get("approval_rule"), rule))])),
        ("GlobalFilters", Words::map([("PatchFilters", selectors(said.get("global_filter")))])),
        ("Sources", each(said.get("source"), source)),
    ]);
    with(with(own, tags(said)), more)
}

fn window(said: &Words) -> Words {
    let own = renamed(
        said,
        &[
            ("Name", "name"),
            ("Description", "description"),
            ("Enabled", "enabled"),
            ("Schedule", "schedule"),
            ("ScheduleTimezone", "schedule_timezone"),
            ("ScheduleOffset", "schedule_offset"),
            ("StartDate", "start_date"),
            ("EndDate", "end_date"),
            ("Duration", "duration"),
            ("Cutoff", "cutoff"),
            ("AllowUnassociatedTargets", "allow_unassociated_targets"),
        ],
    );
    with(own, tags(said))
}

fn target(said: &Words) -> Words {
    let own = renamed(
        said,
        &[
            ("WindowId", "window_id"),
            ("Name", "name"),
            ("Description", "description"),
            ("OwnerInformation", "owner_information"),
            ("ResourceType", "resource_type"),
        ],
    );
    with(own, Words::map([("Targets", selectors(said.get("targets")))]))
}

fn task(said: &Words) -> Words {
    let own = renamed(
        said,
        &[
            ("WindowId", "window_id"),
            ("Name", "name"),
            ("Description", "description"),
            ("TaskArn", "task_arn"),
            ("TaskType", "task_type"),
            ("ServiceRoleArn", "service_role_arn"),
            ("Priority", "priority"),
            ("MaxConcurrency", "max_concurrency"),
            ("MaxErrors", "max_errors"),
            ("CutoffBehavior", "cutoff_behavior"),
        ],
    );
    let run = one(said.get("task_invocation_parameters"));
    let automation = one(run.get("automation_parameters"));
    let lambda = one(run.get("lambda_parameters"));
    let machine = one(run.get("step_functions_parameters"));
    let parameters = |of: &Words| Words::map([("Parameters", parameters(of.get("parameter")))]);
    let run = Words::map([
        ("MaintenanceWindowRunCommandParameters", command(one(run.get("run_command_parameters")))),
        (
            "MaintenanceWindowAutomationParameters",
            with(renamed(automation, &[("DocumentVersion", "document_version")]), parameters(automation)),
        ),
        (
            "MaintenanceWindowLambdaParameters",
            renamed(
                lambda,
                &[("ClientContext", "client_context"), ("Payload", "payload"), ("Qualifier", "qualifier")],
            ),
        ),
        (
            "MaintenanceWindowStepFunctionsParameters",
            renamed(machine, &[("Input", "input"), ("Name", "name")]),
        ),
    ]);
    with(own, Words::map([("Targets", selectors(said.get("targets"))), ("TaskInvocationParameters", run)]))
}

fn command(said: &Words) -> Words {
    let own = renamed(
        said,
        &[
            ("Comment", "comment"),
            ("DocumentHash", "document_hash"),
            ("DocumentHashType", "document_hash_type"),
            ("DocumentVersion", "document_version"),
            ("OutputS3BucketName", "output_s3_bucket"),
            ("OutputS3KeyPrefix", "output_s3_key_prefix"),
            ("ServiceRoleArn", "service_role_arn"),
            ("TimeoutSeconds", "timeout_seconds"),
        ],
    );
    let logs = renamed(
        one(said.get("cloudwatch_config")),
        &[
            ("CloudWatchLogGroupName", "cloudwatch_log_group_name"),
            ("CloudWatchOutputEnabled", "cloudwatch_output_enabled"),
        ],
    );
    let notification = renamed(
        one(said.get("notification_config")),
        &[
            ("NotificationArn", "notification_arn"),
            ("NotificationEvents", "notification_events"),
            ("NotificationType", "notification_type"),
        ],
    );
    let more = Words::map([
        ("Parameters", parameters(said.get("parameter"))),
        ("CloudWatchOutputConfig", logs),
        ("NotificationConfig", notification),
    ]);
    with(own, more)
}

/// Blocks of a name and values as a map.
fn parameters(said: &Words) -> Words {
    match said {
        Words::List(items) => {
            let pair =
                |item: &Words| Some((item.get("name").as_text()?.to_owned(), item.get("values").clone()));
            Words::Map(items.iter().filter_map(pair).collect())
        }
        // Of a set with something hidden in it nothing is known.
        words => words.clone(),
    }
}

fn association(said: &Words) -> Words {
    let own = renamed(
        said,
        &[
            ("Name", "name"),
            ("AssociationName", "association_name"),
            ("InstanceId", "instance_id"),
            ("DocumentVersion", "document_version"),
            ("AutomationTargetParameterName", "automation_target_parameter_name"),
            ("Parameters", "parameters"),
            ("ScheduleExpression", "schedule_expression"),
            ("ApplyOnlyAtCronInterval", "apply_only_at_cron_interval"),
            ("ComplianceSeverity", "compliance_severity"),
            ("SyncCompliance", "sync_compliance"),
            ("MaxConcurrency", "max_concurrency"),
            ("MaxErrors", "max_errors"),
            ("CalendarNames", "calendar_names"),
        ],
    );
    let place = renamed(
        one(said.get("output_location")),
        &[
            ("OutputS3BucketName", "s3_bucket_name"),
            ("OutputS3KeyPrefix", "s3_key_prefix"),
            ("OutputS3Region", "s3_region"),
        ],
    );
    let place = if place.is_nothing() { Words::Nothing } else { Words::map([("S3Location", place)]) };
    let more = Words::map([("Targets", selectors(said.get("targets"))), ("OutputLocation", place)]);
    with(with(own, tags(said)), more)
}

fn document(said: &Words) -> Words {
    let own = renamed(
        said,
        &[
            ("Content", "content"),
            ("DocumentFormat", "document_format"),
            ("DocumentType", "document_type"),
            ("VersionName", "version_name"),
            ("TargetType", "target_type"),
        ],
    );
    let accounts = said.get("permissions").get("account_ids").as_text().unwrap_or_default();
    let accounts = accounts.split(',').map(str::trim).filter(|account| !account.is_empty());
    let accounts = Words::List(accounts.map(|account| Words::Text(account.to_owned())).collect());
    with(with(own, tags(said)), Words::map([("AccountIds", accounts)]))
}

fn sync(said: &Words) -> Words {
    let place = renamed(
        one(said.get("s3_destination")),
        &[
            ("BucketName", "bucket_name"),
            ("BucketPrefix", "prefix"),
            ("BucketRegion", "region"),
            ("KMSKeyArn", "kms_key_arn"),
            ("SyncFormat", "sync_format"),
        ],
    );
    with(renamed(said, &[("SyncName", "name")]), Words::map([("S3Destination", place)]))
}
