"""Every paged operation that the sandbox covers, through boto3's paginator.

    python3 pages.py http://127.0.0.1:PORT < OPERATIONS

OPERATIONS is what `trueup sandbox operations` prints. The sandbox has the fleet of
fixtures/fleets/webshop.yaml. Each list is read in pages of the smallest size and must
be what one page of the largest size holds. A paged operation that has no line here fails by name.
"""

import sys

import botocore.session
from botocore import xform_name

from checks import client, same

BOTO3 = {"tagging": "resourcegroupstaggingapi"}
WEB = [{"Key": "tag:Role", "Values": ["web"]}]

# Nothing runs here, so there is no execution whose tasks could be listed.
WITHOUT_EXECUTION = {
    "DescribeMaintenanceWindowExecutionTasks",
    "DescribeMaintenanceWindowExecutionTaskInvocations",
}
# These lists fit on one page whatever its size: nothing runs here, and the fleet and the tags are few.
ONE_PAGE = {
    "DescribeInstancePatchStates",
    "DescribeInstancePatchStatesForPatchGroup",
    "DescribeInstancePatches",
    "DescribeMaintenanceWindowExecutions",
    "GetTagKeys",
    "GetTagValues",
}
# EC2's model does not say how small a page may be.
SMALLEST = {"ec2": 5}


def filled(ssm):
    """Makes more of everything than the smallest page holds; gives the arguments of each list."""
    for number in range(3):
        name = f"page-{number}"
        for version in range(3):
            ssm.put_parameter(Name=f"/pages/{name}", Value=str(version), Type="String", Overwrite=True)
        ssm.add_tags_to_resource(ResourceType="Parameter", ResourceId=f"/pages/{name}", Tags=[{"Key": "Of", "Value": name}])
        ssm.create_activation(IamRole="Machines")
        place = {"BucketName": "inventory", "SyncFormat": "JsonSerDe", "Region": "us-east-1"}
        ssm.create_resource_data_sync(SyncName=name, S3Destination=place)
        baseline = ssm.create_patch_baseline(Name=name)["BaselineId"]
        ssm.register_patch_baseline_for_patch_group(BaselineId=baseline, PatchGroup=name)
    return documents(ssm) | windows(ssm) | nodes(ssm) | ops_items(ssm) | {
        "DescribeActivations": {},
        "DescribeParameters": {},
        "DescribePatchBaselines": {},
        "DescribePatchGroups": {},
        "GetParameterHistory": {"Name": "/pages/page-0"},
        "GetParametersByPath": {"Path": "/pages"},
        "GetResources": {},
        "GetTagKeys": {},
        "GetTagValues": {"Key": "Of"},
        "ListResourceDataSync": {},
        "LookupEvents": {"LookupAttributes": [{"AttributeKey": "ResourceName", "AttributeValue": "/pages/page-0"}]},
    }


def ops_items(ssm):
    for number in range(3):
        made = ssm.create_ops_item(Title=f"page-{number}", Description="x", Source="pages")
        document = f"arn:aws:ssm:us-east-1:123456789012:document/page-{number}"
        related = dict(AssociationType="RelatesTo", ResourceType="AWS::SSM::Document", ResourceUri=document)
        ssm.associate_ops_item_related_item(OpsItemId=made["OpsItemId"], **related)
    return {"DescribeOpsItems": {}, "ListOpsItemEvents": {}, "ListOpsItemRelatedItems": {}}


def secrets(secretsmanager):
    for number in range(3):
        secretsmanager.create_secret(Name=f"page-{number}", SecretString="x")
    return {"ListSecrets": {}}


def documents(ssm):
    step = "schemaVersion: '2.2'\nmainSteps: [{action: aws:runShellScript, name: run, inputs: {runCommand: ['%s']}}]\n"
    ssm.create_document(Name="pages", Content=step % 0, DocumentFormat="YAML")
    for version in (1, 2):
        ssm.update_document(Name="pages", Content=step % version, DocumentFormat="YAML", DocumentVersion="$LATEST")
    made = [ssm.create_association(Name="pages", Targets=WEB)["AssociationDescription"] for _ in range(3)]
    one = {"AssociationId": made[0]["AssociationId"]}
    for _ in range(2):
        ssm.update_association(**one, Targets=WEB)
    return {
        "DescribeAssociationExecutions": one,
        "ListAssociationVersions": one,
        "ListAssociations": {},
        "ListDocumentVersions": {"Name": "pages"},
        "ListDocuments": {},
    }


