"""Look at one page as a person with other eyes, hands or devices would."""

import gzip
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
MOST_BYTES = 120_000
MOST_SCRIPT_BYTES = 45_000
AXE = Axe().axe_script
RUN = "() => axe.run(document, {resultTypes: ['violations']})"
# Everything has come that the page fetches for itself, and nothing new for a moment.
SETTLED = """() => {
    const loaded = performance.getEntriesByType("resource").length;
    const waiting = document.querySelector(".htmx-request, .htmx-settling");
    if (document.readyState !== "complete" || waiting || loaded !== window.loaded) {
        window.loaded = loaded;
        window.since = performance.now();
    }
    return performance.now() - window.since > 150;
}"""
TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"
LOADED = """() => performance.getEntriesByType("resource")
    .map((entry) => [entry.name, entry.initiatorType, entry.decodedBodySize])"""


def complaints(page: Page, path: str) -> list[str]:
    """Open a page and list what is wrong with it on a desk and on a phone."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size(DESK)
    response = page.goto(path)
    assert response is not None
    if response.status != 200:
        return [f"answered {response.status}"]
    if urlsplit(page.url).path != urlsplit(path).path:
        return [f"leads on to {page.url}"]
    page.wait_for_function(SETTLED)
    page.evaluate(AXE)
    found = [*_heavy(page, response.body()), *_seen(page, "light, desk")]
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    return [*found, *_seen(page, "dark, phone")]


def seen(page: Page) -> list[str]:
    """List what is wrong with the page that is open."""
    page.evaluate(AXE)
    return _seen(page, page.url)


def _seen(page: Page, look: str) -> list[str]:
    found = [
        f"{look}: {violation['id']}: {node['html'][:200]} {_why(node)}"
        for violation in page.evaluate(RUN)["violations"]
        for node in violation["nodes"]
    ]
    over = page.evaluate(TOO_WIDE)
    return [*found, f"{look}: {over} pixels too wide"] if over > 0 else found


def _why(node: dict[str, Any]) -> str:
    return " ".join(node["failureSummary"].split())


def _heavy(page: Page, body: bytes) -> list[str]:
    loaded = page.evaluate(LOADED)
    scripts = sum(_weight(name) for name, kind, _ in loaded if kind == "script")
    others = sum(
        size if kind == "xmlhttprequest" else _weight(name)
        for name, kind, size in loaded
        if kind != "script"
    )
    whole = scripts + others + len(gzip.compress(body))
    heavy = []
    if whole > MOST_BYTES:
        heavy.append(f"weighs {whole:,} bytes, more than {MOST_BYTES:,}")
    if scripts > MOST_SCRIPT_BYTES:
        heavy.append(f"scripts weigh {scripts:,} bytes, over {MOST_SCRIPT_BYTES:,}")
    return heavy


@cache
def _weight(address: str) -> int:
    """Return what a static file weighs on its way, as it is served packed."""
    if not address.startswith("http"):
        return 0
    with urlopen(address) as answer:  # noqa: S310
        return len(gzip.compress(answer.read()))
