"""The AWS CLI on every operation that the sandbox covers, as people type it from the AWS guides.

    AWS_ENDPOINT_URL=http://127.0.0.1:PORT python3 aws_cli.py

The CLI's own entry point is called in one process, since starting it anew for each command takes most of the
time; its executable is run once. Exits with 1 at the first thing that is not as on AWS.
"""

import contextlib
import datetime
import io
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

from awscli.clidriver import create_clidriver

from checks import same


DRIVER = create_clidriver()


def run(command):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = DRIVER.main(shlex.split(command))
    return code, out.getvalue(), err.getvalue()


def aws(command):
    """What a command prints: JSON, or the bare text where `--output text` is asked for."""
    code, out, err = run(command)
    if code:
        raise SystemExit(f"aws {command}\nexits {code}: {err}")
    if "--output text" in command:
        return out.strip()
    return json.loads(out) if out.strip() else None


def ssm(command):
    return aws(f"ssm {command}")


def refused(error, command):
    code, out, err = run(f"ssm {command}")
    if not code or f"({error})" not in err:
        raise SystemExit(f"aws ssm {command}\nwas to be refused with {error}, exits {code}: {out}{err}")


def file(name, content):
    pathlib.Path(name).write_text(content)
    return f"file://{name}"


def executable():
    path = pathlib.Path(sys.executable).parent / "aws"
    done = subprocess.run([path, "sts", "get-caller-identity"], capture_output=True, text=True, check=True)
    same(json.loads(done.stdout)["Account"], os.environ["AWS_ACCESS_KEY_ID"])


def parameters():
    put = "put-parameter --name /shop/port --value 3306"
    same(ssm(f"{put} --type String"), {"Version": 1, "Tier": "Standard"})
    refused("ParameterAlreadyExists", f"{put} --type String")
    same(ssm(f"{put} --overwrite")["Version"], 2)
    ssm("put-parameter --name /shop/key --value hunter2 --type SecureString")
    get = "get-parameter --name /shop/key"
    same(ssm(get)["Parameter"]["Value"] == "hunter2", False)
    same(ssm(f"{get} --with-decryption --query Parameter.Value --output text"), "hunter2")
    names = "--query Parameters[].Name --output text"
    same(ssm(f"get-parameters-by-path --path /shop {names}"), "/shop/key\t/shop/port")
    same(ssm("get-parameters --names /shop/port /shop/none")["InvalidParameters"], ["/shop/none"])
    label = "label-parameter-version --name /shop/port --labels stable 1bad"
    same(ssm(label)["InvalidLabels"], ["1bad"])
    same(ssm("get-parameter --name /shop/port:stable")["Parameter"]["Version"], 2)
    history = ssm("get-parameter-history --name /shop/port --page-size 1")["Parameters"]
    same([one["Labels"] for one in history], [[], ["stable"]])
    unlabel = "unlabel-parameter-version --name /shop/port --parameter-version 2 --labels stable"
    same(ssm(unlabel)["RemovedLabels"], ["stable"])
    tagged = "--resource-type Parameter --resource-id /shop/port"
    ssm(f"add-tags-to-resource {tagged} --tags Key=Team,Value=shop Key=Stage,Value=test")
    ssm(f"remove-tags-from-resource {tagged} --tag-keys Stage")
    same(ssm(f"list-tags-for-resource {tagged}")["TagList"], [{"Key": "Team", "Value": "shop"}])
    filters = "--parameter-filters Key=tag:Team,Values=shop"
    same(ssm(f"describe-parameters {filters} {names}"), "/shop/port")


def tagging():
    api = "resourcegroupstaggingapi"
    arn = "arn:aws:ssm:us-east-1:123456789012:parameter/shop/key"
    same(aws(f"{api} tag-resources --resource-arn-list {arn} --tags Team=web,Cost=x")["FailedResourcesMap"], {})
    same(aws(f"{api} untag-resources --resource-arn-list {arn} --tag-keys Cost")["FailedResourcesMap"], {})
    assert "Team" in aws(f"{api} get-tag-keys --query TagKeys --output text").split()
    same(aws(f"{api} get-tag-values --key Team")["TagValues"], ["shop", "web"])
    found = aws(f"{api} get-resources --tag-filters Key=Team --page-size 1")
    same(len(found["ResourceTagMappingList"]), 2)
    refused("ParameterNotFound", "delete-parameter --name /shop/nowhere")
    ssm("delete-parameter --name /shop/port")
    same(ssm("delete-parameters --names /shop/port /shop/key")["DeletedParameters"], ["/shop/key"])


