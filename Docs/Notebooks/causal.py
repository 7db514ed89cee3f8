"""causal from Python: a data frame (or a file's path) in, a result out.

    import causal
    result = causal.did(frame, outcome="burnout", unit="clinician", time="month", cohort="adopted")
    result              # in a notebook: the table and its picture
    result.to_frame()   # the rows as a pandas.DataFrame

Options are those of the command: aggregate="event" is --aggregate event, quiet=True is --quiet, a list is joined by
commas or repeats an option that may be repeated (label, note, where, wild, test, unpriced), a result stands for the file of
its JSON (estimate=result). Subcommands of two words are causal.stepped_wedge_fit(frame, …), causal.unmeasured_e_value(…).
What is no result comes back as text: explain=True, causal.simulate("did"), causal.convert(frame, output="a.dta"),
causal.report(frame, …, output="a.html"), causal.sql("did", …). The program is the one that the variable CAUSAL names, or
`causal` on the path.
"""

import json
import os
import subprocess
import tempfile

GROUPS = ("stepped-wedge", "simulate", "unmeasured", "sql")
REPEATED = {"label", "note", "where", "wild", "test", "combination", "permute", "unpriced"}
FULL, PICTURE = "application/vnd.causal.v1+json", "application/vnd.vegalite.v5+json"


class CausalError(Exception):
    """The command's message, and its exit status as `status`."""

    def __init__(self, message, status):
        super().__init__(message)
        self.status = status


class Result:
    """What the command answered; notebooks show it as a table with its picture."""

    def __init__(self, bundle):
        self.bundle, self.json = bundle, bundle[FULL]

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.bundle

    def __repr__(self):
        return self.bundle["text/plain"]

    def __getitem__(self, term):
        """The first row of that term."""
        rows = self.json.get("estimates", [])
        for row in rows:
            if row["term"] == term:
                return row
        raise KeyError(f"no row '{term}'; there are {', '.join(dict.fromkeys(row['term'] for row in rows)) or 'none'}")

    def save(self, path):
        """Writes the JSON, for options that take a result's file; the path."""
        with open(path, "w", encoding="utf-8") as file:
            json.dump(self.json, file)
        return path

    def to_frame(self):
        """The rows as a pandas.DataFrame (of a description: its columns)."""
        import pandas

        return pandas.DataFrame(self.json.get("estimates", self.json.get("columns")))

    @property
    def picture(self):
        """The picture alone, drawn by the notebook from its Vega-Lite specification."""
        if PICTURE not in self.bundle:
            raise CausalError("this result has no picture", 64)
        return Picture({PICTURE: self.bundle[PICTURE], "text/plain": "picture"})


class Picture(Result):
    def __init__(self, bundle):
        self.bundle = bundle


def run(command, data=None, *arguments, **options):
    """Runs `causal command data arguments options`; raises CausalError with the command's message. The result, or text."""
    words = command.split()
    is_text = words[0] in ("simulate", "convert", "report", "sql") or words[1:2] == ["design"] or options.get("explain")
    call = [os.environ.get("CAUSAL", "causal"), *words, *([] if data is None else ["-"])]
    if isinstance(data, (str, os.PathLike)):
        call[-1], data = os.fspath(data), None
    call += [str(argument) for argument in arguments]
    with tempfile.TemporaryDirectory() as folder:
        for name, value in (options if is_text else {**options, "format": "mimebundle"}).items():
            option = "--" + name.rstrip("_").replace("_", "-")
            if isinstance(value, Result):
                value = value.save(os.path.join(folder, name + ".json"))
            if value is True:
                call.append(option)
            elif value is not None and value is not False:
                many = isinstance(value, tuple) or (isinstance(value, list) and name in REPEATED)
                for one in value if many else [value]:
                    call.append(f"{option}={','.join(map(str, one)) if isinstance(one, list) else one}")
        try:
            done = subprocess.run(call, input=_csv(data), capture_output=True)
        except FileNotFoundError:
            raise CausalError(f"there is no program {call[0]}: put causal on the path, or its path into CAUSAL", 66) from None
    if done.returncode != 0:
        raise CausalError(done.stderr.decode().strip().removeprefix("causal: error: "), done.returncode)
    if is_text:
        return done.stdout.decode() or done.stderr.decode()
    return Result(json.loads(done.stdout))


def table(*results, **options):
    """Results side by side, as `causal table` puts them."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [
            result.save(os.path.join(folder, f"({number}).json")) for number, result in enumerate(results, 1)]
        return run("table", None, *paths, **options)


def _csv(data):
    if data is None:
        return b""
    if not hasattr(data, "columns"):
        raise TypeError(f"the data are a data frame or a file's path, not {type(data).__name__}")
    if hasattr(data, "write_csv"):  # polars
        return data.write_csv().encode()
    flags = {name: "int8" for name in data.columns if data[name].dtype == bool}
    return data.astype(flags).to_csv(index=False).encode()


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(name)
    command = name.replace("_", "-")
    for group in GROUPS:
        if command.startswith(group + "-"):
            command = group + " " + command[len(group) + 1 :]
    if command in ("simulate", "sql"):  # causal.simulate("did", …): the second word, no data
        return lambda word, *arguments, **options: run(f"{command} {word}", None, *arguments, **options)
    return lambda data=None, *arguments, **options: run(command, data, *arguments, **options)
