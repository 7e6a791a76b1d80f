"""Writes the facts of the AWS APIs that the sandbox knows, as text, from botocore's service models.

Run with the pinned botocore; the result is checked in:

    pip install botocore==1.43.11 && python3 extract.py

One line is an operation or a shape, one indented line a member. Only names, types, limits, patterns,
words, flags and errors are taken; documentation text is not. Of EC2, which has some 760 operations, the
shapes are taken of those that the sandbox has a use for, and the names of all; of CloudTrail likewise.

    service NAME PROTOCOL VERSION TARGET|NAMESPACE
    operation NAME INPUT OUTPUT ERROR…            ("-" where there is none)
    structure NAME [union] [secret] [error[=CODE]] [status=N]
      MEMBER SHAPE [required] [token] [secret] [as=WIRE-NAME]
    list NAME MEMBER-SHAPE [flat] [as=WIRE-NAME] [min=N] [max=N] [secret]
    map NAME KEY-SHAPE VALUE-SHAPE [min=N] [max=N] [secret]
    string|integer|… NAME [min=N] [max=N] [secret] [enum=A,B] [pattern=…to the end of the line]
"""

import gzip
import json
import pathlib

import botocore

SERVICES = [
    ("ssm", "ssm", "2014-11-06"),
    ("tagging", "resourcegroupstaggingapi", "2017-01-26"),
    ("sts", "sts", "2011-06-15"),
    ("ec2", "ec2", "2016-11-15"),
    ("secretsmanager", "secretsmanager", "2017-10-17"),
    ("cloudtrail", "cloudtrail", "2013-11-01"),
]
# The operations whose shapes are taken, where they are not all.
WANTED = {
    "ec2": ["CreateTags", "DeleteTags", "DescribeInstances", "DescribeTags"],
    "cloudtrail": ["LookupEvents"],
}
PINNED = "1.43.11"


def read(folder, version):
    path = pathlib.Path(botocore.__file__).parent / "data" / folder / version / "service-2.json.gz"
    return json.loads(gzip.decompress(path.read_bytes()))


def limits(shape):
    words = [f"{key}={int(shape[key])}" for key in ("min", "max") if key in shape]
    if shape.get("sensitive"):
        words.append("secret")
    if "enum" in shape:
        assert not any(mark in word for word in shape["enum"] for mark in ", ")
        words.append("enum=" + ",".join(shape["enum"]))
    if "pattern" in shape:
        words.append("pattern=" + shape["pattern"])
    return words


def wire_name(member):
    return [f"as={member['locationName']}"] if "locationName" in member else []


def reached(model, names, found):
    for name in names:
        if name not in found:
            found.add(name)
            shape = model["shapes"][name]
            inner = [target["shape"] for target in shape.get("members", {}).values()]
            inner += [shape[part]["shape"] for part in ("member", "key", "value") if part in shape]
            reached(model, inner, found)
    return found


def narrowed(model, wanted):
    """The model with the shapes of the wanted operations only."""
    ends = []
    for name, operation in model["operations"].items():
        if name in wanted:
            ends += [operation[end]["shape"] for end in ("input", "output") if end in operation]
        else:
            model["operations"][name] = {}
    shapes = reached(model, ends, set())
    return model | {"shapes": {name: model["shapes"][name] for name in shapes}}


def lines(name, model):
    meta = model["metadata"]
    last = meta["targetPrefix"] if meta["protocol"] == "json" else meta["xmlNamespace"]
    yield f"service {name} {meta['protocol']} {meta['apiVersion']} {last}"
    if name in WANTED:
        model = narrowed(model, WANTED[name])
    for name, operation in sorted(model["operations"].items()):
        ends = [operation.get(end, {}).get("shape", "-") for end in ("input", "output")]
        errors = [error["shape"] for error in operation.get("errors", [])]
        yield " ".join(["operation", name, *ends, *errors])
    for name, shape in sorted(model["shapes"].items()):
        kind = shape["type"]
        words = [kind, name]
        if kind == "list":
            words.append(shape["member"]["shape"])
            words += ["flat"] if shape.get("flattened") else []
            words += wire_name(shape["member"])
        if kind == "map":
            words += [shape["key"]["shape"], shape["value"]["shape"]]
        if kind == "structure":
            words += ["union"] if shape.get("union") else []
            if shape.get("exception"):
                error = shape.get("error", {})
                words.append(f"error={error['code']}" if "code" in error else "error")
                status = error.get("httpStatusCode", 500 if shape.get("fault") else None)
                words += [f"status={status}"] if status else []
        yield " ".join(words + limits(shape))
        for member, target in shape.get("members", {}).items():
            words = [" ", member, target["shape"]]
            words += ["required"] if member in shape.get("required", []) else []
            words += ["token"] if target.get("idempotencyToken") else []
            yield " ".join(words + wire_name(target))


def main():
    if botocore.__version__ != PINNED:
        raise SystemExit(f"botocore {botocore.__version__} is installed, the facts are those of {PINNED}")
    here = pathlib.Path(__file__).parent
    for name, folder, version in SERVICES:
        text = "\n".join(lines(name, read(folder, version)))
        (here / f"{name}.txt").write_text(text + "\n")


if __name__ == "__main__":
    main()
