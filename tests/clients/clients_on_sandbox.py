"""boto3, the AWS CLI and Terraform against `trueup sandbox serve`.

boto3 and the AWS CLI each call every operation that the sandbox covers: what either of them was not answered
with success is an error with the operation's name. Then what trueup builds of
`examples/estate` is read back, and Terraform builds, plans to nothing, changes and destroys what is its own.
"""

import collections
import os
import pathlib
import subprocess
import sys

import terraform
from servers import environment, sandbox

HERE = pathlib.Path(__file__).parent
# A script that takes longer than this hangs.
SECONDS = 200
# Nothing runs in the sandbox, so of these it only knows that there is nothing.
REFUSED = {
    "CancelMaintenanceWindowExecution",
    "DescribeMaintenanceWindowExecutionTaskInvocations",
    "DescribeMaintenanceWindowExecutionTasks",
    "GetMaintenanceWindowExecution",
    "GetMaintenanceWindowExecutionTask",
    "GetMaintenanceWindowExecutionTaskInvocation",
}
FLEET = HERE.parent.parent / "fixtures" / "fleets" / "webshop.yaml"


def run(trueup, script, operations, calls):
    """Runs a script on a sandbox of its own, and counts what it calls."""
    with sandbox(trueup, "--fleet", str(FLEET), calls=calls) as endpoint:
        command = [sys.executable, str(HERE / script), endpoint, trueup]
        subprocess.run(command, env=environment(endpoint), input=operations, text=True, check=True, timeout=SECONDS)
    print(f"{script} on the sandbox: done", flush=True)


def all_were_called(client, operations, calls):
    covered = [line.split()[1].rstrip(":") for line in operations.splitlines() if line.endswith(": covered")]
    wanted = {name: "failed" if name in REFUSED else "answered" for name in covered}
    missing = [name for name, how in wanted.items() if not calls[name, how]]
    if missing:
        sys.exit(f"covered operations that {client} was not answered: {', '.join(missing)}")
    print(f"{client} called all {len(covered)} operations that the sandbox covers", flush=True)


def main(trueup):
    listed = subprocess.run([trueup, "sandbox", "operations"], env=environment(), capture_output=True, text=True, check=True)
    operations = listed.stdout
    scripts = {"the AWS CLI": ["aws_cli.py"], "boto3": sorted(path.name for path in HERE.glob("boto3_*.py"))}
    for client, names in scripts.items():
        calls = collections.Counter()
        for name in names:
            run(trueup, name, operations, calls)
        all_were_called(client, operations, calls)
    for name in ("pages.py", "wire.py", "estate.py"):
        run(trueup, name, operations, collections.Counter())
    with sandbox(trueup) as endpoint:
        terraform.main(endpoint, os.environ.get("TRUEUP_TERRAFORM_PLUGINS"))


if __name__ == "__main__":
    main(sys.argv[1])
