"""How soon pages of the web app can be used, and how smoothly a list of a million people scrolls, in a real Chromium.

`python -m benchmarks.browser` serves two years of the demo's shop; `--folder` serves the installation that lies there,
such as the one of a million people that `benchmarks.backfill_live` keeps. Told are, for each main page, opened by its
address with an empty cache (`cold`) and again (`warm`): ms until it shows all it has and answers a click (promised:
2,000), with the ms of it in which scripts held the page up; and of the list of people, turned by the wheel for a while:
the ms between frames (promised: 60 a second), beside those of an empty page in the same browser, how many people went
by, and how many elements the page had at most.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.ui import set_up
from tests.support.chromium import FLAGS, find_chromium
from tests.support.server import Server, free_ports, running_server

PAGES = ("/", "/people", "/segments", "/traits", "/sources", "/rfm", "/quality")
_WATCH = """
window.held = 0;
new PerformanceObserver(list => list.getEntries().forEach(each => { window.held += Math.max(each.duration - 50, 0) }))
  .observe({ type: "longtask", buffered: true });
"""
_IS_SHOWN = (
    "() => document.querySelector('main h1') && !document.querySelector('.mantine-Skeleton-root')"
    " && new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"
)
_FRAMES = """
() => {
  window.frames_ms = []; window.elements = 0;
  let before = performance.now();
  const next = now => {
    window.frames_ms.push(now - before); before = now;
    window.elements = Math.max(window.elements, document.getElementsByTagName('*').length);
    window.following = requestAnimationFrame(next);
  };
  window.following = requestAnimationFrame(next);
}
"""
_WHEEL_PX, _WHEEL_EVERY_MS = 400, 50


def main() -> None:
    """Run and print a table and a JSON line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--folder", type=Path, help="of an installation; without it, the demo is made")
    arguments.add_argument("--times", type=int, default=5, help="how often each page is opened")
    arguments.add_argument("--seconds", type=int, default=10, help="how long the list is turned")
    given = arguments.parse_args()
    with _serving(given.folder) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        owner = set_up(browser, server)
        figures: dict[str, Any] = {}
        for path in PAGES:
            figures |= opened(browser, server, owner, path, given.times)
        figures |= turned(browser, server, owner, given.seconds)
        browser.close()
    for name, value in figures.items():
        sys.stdout.write(f"{name:32} {value}\n")
    sys.stdout.write(json.dumps(figures) + "\n")


@contextmanager
def _serving(folder: Path | None) -> Iterator[Server]:
    if folder is not None:
        with running_server(folder) as server:
            yield server
        return
    with tempfile.TemporaryDirectory() as made:
        port, warehouse_port = map(str, free_ports(2))
        ports = ["--port", port, "--warehouse-port", warehouse_port]
        command = [sys.executable, "-m", "portret", "demo", "--exit", "--data-dir", f"{made}/data", *ports]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with running_server(Path(made)) as server:
            yield server


def opened(browser: Browser, server: Server, owner: Any, path: str, times: int) -> dict[str, float]:
    """Return the median ms until a page can be used, with an empty cache and again."""
    cold, warm, held = [], [], []
    for _ in range(times):
        context = _window(browser, owner)
        page = context.new_page()
        page.goto(server.url + path, wait_until="commit")
        cold.append(page.wait_for_function(_IS_SHOWN).json_value())
        held.append(page.evaluate("window.held"))
        page.goto(server.url + path, wait_until="commit")
        warm.append(page.wait_for_function(_IS_SHOWN).json_value())
        context.close()
    name = path.strip("/") or "home"
    return {
        f"{name}_cold_ms": round(statistics.median(cold)),
        f"{name}_held_up_ms": round(statistics.median(held)),
        f"{name}_warm_ms": round(statistics.median(warm)),
    }


def turned(browser: Browser, server: Server, owner: Any, seconds: int) -> dict[str, float]:
    """Return how the list of people moves while the wheel is turned."""
    context = _window(browser, owner)
    page = context.new_page()
    page.goto("about:blank")
    page.evaluate(_FRAMES)
    _turn(page, seconds)
    empty = page.evaluate("window.frames_ms")
    page.goto(server.url + "/people", wait_until="commit")
    page.wait_for_function(_IS_SHOWN)
    page.mouse.move(600, 500)
    page.evaluate(_FRAMES)
    _turn(page, seconds)
    frames = page.evaluate("window.frames_ms")
    passed = page.evaluate("Math.max(...[...document.querySelectorAll('[data-index]')].map(e => +e.dataset.index))")
    elements = page.evaluate("window.elements")
    context.close()
    return {**_named("empty", empty), **_named("list", frames), "list_people_passed": passed, "list_elements": elements}


def _turn(page: Page, seconds: int) -> None:
    for _ in range(seconds * 1_000 // _WHEEL_EVERY_MS):
        page.mouse.wheel(0, _WHEEL_PX)
        page.wait_for_timeout(_WHEEL_EVERY_MS)


def _named(name: str, frames_ms: list[float]) -> dict[str, float]:
    ordered = sorted(frames_ms)
    return {
        f"{name}_frames_per_s": round(1_000 * len(ordered) / sum(ordered), 1),
        f"{name}_frame_p95_ms": round(ordered[int(0.95 * len(ordered))], 1),
        f"{name}_frame_worst_ms": round(ordered[-1], 1),
    }


def _window(browser: Browser, owner: Any) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, storage_state=owner, locale="en-GB")
    context.add_init_script(_WATCH)
    return context


if __name__ == "__main__":
    main()