def identities():
    same(aws("sts get-caller-identity --query Account --output text"), "123456789012")
    role = "--role-arn arn:aws:iam::210987654321:role/deploy --role-session-name me"
    same(aws(f"sts assume-role {role}")["AssumedRoleUser"]["Arn"].split(":")[4], "210987654321")


def settings():
    tier = "--setting-id arn:aws:ssm:us-east-1:123456789012:servicesetting/ssm/parameter-store/high-throughput-enabled"
    same(ssm(f"get-service-setting {tier}")["ServiceSetting"]["Status"], "Default")
    ssm(f"update-service-setting {tier} --setting-value true")
    same(ssm(f"get-service-setting {tier}")["ServiceSetting"]["SettingValue"], "true")
    same(ssm(f"reset-service-setting {tier}")["ServiceSetting"]["Status"], "Default")


COMMAND = """\
schemaVersion: '2.2'
parameters:
  service: {type: String}
mainSteps:
  - {action: aws:runShellScript, name: restart, inputs: {runCommand: ['systemctl restart {{ service }}']}}
"""


def documents():
    create = f"create-document --name restart --document-format YAML --content {file('one.yaml', COMMAND)}"
    same(ssm(f"{create} --document-type Command")["DocumentDescription"]["Status"], "Creating")
    update = "update-document --name restart --document-format YAML --document-version $LATEST"
    ssm(f"{update} --content {file('two.yaml', COMMAND + '# again')}")
    refused("DuplicateDocumentContent", f"{update} --content file://two.yaml")
    ssm("update-document-default-version --name restart --document-version 2")
    same(ssm("describe-document --name restart")["Document"]["DefaultVersion"], "2")
    yaml = "get-document --name restart --document-format YAML --query Content --output text"
    same(ssm(yaml), COMMAND + "# again")
    same(json.loads(ssm("get-document --name restart")["Content"])["schemaVersion"], "2.2")
    same(len(ssm("list-document-versions --name restart --page-size 1")["DocumentVersions"]), 2)
    listed = "list-documents --filters Key=Owner,Values=Self --query DocumentIdentifiers[].Name --output text"
    same(ssm(listed), "restart")
    share = "document-permission --name restart --permission-type Share"
    ssm(f"modify-{share} --account-ids-to-add 210987654321")
    same(ssm(f"describe-{share}")["AccountIds"], ["210987654321"])
    ssm(f"modify-{share} --account-ids-to-remove 210987654321")
    refused("InvalidDocument", "describe-document --name nowhere")


CALENDAR = """\
BEGIN:VCALENDAR
PRODID:-//AWS//Change Calendar 1.0//EN
VERSION:2.0
X-CALENDAR-TYPE:DEFAULT_OPEN
BEGIN:VEVENT
DTSTAMP:20270101T000000Z
UID:1
SUMMARY:Freeze
DTSTART:20271126T000000Z
DTEND:20271129T000000Z
END:VEVENT
END:VCALENDAR
"""


def calendars():
    create = "create-document --name freeze --document-type ChangeCalendar --document-format TEXT"
    ssm(f"{create} --content {file('freeze.ics', CALENDAR)}")
    state = "get-calendar-state --calendar-names freeze --at-time"
    same(ssm(f"{state} 2027-11-27T00:00:00Z")["State"], "CLOSED")
    same(ssm(f"{state} 2027-11-01T00:00:00Z")["NextTransitionTime"], "2027-11-26T00:00:00Z")
    ssm("delete-document --name freeze")


def associations():
    create = "create-association --name restart --association-name web --targets Key=tag:Role,Values=web"
    made = ssm(f"{create} --parameters service=nginx --schedule-expression 'rate(1 day)'")
    one = f"--association-id {made['AssociationDescription']['AssociationId']}"
    same(ssm(f"describe-association {one}")["AssociationDescription"]["Parameters"], {"service": ["nginx"]})
    update = f"update-association {one} --parameters service=httpd --targets Key=InstanceIds,Values=*"
    same(ssm(update)["AssociationDescription"]["AssociationVersion"], "2")
    named = "--association-filter-list key=Name,value=restart --query Associations[].AssociationVersion"
    same(ssm(f"list-associations {named}"), ["2"])
    same(len(ssm(f"list-association-versions {one} --page-size 1")["AssociationVersions"]), 2)
    ssm(f"start-associations-once --association-ids {one.split()[1]}")
    same(len(ssm(f"describe-association-executions {one} --page-size 1")["AssociationExecutions"]), 3)
    refused("AssociatedInstances", "delete-document --name restart")
    ssm(f"delete-association {one}")
    refused("AssociationDoesNotExist", f"describe-association {one}")
    ssm("delete-document --name restart")


