"""A fleet's instances, managed nodes and patches through boto3, against a sandbox that serves fixtures/fleets/webshop.yaml.

    python3 boto3_fleet.py http://127.0.0.1:PORT

Every operation that the sandbox covers of these is called, lists through boto3's paginators, and errors are
compared by code. What it tags it untags again. Exits with 1 at the first thing that is not as on AWS.
"""

import datetime
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ssm, ec2, tagging = (
    boto3.client(
        service,
        endpoint_url=sys.argv[1],
        region_name="us-east-1",
        aws_access_key_id="123456789012",
        aws_secret_access_key="none",
        config=Config(retries={"max_attempts": 0}),
    )
    for service in ("ssm", "ec2", "resourcegroupstaggingapi")
)
DATABASE, REPORTS, GONE = "i-0aaaabbbbccccdddd", "i-0bbbbccccddddeeee", "i-0ffffffffffffffff"
PRINTER = "mi-0123456789abcdef0"


def same(found, expected, what=""):
    if found != expected:
        raise SystemExit(f"{what}\n  found    {found!r}\n  expected {expected!r}")


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        same(error.response["Error"]["Code"], code, str(error))
        return error.response["Error"]["Message"]
    raise SystemExit(f"{call.__name__} {arguments} was to be refused with {code}")


def instances(*filters, **arguments):
    if filters:
        arguments["Filters"] = [{"Name": name, "Values": values} for name, values in filters]
    pages = ec2.get_paginator("describe_instances").paginate(**arguments)
    return [instance for page in pages for one in page["Reservations"] for instance in one["Instances"]]


def tags_of(instance):
    return {tag["Key"]: tag["Value"] for tag in instance.get("Tags", [])}


def ec2_reads():
    same(len(instances()), 14)
    same(len(instances(PaginationConfig={"PageSize": 5})), 14)
    same(len(instances(("tag:Environment", ["Production"]), ("instance-state-name", ["running"]))), 10)
    same(len(instances(("tag:Role", ["w*"]))), 10)
    same(len(instances(("tag-key", ["Patch Group"]))), 8)
    (database,) = instances(InstanceIds=[DATABASE])
    same(database["State"], {"Code": 16, "Name": "running"})
    same(database["MetadataOptions"]["InstanceMetadataTags"], "enabled")
    same(type(database["LaunchTime"]), datetime.datetime)
    same(tags_of(database)["Name"], "database")
    same("Tags" in instances(("instance-state-name", ["terminated"]))[0], False)
    same(instances(InstanceIds=[REPORTS])[0]["Platform"], "windows")
    ec2.get_waiter("instance_running").wait(InstanceIds=[DATABASE], WaiterConfig={"MaxAttempts": 1})
    refused("InvalidInstanceID.NotFound", ec2.describe_instances, InstanceIds=[GONE])
    refused("InvalidInstanceID.Malformed", ec2.describe_instances, InstanceIds=["i-1"])
    refused("InvalidParameterValue", ec2.describe_instances, MaxResults=4)
    refused("InvalidParameterCombination", ec2.describe_instances, MaxResults=5, InstanceIds=[DATABASE])
    refused("InvalidParameterValue", ec2.describe_instances, Filters=[{"Name": "colour", "Values": ["red"]}])
    refused("DryRunOperation", ec2.describe_instances, DryRun=True)
    refused("InvalidAction", ec2.describe_volumes)


