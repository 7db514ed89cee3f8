"""Checks that each NAME.vl.json of a folder follows the Vega-Lite 5 schema and that Vega-Lite draws it.

Versions with which it was run: vl-convert-python 1.9.0.post1 (Vega-Lite 5.20), altair 5.5.0 (its copy of the
schema), jsonschema 4.26.0.
"""

import json
import pathlib
import sys

import altair
import jsonschema
import vl_convert

folder = pathlib.Path(sys.argv[1])
schema_file = pathlib.Path(altair.__file__).parent / "vegalite/v5/schema/vega-lite-schema.json"
schema = json.loads(schema_file.read_text(encoding="utf-8"))
validator = jsonschema.validators.validator_for(schema)(schema)
faults = 0
for file in sorted(folder.glob("*.vl.json")):
    specification = json.loads(file.read_text(encoding="utf-8"))
    problems = list(validator.iter_errors(specification))
    for problem in problems[:3]:
        best = jsonschema.exceptions.best_match([problem])
        print(file.name, "/".join(map(str, best.absolute_path)), best.message[:300])
    faults += len(problems)
    png = vl_convert.vegalite_to_png(json.dumps(specification), vl_version="5.20", scale=2)
    (folder / (file.name + ".png")).write_bytes(png)
print("faults:", faults)
sys.exit(1 if faults else 0)
