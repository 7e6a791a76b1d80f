#!/usr/bin/env python3
"""Prints the figures of the README: whole processes of a release build, timed from outside.

    benches/figures.py [PATH_TO_TRUEUP] [--rates] [--terraform PLUGIN_FOLDER]

`--rates` adds the runs at AWS's published rates, which take minutes. `--terraform` compares with
Terraform and the AWS provider on the same work, where `terraform` is installed and the folder is
a filesystem mirror that holds the provider.
"""

import argparse
import contextlib
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "tests" / "clients"))
from servers import environment, free_port, serving  # noqa: E402

STACK = """\
apiVersion: trueup/v1
kind: Stack
metadata: {name: bench, origin: 0123456789abcdef}
spec:
  manifests: [manifests/*.yaml]
  guardrails: {maxDeletes: 100%}
  environments:
    production: {account: "123456789012", regions: [us-east-1]}
"""


def stack(folder, count):
    folder = pathlib.Path(folder)
    (folder / "manifests").mkdir(parents=True)
    (folder / "trueup.yaml").write_text(STACK)
    lines = [
        f"    service-{at % 20:02}/key-{at:05}: {{value: v{at}, description: Key {at}, tier: Standard, "
        f"tags: {{Key: k{at}}}}}"
        for at in range(count)
    ]
    head = "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: all}\nspec:\n  path: /bench\n  parameters:\n"
    (folder / "manifests" / "all.yaml").write_text(head + "\n".join(lines) + "\n")
    return folder


def terraform_stack(folder, count, endpoint):
    folder.mkdir()
    (folder / "main.tf").write_text(f"""
terraform {{
  required_providers {{
    aws = {{ source = "hashicorp/aws" }}
  }}
}}
provider "aws" {{
  region = "us-east-1"
  access_key = "123456789012"
  secret_key = "secret"
  skip_credentials_validation = true
  skip_requesting_account_id = true
  skip_metadata_api_check = true
  endpoints {{
    ssm = "{endpoint}"
    sts = "{endpoint}"
  }}
}}
resource "aws_ssm_parameter" "all" {{
  count = {count}
  name = "/bench/service-${{count.index % 20}}/key-${{count.index}}"
  type = "String"
  value = "v${{count.index}}"
  description = "Key ${{count.index}}"
  tier = "Standard"
  tags = {{ Key = "k${{count.index}}" }}
}}
""")
    return folder


class Run:
    """One process: wall seconds, peak memory in MiB, what it printed."""

    def __init__(self, command, env, cwd=None, exits=(0,)):
        started = time.monotonic()
        with tempfile.TemporaryFile("w+") as said:
            process = subprocess.Popen(command, env=env, cwd=cwd, stdout=said, stderr=subprocess.STDOUT)
            _, status, usage = os.wait4(process.pid, 0)
            self.seconds = time.monotonic() - started
            self.mebibytes = usage.ru_maxrss / 1024
            said.seek(0)
            self.text = said.read()
        code = os.waitstatus_to_exitcode(status)
        process.returncode = code
        if code not in exits:
            sys.exit(f"{command} exits {code}:\n{self.text[-2000:]}")


def median(runs, key):
    return statistics.median(getattr(run, key) for run in runs)


def row(what, *cells):
    print(f"{what:<58}" + "".join(f"{cell:>16}" for cell in cells), flush=True)


@contextlib.contextmanager
def sandbox(trueup, file, *options):
    port = free_port()
    command = [trueup, "sandbox", "serve", f"--sandbox={file}", "--port", str(port), *options]
    with serving(command, port) as address:
        yield address


def whole(trueup, folder):
    env = environment()
    runs = [Run([trueup, "--version"], env) for _ in range(21)]
    row("`trueup --version`", f"{median(runs, 'seconds') * 1000:.1f} ms")
    big = stack(folder / "validate", 10_000)
    runs = [Run([trueup, "-C", str(big), "validate"], env) for _ in range(5)]
    row("`trueup validate` of 10,000 parameters", f"{median(runs, 'seconds'):.2f} s", f"{median(runs, 'mebibytes'):.0f} MiB")


def unchanged(trueup, folder, count, latency):
    desired = stack(folder / f"plan-{count}", count)
    file = folder / f"plan-{count}.sandbox"
    Run([trueup, "-C", str(desired), f"--sandbox={file}", "apply", "--yes"], environment())
    with sandbox(trueup, file, "--latency", latency) as address:
        plan = [trueup, "-C", str(desired), "plan", "--detailed-exitcode"]
        runs = [Run(plan, environment(address)) for _ in range(5)]
    ours = (median(runs, "seconds"), median(runs, "mebibytes"))
    row(f"unchanged plan of {count:,} parameters, {latency} a call", f"{ours[0]:.2f} s", f"{ours[1]:.0f} MiB")
    return ours


def terraform(trueup, folder, count, latency, plugins, ours):
    if not shutil.which("terraform"):
        print("terraform is not installed: no comparison")
        return
    rc = folder / "terraformrc"
    rc.write_text(f'provider_installation {{ filesystem_mirror {{ path = "{plugins}" }} }}\n')
    file = folder / "terraform.sandbox"
    port = free_port()
    serve = [trueup, "sandbox", "serve", f"--sandbox={file}", "--port", str(port)]
    env = environment() | {"TF_CLI_CONFIG_FILE": str(rc), "TF_IN_AUTOMATION": "1", "HOME": str(folder)}
    with serving(serve, port) as address:
        here = terraform_stack(folder / "terraform", count, address)
        Run(["terraform", "init", "-input=false"], env, here)
        Run(["terraform", "apply", "-auto-approve", "-input=false"], env, here)
    with serving([*serve, "--latency", latency], port):
        run = Run(["terraform", "plan", "-input=false", "-detailed-exitcode"], env, here)
    row("  the same with Terraform and the AWS provider", f"{run.seconds:.2f} s", f"{run.mebibytes:.0f} MiB")
    row("  ratio", f"{run.seconds / ours[0]:.0f}x", f"{run.mebibytes / ours[1]:.0f}x")


def rates(trueup, folder, count):
    desired = stack(folder / "rates", count)
    with sandbox(trueup, ":memory:", "--rates", "published") as address:
        env = environment(address)
        made = Run([trueup, "-C", str(desired), "apply", "--yes"], env)
        time.sleep(10)
        plan = Run([trueup, "-C", str(desired), "plan", "--detailed-exitcode"], env)
    row(f"at AWS's published rates: create {count} parameters", f"{made.seconds:.0f} s")
    row("  and their unchanged plan", f"{plan.seconds:.1f} s")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    target = os.environ.get("CARGO_TARGET_DIR") or pathlib.Path(__file__).parent.parent / "target"
    options.add_argument("trueup", nargs="?", default=f"{target}/release/trueup")
    options.add_argument("--rates", action="store_true")
    options.add_argument("--terraform", metavar="PLUGIN_FOLDER")
    given = options.parse_args()
    trueup = str(pathlib.Path(given.trueup).resolve())
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        whole(trueup, folder)
        ours = unchanged(trueup, folder, 1_000, "20ms")
        if given.terraform:
            terraform(trueup, folder, 1_000, "20ms", given.terraform, ours)
        if given.rates:
            rates(trueup, folder, 300)


if __name__ == "__main__":
    main()
