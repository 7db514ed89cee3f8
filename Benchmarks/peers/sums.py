"""Exact answers from engines' sums: time, memory and digits from 1e7 to 1e9 rows, made inside DuckDB by hashes.

Each part keeps what it measured in the cache, so that parts can be run one by one; `--part write` puts the document together.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import threading
import time

MODELS = {
    "ols": ["ols", "y ~ treated + x1 + x2 + factor(month)", "--cluster", "clinic"],
    "ols, people absorbed": ["ols", "y ~ treated + x1 | person + month", "--cluster", "clinic"],
    "did, people followed": [
        "did", "--outcome", "y", "--unit", "person", "--time", "month", "--cohort", "adopted", "--cluster", "clinic"],
    "did, new people each month": [
        "did", "--outcome", "y", "--time", "month", "--cohort", "adopted", "--cluster", "clinic"],
    "its": ["its", "--outcome", "y", "--time", "month", "--at", "13", "--period-means"],
    "stepped-wedge": [
        "stepped-wedge", "fit", "--outcome", "y", "--cluster", "clinic", "--period", "month", "--treatment", "treated",
        "--correlation", "exchangeable", "--inference", "satterthwaite"],
}
# A list for each of 4e7 people does not fit the engine's memory here; the others need no more than their groups.
AT_MOST = {"did, people followed": 10**8, "ols, people absorbed": 10**8}
SIZES = {"1e7": 10**7, "1e8": 10**8, "1e9": 10**9}


def views(database):
    """Rows of 2000 clinics and 24 months from hashes of their number; `far` has means of a million."""
    text = ["CREATE OR REPLACE MACRO part(h, k) AS "
            "CAST((h >> CAST(20 * k AS UBIGINT)) & CAST(1048575 AS UBIGINT) AS DOUBLE) / 1048576;"]
    for name, count in SIZES.items():
        text.append(f"""
CREATE OR REPLACE VIEW n{name} AS
SELECT clinic, person, month, adopted, treated, x1, x2,
  round((50 + 5 * part(c, 0) + 0.7 * x1 - 0.2 * x2 + 0.1 * month + treated * (1 + part(c, 1)) + 3 * part(hash(person), 0)
    + 4 * part(h, 2)) * 1048576) / 1048576 AS y
