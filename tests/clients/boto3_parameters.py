"""Parameters, tags, settings, the tagging API and STS through boto3, against a sandbox that is served.

    python3 boto3_parameters.py http://127.0.0.1:PORT

Every operation that the sandbox covers of these is called, lists through boto3's paginators, and errors are
compared by code. It takes an account and region of its own, so it can run again on the same sandbox.
Exits with 1 at the first thing that is not as on AWS.
"""

import json
import sys
from datetime import datetime, timedelta, timezone

from checks import REGION, client, fresh_account, listed, refused, same

ENDPOINT = sys.argv[1]
ACCOUNT = fresh_account()

ssm, tagging, sts = (client(ENDPOINT, service, ACCOUNT) for service in ("ssm", "resourcegroupstaggingapi", "sts"))


def names(items):
    return [item["Name"] for item in items]


def arn(name):
    return f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter{name}"


def parameters():
    put = ssm.put_parameter(
        Name="/shop/port", Value="80", Type="String", Description="The port", AllowedPattern=r"\d+", Tier="Standard",
        Tags=[{"Key": "team", "Value": "web"}],
    )
    same((put["Version"], put["Tier"]), (1, "Standard"))
    same(ssm.put_parameter(Name="/shop/port", Value="81", Overwrite=True)["Version"], 2)
    read = ssm.get_parameter(Name="/shop/port")["Parameter"]
    age = datetime.now(timezone.utc) - read.pop("LastModifiedDate")
    same(abs(age) < timedelta(minutes=5), True, f"changed {age} ago")
    same(read, {
        "Name": "/shop/port", "Type": "String", "Value": "81", "Version": 2, "ARN": arn("/shop/port"),
        "DataType": "text",
    })
    ssm.put_parameter(Name="secret", Value="geheim", Type="SecureString", KeyId="alias/own")
    same(ssm.get_parameter(Name="/secret", WithDecryption=True)["Parameter"]["Value"], "geheim")
    same("geheim" in ssm.get_parameter(Name="secret")["Parameter"]["Value"], False)
    ssm.put_parameter(Name="list", Value="a,b", Type="StringList")
    many = ssm.get_parameters(Names=["list", "none", "/shop/port:1"], WithDecryption=True)
    same([(one["Name"], one["Value"]) for one in many["Parameters"]], [("/shop/port", "80"), ("list", "a,b")])
    same(many["InvalidParameters"], ["none"])

    message = refused("ParameterAlreadyExists", ssm.put_parameter, Name="list", Value="x", Type="String")
    same(message.startswith("The parameter already exists."), True, message)
    same(refused("ParameterNotFound", ssm.get_parameter, Name="none"), "")
    refused("ParameterVersionNotFound", ssm.get_parameter, Name="list:7")
    refused("ParameterPatternMismatchException", ssm.put_parameter, Name="/shop/port", Value="x", Overwrite=True)
    refused("ValidationException", ssm.put_parameter, Name="typeless", Value="x")
    refused("ValidationException", ssm.put_parameter, Name="ssm-x", Value="x", Type="String")
    refused("ValidationException", ssm.put_parameter, Name="x", Value="x", Type="Text")
    refused("ValidationException", ssm.get_parameters, Names=[f"n{number}" for number in range(11)])
    refused("HierarchyLevelLimitExceededException", ssm.put_parameter, Name="/x" * 16, Value="x", Type="String")
    refused("InvalidKeyId", ssm.put_parameter, Name="x", Value="x", Type="SecureString", KeyId="nonsense")


def lists():
    for number in range(120):
        ssm.put_parameter(Name=f"/many/{number:03}/value", Value="x", Type="String")
    wanted = [f"/many/{number:03}/value" for number in range(120)]
    beginning = [{"Key": "Name", "Option": "BeginsWith", "Values": ["/many"]}]
    same(names(listed(ssm, "describe_parameters", "Parameters", ParameterFilters=beginning)), wanted)
    same(names(listed(ssm, "get_parameters_by_path", "Parameters", Path="/many", Recursive=True)), wanted)
    same(names(listed(ssm, "get_parameters_by_path", "Parameters", Path="/many")), [])
    web = [{"Key": "tag:team", "Values": ["web"]}]
    described = listed(ssm, "describe_parameters", "Parameters", ParameterFilters=web)
    for item in described:
        item.pop("LastModifiedDate")
    same(described, [{
        "Name": "/shop/port", "ARN": arn("/shop/port"), "Type": "String", "Description": "The port",
        "LastModifiedUser": f"arn:aws:iam::{ACCOUNT}:user/sandbox", "AllowedPattern": r"\d+", "Version": 2,
        "Tier": "Standard", "Policies": [], "DataType": "text",
    }])
    refused("InvalidFilterKey", ssm.describe_parameters, ParameterFilters=[{"Key": "Label", "Values": ["x"]}])
    refused("InvalidFilterOption", ssm.describe_parameters,
            ParameterFilters=[{"Key": "Path", "Option": "Equals", "Values": ["/x"]}])
    refused("ValidationException", ssm.get_parameters_by_path, Path="many")
    public = "/aws/service/global-infrastructure/regions"
    same(len(listed(ssm, "get_parameters_by_path", "Parameters", Path=public)) > 0, True)