def windows(ssm):
    make = dict(Schedule="rate(7 days)", Duration=2, Cutoff=1, AllowUnassociatedTargets=True)
    for number in range(12):
        on = {"WindowId": ssm.create_maintenance_window(Name=f"page-{number}", **make)["WindowId"]}
        ssm.register_target_with_maintenance_window(**on, ResourceType="INSTANCE", Targets=WEB)
    for number in range(11):
        target = {"Key": "tag:Role", "Values": [f"page-{number}"]}
        ssm.register_target_with_maintenance_window(**on, ResourceType="INSTANCE", Targets=[target])
        ssm.register_task_with_maintenance_window(**on, TaskType="LAMBDA", TaskArn=f"page-{number}")
    return {
        "DescribeMaintenanceWindowExecutions": on,
        "DescribeMaintenanceWindowSchedule": on,
        "DescribeMaintenanceWindowTargets": on,
        "DescribeMaintenanceWindowTasks": on,
        "DescribeMaintenanceWindows": {},
        "DescribeMaintenanceWindowsForTarget": {"ResourceType": "INSTANCE", "Targets": WEB},
    }


def nodes(ssm):
    """The fleet that the sandbox was given."""
    found = ssm.describe_instance_information(MaxResults=50)["InstanceInformationList"]
    group = {"PatchGroup": "Production"}
    missing = [{"Key": "MissingCount", "Values": ["0"], "Type": "GreaterThan"}]
    lacking = ssm.describe_instance_patch_states_for_patch_group(**group, Filters=missing)["InstancePatchStates"]
    return {
        "DescribeInstanceInformation": {},
        "DescribeInstancePatchStates": {"InstanceIds": [node["InstanceId"] for node in found]},
        "DescribeInstancePatchStatesForPatchGroup": group,
        "DescribeInstancePatches": {"InstanceId": lacking[0]["InstanceId"]},
        "DescribeInstances": {},
        "DescribeTags": {},
    }


def covered(lines):
    """The covered operations, as service and name."""
    words = (line.strip().partition(": ") for line in lines)
    return [tuple(names.split()) for names, _, word in words if word == "covered"]


def limits(caller, service, operation, key):
    """The smallest and a large page, as arguments of the paginator and of the operation."""
    if key is None:
        return {}, {}
    said = caller.meta.service_model.operation_model(operation).input_shape.members[key].metadata
    return {"PaginationConfig": {"PageSize": said.get("min", SMALLEST.get(service, 1))}}, {key: said.get("max", 100)}


def check(caller, service, operation, model, arguments):
    [key] = model["result_key"] if isinstance(model["result_key"], list) else [model["result_key"]]
    smallest, large = limits(caller, service, operation, model.get("limit_key"))
    whole = getattr(caller, xform_name(operation))(**arguments, **large)
    same(whole.get(model["output_token"]) or None, None, f"{operation}: one page does not hold all")
    pages = list(caller.get_paginator(xform_name(operation)).paginate(**arguments, **smallest))
    same([item for page in pages for item in page[key]], whole[key], operation)
    same(len(pages) > 1, operation not in ONE_PAGE, f"{operation} has {len(pages)} pages")


def main(endpoint, lines):
    operations = covered(lines)
    services = sorted({service for service, _ in operations})
    found = {
        service: client(endpoint, BOTO3.get(service, service), "123456789012", region="us-east-1") for service in services
    }
    arguments = filled(found["ssm"]) | secrets(found["secretsmanager"])
    session = botocore.session.get_session()
    models = {
        service: session.get_component("data_loader").load_service_model(BOTO3.get(service, service), "paginators-1")
        for service in services
    }
    paged = [
        (service, operation, models[service]["pagination"][operation])
        for service, operation in operations
        if operation in models[service]["pagination"] and operation not in WITHOUT_EXECUTION
    ]
    missing = [operation for _, operation, _ in paged if operation not in arguments]
    same(missing, [], "paged operations without a line in pages.py")
    for service, operation, model in paged:
        check(found[service], service, operation, model, arguments[operation])
    print(f"{len(paged)} operations page as AWS does")


if __name__ == "__main__":
    main(sys.argv[1], sys.stdin)