FROM (
  SELECT *, CAST(adopted > 0 AND month >= adopted AS INTEGER) AS treated, part(h, 0) AS x1, 100 + 3 * part(h, 1) AS x2,
    hash(clinic) AS c
  FROM (
    SELECT hash(i) AS h, CAST(i % 2000 AS INTEGER) AS clinic, CAST((i // 2000) % 24 + 1 AS INTEGER) AS month,
      i % 2000 + 2000 * (i // 48000) AS person, CASE i % 4 WHEN 0 THEN 0 WHEN 1 THEN 10 WHEN 2 THEN 14 ELSE 18 END AS adopted
    FROM range({count}) AS t(i)));""")
    text.append("CREATE OR REPLACE VIEW far1e7 AS SELECT * REPLACE (y + 1048576 AS y, x2 + 1048576 AS x2) FROM n1e7;")
    subprocess.run(["duckdb", database], input="\n".join(text), text=True, check=True, stdout=subprocess.DEVNULL)


class Memory(threading.Thread):
    """The largest resident set of a process, and of all its descendants together, in bytes."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.process, self.own, self.engine, self.on = process, 0, 0, True

    @staticmethod
    def status(pid, field):
        try:
            for line in open(f"/proc/{pid}/status"):
                if line.startswith(field):
                    return int(line.split()[1]) * 1024
        except OSError:
            pass
        return 0

    def descendants(self):
        parents = {}
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    parents[int(entry)] = int(open(f"/proc/{entry}/stat").read().rsplit(")", 1)[1].split()[1])
                except (OSError, IndexError):
                    pass
        found, waiting = [], [self.process.pid]
        while waiting:
            parent = waiting.pop()
            more = [child for child, above in parents.items() if above == parent]
            found += more
            waiting += more
        return found

    def run(self):
        turn = 0
        while self.on:
            self.own = max(self.own, self.status(self.process.pid, "VmHWM"))
            if turn % 20 == 0:
                self.engine = max(self.engine, sum(self.status(p, "VmRSS") for p in self.descendants()))
            turn += 1
            time.sleep(0.005)


def measured(command, **options):
    """Runs a command; returns its output, seconds of the clock and of processors, and memory."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    memory = Memory(process)
    memory.start()
    texts = {}
    readers = [threading.Thread(target=lambda s=s, n=n: texts.update({n: s.read()}))
               for n, s in (("out", process.stdout), ("err", process.stderr))]
    for reader in readers:
        reader.start()
    _, status, usage = os.wait4(process.pid, 0)
    memory.on = False
    for reader in readers:
        reader.join()
    if status != 0:
        raise SystemExit(f"{' '.join(command)}: {texts['err'].strip()}")
    return texts["out"], {
        "clock": time.monotonic() - start, "processor": usage.ru_utime + usage.ru_stime,
        "own": memory.own, "engine": memory.engine}


def answer(ours, words, source):
    text, figures = measured([ours] + words + source + ["--format", "json", "--timings"])
    figures["answer"] = json.loads(text)
    return figures


def engine(arguments, store):
    """All models at all sizes, through DuckDB."""
    for size in arguments.rows.split(","):
        for name, words in MODELS.items():
            if arguments.model and name not in arguments.model:
                continue
            if SIZES[size] > AT_MOST.get(name, 10**9):
                continue
            place = 2 if words[0] == "stepped-wedge" else 1
            source = ["--engine", f"duckdb {arguments.database}", "--table", f"n{size}"]
            figures = answer(arguments.ours, words[:place] + source + words[place:], [])
            figures["unoptimised"] = arguments.unoptimised
            store.keep("engine", f"{name} @ {size}", figures)
            print(size, name, round(figures["clock"], 1), file=sys.stderr)


def digits(arguments, store):
    """The rows' own answers at 1e7, and sums of the same rows a million away from zero."""
    path = arguments.cache / "rows.csv"
    if not path.exists():
        copy = f"COPY (SELECT * FROM n1e7) TO '{path}' (FORMAT csv, HEADER);"
        subprocess.run(["duckdb", "-readonly", arguments.database], input=copy, text=True, check=True,
                       stdout=subprocess.DEVNULL)
    for name, words in MODELS.items():
        if arguments.model and name not in arguments.model:
            continue
        place = 2 if words[0] == "stepped-wedge" else 1
        if words[0] != "its":
            store.keep("rows", name, answer(arguments.ours, words[:place] + [str(path)] + words[place:], []))
        source = ["--engine", f"duckdb {arguments.database}", "--table", "far1e7"]
        store.keep("far", name, answer(arguments.ours, words[:place] + source + words[place:], []))
        if words[0] in ("ols", "its", "stepped-wedge") and "absorbed" not in name:
            store.keep("stream", name, answer(
                arguments.ours, words[:place] + [str(path)] + words[place:] + ["--stream"], []))
        print("digits", name, file=sys.stderr)


def spark(arguments, store):
    """Two models on Parquet files with one, two, … workers."""
    folder = arguments.cache / "rows.parquet"
    if not folder.exists():
        copy = (f"COPY (SELECT * FROM n1e7) TO '{folder}' (FORMAT parquet, PER_THREAD_OUTPUT, ROW_GROUP_SIZE 500000);")
        subprocess.run(["duckdb", "-readonly", arguments.database], input=copy, text=True, check=True,
                       stdout=subprocess.DEVNULL)
    for workers in map(int, arguments.workers.split(",")):
        client = (f"spark-sql --master local-cluster[{workers},1,1024] --conf spark.sql.shuffle.partitions=8 "
                  f"--conf spark.sql.files.maxPartitionBytes=16m --conf spark.sql.warehouse.dir={arguments.cache}/warehouse")
        for name in ("ols", "did, new people each month", "its", "stepped-wedge"):
            if arguments.model and name not in arguments.model:
                continue
            words = MODELS[name]
            place = 2 if words[0] == "stepped-wedge" else 1
            source = ["--engine", client, "--table", str(folder)]
            figures = answer(arguments.ours, words[:place] + source + words[place:], [])
            store.keep("spark", f"{name} @ {workers}", figures)
            print("spark", workers, name, round(figures["clock"], 1), file=sys.stderr)


PEER = """
import json, sys, duckreg, duckdb
from duckreg.estimators import DuckRegression
from importlib.metadata import version
model = DuckRegression(db_name=sys.argv[1], table_name=sys.argv[2], formula="y ~ treated + month", cluster_col="clinic",
                       seed=1, n_bootstraps=int(sys.argv[3]))
if int(sys.argv[3]) == 0:
    model.prepare_data(); model.compress_data(); model.point_estimate = model.estimate(); model.fit_vcov()
else:
    model.fit()
print(json.dumps({"estimate": list(map(float, model.point_estimate)), "version": version("duckreg")}))
"""


def duckreg(arguments, store):
    """duckreg's estimate with HC1 errors, and five of its hundred cluster draws, beside ours clustered."""
    words = ["ols", "y ~ treated + month", "--cluster", "clinic"]
    # It opens the database to write, which no other process may then read.
    copied = arguments.cache / "peer.duckdb"
    shutil.copy(arguments.database, copied)
    for size in arguments.rows.split(","):
        for draws in (0, 5):
            if draws and SIZES[size] > 10**8:
                continue
            text, figures = measured(
                [arguments.peer or sys.executable, "-c", PEER, str(copied), f"n{size}", str(draws)])
            figures["answer"] = json.loads(text.strip().splitlines()[-1])
            store.keep("duckreg", f"{draws} @ {size}", figures)
        source = ["--engine", f"duckdb {arguments.database}", "--table", f"n{size}"]
        figures = answer(arguments.ours, words[:1] + source + words[1:], [])
        figures["unoptimised"] = arguments.unoptimised
        store.keep("duckreg", f"ours @ {size}", figures)
        print("duckreg", size, file=sys.stderr)


class Store:
    """What was measured, in a file."""

    def __init__(self, path):
        self.path = path
        self.all = json.loads(path.read_text()) if path.exists() else {}

    def keep(self, part, name, figures):
        fresh = json.loads(self.path.read_text()) if self.path.exists() else {}
        fresh.setdefault(part, {})[name] = figures
        self.path.write_text(json.dumps(fresh))
        self.all = fresh


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    parser.add_argument("--ours", required=True, help="the command causal")
    parser.add_argument("--unoptimised", action="store_true", help="causal is a debug build: the tables say so")
    parser.add_argument("--peer", help="a Python that has duckreg")
    parser.add_argument("--part", action="append", choices=["engine", "digits", "spark", "duckreg", "write"],
                        help="what to do (default: all)")
    parser.add_argument("--rows", default="1e7,1e8,1e9", help="1e7,1e8,1e9")
    parser.add_argument("--workers", default="1,2,4", help="Spark's numbers of workers")
    parser.add_argument("--model", action="append", help=f"one of {', '.join(MODELS)} (default: all)")
    parser.add_argument("--output", type=pathlib.Path,
                        default=pathlib.Path(__file__).parents[2] / "Docs" / "SumsSpeed.md")
    arguments = parser.parse_args()
    arguments.cache.mkdir(parents=True, exist_ok=True)
    arguments.database = arguments.cache / "views.duckdb"
    views(arguments.database) if not arguments.database.exists() else None
    store = Store(arguments.cache / "figures.json")
    parts = arguments.part or ["engine", "digits", "spark", "duckreg", "write"]
    for name, part in (("engine", engine), ("digits", digits), ("spark", spark), ("duckreg", duckreg)):
        if name in parts:
            part(arguments, store)
    if "write" in parts:
        import sums_report
        sums_report.write(store.all, arguments.output, {name: AT_MOST.get(name, 10**9) for name in MODELS}, SIZES)


if __name__ == "__main__":
    main()
