"""Runs every notebook of this folder from a clean kernel and checks what they show.

    python3 Docs/Notebooks/execute.py [FOLDER]     with FOLDER: leaves the executed notebooks there

Needs nbclient, ipykernel and pandas (exit status 77 without them) and the program `causal` (see causal.py).
"""

import pathlib
import sys

try:
    import nbclient
    import nbformat
    import ipykernel  # noqa: F401
    import pandas  # noqa: F401
except ImportError as missing:
    print(f"skipped: the notebooks need {missing.name} (pip install nbclient ipykernel pandas)")
    sys.exit(77)

FOLDER = pathlib.Path(__file__).parent


def outputs(notebook):
    for cell in notebook.cells:
        yield from cell.get("outputs", [])


for path in sorted(FOLDER.glob("*.ipynb")):
    notebook = nbformat.read(path, as_version=4)
    if any(True for _ in outputs(notebook)):
        sys.exit(f"{path.name}: outputs are not kept in the repository; clear them")
    nbclient.NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}).execute()
    pages = [output["data"].get("text/html", "") for output in outputs(notebook) if "data" in output]
    tables = sum("class=\"causal-table\"" in page for page in pages)
    pictures = sum("<svg" in page for page in pages)
    if tables == 0 or pictures == 0:
        sys.exit(f"{path.name}: {tables} tables and {pictures} pictures were shown")
    if len(sys.argv) > 1:
        nbformat.write(notebook, pathlib.Path(sys.argv[1]) / path.name)
    print(f"{path.name}: {tables} tables, {pictures} pictures")
