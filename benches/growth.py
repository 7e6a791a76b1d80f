#!/usr/bin/env python3
"""Prints what twice as many mistakes cost: how many times as long `trueup validate` takes for them.

    benches/growth.py [PATH_TO_TRUEUP] [--count 10000]

Each row is one way to be wrong, so many times and twice as many times in one file, on lines of
their own and all on one line; a file has 1 MiB, so no more fit. What is linear is about 2.0; a square would be 4.0.
"""

import argparse
import contextlib
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

STACK = """\
apiVersion: trueup/v1
kind: Stack
metadata: {name: bench, origin: 0123456789abcdef}
spec:
  manifests: [manifests/*.yaml]
  variables: {size: 7}
  environments:
    production: {account: "123456789012", regions: [us-east-1]}
"""

HEAD = "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: all}\n"

# Each gives one entry; `spec` holds them itself, `parameters` holds them as parameters.
MISTAKES = {
    "unknown fields": ("spec", lambda at: f"descripton{at:06}: x"),
    "one key again and again": ("parameters", lambda at: "port: 1"),
    "names that AWS refuses": ("parameters", lambda at: f'"a b{at:06}": 1'),
    "unknown fields of parameters": ("parameters", lambda at: f"k{at:06}: {{value: 1, descripton: x}}"),
    "secrets written out": ("parameters", lambda at: f"k{at:06}: {{type: SecureString, value: s{at:06}}}"),
    "variables that are not there": ("parameters", lambda at: f'k{at:06}: "${{var.siez{at:06}}}"'),
}

FORMATS = ["human", "json", "sarif", "junit", "github"]


def manifest(mistake, count, lines):
    where, entry = MISTAKES[mistake]
    entries = [entry(at) for at in range(count)]
    if where == "spec":
        entries = ["path: /bench", "parameters: {}"] + entries
        return HEAD + ("spec:\n  " + "\n  ".join(entries) if lines else "spec: {" + ", ".join(entries) + "}") + "\n"
    inner = "parameters:\n    " + "\n    ".join(entries) if lines else "parameters: {" + ", ".join(entries) + "}"
    return HEAD + "spec:\n  path: /bench\n  " + inner + "\n"


@contextlib.contextmanager
def stack(text):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "manifests").mkdir()
        (folder / "trueup.yaml").write_text(STACK)
        (folder / "manifests" / "all.yaml").write_text(text)
        yield folder


def seconds(trueup, folder, form):
    """Processor seconds: what others do on the machine does not count."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    command = [trueup, "-C", str(folder), "validate", "--format", form]
    ended = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if ended.returncode != 1:
        sys.exit(f"{command} exits {ended.returncode}:\n{ended.stderr.decode()[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    target = os.environ.get("CARGO_TARGET_DIR", "target")
    parser.add_argument("trueup", nargs="?", default=f"{target}/release/trueup")
    parser.add_argument("--count", type=int, default=10_000)
    options = parser.parse_args()
    trueup = str(pathlib.Path(options.trueup).resolve())
    print(f"{options.count:,} and {2 * options.count:,}: seconds of the latter, and how many times as long\n")
    print(f"{'':<46}" + "".join(f"{form:>16}" for form in FORMATS))
    for mistake in MISTAKES:
        for lines in [True, False]:
            cells = []
            with stack(manifest(mistake, options.count, lines)) as once:
                with stack(manifest(mistake, 2 * options.count, lines)) as twice:
                    for form in FORMATS:
                        short, long = (seconds(trueup, folder, form) for folder in (once, twice))
                        cells.append(f"{long:>7.2f} s {long / short:>5.1f}x")
            place = "on lines" if lines else "on one line"
            print(f"{mistake + ', ' + place:<46}" + "".join(f"{cell:>16}" for cell in cells), flush=True)


if __name__ == "__main__":
    started = time.monotonic()
    main()
    print(f"\n{time.monotonic() - started:.0f} s in all")