def versions():
    for version in range(2, 13):
        ssm.put_parameter(Name="list", Value=str(version), Overwrite=True)
    labelled = ssm.label_parameter_version(Name="list", ParameterVersion=3, Labels=["good", "1bad"])
    same((labelled["ParameterVersion"], labelled["InvalidLabels"]), (3, ["1bad"]))
    same(ssm.get_parameter(Name="list:good")["Parameter"]["Selector"], ":good")
    history = listed(ssm, "get_parameter_history", "Parameters", Name="list", PaginationConfig={"PageSize": 5})
    same([(one["Version"], one["Labels"]) for one in history],
         [(version, ["good"] if version == 3 else []) for version in range(1, 13)])
    off = ssm.unlabel_parameter_version(Name="list", ParameterVersion=3, Labels=["good", "other"])
    same((off["RemovedLabels"], off["InvalidLabels"]), (["good"], ["other"]))


def policies():
    expiration = {"Type": "Expiration", "Version": "1.0", "Attributes": {"Timestamp": "2099-01-01T00:00:00.000Z"}}
    put = ssm.put_parameter(Name="expires", Value="x", Type="String", Tier="Intelligent-Tiering",
                            Policies=json.dumps([expiration]))
    same(put["Tier"], "Advanced")
    only = [{"Key": "Name", "Values": ["expires"]}]
    shown = ssm.describe_parameters(ParameterFilters=only)["Parameters"][0]["Policies"]
    same([(one["PolicyType"], one["PolicyStatus"]) for one in shown], [("Expiration", "Pending")])
    same(json.loads(shown[0]["PolicyText"]), expiration)
    twice = json.dumps([expiration, expiration])
    refused("IncompatiblePolicyException", ssm.put_parameter, Name="expires", Value="x", Overwrite=True, Policies=twice)


def tags():
    on = {"ResourceType": "Parameter", "ResourceId": "/shop/port"}
    ssm.add_tags_to_resource(**on, Tags=[{"Key": "team", "Value": "shop"}, {"Key": "cost", "Value": ""}])
    same(ssm.list_tags_for_resource(**on)["TagList"], [{"Key": "team", "Value": "shop"}, {"Key": "cost", "Value": ""}])
    ssm.remove_tags_from_resource(**on, TagKeys=["cost", "none"])
    same(ssm.list_tags_for_resource(**on)["TagList"], [{"Key": "team", "Value": "shop"}])
    refused("InvalidResourceId", ssm.list_tags_for_resource, ResourceType="Parameter", ResourceId="none")

    arns = [arn(f"/many/{number:03}/value") for number in range(120)]
    for at in range(0, 120, 20):
        reply = tagging.tag_resources(ResourceARNList=arns[at:at + 20], Tags={"many": "yes"})
        same(reply["FailedResourcesMap"], {})
    found = listed(tagging, "get_resources", "ResourceTagMappingList",
                  TagFilters=[{"Key": "many", "Values": ["yes"]}], ResourceTypeFilters=["ssm:parameter"])
    same([one["ResourceARN"] for one in found], arns)
    same(tagging.get_tag_values(Key="team")["TagValues"], ["shop"])
    same(tagging.get_tag_keys()["TagKeys"], ["many", "team"])
    reply = tagging.untag_resources(ResourceARNList=[arns[0], arn("/none")], TagKeys=["many"])
    same(list(reply["FailedResourcesMap"]), [arn("/none")])
    refused("InvalidParameterException", tagging.get_resources, ResourceARNList=arns[:1], TagFilters=[{"Key": "many"}])


def service_settings():
    tier = "/ssm/parameter-store/default-parameter-tier"
    same(ssm.get_service_setting(SettingId=tier)["ServiceSetting"]["Status"], "Default")
    ssm.update_service_setting(SettingId=tier, SettingValue="Advanced")
    same(ssm.put_parameter(Name="advanced", Value="x", Type="String")["Tier"], "Advanced")
    setting = ssm.reset_service_setting(SettingId=tier)["ServiceSetting"]
    same((setting["SettingValue"], setting["Status"]), ("Standard", "Default"))
    refused("ServiceSettingNotFound", ssm.get_service_setting, SettingId="/ssm/none")


def identities():
    same(sts.get_caller_identity()["Account"], ACCOUNT)
    role = sts.assume_role(RoleArn="arn:aws:iam::210987654321:role/deploy", RoleSessionName="session")
    keys = role["Credentials"]
    assumed = client(ENDPOINT, "sts", keys["AccessKeyId"], keys["SessionToken"]).get_caller_identity()
    same(assumed["Arn"], "arn:aws:sts::210987654321:assumed-role/deploy/session")
    there = client(ENDPOINT, "ssm", keys["AccessKeyId"], keys["SessionToken"])
    refused("ParameterNotFound", there.get_parameter, Name="/shop/port")
    refused("ValidationError", sts.assume_role, RoleArn="arn:aws:iam::12:nonsense", RoleSessionName="session")


def deletions():
    ssm.delete_parameter(Name="/secret")
    refused("ParameterNotFound", ssm.delete_parameter, Name="secret")
    reply = ssm.delete_parameters(Names=["list", "none", "expires", "advanced"])
    same((reply["DeletedParameters"], reply["InvalidParameters"]), (["list", "expires", "advanced"], ["none"]))
    rest = names(listed(ssm, "describe_parameters", "Parameters"))
    for at in range(0, len(rest), 10):
        ssm.delete_parameters(Names=rest[at:at + 10])
    same(listed(ssm, "describe_parameters", "Parameters"), [])


def not_covered():
    message = refused("UnknownOperationException", ssm.list_commands)
    same("ListCommands" in message and "not covered" in message, True, message)


for part in (parameters, lists, versions, policies, tags, service_settings, identities, deletions, not_covered):
    part()
    print("ok", part.__name__)
