"""Measures the sample community with Lighthouse's mobile preset, as `make lighthouse`: prints four marks a page, fails below GOALS.

The sample is built as a community of its own would be (not marked as a sample, which search engines are kept from), and served on the
loopback with compression, as static hosts do.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SAMPLE = ("docs", "submissions", "schemas", "mkdocs.yml", "storywall.yml")
PAGES = {"home": "", "listing": "stories/", "story": "stories/gold-in-the-crack/"}
GOALS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
FIGURES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
RUNS = 3
"""Runs a page; the one with the middle mark for performance counts, since the machine has other work too."""


class Host(SimpleHTTPRequestHandler):
    """Serves a folder as static hosts do: compressed, over connections that stay open."""

    protocol_version = "HTTP/1.1"
    packed: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:
        """Answer with a file."""
        path = Path(self.translate_path(self.path))
        file = path / "index.html" if path.is_dir() else path
        if not file.is_file():
            self.send_error(404)
            return
        data = file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Cache-Control", "max-age=31536000")
        if file.suffix in (".html", ".css", ".js", ".svg", ".json", ".txt", ".xml"):
            data = self.packed.setdefault(str(file), gzip.compress(data, 6))
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with suppress(BrokenPipeError):  # the browser went on to the next run
            self.wfile.write(data)

    def log_message(self, format: str, *values: object) -> None:
        """Say nothing."""


def build(folder: Path) -> Path:
    """Build the sample into a folder, and return where the site is."""
    for name in SAMPLE:
        source = ROOT / name
        shutil.copytree(source, folder / name) if source.is_dir() else shutil.copy(source, folder / name)
    settings = folder / "storywall.yml"
    settings.write_text(settings.read_text("utf-8").replace("sample: true\n", ""), "utf-8")
    subprocess.run([str(Path(sys.executable).parent / "storywall"), "build"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder / "site"


def measure(url: str, out: Path) -> dict:
    """Run Lighthouse once."""
    command = ["node", str(HERE / "node_modules" / "lighthouse" / "cli" / "index.js"), url, "--quiet", "--output=json", f"--output-path={out}"]
    flags = "--chrome-flags=--headless=new --no-sandbox --disable-gpu"
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run([*command, flags], check=True, env={**environment, "CHROME_PATH": os.environ["STORYWALL_BROWSER"]})
    return json.loads(out.read_text("utf-8"))


def main() -> None:
    """Print a line for each page, and what kept it from full marks."""
    below = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = build(folder)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(site)))
        Thread(target=server.serve_forever, daemon=True).start()
        for label, address in PAGES.items():
            url = f"http://127.0.0.1:{server.server_port}/{address}"
            runs = [measure(url, folder / "report.json") for _ in range(RUNS)]
            found = sorted(runs, key=lambda run: run["categories"]["performance"]["score"])[RUNS // 2]
            marks = {goal: round(100 * found["categories"][goal]["score"]) for goal in GOALS}
            figures = ", ".join(f"{each} {found['audits'][each]['displayValue']}" for each in FIGURES)
            print(f"{label:8} " + "  ".join(f"{goal} {mark}" for goal, mark in marks.items()) + f"  ({figures})", flush=True)
            for goal, mark in marks.items():
                if mark < GOALS[goal]:
                    below.append(f"{label}: {goal} is {mark}, not {GOALS[goal]}")
                    references = found["categories"][goal]["auditRefs"]
                    audits = [found["audits"][each["id"]] for each in references if each["weight"]]
                    below += [
                        f"  {audit['id']}: {audit.get('displayValue', '')}" for audit in audits if audit["score"] is not None and audit["score"] < 0.9
                    ]
    if below:
        sys.exit("\n".join(below))


if __name__ == "__main__":
    main()
