"""Activations and resource data syncs through boto3, against a sandbox that is served.

    python3 boto3_hybrid.py http://127.0.0.1:PORT

Every operation that the sandbox covers of these is called, and errors are compared by code. It takes an account
of its own, so it can run again on the same sandbox. Exits with 1 at the first thing that is not as on AWS.
"""

import datetime
import sys

from checks import clients, listed, refused, same

[ssm] = clients(sys.argv[1], "ssm")

DAY = datetime.timedelta(days=1)
PLACE = {"BucketName": "inventory", "SyncFormat": "JsonSerDe", "Region": "eu-central-1"}


def activations():
    now = datetime.datetime.now(datetime.timezone.utc)
    create = dict(
        IamRole="service-role/Machines",
        DefaultInstanceName="till",
        RegistrationLimit=10,
        ExpirationDate=now + 7 * DAY,
        Tags=[{"Key": "Team", "Value": "shop"}],
        RegistrationMetadata=[{"Key": "site", "Value": "north"}],
    )
    made = ssm.create_activation(**create)
    same(20 <= len(made["ActivationCode"]) <= 250, True, made["ActivationCode"])
    [shown] = listed(ssm, "describe_activations", "ActivationList")
    same((shown["ActivationId"], shown["Expired"]), (made["ActivationId"], False))
    same((shown["RegistrationsCount"], shown["Tags"]), (0, create["Tags"]))
    same(abs(shown["ExpirationDate"] - create["ExpirationDate"]) < datetime.timedelta(seconds=1), True)
    by_role = [{"FilterKey": "IamRole", "FilterValues": ["other"]}]
    same(ssm.describe_activations(Filters=by_role)["ActivationList"], [])
    refused("InvalidParameters", ssm.create_activation, **create | {"ExpirationDate": now + 31 * DAY})
    refused("ValidationException", ssm.create_activation, **create | {"RegistrationLimit": 1001})
    ssm.delete_activation(ActivationId=made["ActivationId"])
    refused("InvalidActivation", ssm.delete_activation, ActivationId=made["ActivationId"])


def resource_data_syncs():
    source = {"SourceType": "SingleAccountMultiRegions", "SourceRegions": ["us-east-1"]}
    ssm.create_resource_data_sync(SyncName="inventory", S3Destination=PLACE)
    explorer = dict(SyncName="explorer", SyncType="SyncFromSource")
    ssm.create_resource_data_sync(**explorer, SyncSource=source)
    refused("ResourceDataSyncAlreadyExistsException", ssm.create_resource_data_sync, SyncName="inventory", S3Destination=PLACE)
    refused("ResourceDataSyncInvalidConfigurationException", ssm.create_resource_data_sync, SyncName="other")
    ssm.update_resource_data_sync(**explorer, SyncSource=source | {"IncludeFutureRegions": True})
    first, second = listed(ssm, "list_resource_data_sync", "ResourceDataSyncItems")
    same(first["SyncSource"], source | {"IncludeFutureRegions": True})
    same((second["S3Destination"], type(second["LastSyncTime"])), (PLACE, datetime.datetime))
    accounts = {"AwsOrganizationsSource": {"OrganizationSourceType": "EntireOrganization"}, "SourceType": "AwsOrganizations"}
    refused("ResourceDataSyncInvalidConfigurationException", ssm.update_resource_data_sync, **explorer, SyncSource=source | accounts)
    ssm.create_resource_data_sync(SyncName="inventory", SyncType="SyncFromSource", SyncSource=source)
    ssm.delete_resource_data_sync(SyncName="inventory", SyncType="SyncFromSource")
    ssm.delete_resource_data_sync(**explorer)
    ssm.delete_resource_data_sync(SyncName="inventory")
    refused("ResourceDataSyncNotFoundException", ssm.delete_resource_data_sync, SyncName="inventory")


activations()
resource_data_syncs()
