"""What the scripts on boto3 have in common: clients of an account of their own, and comparisons that end them."""

import sys
import uuid

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


REGION = "eu-central-1"


def client(endpoint, service, key, token=None, region=REGION):
    """A client that never tries again. A key of twelve digits is its account."""
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=key,
        aws_secret_access_key="none",
        aws_session_token=token,
        config=Config(retries={"max_attempts": 0}),
    )


def fresh_account():
    """The number of an account that nobody has used."""
    return f"{uuid.uuid4().int % 10**12:012}"


def clients(endpoint, *services):
    """Clients of one fresh account."""
    account = fresh_account()
    return [client(endpoint, service, account) for service in services]


def same(found, expected, what=""):
    if found != expected:
        sys.exit(f"{what}\n  found    {found!r}\n  expected {expected!r}")


def refused(code, call, **arguments):
    """The message of a refusal."""
    try:
        call(**arguments)
    except ClientError as error:
        same(error.response["Error"]["Code"], code, str(error))
        same(error.response["ResponseMetadata"]["HTTPStatusCode"], 400, str(error))
        return error.response["Error"].get("Message")
    sys.exit(f"{call.__name__} {arguments} was to be refused with {code}")


def listed(client, operation, member, **arguments):
    """A list as boto3's paginator puts it together."""
    return [item for page in client.get_paginator(operation).paginate(**arguments) for item in page[member]]
