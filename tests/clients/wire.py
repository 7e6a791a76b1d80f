"""What AWS's front end says of requests that no client of AWS would send, over plain HTTP.

    python3 wire.py http://127.0.0.1:PORT < OPERATIONS

OPERATIONS is what `trueup sandbox operations` prints. A name that AWS does not have, a name that the sandbox does
not have and a body that is none are sent for every service, the latter two for every operation.
"""

import json
import re
import sys
import urllib.error
import urllib.request

from checks import same

TARGETS = {
    "cloudtrail": "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101",
    "secretsmanager": "secretsmanager",
    "ssm": "AmazonSSM",
    "tagging": "ResourceGroupsTaggingAPI_20170126",
}
VERSIONS = {"sts": "2011-06-15", "ec2": "2016-11-15"}


def post(endpoint, headers, body):
    """Status, headers and text of the answer."""
    credential = "AWS4-HMAC-SHA256 Credential=123456789012/20270101/us-east-1/ssm/aws4_request, Signature=0"
    request = urllib.request.Request(endpoint, body.encode(), headers | {"Authorization": credential})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def json_error(endpoint, service, operation, body):
    """Code and message of a refusal in AWS JSON 1.1."""
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"{TARGETS[service]}.{operation}"}
    status, said, text = post(endpoint, headers, body)
    what = f"{service} {operation} {body!r}: {text}"
    same((status, said["Content-Type"]), (400, "application/x-amz-json-1.1"), what)
    same(bool(re.fullmatch("[0-9a-f-]{36}", said["x-amzn-RequestId"] or "")), True, what)
    answer = json.loads(text)
    return answer["__type"], answer.get("message", answer.get("Message"))


def form_error(endpoint, service, operation):
    """Code and message of a refusal of a query service, in XML."""
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    status, said, text = post(endpoint, headers, f"Action={operation}&Version={VERSIONS[service]}")
    same((status, said["Content-Type"].split(";")[0]), (400, "text/xml"), f"{service} {operation}: {text}")
    return tuple(re.search(f"<{name}>(.*?)</{name}>", text)[1] for name in ("Code", "Message"))


def check(endpoint, service, operation, word):
    if service in VERSIONS:
        if word != "covered":
            code, message = form_error(endpoint, service, operation)
            same((code, operation in message), ("InvalidAction", True), message)
        return
    if word != "covered":
        code, message = json_error(endpoint, service, operation, "{}")
        same((code, f"{operation}, but it is not covered" in message), ("UnknownOperationException", True), message)
        return
    for body in ("{", '{"Name": }', "[]", '"text"', "{} {}"):
        code, _ = json_error(endpoint, service, operation, body)
        same(code, "SerializationException", f"{operation} {body!r}")


def types(endpoint):
    """Values of a type that the member does not have."""
    for body, message in (
        ('{"Name": 1}', "NUMBER_VALUE can not be converted to a String"),
        ('{"Name": "x", "WithDecryption": "true"}', "STRING_VALUE can not be converted to a Boolean"),
        ('{"Name": ["x"]}', "Start of list found where not expected"),
        ('{"Name": {}}', "Start of structure or map found where not expected."),
    ):
        same(json_error(endpoint, "ssm", "GetParameter", body), ("SerializationException", message), body)


def main(endpoint, lines):
    operations = [(*names.split(), word) for names, _, word in (line.strip().partition(": ") for line in lines)]
    for service in sorted({service for service, *_ in operations}):
        if service in VERSIONS:
            same(form_error(endpoint, service, "MakeCoffee")[0], "InvalidAction", service)
        else:
            same(json_error(endpoint, service, "MakeCoffee", "{}"), ("UnknownOperationException", None), service)
    for service, operation, word in operations:
        check(endpoint, service, operation, word)
    types(endpoint)
    print(f"{len(operations)} operations refuse as AWS does")


if __name__ == "__main__":
    main(sys.argv[1], sys.stdin)
