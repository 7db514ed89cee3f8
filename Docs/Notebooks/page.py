"""Opens executed notebooks in JupyterLab with a headless Chromium and looks for the table and the pictures on the page.

    python3 Docs/Notebooks/page.py EXECUTED-FOLDER [SCREENSHOT-FOLDER]

Needs jupyterlab and playwright with its Chromium (exit status 77 without them).
"""

import pathlib
import secrets
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

folder = pathlib.Path(sys.argv[1]).resolve()
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
            browser = play.chromium.launch()
        except Error as error:
            print(f"skipped: Chromium does not start ({str(error).splitlines()[0]})")
            sys.exit(77)
        for path in sorted(folder.glob("*.ipynb")):
            page = browser.new_page(viewport={"width": 1100, "height": 1800})
            page.goto(f"http://127.0.0.1:{port}/doc/tree/{path.name}?token={token}")
            page.wait_for_selector(".causal-table table tbody tr", timeout=60_000)
            wanted = ".causal-table svg.causal-picture"
            page.wait_for_selector(wanted, timeout=60_000)
            box = page.locator(wanted).first.bounding_box()
            if not box or box["width"] < 100 or box["height"] < 100:
                sys.exit(f"{path.name}: the picture is not seen")
            vega = "from its Vega-Lite specification"
            if ".picture" in path.read_text():
                drawn = page.locator(".vega-embed svg, .vega-embed canvas, .jp-RenderedVegaCommon5 canvas, .jp-RenderedVegaCommon5 svg")
                for _ in range(60):
                    page.locator(".jp-WindowedPanel-outer, .jp-Notebook").first.evaluate("e => e.scrollBy(0, 700)")
                    if drawn.count():
                        break
                    time.sleep(0.2)
                if drawn.count() == 0:
                    sys.exit(f"{path.name}: no picture {vega} is seen")
            if len(sys.argv) > 2:
                page.screenshot(path=f"{sys.argv[2]}/{path.stem}-end.png")
                page.locator(".causal-table svg.causal-picture").first.scroll_into_view_if_needed()
                page.screenshot(path=f"{sys.argv[2]}/{path.stem}.png")
            print(f"{path.name}: table and pictures are seen")
        browser.close()
finally:
    server.terminate()
    server.wait()
