# python3 files.py: what pyreadstat and pandas read in the files of files.R, and files of their own.
import json, math, sys
import numpy, pandas, pyreadstat

def value(x):
    if x is None or x is pandas.NaT or (isinstance(x, float) and math.isnan(x)): return None
    if isinstance(x, (bool, numpy.bool_)): return int(x)
    if isinstance(x, (int, numpy.integer)): return int(x)
    if isinstance(x, (float, numpy.floating)): return None if math.isnan(float(x)) else float(x)
    if isinstance(x, (pandas.Timestamp,)) or hasattr(x, "hour"): return x.strftime("%Y-%m-%d %H:%M:%S")
    if hasattr(x, "year"): return x.strftime("%Y-%m-%d")
    return str(x) if str(x) != "" else None

def key(x):
    return x if isinstance(x, str) else float(x)

def read(name, reader, **more):
    frame, meta = reader(name, **more)
    columns = []
    for place, column in enumerate(frame.columns):
        values = [value(x) for x in frame[column]]
        labels = meta.variable_value_labels.get(column, {})
        columns.append({"name": column, "label": meta.column_labels[place] or "", "values": values,
                        "labels": sorted([[key(k), v] for k, v in labels.items()], key=str)})
    return {"file": name, "columns": columns}

def tagged(answer, name, reader):
    """Extended missing values, which pyreadstat gives as letters with user_missing."""
    frame, _ = reader(name, user_missing=True)
    for column in answer["columns"]:
        letters = {str(row): x for row, x in enumerate(frame[column["name"]])
                   if isinstance(x, str) and len(x) == 1 and column["values"][row] is None}
        if letters: column["missing"] = letters
    return answer

frame = pandas.DataFrame({
    "small": numpy.array([-127, 0, 100], "int8"), "short": numpy.array([-32767, 5, 32740], "int16"),
    "long": numpy.array([-2147483647, 7, 2147483620], "int32"), "single": numpy.array([0.1, numpy.nan, -2.5], "float32"),
    "double": [0.1, 1e-5, 3.0], "yes": [True, False, True],
    "city": pandas.Categorical(["Köln", "Ulm", "Köln"]), "word": ["a", "bb", "ccc"],
    "month": pandas.to_datetime(["2021-03-01", "1959-12-01", "1960-01-01"]),
    "quarter": pandas.to_datetime(["2021-04-01", "1959-10-01", "1960-01-01"]),
    "day": pandas.to_datetime(["2021-03-15", "1959-12-31", "2000-02-29"]),
    "time": pandas.to_datetime(["2021-03-15", "1959-12-31", "2000-02-29"])})
frame.to_stata("pandas117.dta", write_index=False, version=117, data_label="three rows", variable_labels={"small": "A byte"},
    convert_dates={"month": "tm", "quarter": "tq", "day": "td", "time": "tc"})
answers = [tagged(read(n, pyreadstat.read_dta, disable_datetime_conversion=False), n, pyreadstat.read_dta)
           for n in ["haven118.dta", "haven114.dta"]]
for name, reader in [("foreign.dta", pyreadstat.read_dta), ("haven.sav", pyreadstat.read_sav), ("haven.zsav", pyreadstat.read_sav),
                     ("haven.sas7bdat", pyreadstat.read_sas7bdat), ("haven.xpt", pyreadstat.read_xport)]:
    answers.append(read(name, reader))
own = pandas.read_stata("pandas117.dta", convert_categoricals=False, convert_dates=False)
labels = pandas.io.stata.StataReader("pandas117.dta").value_labels()
columns = []
for name in own:
    values = [value(x) for x in own[name]]
    if name == "month": values = [x.strftime("%Y-%m") for x in frame[name]]
    if name == "quarter": values = [f"{x.year}-Q{x.quarter}" for x in frame[name]]
    if name in ("day", "time"): values = [x.strftime("%Y-%m-%d") for x in frame[name]]
    columns.append({"name": name, "label": "A byte" if name == "small" else "", "values": values,
        "labels": sorted([[float(k), v] for k, v in labels.get(name, {}).items()], key=str)})
answers.append({"file": "pandas117.dta", "columns": columns})
# Pandas reads Stata's and SAS's files with code of its own: its numbers are those of pyreadstat.
for answer in answers:
    if answer["file"].endswith(".dta"): other = pandas.read_stata(answer["file"], convert_categoricals=False, convert_dates=False)
    elif answer["file"].endswith(".sas7bdat"): other = pandas.read_sas(answer["file"], encoding="utf-8")
    else: continue
    for column in answer["columns"]:
        for ours, theirs in zip(column["values"], other[column["name"]]):
            if isinstance(ours, (int, float)):
                assert value(theirs) == ours, (answer["file"], column["name"], ours, theirs)
print(json.dumps({"versions": {"python": sys.version.split()[0], "pandas": pandas.__version__, "pyreadstat": pyreadstat.__version__},
    "files": answers}, ensure_ascii=False, indent=1))
