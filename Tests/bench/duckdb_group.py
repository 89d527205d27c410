"""Groups the events of a stream by subject with DuckDB, as an analyst would who names the two columns that it takes.

    duckdb_group.py FOLDER STREAM

FOLDER holds DuckDB's Python package. Prints the seconds that the query took, without the start of Python and DuckDB.
"""
import os
import sys
import time

sys.path.insert(0, sys.argv[1])
import duckdb  # noqa: E402

connection = duckdb.connect(config={"threads": os.cpu_count()})
start = time.perf_counter()
rows = connection.execute(
    "SELECT subject, count(*), min(time), max(time) FROM read_json(?, format = 'newline_delimited', "
    "columns = {'subject': 'VARCHAR', 'time': 'VARCHAR'}) GROUP BY subject", [sys.argv[2]]).fetchall()
print(time.perf_counter() - start)
if not rows:
    sys.exit("duckdb_group.py: no rows")
