"""Documents and associations through boto3, against a sandbox that is served.

    python3 boto3_documents.py http://127.0.0.1:PORT

Every operation that the sandbox covers of these is called, lists through boto3's paginators, and errors are
compared by code. It takes an account and region of its own, so it can run again on the same sandbox.
Exits with 1 at the first thing that is not as on AWS.
"""

import datetime
import hashlib
import json
import re
import sys

from checks import clients, listed, refused, same

ssm, tagging = clients(sys.argv[1], "ssm", "resourcegroupstaggingapi")


def content(command):
    return json.dumps(
        {
            "schemaVersion": "2.2",
            "parameters": {"service": {"type": "String", "allowedValues": ["nginx", "httpd"]}},
            "mainSteps": [
                {"action": "aws:runShellScript", "name": "run", "inputs": {"runCommand": [command]}}
            ],
        }
    )


def documents():
    create = dict(Name="restart", Content=content("one"), VersionName="v1", Tags=[{"Key": "Team", "Value": "web"}])
    made = ssm.create_document(**create)["DocumentDescription"]
    same((made["Status"], made["DocumentVersion"], made["DocumentType"]), ("Creating", "1", "Command"))
    same(made["Hash"], hashlib.sha256(create["Content"].encode()).hexdigest())
    same(type(made["CreatedDate"]), datetime.datetime)
    refused("DocumentAlreadyExists", ssm.create_document, **create)
    document = ssm.describe_document(Name="restart")["Document"]
    same((document["Status"], document["PlatformTypes"], document["Tags"]), ("Active", ["Linux", "MacOS"], create["Tags"]))
    same(document["Parameters"], [{"Name": "service", "Type": "String"}])
    refused("DuplicateDocumentContent", ssm.update_document, Name="restart", Content=content("one"), DocumentVersion="$LATEST")
    same(ssm.update_document(Name="restart", Content=content("two"), DocumentVersion="$LATEST")["DocumentDescription"]["LatestVersion"], "2")
    same(ssm.get_document(Name="restart")["Content"], content("one"))
    refused("InvalidDocumentVersion", ssm.update_document, Name="restart", Content=content("three"))
    refused("InvalidDocumentVersion", ssm.update_document_default_version, Name="restart", DocumentVersion="7")
    ssm.update_document_default_version(Name="restart", DocumentVersion="2")
    same(ssm.get_document(Name="restart")["Content"], content("two"))
    same([one["DocumentVersion"] for one in listed(ssm, "list_document_versions", "DocumentVersions", Name="restart")], ["2", "1"])
    own = [{"Key": "Owner", "Values": ["Self"]}]
    same([one["Name"] for one in listed(ssm, "list_documents", "DocumentIdentifiers", Filters=own)], ["restart"])
    amazon = [{"Key": "Owner", "Values": ["Amazon"]}]
    same("AWS-RunPatchBaseline" in [one["Name"] for one in listed(ssm, "list_documents", "DocumentIdentifiers", Filters=amazon)], True)
    share = dict(Name="restart", PermissionType="Share")
    ssm.modify_document_permission(**share, AccountIdsToAdd=["210987654321"])
    same(ssm.describe_document_permission(**share)["AccountIds"], ["210987654321"])
    refused("InvalidDocumentOperation", ssm.delete_document, Name="restart")
    ssm.modify_document_permission(**share, AccountIdsToRemove=["210987654321"])
    message = refused("InvalidDocument", ssm.describe_document, Name="nowhere")
    same("does not exist" in message, True, message)
    refused("InvalidDocumentContent", ssm.create_document, Name="broken", Content="{")
    refused("InvalidDocumentSchemaVersion", ssm.create_document, Name="broken", Content='{"schemaVersion": "9.9"}')
    refused("MaxDocumentSizeExceeded", ssm.create_document, Name="large", Content=content("x" * 65536))


def associations():
    create = dict(
        Name="restart",
        AssociationName="restart-web",
        Targets=[{"Key": "tag:Role", "Values": ["web"]}],
        Parameters={"service": ["nginx"]},
        ScheduleExpression="rate(1 day)",
        ComplianceSeverity="HIGH",
        Tags=[{"Key": "Team", "Value": "web"}],
    )
    made = ssm.create_association(**create)["AssociationDescription"]
    same(bool(re.fullmatch("[0-9a-f-]{36}", made["AssociationId"])), True)
    same(made["Overview"], {"Status": "Pending", "DetailedStatus": "Creating"})
    one = {"AssociationId": made["AssociationId"]}
    got = ssm.describe_association(**one)["AssociationDescription"]
    same((got["DocumentVersion"], got["ApplyOnlyAtCronInterval"], got["AssociationVersion"]), ("$DEFAULT", False, "1"))
    same(type(got["LastExecutionDate"]), datetime.datetime)
    twin = ssm.create_association(**create)["AssociationDescription"]["AssociationId"]
    named = [{"key": "AssociationName", "value": "restart-web"}]
    same(len(listed(ssm, "list_associations", "Associations", AssociationFilterList=named)), 2)
    ssm.delete_association(AssociationId=twin)
    ssm.update_association(**one, Targets=[{"Key": "InstanceIds", "Values": ["*"]}], Parameters={"service": ["httpd"]})
    got = ssm.describe_association(**one)["AssociationDescription"]
    same(("ScheduleExpression" in got, "AssociationName" in got, got["Name"]), (False, False, "restart"))
    same([one["AssociationVersion"] for one in listed(ssm, "list_association_versions", "AssociationVersions", **one)], ["2", "1"])
    ssm.start_associations_once(AssociationIds=[made["AssociationId"]])
    runs = listed(ssm, "describe_association_executions", "AssociationExecutions", **one)
    same([run["Status"] for run in runs], ["Success"] * 3)
    refused("InvalidParameters", ssm.create_association, **create | {"Parameters": {"service": ["sshd"]}})
    refused("InvalidSchedule", ssm.create_association, **create | {"ScheduleExpression": "rate(5 minutes)"})
    refused("InvalidTarget", ssm.create_association, **create | {"Targets": [{"Key": "Role", "Values": ["web"]}]})
    refused("InvalidDocument", ssm.create_association, **create | {"Name": "nowhere"})
    same(ssm.list_tags_for_resource(ResourceType="Association", ResourceId=made["AssociationId"])["TagList"], create["Tags"])
    refused("AssociatedInstances", ssm.delete_document, Name="restart")
    ssm.delete_association(**one)
    refused("AssociationDoesNotExist", ssm.describe_association, **one)
    refused("AssociationDoesNotExist", ssm.delete_association, **one)


documents()
associations()
ssm.delete_document(Name="restart")
for kind in ("ssm:document", "ssm:association"):
    same(tagging.get_resources(ResourceTypeFilters=[kind])["ResourceTagMappingList"], [])
