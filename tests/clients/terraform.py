"""Terraform and its AWS provider against `trueup sandbox serve`.

    python3 terraform.py http://127.0.0.1:PORT [PLUGIN_FOLDER]

Makes everything of `terraform/resources.tf`, plans to nothing, changes everything, plans to nothing, destroys it,
and looks through boto3 that nothing is left. The folder is a filesystem mirror that holds the provider; where
none is given, TRUEUP_TERRAFORM_PLUGINS names one, or one is looked for near the root. Without Terraform or the provider it says
so and ends with 0.
"""

import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import time

import boto3

from servers import environment

HERE = pathlib.Path(__file__).parent
# A run that takes longer than this hangs.
SECONDS = 300


def plugins(given):
    """A filesystem mirror with the provider for this machine, as HOST/hashicorp/aws/VERSION/PLATFORM."""
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    inside = f"*/hashicorp/aws/*/{platform.system().lower()}_{machine}/terraform-provider-aws*"
    if given:
        return given if any(pathlib.Path(given).glob(inside)) else sys.exit(f"`{given}` does not hold the AWS provider")
    for top in sorted(pathlib.Path("/").iterdir()):
        # These are no folders of files, and change while they are looked at.
        if top.name in ("dev", "proc", "sys"):
            continue
        for places in ("*", "share/terraform/plugins", "local/share/terraform/plugins"):
            for found in top.glob(f"{places}/{inside}"):
                return str(found.parents[5])
    return None


class Terraform:
    """Terraform in a folder of its own, with the provider and what else is given of `terraform/`."""

    def __init__(self, folder, mirror, endpoint, *files):
        self.folder = pathlib.Path(folder)
        for file in ("provider.tf", *files):
            shutil.copy(HERE / "terraform" / file, self.folder)
        config = self.folder / "terraformrc"
        installation = f'filesystem_mirror {{ path = "{mirror}" }}\n  direct {{ exclude = ["*/*"] }}'
        config.write_text(f"disable_checkpoint = true\nprovider_installation {{\n  {installation}\n}}\n")
        self.env = environment() | {
            "HOME": folder,
            "TF_CLI_CONFIG_FILE": str(config),
            "TF_IN_AUTOMATION": "1",
            "TF_INPUT": "0",
            "TF_VAR_endpoint": endpoint,
        }

    def run(self, *arguments, step=None):
        started = time.monotonic()
        command = ["timeout", str(SECONDS), "terraform", *arguments, "-no-color"]
        env = self.env | ({"TF_VAR_step": str(step)} if step else {})
        done = subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True)
        said = f"terraform {' '.join(arguments)}" + (f" with step {step}" if step else "")
        if done.returncode:
            sys.exit(f"{said} exits {done.returncode}:\n{done.stdout[-6000:]}\n{done.stderr[-6000:]}")
        print(f"{said}: {time.monotonic() - started:.0f} s", flush=True)
        return done.stdout

    def apply(self, step):
        # What is there was read by the plan before, so it is not read again.
        self.run("apply", "-auto-approve", "-refresh=false", step=step)
        self.run("plan", "-detailed-exitcode", step=step)


def nothing_is_left(endpoint):
    ssm, tagging = (
        boto3.client(
            service,
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id="123456789012",
            aws_secret_access_key="none",
        )
        for service in ("ssm", "resourcegroupstaggingapi")
    )

    def rest(operation, member, **arguments):
        pages = ssm.get_paginator(operation).paginate(**arguments)
        left = [item for page in pages for item in page[member]]
        assert left == [], f"{operation} still lists {left}"

    def only(key, value):
        return {"Filters": [{"Key": key, "Values": [value]}]}

    rest("describe_parameters", "Parameters")
    rest("list_documents", "DocumentIdentifiers", **only("Owner", "Self"))
    rest("list_associations", "Associations")
    rest("describe_maintenance_windows", "WindowIdentities")
    rest("describe_patch_baselines", "BaselineIdentities", **only("OWNER", "Self"))
    rest("describe_patch_groups", "Mappings")
    rest("list_resource_data_sync", "ResourceDataSyncItems")
    rest("describe_activations", "ActivationList")
    default = ssm.get_default_patch_baseline(OperatingSystem="AMAZON_LINUX_2023")["BaselineId"]
    assert default.startswith("arn:"), f"{default} is still the default"
    setting = ssm.get_service_setting(SettingId="/ssm/parameter-store/high-throughput-enabled")["ServiceSetting"]
    assert setting["Status"] == "Default", setting
    tagged = tagging.get_resources(ResourceTypeFilters=["ssm"])["ResourceTagMappingList"]
    assert tagged == [], f"still tagged: {tagged}"


def main(endpoint, given):
    if not shutil.which("terraform"):
        print("Terraform on the sandbox: skipped, it is not installed")
        return
    mirror = plugins(given)
    if not mirror:
        print("Terraform on the sandbox: skipped, there is no folder with the AWS provider")
        return
    with tempfile.TemporaryDirectory() as folder:
        terraform = Terraform(folder, mirror, endpoint, "resources.tf")
        terraform.run("init")
        terraform.apply(1)
        terraform.apply(2)
        terraform.run("destroy", "-auto-approve", "-refresh=false", step=2)
    nothing_is_left(endpoint)
    print("Terraform on the sandbox: done")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else os.environ.get("TRUEUP_TERRAFORM_PLUGINS"))
