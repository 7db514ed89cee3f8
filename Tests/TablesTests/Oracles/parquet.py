# python3 parquet.py: pandas.parquet, with columns that CSV would change (pandas 3.1.1, pyarrow).
import numpy, pandas
pandas.DataFrame({
    "single": numpy.array([0.1, numpy.nan, 2], "float32"), "double": [0.1, 1 / 3, numpy.inf], "whole": [1, 2, 2**53],
    "yes": [True, False, None], "text": ["007", "NA", 'a,"b'], "city": pandas.Categorical(["x", "y", "x"]),
    "day": pandas.to_datetime(["2021-03-15", "2021-03-16", "2020-01-01"]),
}).to_parquet("pandas.parquet")
