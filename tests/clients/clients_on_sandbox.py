"""boto3 and the AWS CLI against `trueup sandbox serve`."""

import json
import os
import pathlib
import subprocess
import sys

from servers import environment, sandbox

HERE = pathlib.Path(__file__).parent
FLEET = HERE.parent.parent / "fixtures" / "fleets" / "webshop.yaml"


def cli(endpoint, *arguments, fails_with=None):
    aws = os.path.join(os.path.dirname(sys.executable), "aws")
    done = subprocess.run([aws, *arguments], env=environment(endpoint), capture_output=True, text=True)
    if fails_with:
        assert done.returncode != 0 and f"({fails_with})" in done.stderr, done.stderr
        return None
    assert done.returncode == 0, f"{arguments}: {done.stderr}"
    return json.loads(done.stdout) if done.stdout.strip() else None


def aws_cli(endpoint):
    """What people type from the AWS guides."""
    put = ("ssm", "put-parameter", "--name", "/shop/port", "--value", "3306", "--type", "String")
    assert cli(endpoint, *put) == {"Version": 1, "Tier": "Standard"}
    cli(endpoint, *put, fails_with="ParameterAlreadyExists")
    assert cli(endpoint, *put[:-2], "--overwrite")["Version"] == 2
    secret = ("ssm", "put-parameter", "--name", "/shop/key", "--value", "hunter2", "--type", "SecureString")
    cli(endpoint, *secret)
    get = ("ssm", "get-parameter", "--name", "/shop/key")
    assert cli(endpoint, *get)["Parameter"]["Value"] != "hunter2"
    assert cli(endpoint, *get, "--with-decryption")["Parameter"]["Value"] == "hunter2"
    by_path = cli(endpoint, "ssm", "get-parameters-by-path", "--path", "/shop")
    assert [parameter["Name"] for parameter in by_path["Parameters"]] == ["/shop/key", "/shop/port"]
    label = ("ssm", "label-parameter-version", "--name", "/shop/port", "--labels", "stable", "1bad")
    assert cli(endpoint, *label)["InvalidLabels"] == ["1bad"]
    assert cli(endpoint, "ssm", "get-parameter", "--name", "/shop/port:stable")["Parameter"]["Version"] == 2
    cli(endpoint, "ssm", "add-tags-to-resource", "--resource-type", "Parameter", "--resource-id", "/shop/port",
        "--tags", "Key=Team,Value=shop")
    found = cli(endpoint, "ssm", "describe-parameters", "--parameter-filters", "Key=tag:Team,Values=shop")
    assert [parameter["Name"] for parameter in found["Parameters"]] == ["/shop/port"]
    tagged = cli(endpoint, "resourcegroupstaggingapi", "get-resources", "--tag-filters", "Key=Team")
    assert len(tagged["ResourceTagMappingList"]) == 1
    assert cli(endpoint, "sts", "get-caller-identity")["Account"] == "123456789012"
    cli(endpoint, "ssm", "delete-parameter", "--name", "/shop/nowhere", fails_with="ParameterNotFound")
    cli(endpoint, "ssm", "delete-parameters", "--names", "/shop/port", "/shop/key")


def main(trueup):
    with sandbox(trueup) as endpoint:
        aws_cli(endpoint)
    print("AWS CLI on the sandbox: done")
    for script in sorted(HERE.glob("boto3_*.py")):
        with sandbox(trueup, "--fleet", str(FLEET)) as endpoint:
            subprocess.run([sys.executable, str(script), endpoint], env=environment(), check=True)
        print(f"{script.name} on the sandbox: done")


if __name__ == "__main__":
    main(sys.argv[1])
