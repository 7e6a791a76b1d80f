"""Patch baselines and patch groups through boto3, against a sandbox that is served.

    python3 boto3_patching.py http://127.0.0.1:PORT

Every operation that the sandbox covers of these is called, lists through boto3's paginators, and errors are
compared by code. It takes an account and region of its own, so it can run again on the same sandbox.
Exits with 1 at the first thing that is not as on AWS.
"""

import datetime
import re
import sys
import uuid

from checks import clients, listed, refused, same

ssm, tagging = clients(sys.argv[1], "ssm", "resourcegroupstaggingapi")


def only(**filters):
    return [{"Key": key, "Values": [value]} for key, value in filters.items()]


RULES = {
    "PatchRules": [
        {
            "PatchFilterGroup": {"PatchFilters": [{"Key": "CLASSIFICATION", "Values": ["Security"]}]},
            "ApproveAfterDays": 7,
        }
    ]
}


def baselines():
    token = str(uuid.uuid4())
    create = dict(
        Name="web",
        OperatingSystem="AMAZON_LINUX_2023",
        ApprovalRules=RULES,
        RejectedPatches=["kernel*"],
        ClientToken=token,
        Tags=[{"Key": "Team", "Value": "shop"}],
    )
    made = ssm.create_patch_baseline(**create)["BaselineId"]
    same(bool(re.fullmatch("pb-[0-9a-f]{17}", made)), True, made)
    same(ssm.create_patch_baseline(**create)["BaselineId"], made)
    refused("IdempotentParameterMismatch", ssm.create_patch_baseline, **create | {"Name": "other"})
    got = ssm.get_patch_baseline(BaselineId=made)
    same(type(got["CreatedDate"]), datetime.datetime)
    filled = ("GlobalFilters", "ApprovedPatches", "RejectedPatchesAction", "Sources", "PatchGroups")
    same([got[name] for name in filled], [{"PatchFilters": []}, [], "ALLOW_AS_DEPENDENCY", [], []])
    same("Description" in got, False)
    same(got["ApprovalRules"]["PatchRules"][0]["ComplianceLevel"], "UNSPECIFIED")
    merged = ssm.update_patch_baseline(BaselineId=made, Description="d")
    same((merged["Description"], merged["RejectedPatches"]), ("d", ["kernel*"]))
    replaced = ssm.update_patch_baseline(BaselineId=made, Name="web", Replace=True)
    same((replaced.get("Description"), replaced["RejectedPatches"]), (None, []))
    same([one["BaselineName"] for one in listed(ssm, "describe_patch_baselines", "BaselineIdentities", Filters=only(OWNER="Self"))], ["web"])
    same(len(listed(ssm, "describe_patch_baselines", "BaselineIdentities")), 18)
    same(ssm.list_tags_for_resource(ResourceType="PatchBaseline", ResourceId=made)["TagList"], create["Tags"])
    wrong = {"PatchRules": [RULES["PatchRules"][0] | {"ApproveUntilDate": "2027-01-31"}]}
    refused("ValidationException", ssm.create_patch_baseline, Name="web", ApprovalRules=wrong)
    refused("ValidationException", ssm.create_patch_baseline, Name="w/b" * 3)
    refused("DoesNotExistException", ssm.get_patch_baseline, BaselineId="pb-00000000000000000")
    refused("InvalidResourceId", ssm.get_patch_baseline, BaselineId="no-baseline-at-all-in-here")
    return made


def defaults(baseline):
    """What Terraform does to give a default back."""
    system = "AMAZON_LINUX_2023"
    ssm.register_default_patch_baseline(BaselineId=baseline)
    same(ssm.get_default_patch_baseline(OperatingSystem=system)["BaselineId"], baseline)
    refused("ResourceInUseException", ssm.delete_patch_baseline, BaselineId=baseline)
    found = listed(ssm, "describe_patch_baselines", "BaselineIdentities", Filters=only(OWNER="AWS", OPERATING_SYSTEM=system))
    found = [one for one in found if re.fullmatch("AWS-[0-9A-Za-z]+PatchBaseline", one["BaselineName"])]
    same(len(found), 1)
    ssm.register_default_patch_baseline(BaselineId=found[0]["BaselineId"])
    same(ssm.get_default_patch_baseline(OperatingSystem=system)["BaselineId"], found[0]["BaselineId"])
    same(ssm.get_patch_baseline(BaselineId=found[0]["BaselineId"])["Name"], found[0]["BaselineName"])


def groups(baseline):
    pair = {"BaselineId": baseline, "PatchGroup": "Production Servers"}
    same(ssm.register_patch_baseline_for_patch_group(**pair)["PatchGroup"], "Production Servers")
    ssm.register_patch_baseline_for_patch_group(**pair)
    other = ssm.create_patch_baseline(Name="other", OperatingSystem="AMAZON_LINUX_2023")["BaselineId"]
    refused("AlreadyExistsException", ssm.register_patch_baseline_for_patch_group, **pair | {"BaselineId": other})
    same([one["BaselineIdentity"]["BaselineId"] for one in listed(ssm, "describe_patch_groups", "Mappings")], [baseline])
    found = ssm.get_patch_baseline_for_patch_group(PatchGroup="Production Servers", OperatingSystem="AMAZON_LINUX_2023")
    same(found["BaselineId"], baseline)
    same(ssm.get_patch_baseline_for_patch_group(PatchGroup="nobody")["OperatingSystem"], "WINDOWS")
    refused("ResourceInUseException", ssm.delete_patch_baseline, BaselineId=baseline)
    ssm.deregister_patch_baseline_for_patch_group(**pair)
    refused("DoesNotExistException", ssm.deregister_patch_baseline_for_patch_group, **pair)
    for gone in (baseline, other, baseline):
        same(ssm.delete_patch_baseline(BaselineId=gone)["BaselineId"], gone)


made = baselines()
defaults(made)
groups(made)
same(tagging.get_resources(ResourceTypeFilters=["ssm:patchbaseline"])["ResourceTagMappingList"], [])
