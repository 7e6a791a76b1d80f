"""What the scripts on boto3 have in common: clients of an account of their own, and comparisons that end them."""

import sys
import uuid

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


def clients(endpoint, *services):
    """Clients that never try again, of one account and region."""
    account = f"{uuid.uuid4().int % 10**12:012}"
    return [
        boto3.client(
            service,
            endpoint_url=endpoint,
            region_name="eu-central-1",
            aws_access_key_id=account,
            aws_secret_access_key="none",
            config=Config(retries={"max_attempts": 0}),
        )
        for service in services
    ]


def same(found, expected, what=""):
    if found != expected:
        sys.exit(f"{what}\n  found    {found!r}\n  expected {expected!r}")


def refused(code, call, **arguments):
    """The message of a refusal."""
    try:
        call(**arguments)
    except ClientError as error:
        same(error.response["Error"]["Code"], code, str(error))
        return error.response["Error"].get("Message")
    sys.exit(f"{call.__name__} {arguments} was to be refused with {code}")


def listed(client, operation, member, **arguments):
    """A list as boto3's paginator puts it together."""
    return [item for page in client.get_paginator(operation).paginate(**arguments) for item in page[member]]
