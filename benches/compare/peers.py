"""The work of each peer that is a Python package, one per run.

What it is for
    compare.py starts this file in the virtual environment that has the packages:

    python peers.py NAME FILE

    Printed is the number of records that the peer saw, so that compare.py can tell
    whether everybody read the same file. Two threads, where a peer has threads.
"""
import os
import sys

# Both of `revops score` on an export that ends on 2026-11-20.
RECENT_FROM = "2026-08-22"
CREATED = "CreatedDate"


def duckdb_source(path):
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    quoted = path.replace("'", "''")
    # Dialect given and types off: nothing is guessed, and an empty value is NULL, quoted or not.
    source = f"""read_csv('{quoted}', all_varchar = true, header = true, delim = ',', quote = '"', escape = '"')"""
    return connection, source


def duckdb_summarize(path):
    """Approximate distinct, min, max and share of empty values; no top value."""
    connection, source = duckdb_source(path)
    columns = connection.execute(f"SUMMARIZE SELECT * FROM {source}").fetchall()
    return columns[0][10]


def duckdb_report(path):
    """The same report as ours, except that the top value comes without its count."""
    connection, source = duckdb_source(path)
    names = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
    wanted = ["count(*)"]
    for name in names:
        wanted += [
            f'count("{name}")',
            f'approx_count_distinct("{name}")',
            f'approx_top_k("{name}", 1)',
            f'max("{CREATED}") FILTER ("{name}" IS NOT NULL)',
            f'count("{name}") FILTER ("{CREATED}" >= \'{RECENT_FROM}\')',
        ]
    return connection.execute(f"SELECT {', '.join(wanted)} FROM {source}").fetchone()[0]


def polars_streaming(path):
    """Fill, approximate distinct, min and max; no top value."""
    os.environ["POLARS_MAX_THREADS"] = "2"
    import polars

    # Types off. A quoted empty value stays "": it is not counted as filled, and costs polars no filter.
    frame = polars.scan_csv(path, infer_schema_length=0)
    wanted = [polars.len().alias("records")]
    for name in frame.collect_schema().names():
        column = polars.col(name)
        wanted += [
            (column != "").sum().alias(f"{name} filled"),
            column.approx_n_unique().alias(f"{name} distinct"),
            column.min().alias(f"{name} min"),
            column.max().alias(f"{name} max"),
        ]
    return frame.select(wanted).collect(engine="streaming")["records"][0]


def pandas_profile(path):
    """Fill, exact distinct, top value with its count; one thread, the whole file in memory."""
    import pandas

    frame = pandas.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    for name in frame.columns:
        column = frame[name]
        column.count(), column.nunique(), column.value_counts().head(1)
    return len(frame)


PEERS = {
    "duckdb-summarize": duckdb_summarize,
    "duckdb-report": duckdb_report,
    "polars": polars_streaming,
    "pandas": pandas_profile,
}

if __name__ == "__main__":
    print(PEERS[sys.argv[1]](sys.argv[2]))
