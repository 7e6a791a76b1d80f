"""Starts servers on loopback for the length of a `with` block."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time


def environment(endpoint=None):
    """An environment with nothing of the caller's AWS set-up in it."""
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "TMPDIR", "LANG")}
    kept |= {
        "HOME": "/nonexistent",
        "AWS_ACCESS_KEY_ID": "123456789012",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_COLOR": "1",
    }
    if endpoint:
        kept["AWS_ENDPOINT_URL"] = endpoint
    return kept


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            sys.exit(f"the server ended with {process.returncode} before it listened")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    sys.exit("the server does not listen")


@contextlib.contextmanager
def serving(command, port):
    """Runs a server command that listens on a port; gives its address."""
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@contextlib.contextmanager
def moto():
    port = free_port()
    server = os.path.join(os.path.dirname(sys.executable), "moto_server")
    with serving([server, "-H", "127.0.0.1", "-p", str(port)], port) as address:
        yield address


@contextlib.contextmanager
def sandbox(trueup, *options, calls=None):
    """A sandbox in memory; where a counter is given, it learns of each operation how often its calls ended how."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        counts = os.path.join(folder, "calls.json")
        command = [trueup, "sandbox", "serve", "--sandbox=:memory:", "--port", str(port), "--calls", counts, *options]
        with serving(command, port) as address:
            yield address
        if calls is None:
            return
        with open(counts) as file:
            for operation, ends in json.load(file).items():
                calls.update({(operation, how): count for how, count in ends.items()})
