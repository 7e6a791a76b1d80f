#!/usr/bin/env python3
"""Prints what the worst files cost `trueup validate`: wall seconds, peak memory, findings.

    benches/bombs.py [PATH_TO_TRUEUP] [--most-seconds 1] [--most-mebibytes 256]

Each row is a stack that somebody may have meant ill, or grown for years. It exits 1 where a row takes
longer, or needs more, than it may, or answers with anything but a value or a finding in its place.
"""

import argparse
import os
import pathlib
import re
import sys
import tempfile

from figures import Run, environment

STACK = """\
apiVersion: trueup/v1
kind: Stack
metadata: {{name: bench, origin: 0123456789abcdef}}
spec:
  manifests: [manifests/*.yaml]
  variables: {{size: 7, long: "{long}"}}
  environments:
    production: {{account: "123456789012", regions: [us-east-1]}}
"""

HEAD = "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: all}\nspec:\n  path: /bench\n  parameters:\n"


def parameters(lines):
    return [HEAD + "".join(f"    {line}\n" for line in lines)]


def reference(at):
    return f"${{Parameter/bench/k{at:05}.value}}"


def many(count, kind, spec):
    """Manifests in files of a thousand."""
    said = [
        f"apiVersion: trueup/v1\nkind: {kind}\nmetadata: {{name: n{at:05}}}\nspec: {spec(at)}\n" for at in range(count)
    ]
    return ["---\n".join(said[at : at + 1000]) for at in range(0, count, 1000)]


# Each: the texts of the manifests, and the code of the finding; none where the stack is right.
BOMBS = {
    "a ladder of 40 parameters, two references each": (
        parameters(["k00000: x"] + [f'k{at:05}: "{2 * reference(at - 1)}"' for at in range(1, 40)]),
        "reference-size",
    ),
    "a chain of 10,000 references": (
        parameters(["k00000: x"] + [f'k{at:05}: "{reference(at - 1)}"' for at in range(1, 10_000)]),
        None,
    ),
    "20,000 `${` in one another": (parameters([f'k: "{"${a" * 20_000 + "}" * 20_000}"']), "interpolation-depth"),
    "20,000 `${` that are never closed": (parameters([f'k: "{"${" * 20_000}"']), "parameter-size"),
    "100 KB used 30,000 times": (parameters([f'k: "{"${var.long}" * 30_000}"']), "interpolation-size"),
    "50,000 bad keys in one file": (parameters([f"? a b{at:05}" for at in range(50_000)]), "missing-value"),
    "aliases of aliases": (
        [
            "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
            + "".join(f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]\n" for at in range(1, 9))
        ],
        "yaml-alias",
    ),
    "2,000 associations": (
        many(2_000, "Association", lambda at: '{document: AWS-Noop, where: {"tag:Role": web}}'),
        None,
    ),
    "2,000 associations of documents that are not there": (
        many(2_000, "Association", lambda at: f'{{document: lost-{at:05}, where: {{"tag:Role": web}}}}'),
        "unknown-reference",
    ),
    "2,000 baselines, each the default": (many(2_000, "PatchBaseline", lambda at: "{default: true}"), "baseline-default"),
}


def stack(folder, texts):
    (folder / "manifests").mkdir(parents=True)
    (folder / "trueup.yaml").write_text(STACK.format(long="x" * 100_000))
    for at, text in enumerate(texts):
        (folder / "manifests" / f"{at:05}.yaml").write_text(text)
    return folder


def wrong(run, code, most):
    """What of a run is not as it should be."""
    if run.seconds > most.most_seconds or run.mebibytes > most.most_mebibytes:
        yield "too much"
    found = re.findall(r"error\[(.*?)\].*\n +╭─\[.*\.yaml:\d+:\d+\]", run.text)
    if code not in (found or [None]):
        yield f"{set(found)}:\n{run.text[:500]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    target = os.environ.get("CARGO_TARGET_DIR", "target")
    parser.add_argument("trueup", nargs="?", default=f"{target}/release/trueup")
    parser.add_argument("--most-seconds", type=float, default=1)
    parser.add_argument("--most-mebibytes", type=float, default=256)
    options = parser.parse_args()
    trueup = str(pathlib.Path(options.trueup).resolve())
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for at, (bomb, (texts, code)) in enumerate(BOMBS.items()):
            here = stack(pathlib.Path(folder) / str(at), texts)
            run = Run([trueup, "-C", str(here), "validate"], environment(), exits=(0, 1))
            said = list(wrong(run, code, options))
            failed = failed or bool(said)
            row = f"{bomb:<54}{run.seconds:>8.2f} s{run.mebibytes:>8.0f} MiB  {code or 'right'}"
            print(row + "".join(f"  !! {what}" for what in said), flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
