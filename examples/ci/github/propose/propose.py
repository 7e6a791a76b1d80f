#!/usr/bin/env python3
"""Keeps one pull request for each site with drift, which accepts it; and one issue for what cannot be accepted,
which a person reverts. Both follow what is there: they change with it, and are closed once nothing is left.

Runs in a checkout of the main branch with its history, with `trueup`, `git` and `gh` on the PATH, credentials of
AWS that may read, and a token in GH_TOKEN that may push a branch and write pull requests and issues.

Usage: propose.py [ARGUMENT OF trueup drift]...
"""

import json
import os
import subprocess
import sys
import tempfile

# What `trueup drift` ends with where it has looked: nothing, drift, and something that it could not read.
LOOKED = (0, 2, 7)
# What the issues that it keeps are told by.
LABEL = "trueup-drift"
# Who the commits are by.
BOT = ["-c", "user.name=trueup", "-c", "user.email=trueup@users.noreply.github.com"]


def run(*command, ends=(0,)):
    """What a program prints. It is given arguments, never a line that a shell reads."""
    ended = subprocess.run(command, capture_output=True, text=True)
    if ended.returncode not in ends:
        sys.exit(f"{command[0]} {command[1]} ended with {ended.returncode}: {ended.stderr.strip()}")
    return ended


def gh(*command):
    return run("gh", *command).stdout


def place(target):
    return ["-e", target["environment"], "--region", target["region"]] + (["--sandbox"] if target["sandbox"] else [])


def accept(target, findings):
    """Accepts each for itself, so that one that cannot be keeps no other back. What is left, and why."""
    left = []
    for finding in findings:
        address = finding["address"]
        if not (finding["commands"] or {}).get("accept"):
            left.append((address, "no manifest can say what AWS has there"))
            continue
        # What `drift.ignore` leaves as it is stays so in git too.
        counts = [one["path"] for one in finding["differences"] if one["counts"]]
        part = any(one["ignored"] for one in finding["differences"]) and all(counts)
        named = [f"{address}.{path}" for path in counts] if part else [address]
        command = ["trueup", "accept", *place(target), "--yes", "--without-secrets", *named]
        ended = subprocess.run(command, capture_output=True, text=True)
        if ended.returncode in (1, 3):
            said = [line for line in ended.stderr.splitlines() if line.startswith("error: ")]
            left.append((address, said[0].removeprefix("error: ") if said else "it cannot be accepted"))
        elif ended.returncode != 0:
            sys.exit(f"trueup accept ended with {ended.returncode}: {ended.stderr.strip()}")
    return left


def propose(site, branch, base, body, whole):
    """The pull request of a branch says what its files say, or is closed."""
    fields = "number,isCrossRepository"
    there = json.loads(gh("pr", "list", "--head", branch, "--state", "open", "--json", fields))
    # A fork may have a branch of the same name.
    number = next((str(one["number"]) for one in there if not one["isCrossRepository"]), None)
    if not run("git", "status", "--porcelain", "--untracked-files=no").stdout:
        # What could not be read may still differ.
        if number and whole:
            gh("pr", "close", number, "--delete-branch", "--comment", "AWS is as git says, or cannot be accepted.")
        return
    title = f"Accept what was changed at {site}"
    run("git", *BOT, "commit", "--quiet", "--all", "--message", title)
    # The same proposal is pushed once: whoever reviews it keeps their place.
    fetched = subprocess.run(["git", "fetch", "--quiet", "origin", branch], capture_output=True, text=True)
    same = fetched.returncode == 0 and not run("git", "diff", "HEAD", "FETCH_HEAD").stdout
    if not (same and run("git", "merge-base", "HEAD", "FETCH_HEAD").stdout == run("git", "rev-parse", "HEAD^").stdout):
        run("git", "push", "--quiet", "--force", "origin", f"HEAD:refs/heads/{branch}")
    if number:
        gh("pr", "edit", number, "--body-file", body)
    else:
        gh("pr", "create", "--base", base, "--head", branch, "--title", title, "--body-file", body)


def report(site, left, body, whole):
    """The issue of a site names what cannot be accepted, or is closed."""
    title = f"{site} has drifted, and git cannot follow"
    # Whoever may open an issue chooses its title, and nobody but a maintainer its label.
    gh("label", "create", LABEL, "--force", "--description", "Kept by trueup")
    found = gh("issue", "list", "--label", LABEL, "--state", "open", "--limit", "1000", "--json", "number,title")
    issues = json.loads(found)
    number = next((str(one["number"]) for one in issues if one["title"] == title), None)
    if left and number:
        gh("issue", "edit", number, "--body-file", body)
    elif left:
        gh("issue", "create", "--title", title, "--label", LABEL, "--body-file", body)
    elif number and whole:
        gh("issue", "close", number, "--comment", "Nothing is left that git cannot follow.")


def markdown(text, target, left):
    if left:
        text += "\n### What git cannot follow\n\n"
        text += "".join(f"- `{address}`: {why.replace('`', '')}\n" for address, why in left)
        command = " ".join(["trueup", "revert", *place(target), "ADDRESS"])
        text += f"\nPut one back with `{command}`.\n"
    return text


def main():
    looked = run("trueup", "drift", "--format", "json", "--without-secrets", *sys.argv[1:], ends=LOOKED)
    found = json.loads(looked.stdout)
    base = run("git", "rev-parse", "--abbrev-ref", "HEAD").stdout.strip()
    start = run("git", "rev-parse", "HEAD").stdout.strip()
    for target in found["targets"]:
        site = f"{target['environment']}/{target['region']}"
        # A target says more than its findings do of it: what it alone ends the run with.
        own = [finding for finding in found["findings"] if finding["target"].items() <= target.items()]
        drifted = [one for one in own if one["class"] in ("drifted", "missing", "conflict")]
        whole = all(one["class"] != "unreadable" for one in own)
        branch = f"trueup/accept/{target['environment']}-{target['region']}"
        run("git", "checkout", "--quiet", "-B", branch, start)
        # As it is before anything is accepted.
        drift = ["trueup", "drift", *place(target), "--without-secrets", "--format", "markdown"]
        text = run(*drift, ends=LOOKED).stdout
        left = accept(target, drifted)
        with tempfile.TemporaryDirectory() as folder:
            body = os.path.join(folder, "body.md")
            with open(body, "w", encoding="utf-8") as file:
                file.write(markdown(text, target, left))
            propose(site, branch, base, body, whole)
            report(site, left, body, whole)
        run("git", "checkout", "--quiet", "--force", base)
        accepted = len(drifted) - len(left)
        print(f"{site}: {accepted} accepted in a pull request, {len(left)} in an issue")


if __name__ == "__main__":
    main()
