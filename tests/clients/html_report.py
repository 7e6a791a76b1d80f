"""The HTML report in headless Chromium, driven through chromedriver, which speaks HTTP and JSON.

    python3 html_report.py PATH_TO_TRUEUP

Where either program is missing, this is skipped and says so. The plans are of examples/estate: all sites as
they are first made, and production with changes of every sort. Nothing may be said on the console, filters
filter, keys do what the help says, paper has everything, and a script that is not the report's does not run.
"""

import base64
import contextlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.request

from checks import same
from servers import environment, free_port, wait_for

ESTATE = pathlib.Path(__file__).parent.parent.parent / "examples" / "estate"
SECONDS = 60
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Page:
    """One tab."""

    def __init__(self, port):
        self.root = f"http://127.0.0.1:{port}"
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,900"]}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.root += f"/session/{session['sessionId']}"

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.root + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return json.load(answer)["value"]

    def open(self, path, fragment=""):
        # A fragment alone would not load the page again.
        self.call("POST", "/url", {"url": "about:blank"})
        self.call("POST", "/url", {"url": f"{path.as_uri()}{fragment}"})

    def run(self, script, *arguments):
        return self.call("POST", "/execute/sync", {"script": script, "args": arguments})

    def press(self, *keys):
        strokes = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": strokes}]})

    def click(self, selector):
        found = self.call("POST", "/element", {"using": "css selector", "value": selector})
        self.call("POST", f"/element/{found[ELEMENT]}/click", {})

    def shown(self):
        """The addresses of the changes that are seen."""
        return self.run(
            "return [...document.querySelectorAll('.change')].filter((one) => one.checkVisibility())"
            ".map((one) => one.querySelector('.address').textContent)"
        )

    def opened(self):
        return self.run("return document.querySelectorAll('.change[open]').length")

    def console(self):
        return [line["message"] for line in self.call("POST", "/se/log", {"type": "browser"})]

    def end(self):
        self.call("DELETE", "")


ESCAPE = "\ue00c"
TAB = "\ue004"


