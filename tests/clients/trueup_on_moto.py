"""trueup against moto's server: apply, an empty plan, drift after somebody else's change, apply,
destroy. moto knows nothing of trueup, and trueup nothing of moto."""

import json
import pathlib
import subprocess
import sys
import tempfile

import boto3

from servers import environment, moto

STACK = """\
apiVersion: trueup/v1
kind: Stack
metadata: {name: webshop}
spec:
  manifests: [manifests/*.yaml]
  tags: {Application: webshop}
  guardrails: {maxDeletes: 100%}
  environments:
    production:
      account: "123456789012"
      regions: [us-east-1]
"""

MANIFEST = """\
apiVersion: trueup/v1
kind: ParameterHierarchy
metadata: {name: webshop}
spec:
  path: /webshop/${site.environment}
  tags: {Environment: Production}
  parameters:
    database/endpoint: mydb.cluster-abc.us-east-1.rds.amazonaws.com
    database/port: {value: 3306, description: MySQL's port, allowedPattern: "^[0-9]+$"}
    database/password: {type: SecureString, valueFrom: {env: DB_PASSWORD}, tier: Advanced}
    network/allowed-cidrs: [10.0.0.0/16, 10.1.0.0/16]
    features/rate-limit: {value: 1000, labels: [stable]}
"""


class Runs:
    def __init__(self, trueup, folder, endpoint):
        self.trueup, self.folder = trueup, folder
        self.environment = environment(endpoint) | {"DB_PASSWORD": "hunter2"}

    def __call__(self, *arguments, exits=0):
        command = [self.trueup, "-C", str(self.folder), *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        said = f"{done.stdout}\n{done.stderr}"
        assert done.returncode == exits, f"{arguments} exits {done.returncode}, not {exits}:\n{said}"
        assert "hunter2" not in said, f"{arguments} shows a secret"
        return done.stdout

    def plan(self):
        return json.loads(self("plan", "--format", "json"))


def changes(plan):
    return {
        change["address"]: change["change"]["actions"]
        for change in plan["resource_changes"]
        if change["change"]["actions"] != ["no-op"]
    }


def main(trueup):
    with moto() as endpoint, tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "manifests").mkdir()
        (folder / "trueup.yaml").write_text(STACK)
        (folder / "manifests" / "webshop.yaml").write_text(MANIFEST)
        run = Runs(trueup, folder, endpoint)
        ssm = boto3.client(
            "ssm",
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id="123456789012",
            aws_secret_access_key="secret",
        )

        assert len(changes(run.plan())) == 5
        run("apply", "--yes")
        assert changes(run.plan()) == {}, changes(run.plan())
        run("plan", "--detailed-exitcode")
        run("drift")

        password = ssm.get_parameter(Name="/webshop/production/database/password", WithDecryption=True)
        assert password["Parameter"]["Value"] == "hunter2"
        cidrs = ssm.get_parameter(Name="/webshop/production/network/allowed-cidrs")["Parameter"]
        assert (cidrs["Type"], cidrs["Value"]) == ("StringList", "10.0.0.0/16,10.1.0.0/16")

        ssm.put_parameter(Name="/webshop/production/database/port", Value="3307", Overwrite=True)
        ssm.add_tags_to_resource(
            ResourceType="Parameter",
            ResourceId="/webshop/production/database/endpoint",
            Tags=[{"Key": "Application", "Value": "by hand"}],
        )
        ssm.delete_parameter(Name="/webshop/production/features/rate-limit")
        run("drift", exits=2)
        run("plan", "--detailed-exitcode", exits=2)
        assert changes(run.plan()) == {
            "Parameter/webshop/production/database/port": ["update"],
            "Parameter/webshop/production/database/endpoint": ["update"],
            "Parameter/webshop/production/features/rate-limit": ["create"],
        }, changes(run.plan())

        run("apply", "--yes")
        run("drift")
        # moto does not list associations, and to destroy, everything must be seen, unless one says otherwise.
        run("destroy", "-e", "production", "--yes", exits=3)
        run("destroy", "-e", "production", "--yes", "--allow-incomplete", exits=7)
        assert ssm.describe_parameters()["Parameters"] == []
    print("trueup on moto: apply, empty plan, drift, apply, destroy")


if __name__ == "__main__":
    main(sys.argv[1])