def windows():
    create = "create-maintenance-window --name sunday --schedule 'cron(0 3 ? * SUN *)' --duration 4 --cutoff 1"
    window = ssm(f"{create} --no-allow-unassociated-targets --query WindowId --output text")
    on = f"--window-id {window}"
    same(ssm(f"get-maintenance-window {on}")["Cutoff"], 1)
    ssm(f"update-maintenance-window {on} --schedule-timezone Europe/Berlin --no-enabled")
    disabled = "describe-maintenance-windows --filters Key=Enabled,Values=false"
    same([one["WindowId"] for one in ssm(disabled)["WindowIdentities"]], [window])
    register = f"register-target-with-maintenance-window {on} --resource-type INSTANCE"
    target = ssm(f"{register} --targets Key=tag:Role,Values=web --query WindowTargetId --output text")
    ssm(f"update-maintenance-window-target {on} --window-target-id {target} --name web")
    same(ssm(f"describe-maintenance-window-targets {on}")["Targets"][0]["Name"], "web")
    of = "describe-maintenance-windows-for-target --resource-type INSTANCE --targets Key=tag:Role,Values=web"
    same(len(ssm(of)["WindowIdentities"]), 1)
    parameters = "RunCommand={Parameters={Operation=[Scan]}}"
    register = f"register-task-with-maintenance-window {on} --task-type RUN_COMMAND --task-arn AWS-RunPatchBaseline"
    register += f" --targets Key=WindowTargetIds,Values={target} --task-invocation-parameters '{parameters}'"
    task = ssm(f"{register} --max-concurrency 50% --max-errors 25% --query WindowTaskId --output text")
    this = f"{on} --window-task-id {task}"
    ssm(f"update-maintenance-window-task {this} --priority 5")
    same(ssm(f"get-maintenance-window-task {this}")["Priority"], 5)
    same(ssm(f"describe-maintenance-window-tasks {on}")["Tasks"][0]["Type"], "RUN_COMMAND")
    same(len(ssm(f"describe-maintenance-window-schedule {on} --max-items 3")["ScheduledWindowExecutions"]), 0)
    ssm(f"update-maintenance-window {on} --enabled")
    same(len(ssm(f"describe-maintenance-window-schedule {on} --max-items 3")["ScheduledWindowExecutions"]), 3)
    safe = f"deregister-target-from-maintenance-window {on} --window-target-id {target}"
    refused("TargetInUseException", f"{safe} --safe")
    executions(on)
    ssm(f"deregister-task-from-maintenance-window {this}")
    ssm(f"{safe} --safe")
    ssm(f"delete-maintenance-window {on}")
    refused("DoesNotExistException", f"get-maintenance-window {on}")


def executions(on):
    """Nothing runs here: lists are empty, and a single one does not exist."""
    same(ssm(f"describe-maintenance-window-executions {on}")["WindowExecutions"], [])
    run = "--window-execution-id 11111111-2222-3333-4444-555555555555"
    task = f"{run} --task-id 11111111-2222-3333-4444-555555555556"
    refused("DoesNotExistException", f"get-maintenance-window-execution {run}")
    refused("DoesNotExistException", f"get-maintenance-window-execution-task {task}")
    invocation = f"get-maintenance-window-execution-task-invocation {task}"
    refused("DoesNotExistException", f"{invocation} --invocation-id 11111111-2222-3333-4444-555555555557")
    refused("DoesNotExistException", f"describe-maintenance-window-execution-tasks {run}")
    refused("DoesNotExistException", f"describe-maintenance-window-execution-task-invocations {task}")
    refused("DoesNotExistException", f"cancel-maintenance-window-execution {run}")