@contextlib.contextmanager
def browsing(driver):
    port = free_port()
    process = subprocess.Popen([driver, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        page = Page(port)
        yield page
        page.end()
    finally:
        process.terminate()
        process.wait(10)


def edited(stack, name, *pairs):
    path = stack / name
    text = path.read_text()
    for before, after in pairs:
        assert before in text, (name, before)
        text = text.replace(before, after)
    path.write_text(text)


def plans(trueup, folder):
    """Two reports: all sites before anything is there, and production with changes of every sort."""

    def run(*arguments):
        command = [trueup, "-C", str(stack), *arguments, "--quiet"]
        return subprocess.run(
            command, env=environment(), capture_output=True, text=True, check=True, timeout=SECONDS
        ).stdout

    stack = folder / "estate"
    shutil.copytree(ESTATE, stack)
    report = ("--sandbox", "--format", "html")
    many = folder / "all.html"
    many.write_text(run("plan", "--all", *report))
    run("apply", "-e", "production", "--sandbox", "--yes")
    edited(stack, "trueup.yaml", ("cron(0 2 ? * SUN *)", "cron(30 3 ? * SAT *)"), ("Owner: platform", "Owner: operations"))
    edited(stack, "manifests/agents.yaml", ("rate(12 hours)", "rate(30 minutes)"))
    edited(stack, "documents/restart-service.yaml", ('timeoutSeconds: "300"', 'timeoutSeconds: "600"'))
    windows = stack / "manifests" / "windows.yaml"
    windows.write_text(windows.read_text().partition("---\n# A task without targets")[0].replace("50%", "100%"))
    one = folder / "one.html"
    one.write_text(run("plan", "-e", "production", *report))
    return many, one


def filters(page, one):
    page.open(one)
    everything = page.shown()
    same(len(everything) > 10, True, "changes")
    page.press("/", *"TIMEOUTSECONDS")
    same(page.shown(), ["Document/restart-service"], "text")
    same(page.run("return document.getElementById('shown').textContent"), f"1 of {len(everything)} changes")
    same(page.run("return location.hash"), "#q=TIMEOUTSECONDS")
    page.press(ESCAPE, ESCAPE)
    same(page.shown(), everything, "Escape shows all again")
    page.click("[data-of=delete] input")
    gone = ["MaintenanceWindow/monthly-image", "MaintenanceWindow/monthly-image/task/make-image"]
    same(page.shown(), gone, "action")
    page.press(ESCAPE)
    for level, expected in [
        ("denied", ["MaintenanceWindow/sunday-patching/task/install"]),
        ("warned", gone[:1]),
        ("destroys", gone),
        ("runs-now", ["Association/inventory"]),
    ]:
        page.click(f"[data-of={level}] input")
        same(page.shown(), expected, level)
        page.click(f"[data-of={level}] input")
    page.open(one, "#kind=PatchBaseline&q=owner")
    kinds = {address.split("/")[0] for address in page.shown()}
    same(kinds, {"PatchBaseline"}, "the fragment filters")
    page.run("document.querySelector('.attention.destroys a').click()")
    same(page.shown(), everything, "a link to what is not shown shows it")
    groups = "return [...document.querySelectorAll('.group')].filter((one) => !one.hidden).length"
    page.open(one, "#level=denied")
    same(page.run(groups), 1, "a group without a change is not there")


def keys(page, one):
    page.open(one)
    page.press("o")
    same(page.opened(), len(page.shown()), "o opens all")
    page.press("c")
    asking = page.run("return document.querySelectorAll('.change:not([data-level=\"\"])').length")
    same((page.opened(), asking > 0), (asking, True), "c leaves what asks for attention open")
    focused = "return document.activeElement.closest('.change')?.querySelector('.address').textContent"
    shown = page.shown()
    page.press("j", "j", "j", "k")
    same(page.run(focused), shown[1], "j and k")
    page.press("o", "u")
    sides = """const hunk = [...document.querySelectorAll('.hunk')].find((one) => one.querySelector('del') && one.querySelector('ins'));
      const [old, now] = ['del', 'ins'].map((name) => hunk.querySelector(name).getBoundingClientRect());
      return [old.right <= now.left + 1, Math.abs(old.top - now.top) < 1]"""
    same(page.run(sides), [True, True], "u sets two sides beside each other")
    same(page.run("return location.hash"), "#view=side")
    page.press("u")
    same(page.run(sides), [False, False], "and one below the other")
    page.press("?")
    same(page.run("return document.getElementById('help').open"), True, "? helps")
    page.press(ESCAPE)
    same(page.run("return document.getElementById('help').open"), False)
    page.press("/", "j")
    same(page.run("return document.activeElement.value"), "j", "in a field a key is a letter")


def sites(page, many):
    page.open(many)
    everything = len(page.shown())
    page.run("const site = document.querySelector('[name=site]'); site.value = '2'; "
             "site.dispatchEvent(new Event('input', {bubbles: true}))")
    some = len(page.shown())
    same(0 < some < everything, True, f"{some} of {everything} changes are of one site")
    same(page.run("return document.querySelectorAll('.matrix tbody tr').length") > 0, True, "sites side by side")


def fits(page, report):
    """Labels are inside their boxes, and the page is as wide as its window, however narrow."""
    page.open(report)
    wide = """return [...document.querySelectorAll('.node')].filter((node) => {
      const box = node.querySelector('rect').getBBox();
      return [...node.querySelectorAll('text')].some((text) => text.getBBox().x + text.getBBox().width > box.x + box.width);
    }).length"""
    same(page.run(wide), 0, "labels that leave their boxes")
    for width in (1280, 400):
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        page.call("POST", "/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": size})
        same(page.run("return document.documentElement.scrollWidth <= innerWidth"), True, f"{width} wide")


def paper(page, one):
    page.open(one)
    before = page.opened()
    printed = page.call("POST", "/print", {})
    same(base64.b64decode(printed)[:5], b"%PDF-")
    same(page.opened(), before, "after printing all is as before")
    page.run("dispatchEvent(new Event('beforeprint'))")
    same(page.run("return document.querySelectorAll('details:not([open])').length"), 0, "paper folds nothing")


def policy(page, one, folder):
    """What gets into the page beside its own script and style has no effect."""
    evil = folder / "evil.html"
    more = (
        "<script>window.evil = 1</script><img src=x onerror='window.evil = 2'><base href='http://127.0.0.1:9/'>"
        "<style>body { color: rgb(1, 2, 3) !important }</style><script src='http://127.0.0.1:9/x.js'></script>"
    )
    evil.write_text(one.read_text().replace("<main>", f"<main>{more}", 1))
    page.console()
    page.open(evil)
    same(page.run("return [window.evil ?? null, getComputedStyle(document.body).color === 'rgb(1, 2, 3)']"), [None, False])
    same(page.run("return document.getElementById('bar').hidden"), False, "the page's own script runs")
    said = [line for line in page.console() if "Content Security Policy" in line]
    same(len(said) >= 4, True, f"what the policy kept out: {said}")


def main(trueup):
    driver, browser = shutil.which("chromedriver"), shutil.which("chromium") or shutil.which("google-chrome")
    if not driver or not browser:
        print("html_report.py: skipped, for want of chromium and chromedriver", flush=True)
        return
    with tempfile.TemporaryDirectory() as folder, browsing(driver) as page:
        folder = pathlib.Path(folder)
        many, one = plans(trueup, folder)
        filters(page, one)
        keys(page, one)
        sites(page, many)
        fits(page, many)
        fits(page, one)
        paper(page, one)
        same(page.console(), [], "the console")
        policy(page, one, folder)
    print("html_report.py: the report does in Chromium what it says", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
