#!/usr/bin/env python3
"""Prints what many accounts cost: drift of all sites in one run, and the same in ten parts that are merged.

    benches/scale.py [PATH_TO_TRUEUP] [--sites 10,100,1000] [--parameters 100] [--shards 10]

All sites lie in one `trueup sandbox serve`, in accounts of twenty regions each that are reached by their roles. Each
row is whole processes, timed from outside. It ends with an error where the merged report is not that of one run.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "tests" / "clients"))
from servers import environment, free_port, serving  # noqa: E402

REGIONS = """us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-west-1 eu-west-2 eu-west-3 eu-central-1
eu-north-1 eu-south-1 ap-south-1 ap-southeast-1 ap-southeast-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-east-1
me-south-1""".split()


def account(at):
    return f"{200_000_000_000 + at}"


def stack(folder, sites, parameters):
    """A stack of so many sites: accounts of up to twenty regions, half as many where there are few."""
    most = len(REGIONS) if sites > len(REGIONS) else max(1, sites // 2)
    regions = REGIONS[:most]
    assert sites % most == 0, f"{sites} sites are no accounts of {most} regions"
    environments = "".join(
        f"    account-{at:02}:\n      account: \"{account(at)}\"\n      regions: [{', '.join(regions)}]\n"
        f"      assumeRole: arn:aws:iam::{account(at)}:role/trueup\n"
        for at in range(sites // most)
    )
    (folder / "manifests").mkdir(parents=True)
    (folder / "trueup.yaml").write_text(
        "apiVersion: trueup/v1\nkind: Stack\nmetadata: {name: bench, origin: 0123456789abcdef}\nspec:\n"
        f"  manifests: [manifests/*.yaml]\n  environments:\n{environments}"
    )
    lines = "".join(f"    service-{at % 20:02}/key-{at:05}: v{at}\n" for at in range(parameters))
    (folder / "manifests" / "all.yaml").write_text(
        "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: all}\nspec:\n  path: /bench\n"
        f"  parameters:\n{lines}"
    )
    return [(account(at), region) for at in range(sites // most) for region in regions]


def change(address, site):
    """Somebody changes one parameter of a site."""
    key, region = site
    body = {"Name": "/bench/service-01/key-00001", "Value": "by hand", "Type": "String", "Overwrite": True}
    request = urllib.request.Request(address, data=json.dumps(body).encode(), method="POST")
    request.add_header("content-type", "application/x-amz-json-1.1")
    request.add_header("x-amz-target", "AmazonSSM.PutParameter")
    scope = f"{key}/20260101/{region}/ssm/aws4_request"
    request.add_header(
        "authorization", f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
    )
    urllib.request.urlopen(request, timeout=60).read()


class Processes:
    """Processes side by side: wall seconds, the peak memory of the largest in MiB, what each printed."""

    def __init__(self, commands, env, exits):
        outs = [tempfile.TemporaryFile() for _ in commands]
        errs = [tempfile.TemporaryFile() for _ in commands]
        started = time.monotonic()
        running = [
            subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
            for command, out, err in zip(commands, outs, errs)
        ]
        peaks = []
        for process, command, err in zip(running, commands, errs):
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            peaks.append(usage.ru_maxrss / 1024)
            if process.returncode not in exits:
                err.seek(0)
                sys.exit(f"{command} exits {process.returncode}:\n{err.read().decode()[-2000:]}")
        self.seconds = time.monotonic() - started
        self.mebibytes = max(peaks)
        self.printed = []
        for out in outs:
            out.seek(0)
            self.printed.append(out.read())


def timeless(report):
    """A report without the times at which something was looked at."""
    return re.sub(rb'"(timestamp|last_seen)": "[^"]*"', b"", report)


def row(sites, what, run):
    print(f"{sites:>6}  {what:<28} {run.seconds:>8.1f} s {run.mebibytes:>7.0f} MiB", flush=True)


def measure(trueup, folder, sites, parameters, shards):
    places = stack(folder, sites, parameters)
    state = folder / "sandbox.redb"
    base = [trueup, "-C", str(folder)]
    local = environment()
    Processes([base + ["apply", "--all", "--yes", "--quiet", f"--sandbox={state}"]], local, (0,))
    port = free_port()
    serve = [trueup, "sandbox", "serve", f"--sandbox={state}", "--port", str(port)]
    with serving(serve, port) as address:
        env = environment(address)
        for site in places[::7]:
            change(address, site)
        drift = base + ["drift", "--all", "--format", "json"]
        one = Processes([drift], env, (2,))
        row(sites, "one run", one)
        parts = Processes([drift + ["--shard", f"{at}/{shards}"] for at in range(1, shards + 1)], env, (0, 2))
        row(sites, f"{shards} parts, the largest", parts)
        files = [folder / f"part-{at}.json" for at in range(shards)]
        for file, printed in zip(files, parts.printed):
            file.write_bytes(printed)
        merged = Processes([[trueup, "merge", *map(str, files), "--format", "json"]], local, (2,))
        row(sites, "their reports merged", merged)
    if timeless(merged.printed[0]) != timeless(one.printed[0]):
        sys.exit(f"of {sites} sites, the merged report is not that of one run")
    found = json.loads(one.printed[0])["summary"]
    expected = len(places[::7])
    if found["drifted"] != expected or found["total"] != sites * parameters:
        sys.exit(f"of {sites} sites, {expected} differ, and the report says {found}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    target = os.environ.get("CARGO_TARGET_DIR", "target")
    parser.add_argument("trueup", nargs="?", default=f"{target}/release/trueup")
    parser.add_argument("--sites", default="10,100,1000")
    parser.add_argument("--parameters", type=int, default=100)
    parser.add_argument("--shards", type=int, default=10)
    options = parser.parse_args()
    trueup = str(pathlib.Path(options.trueup).resolve())
    print(f" sites  drift of {options.parameters} parameters each    wall time  peak memory")
    for sites in map(int, options.sites.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            measure(trueup, pathlib.Path(folder) / "stack", sites, options.parameters, options.shards)


if __name__ == "__main__":
    main()