def patching():
    rules = "PatchRules=[{PatchFilterGroup={PatchFilters=[{Key=CLASSIFICATION,Values=[Security]}]},ApproveAfterDays=7}]"
    create = f"create-patch-baseline --name web --operating-system AMAZON_LINUX_2023 --approval-rules '{rules}'"
    one = f"--baseline-id {ssm(f'{create} --tags Key=Team,Value=web --query BaselineId --output text')}"
    same(ssm(f"update-patch-baseline {one} --rejected-patches 'kernel*'")["RejectedPatches"], ["kernel*"])
    same(ssm(f"get-patch-baseline {one}")["ApprovalRules"]["PatchRules"][0]["ApproveAfterDays"], 7)
    mine = "describe-patch-baselines --filters Key=OWNER,Values=Self --query BaselineIdentities[].BaselineName"
    same(ssm(mine), ["web"])
    same(ssm(f"register-default-patch-baseline {one}")["BaselineId"], one.split()[1])
    default = "get-default-patch-baseline --operating-system AMAZON_LINUX_2023 --query BaselineId --output text"
    same(ssm(default), one.split()[1])
    group = "--patch-group 'Production Servers'"
    ssm(f"register-patch-baseline-for-patch-group {one} {group}")
    of = f"get-patch-baseline-for-patch-group {group} --operating-system AMAZON_LINUX_2023"
    same(ssm(of)["BaselineId"], one.split()[1])
    same(len(ssm("describe-patch-groups")["Mappings"]), 1)
    refused("ResourceInUseException", f"delete-patch-baseline {one}")
    ssm(f"deregister-patch-baseline-for-patch-group {one} {group}")
    aws_own = "describe-patch-baselines --filters Key=OWNER,Values=AWS Key=OPERATING_SYSTEM,Values=AMAZON_LINUX_2023"
    own = ssm(f"{aws_own} --query BaselineIdentities[0].BaselineId --output text")
    ssm(f"register-default-patch-baseline --baseline-id {own}")
    ssm(f"delete-patch-baseline {one}")


def fleet():
    """The nodes of fixtures/fleets/webshop.yaml."""
    same(len(ssm("describe-instance-information --page-size 5")["InstanceInformationList"]), 13)
    ids = "--query Reservations[].Instances[].InstanceId --output text"
    reports = aws(f"ec2 describe-instances --filters Name=tag:Name,Values=reports {ids}")
    aws(f"ec2 create-tags --resources {reports} --tags Key=PatchGroup,Value=Night")
    same(aws(f"ec2 describe-instances --filters Name=tag:PatchGroup,Values=Night {ids}"), reports)
    tags = f"ec2 describe-tags --filters Name=resource-id,Values={reports} Name=key,Values=PatchGroup"
    same([tag["Value"] for tag in aws(tags)["Tags"]], ["Night"])
    aws(f"ec2 delete-tags --resources {reports} --tags Key=PatchGroup")
    same(aws(tags)["Tags"], [])
    state = ssm("describe-patch-group-state --patch-group Production")
    same((state["Instances"], state["InstancesWithMissingPatches"]), (9, 3))
    missing = "--filters Key=MissingCount,Values=0,Type=GreaterThan --query InstancePatchStates[].InstanceId"
    lacking = ssm(f"describe-instance-patch-states-for-patch-group --patch-group Production {missing}")
    states = ssm(f"describe-instance-patch-states --instance-ids {' '.join(lacking)}")["InstancePatchStates"]
    same(sorted(one["MissingCount"] for one in states), [1, 1, 4])
    same(ssm(f"describe-instance-patches --instance-id {lacking[0]} --query Patches[].State")[0], "Missing")


def activations():
    create = "create-activation --iam-role service-role/Machines --default-instance-name till --registration-limit 10"
    tomorrow = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
    one = ssm(f"{create} --tags Key=Team,Value=shop --expiration-date {tomorrow.isoformat()}")
    same(len(one["ActivationCode"]), 20)
    filters = "--filters FilterKey=DefaultInstanceName,FilterValues=till"
    same(ssm(f"describe-activations {filters}")["ActivationList"][0]["ActivationId"], one["ActivationId"])
    ssm(f"delete-activation --activation-id {one['ActivationId']}")
    refused("InvalidActivation", f"delete-activation --activation-id {one['ActivationId']}")


