"""Secrets Manager through boto3, against a sandbox that is served.

    python3 boto3_secrets.py http://127.0.0.1:PORT

Every operation that the sandbox covers of it is called, and errors are compared by code. It takes an account of
its own, so it can run again on the same sandbox. Exits with 1 at the first thing that is not as on AWS.
"""

import sys

from checks import clients, listed, refused, same

[secrets] = clients(sys.argv[1], "secretsmanager")


def versions():
    made = secrets.create_secret(Name="shop/db", SecretString='{"password": "hunter2"}', Description="Database")
    first = made["VersionId"]
    refused("ResourceExistsException", secrets.create_secret, Name="shop/db", SecretString="other")
    put = secrets.put_secret_value(SecretId=made["ARN"], SecretString="hunter3")
    same(put["VersionStages"], ["AWSCURRENT"])
    got = secrets.get_secret_value(SecretId="shop/db")
    same((got["SecretString"], got["VersionId"], got["ARN"]), ("hunter3", put["VersionId"], made["ARN"]))
    previous = secrets.get_secret_value(SecretId="shop/db", VersionStage="AWSPREVIOUS")
    same((previous["VersionId"], previous["VersionStages"]), (first, ["AWSPREVIOUS"]))
    secrets.update_secret_version_stage(
        SecretId="shop/db",
        VersionStage="AWSCURRENT",
        RemoveFromVersionId=put["VersionId"],
        MoveToVersionId=first,
    )
    stages = secrets.describe_secret(SecretId="shop/db")["VersionIdsToStages"]
    same(stages, {first: ["AWSCURRENT"], put["VersionId"]: ["AWSPREVIOUS"]})
    secrets.create_secret(Name="shop/binary", SecretBinary=b"\x00\xff")
    same(secrets.get_secret_value(SecretId="shop/binary")["SecretBinary"], b"\x00\xff")


def lists_and_deletion():
    names = [entry["Name"] for entry in listed(secrets, "list_secrets", "SecretList", SortBy="name", SortOrder="asc")]
    same(names, ["shop/binary", "shop/db"])
    refused("InvalidParameterException", secrets.delete_secret, SecretId="shop/db", RecoveryWindowInDays=1)
    secrets.delete_secret(SecretId="shop/db")
    refused("InvalidRequestException", secrets.get_secret_value, SecretId="shop/db")
    same("DeletedDate" in secrets.describe_secret(SecretId="shop/db"), True)
    secrets.delete_secret(SecretId="shop/binary", ForceDeleteWithoutRecovery=True)
    refused("ResourceNotFoundException", secrets.describe_secret, SecretId="shop/binary")


versions()
lists_and_deletion()
