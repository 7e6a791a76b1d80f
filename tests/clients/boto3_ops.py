"""OpsItems and CloudTrail through boto3, against a sandbox that is served.

    python3 boto3_ops.py http://127.0.0.1:PORT

Every operation that the sandbox covers of them is called, and errors are compared by code. It takes an account of
its own, so it can run again on the same sandbox. Exits with 1 at the first thing that is not as on AWS.
"""

import json
import sys

from checks import clients, listed, refused, same

ssm, cloudtrail = clients(sys.argv[1], "ssm", "cloudtrail")


def searchable(value):
    return {"Value": value, "Type": "SearchableString"}


def ops_items():
    data = {"/aws/dedup": searchable(json.dumps({"dedupString": "disk web-1"})), "host": searchable("web-1")}
    said = dict(Title="Disk", Description="Full", Source="monitor", Severity="2", OperationalData=data)
    made = ssm.create_ops_item(**said)["OpsItemId"]
    same(made in refused("OpsItemAlreadyExistsException", ssm.create_ops_item, **said), True)
    refused("OpsItemInvalidParameterException", ssm.create_ops_item, Title="x", Description="x", Source="aws.x")
    item = ssm.get_ops_item(OpsItemId=made)["OpsItem"]
    same((item["Status"], item["Version"], item["OperationalData"]), ("Open", "1", data))
    ssm.update_ops_item(OpsItemId=made, Status="Resolved", OperationalData={"host": searchable("web-2")})
    again = ssm.create_ops_item(**said)["OpsItemId"]
    pair = {"Key": "OperationalData", "Values": [json.dumps({"key": "host", "value": "web-2"})], "Operator": "Equal"}
    found = listed(ssm, "describe_ops_items", "OpsItemSummaries", OpsItemFilters=[pair])
    same([row["OpsItemId"] for row in found], [made])
    same({row["OpsItemId"] for row in listed(ssm, "describe_ops_items", "OpsItemSummaries")}, {made, again})
    events = [row["DetailType"] for row in listed(ssm, "list_ops_item_events", "Summaries")]
    same(events, ["OpsItem Create", "OpsItem Update", "OpsItem Create"])
    return made


def related(made):
    document = "arn:aws:ssm:eu-central-1:123456789012:document/Fix"
    said = dict(AssociationType="RelatesTo", ResourceType="AWS::SSM::Document", ResourceUri=document)
    one = ssm.associate_ops_item_related_item(OpsItemId=made, **said)["AssociationId"]
    refused("OpsItemRelatedItemAlreadyExistsException", ssm.associate_ops_item_related_item, OpsItemId=made, **said)
    found = listed(ssm, "list_ops_item_related_items", "Summaries", OpsItemId=made)
    same([row["AssociationId"] for row in found], [one])
    ssm.disassociate_ops_item_related_item(OpsItemId=made, AssociationId=one)
    for _ in range(2):
        ssm.delete_ops_item(OpsItemId=made)
    refused("OpsItemNotFoundException", ssm.get_ops_item, OpsItemId=made)


def trail():
    ssm.put_parameter(Name="/web/key", Value="hunter2", Type="SecureString")
    by = [{"AttributeKey": "ResourceName", "AttributeValue": "/web/key"}]
    [event] = listed(cloudtrail, "lookup_events", "Events", LookupAttributes=by)
    same((event["EventName"], event["EventSource"]), ("PutParameter", "ssm.amazonaws.com"))
    whole = json.loads(event["CloudTrailEvent"])
    same(whole["requestParameters"]["value"], "HIDDEN_DUE_TO_SECURITY_REASONS")
    same("boto" in whole["userAgent"].lower(), True, whole["userAgent"])
    same("hunter2" in event["CloudTrailEvent"], False)
    refused("InvalidLookupAttributesException", cloudtrail.lookup_events, LookupAttributes=by * 2)


related(ops_items())
trail()