def resource_data_syncs():
    place = "BucketName=inventory,SyncFormat=JsonSerDe,Region=us-east-1"
    ssm(f"create-resource-data-sync --sync-name inventory --s3-destination {place}")
    kind = "--sync-type SyncFromSource"
    source = "SourceType=SingleAccountMultiRegions,SourceRegions"
    ssm(f"create-resource-data-sync --sync-name explorer {kind} --sync-source {source}=us-east-1")
    ssm(f"update-resource-data-sync --sync-name explorer {kind} --sync-source {source}=us-east-1,eu-west-1")
    refused("ResourceDataSyncAlreadyExistsException", f"create-resource-data-sync --sync-name inventory --s3-destination {place}")
    names = "list-resource-data-sync --page-size 1 --query ResourceDataSyncItems[].SyncName"
    same(ssm(names), ["explorer", "inventory"])
    refused("ResourceDataSyncInvalidConfigurationException",
            f"update-resource-data-sync --sync-name explorer {kind} --sync-source SourceType=AwsOrganizations,SourceRegions=us-east-1,"
            "AwsOrganizationsSource={OrganizationSourceType=EntireOrganization}")
    ssm(f"create-resource-data-sync --sync-name inventory {kind} --sync-source {source}=us-east-1")
    same(ssm(f"list-resource-data-sync {kind} --query ResourceDataSyncItems[].SyncName"), ["explorer", "inventory"])
    ssm(f"delete-resource-data-sync --sync-name inventory {kind}")
    same(ssm(names), ["explorer", "inventory"])
    ssm(f"delete-resource-data-sync --sync-name explorer {kind}")
    ssm("delete-resource-data-sync --sync-name inventory")
    refused("ResourceDataSyncNotFoundException", "delete-resource-data-sync --sync-name inventory")


def ops_items():
    said = "--title Disk --description Full --source monitor --severity 2"
    data = json.dumps({"/aws/dedup": {"Value": '{"dedupString": "disk"}', "Type": "SearchableString"}})
    pathlib.Path("data.json").write_text(data)
    made = ssm(f"create-ops-item {said} --operational-data file://data.json")["OpsItemId"]
    refused("OpsItemAlreadyExistsException", f"create-ops-item {said} --operational-data file://data.json")
    on = f"--ops-item-id {made}"
    ssm(f"update-ops-item {on} --status InProgress --priority 1")
    same(ssm(f"get-ops-item {on} --query OpsItem.[Status,Priority,Version]"), ["InProgress", 1, "2"])
    listed = "describe-ops-items --query OpsItemSummaries[].OpsItemId --ops-item-filters"
    same(ssm(f"{listed} Key=Status,Values=InProgress,Operator=Equal"), [made])
    same(ssm(f"{listed} Key=Status,Values=Resolved,Operator=Equal"), [])
    related = "--association-type RelatesTo --resource-type AWS::SSM::Document"
    uri = "--resource-uri arn:aws:ssm:us-east-1:123456789012:document/Fix"
    one = ssm(f"associate-ops-item-related-item {on} {related} {uri}")["AssociationId"]
    same(ssm(f"list-ops-item-related-items {on} --query Summaries[].AssociationId"), [one])
    ssm(f"disassociate-ops-item-related-item {on} --association-id {one}")
    same(ssm("list-ops-item-events --query Summaries[].DetailType"), ["OpsItem Create", "OpsItem Update"])
    by = f"--lookup-attributes AttributeKey=ResourceName,AttributeValue={made}"
    names = aws(f"cloudtrail lookup-events {by} --query Events[].EventName")
    same(names[-2:], ["UpdateOpsItem", "CreateOpsItem"])
    ssm(f"delete-ops-item {on}")
    refused("OpsItemNotFoundException", f"get-ops-item {on}")


def secrets():
    on = "--secret-id shop/db"
    made = aws("secretsmanager create-secret --name shop/db --secret-string hunter2")
    put = aws(f"secretsmanager put-secret-value {on} --secret-string hunter3")
    value = f"secretsmanager get-secret-value {on} --query SecretString --output text"
    same((aws(value), aws(f"{value} --version-stage AWSPREVIOUS")), ("hunter3", "hunter2"))
    move = f"--remove-from-version-id {put['VersionId']} --move-to-version-id {made['VersionId']}"
    aws(f"secretsmanager update-secret-version-stage {on} --version-stage AWSCURRENT {move}")
    same(aws(value), "hunter2")
    stages = aws(f"secretsmanager describe-secret {on}")["VersionIdsToStages"]
    same(stages[made["VersionId"]], ["AWSCURRENT"])
    same(aws("secretsmanager list-secrets --query SecretList[].Name"), ["shop/db"])
    aws(f"secretsmanager delete-secret {on} --force-delete-without-recovery")
    code, out, err = run(f"secretsmanager get-secret-value {on}")
    same((code != 0, "(ResourceNotFoundException)" in err), (True, True), out + err)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for part in (executable, parameters, tagging, identities, settings, documents, calendars, associations, windows,
                     patching, fleet, activations, resource_data_syncs, ops_items, secrets):
            part()
            print("ok", part.__name__, flush=True)
        os.chdir("/")


if __name__ == "__main__":
    main()
