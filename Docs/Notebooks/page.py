"""Opens executed notebooks in JupyterLab with a headless Chromium and looks for the table and the pictures on the page.

    python3 Docs/Notebooks/page.py EXECUTED-FOLDER [SCREENSHOT-FOLDER]

Needs jupyterlab, playwright and a Chromium: Debian's package chromium or playwright's own (exit status 77 without them).
"""

import os
import pathlib
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

try:
    import jupyterlab  # noqa: F401
    from playwright.sync_api import Error, sync_playwright
except ImportError as missing:
    print(f"skipped: the page test needs {missing.name} (pip install jupyterlab playwright; playwright install chromium)")
    sys.exit(77)


def seen(page, selector):
    """Scrolls down the notebook, which draws only the cells in view, until something that matches is seen."""
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    panel = page.locator(".jp-WindowedPanel-outer").first
    panel.evaluate("panel => panel.scrollTo(0, 0)")
    for _ in range(80):
        found = page.locator(selector)
        for number in range(found.count()):
            found.nth(number).scroll_into_view_if_needed()
            box = found.nth(number).bounding_box()
            if box and box["width"] > 100 and box["height"] > 10:
                return True
        panel.evaluate("panel => panel.scrollBy(0, 400)")
        time.sleep(0.3)
    return False


folder = pathlib.Path(sys.argv[1]).resolve()
# A notebook that somebody has run is trusted; Jupyter strips styles and pictures from the pages of others.
trust = [sys.executable, "-m", "nbformat.sign", *map(str, folder.glob("*.ipynb"))]
subprocess.run(trust, check=True, stdout=subprocess.DEVNULL)
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
token = secrets.token_hex(16)
server = subprocess.Popen(
    [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", f"--port={port}",
     f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}", "--LabApp.news_url=", "--LabApp.check_for_updates_class="
     "jupyterlab.NeverCheckForUpdate"],
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    for _ in range(120):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token={token}", timeout=2)
            break
        except OSError:
            time.sleep(0.5)
    with sync_playwright() as play:
        try:
            own = shutil.which("chromium") or shutil.which("google-chrome")
            browser = play.chromium.launch(executable_path=own, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        except Error as error:
            print(f"skipped: Chromium does not start ({str(error).splitlines()[0]})")
            sys.exit(77)
        for path in sorted(folder.glob("*.ipynb")):
            page = browser.new_page(viewport={"width": 1100, "height": 1800})
            page.goto(f"http://127.0.0.1:{port}/doc/tree/{path.name}?token={token}")
            wanted = {"table": ".causal-table table tbody tr", "picture": ".causal-table svg.causal-picture"}
            if ".picture" in path.read_text():
                wanted["Vega-Lite picture"] = ".vega-embed canvas, .vega-embed svg"
            for name, selector in wanted.items():
                if not seen(page, selector):
                    sys.exit(f"{path.name}: no {name} is seen on the page")
                if len(sys.argv) > 2:
                    page.screenshot(path=f"{sys.argv[2]}/{path.stem}-{name.split()[0].lower()}.png")
            print(f"{path.name}: table and pictures are seen")
        browser.close()
finally:
    server.terminate()
    server.wait()
