"""`examples/estate`, built by trueup, as the AWS CLI and Terraform read it.

    AWS_ENDPOINT_URL=http://127.0.0.1:PORT python3 estate.py http://127.0.0.1:PORT PATH_TO_TRUEUP

trueup applies production and finds nothing to do; then the AWS CLI reads back what the manifests say, and
Terraform takes everything over: a plan that imports it all and changes nothing. Terraform's part is left out,
saying so, where it or its AWS provider is not there.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from aws_cli import ssm
from checks import same
from terraform import Terraform, plugins

ESTATE = pathlib.Path(__file__).parent.parent.parent / "examples" / "estate"
OWN = "--filters Key=OWNER,Values=Self"


def build(trueup, folder):
    shutil.copytree(ESTATE, folder, dirs_exist_ok=True)
    for command in (["apply", "--yes"], ["plan", "--detailed-exitcode"], ["drift"]):
        done = subprocess.run([trueup, "-C", folder, *command, "-e", "production"], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"trueup {' '.join(command)} exits {done.returncode}:\n{done.stdout}{done.stderr}")


def patching():
    names = "--query BaselineIdentities[].BaselineName --output text"
    same(sorted(ssm(f"describe-patch-baselines {OWN} {names}").split()), ["amazon-linux", "amazon-linux-default", "windows"])
    groups = ssm("describe-patch-groups --query Mappings[].[PatchGroup,BaselineIdentity.BaselineName]")
    same(sorted(groups), [["Production", name] for name in ("AWS-UbuntuDefaultPatchBaseline", "amazon-linux", "windows")])
    group = "--patch-group Production --operating-system AMAZON_LINUX_2023 --query BaselineId --output text"
    baseline = ssm(f"get-patch-baseline --baseline-id {ssm(f'get-patch-baseline-for-patch-group {group}')}")
    rules = [(rule["ComplianceLevel"], rule["ApproveAfterDays"]) for rule in baseline["ApprovalRules"]["PatchRules"]]
    same((rules, baseline["RejectedPatchesAction"]), ([("CRITICAL", 7), ("HIGH", 7)], "BLOCK"))
    default = "get-default-patch-baseline --operating-system AMAZON_LINUX_2023 --query BaselineId --output text"
    same(ssm(f"get-patch-baseline --baseline-id {ssm(default)} --query Name --output text"), "amazon-linux-default")


def windows():
    found = ssm("describe-maintenance-windows --query WindowIdentities[].[Name,Schedule,Enabled]")
    same(sorted(found), [["monthly-image", "cron(0 4 ? * WED#2 *)", True], ["sunday-patching", "cron(0 2 ? * SUN *)", True]])
    named = "describe-maintenance-windows --filters Key=Name,Values=sunday-patching --query WindowIdentities[0].WindowId"
    on = f"--window-id {ssm(f'{named} --output text')}"
    tasks = ssm(f"describe-maintenance-window-tasks {on} --query Tasks[].[Priority,Name,MaxConcurrency,MaxErrors]")
    same(sorted(tasks), [[1, "scan", "100%", "100%"], [2, "install", "50%", "25%"]])
    [target] = ssm(f"describe-maintenance-window-targets {on}")["Targets"]
    same(target["Targets"], [{"Key": "tag:Patch Group", "Values": ["Production"]}])
    first = f"describe-maintenance-window-schedule {on} --max-items 1 --query ScheduledWindowExecutions[0].ExecutionTime"
    same(ssm(f"{first} --output text").split("\n")[0][10:16], "T02:00")


def associations():
    # Whether one has run depends on whether its calendars were open.
    found = ssm("list-associations --query Associations[].[Name,ScheduleExpression,AssociationId]")
    same(sorted(one[:2] for one in found), [
        ["AWS-ConfigureAWSPackage", "rate(1 day)"],
        ["AWS-GatherSoftwareInventory", "rate(12 hours)"],
        ["AWS-UpdateSSMAgent", "cron(0 3 ? * TUE *)"],
        ["AmazonCloudWatch-ManageAgent", "rate(1 day)"],
    ])
    id = next(id for name, _, id in found if name == "AWS-ConfigureAWSPackage")
    got = ssm(f"describe-association --association-id {id}")["AssociationDescription"]
    same(sorted(got["CalendarNames"]), ["estate-production-change-hours", "estate-production-freeze"])
    same((got["ComplianceSeverity"], got["MaxErrors"]), ("HIGH", "25%"))


def calendars():
    state = "get-calendar-state --query [State,NextTransitionTime] --calendar-names estate-production-freeze"
    same(ssm(f"{state} --at-time 2027-11-27T12:00:00Z"), ["CLOSED", "2027-11-30T05:00:00Z"])
    both = f"{state} estate-production-change-hours"
    same(ssm(f"{both} --at-time 2027-11-24T15:00:00Z"), ["OPEN", "2027-11-24T21:00:00Z"])


def documents():
    mine = "list-documents --filters Key=Owner,Values=Self --query DocumentIdentifiers[].[Name,DocumentType]"
    prefix = "estate-production"
    same(sorted(ssm(mine)), [
        ["SSM-SessionManagerRunShell", "Session"],
        [f"{prefix}-change-hours", "ChangeCalendar"],
        [f"{prefix}-freeze", "ChangeCalendar"],
        [f"{prefix}-make-image", "Automation"],
        [f"{prefix}-restart-service", "Command"],
        [f"{prefix}-restart-services", "Automation"],
    ])
    value = "get-parameter --name /AmazonCloudWatch-estate/production/linux --query Parameter.Value --output text"
    same(json.loads(ssm(value))["agent"], {"metrics_collection_interval": 60})


def account():
    value = "--query ServiceSetting.[SettingValue,Status]"
    for name, given in (("documents/console/public-sharing-permission", "Disable"), ("opsinsights/opscenter", "Enabled")):
        same(ssm(f"get-service-setting --setting-id /ssm/{name} {value}"), [given, "Customized"])
    [sync] = ssm("list-resource-data-sync --sync-type SyncToDestination")["ResourceDataSyncItems"]
    place = {"BucketName": "estate-inventory-123456789012", "Prefix": "production", "Region": "us-east-1", "SyncFormat": "JsonSerDe"}
    same((sync["SyncName"], sync["S3Destination"]), ("estate-production-inventory", place))
    same(ssm("list-resource-data-sync --sync-type SyncFromSource")["ResourceDataSyncItems"], [])


def resources():
    """Everything that Terraform can import: its type there, a name, and the id that it imports by."""
    yield "parameter", "linux", "/AmazonCloudWatch-estate/production/linux"
    for name in ssm("list-documents --filters Key=Owner,Values=Self --query DocumentIdentifiers[].Name"):
        yield "document", name, name
    for name, id in ssm("list-associations --query Associations[].[Name,AssociationId]"):
        yield "association", name, id
    for name, id in ssm(f"describe-patch-baselines {OWN} --query BaselineIdentities[].[BaselineName,BaselineId]"):
        yield "patch_baseline", name, id
    for setting in ("documents/console/public-sharing-permission", "opsinsights/opscenter"):
        arn = ssm(f"get-service-setting --setting-id /ssm/{setting} --query ServiceSetting.ARN --output text")
        yield "service_setting", setting.replace("/", "-"), arn
    for name in ssm("list-resource-data-sync --query ResourceDataSyncItems[].SyncName"):
        yield "resource_data_sync", name, name
    yield "default_patch_baseline", "linux", "AMAZON_LINUX_2023"
    for window, id in ssm("describe-maintenance-windows --query WindowIdentities[].[Name,WindowId]"):
        yield "maintenance_window", window, id
        of = f"--window-id {id} --query"
        for name, target in ssm(f"describe-maintenance-window-targets {of} Targets[].[Name,WindowTargetId]"):
            yield "maintenance_window_target", f"{window}-{name}", f"{id}/{target}"
        for name, task in ssm(f"describe-maintenance-window-tasks {of} Tasks[].[Name,WindowTaskId]"):
            yield "maintenance_window_task", f"{window}-{name}", f"{id}/{task}"


def taken_over(folder, mirror, endpoint):
    terraform = Terraform(folder, mirror, endpoint, "estate.tf")
    found = list(resources())
    imports = [f'import {{\n  to = aws_ssm_{kind}.{name}\n  id = "{id}"\n}}\n' for kind, name, id in found]
    (terraform.folder / "imports.tf").write_text("\n".join(imports))
    value = "get-parameter --name /AmazonCloudWatch-estate/production/linux"
    (terraform.folder / "agent.json").write_text(ssm(value)["Parameter"]["Value"])
    session = ssm("get-document --name SSM-SessionManagerRunShell")
    (terraform.folder / "session.json").write_text(session["Content"])
    terraform.run("init")
    said = terraform.run("plan", "-generate-config-out=generated.tf")
    plan = f"Plan: {len(found)} to import, 0 to add, 0 to change, 0 to destroy."
    same(re.findall("^Plan: .*$", said, re.M), [plan], said)
    print(plan)


def main(endpoint, trueup):
    with tempfile.TemporaryDirectory() as folder:
        build(trueup, folder)
    for part in (patching, windows, associations, calendars, documents, account):
        part()
        print("ok", part.__name__, flush=True)
    mirror = plugins(os.environ.get("TRUEUP_TERRAFORM_PLUGINS")) if shutil.which("terraform") else None
    if not mirror:
        print("Terraform on the estate: skipped, it or its AWS provider is not there")
        return
    with tempfile.TemporaryDirectory() as folder:
        taken_over(folder, mirror, endpoint)


if __name__ == "__main__":
    main(*sys.argv[1:])
