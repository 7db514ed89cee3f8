"""Holds the JSON of every line of commands.txt against Docs/schema.json with Python's jsonschema.

    python3 Tests/CausalCommandTests/Schema/validate.py PATH-OF-CAUSAL

Exit status 77 without jsonschema. `swift test` does the same with a validator of our own.
"""

import json
import pathlib
import shlex
import subprocess
import sys
import tempfile

try:
    import jsonschema
except ImportError:
    print("skipped: validation needs jsonschema (pip install jsonschema)")
    sys.exit(77)

HERE = pathlib.Path(__file__).parent
schema = json.loads((HERE / "../../../Docs/schema.json").read_text())
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)


def refuse(word):
    raise ValueError(f"{word} is no JSON")


with tempfile.TemporaryDirectory() as folder:
    tables = {name: f"{folder}/{name}.csv" for name in ("clinics", "staggered", "series")}
    for name, more in (("clinics", []), ("staggered", ["--adoption", "7,13", "--never", "0.4", "--clinics", "30"])):
        subprocess.run([sys.argv[1], "simulate", "did", "--output", tables[name], *more], check=True, stderr=subprocess.DEVNULL)
    rows = [f"{m},{50 - m % 5 + 4 * (m > 12)}.5,{90 + m * 7 % 11}" for m in range(1, 25)]
    pathlib.Path(tables["series"]).write_text("month,rate,count\n" + "\n".join(rows) + "\n")
    count = 0
    for line in (HERE / "commands.txt").read_text().splitlines():
        if line.startswith("#"):
            continue
        words = [tables[word[1:-1]] if word[1:-1] in tables else word for word in shlex.split(line)]
        done = subprocess.run([sys.argv[1], *words, "--format", "json"], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{line}: {done.stderr}")
        faults = list(validator.iter_errors(json.loads(done.stdout, parse_constant=refuse)))
        for fault in faults:
            nearest = jsonschema.exceptions.best_match([fault])
            print(f"{line}: {nearest.json_path}: {nearest.message[:200]}")
        count += 1
        if faults:
            sys.exit(1)
    print(f"{count} outputs are valid")