def ec2_tags():
    two = [DATABASE, REPORTS]
    ec2.create_tags(Resources=two, Tags=[{"Key": "PatchGroup", "Value": "Night"}, {"Key": "Empty", "Value": ""}])
    same({one["InstanceId"] for one in instances(("tag:PatchGroup", ["Night"]))}, set(two))
    refused("InvalidInstanceID.NotFound", ec2.create_tags, Resources=[REPORTS, GONE], Tags=[{"Key": "a", "Value": "b"}])
    refused("InvalidParameterValue", ec2.create_tags, Resources=two, Tags=[{"Key": "Patch Group", "Value": "Night"}])
    refused("InvalidParameterValue", ec2.create_tags, Resources=two, Tags=[{"Key": "aws:x", "Value": ""}])
    found = ec2.get_paginator("describe_tags").paginate(Filters=[{"Name": "resource-id", "Values": [REPORTS]}])
    found = {tag["Key"]: tag["Value"] for page in found for tag in page["Tags"]}
    same(found, {"Name": "reports", "Environment": "Production", "PatchGroup": "Night", "Empty": ""})
    by_tag = tagging.get_resources(TagFilters=[{"Key": "PatchGroup"}], ResourceTypeFilters=["ec2:instance"])
    same(len(by_tag["ResourceTagMappingList"]), 2)
    ec2.delete_tags(Resources=two, Tags=[{"Key": "PatchGroup", "Value": "Day"}])
    same(len(instances(("tag-key", ["PatchGroup"]))), 2)
    ec2.delete_tags(Resources=two, Tags=[{"Key": "PatchGroup"}, {"Key": "Empty", "Value": ""}])
    same(len(instances(("tag-key", ["PatchGroup", "Empty"]))), 0)


def nodes(**filters):
    filters = [{"Key": key, "Values": values} for key, values in filters.items()]
    pages = ssm.get_paginator("describe_instance_information").paginate(Filters=filters)
    return [node for page in pages for node in page["InstanceInformationList"]]


def ssm_nodes():
    same(len(nodes()), 13)
    same([node["ComputerName"][:3] for node in nodes(PlatformTypes=["Windows"])], ["ip-"])
    same([node["InstanceId"] for node in nodes(ResourceType=["ManagedInstance"])], [PRINTER])
    same(len(nodes(PingStatus=["ConnectionLost"])), 1)
    same(len(nodes(**{"tag:Patch Group": ["Production"]})), 9)
    refused("InvalidFilterKey", ssm.describe_instance_information, Filters=[{"Key": "Colour", "Values": ["x"]}])
    refused("ValidationException", ssm.describe_instance_information, MaxResults=51)
    tag = {"ResourceType": "ManagedInstance", "ResourceId": PRINTER}
    ssm.add_tags_to_resource(**tag, Tags=[{"Key": "Floor", "Value": "2"}])
    same(len(nodes(**{"tag:Floor": ["2"]})), 1)
    ssm.remove_tags_from_resource(**tag, TagKeys=["Floor"])
    refused("ValidationException", ssm.list_tags_for_resource, ResourceType="ManagedInstance", ResourceId=DATABASE)


def ssm_patches():
    group = ssm.describe_patch_group_state(PatchGroup="Production")
    same((group["Instances"], group["InstancesWithMissingPatches"]), (9, 3))
    same(ssm.describe_patch_group_state(PatchGroup="Nobody")["Instances"], 0)
    missing = [{"Key": "MissingCount", "Values": ["0"], "Type": "GreaterThan"}]
    pages = ssm.get_paginator("describe_instance_patch_states_for_patch_group")
    found = [one for page in pages.paginate(PatchGroup="Production", Filters=missing) for one in page["InstancePatchStates"]]
    same([one["MissingCount"] for one in found], [1, 1, 4])
    same(type(found[0]["OperationEndTime"]), datetime.datetime)
    worker = found[0]["InstanceId"]
    pages = ssm.get_paginator("describe_instance_patch_states").paginate(InstanceIds=[worker, REPORTS])
    same([one["InstanceId"] for page in pages for one in page["InstancePatchStates"]], [worker])
    pages = ssm.get_paginator("describe_instance_patches").paginate(InstanceId=worker)
    same([one["State"] for page in pages for one in page["Patches"]], ["Missing", "InstalledPendingReboot"])
    refused("InvalidInstanceId", ssm.describe_instance_patches, InstanceId=GONE)


ec2_reads()
ec2_tags()
ssm_nodes()
ssm_patches()
