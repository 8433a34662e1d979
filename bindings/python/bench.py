"""Measures lookups: `python bench.py DIRECTORY`.

DIRECTORY/values.txt has distinct values, an even number of lines, and DIRECTORY/asked.txt values to be looked up, all known. Each two values that follow each other become one customer of a graph
in memory. Then all that is asked is looked up, five times, in each of three ways; printed are the medians, in nanoseconds for each key: `single_ns`, a call for each;
`batch_ns`, 4096 at a time from a list of bytes; and `numpy_batch_ns`, 4096 at a time from an array of fixed-width bytes, if numpy is installed.
"""

import json
import statistics
import sys
import time
from pathlib import Path

import oneid

try:
    import numpy
except ImportError:
    numpy = None

AT_ONCE = 4096
ROUNDS = 5


def main(directory: Path) -> None:
    values = (directory / "values.txt").read_bytes().splitlines()
    asked = (directory / "asked.txt").read_bytes().splitlines()
    with oneid.Graph(oneid.Policy.preset("connected"), bytes(range(16))) as graph:
        scope = graph.prepare_scope("jd.xid", "shop")
        source = graph.prepare_source("bench")
        for batch in batches(values, 2 * AT_ONCE):
            graph.apply_prepared(batch, ids_each=2, scopes=scope, source=source)
        print(json.dumps(measure(graph.reader(), scope, asked)))


def measure(reader: oneid.Reader, scope: int, asked: list) -> dict:
    single_ns, found = median(lambda: single(reader, scope, asked), len(asked))
    lists = batches(asked, AT_ONCE)
    batch_ns, batch_found = median(lambda: batch(reader, scope, lists), len(asked))
    measured = {"language": "python", "single_ns": single_ns, "batch_ns": batch_ns, "found": found}
    assert batch_found == found
    if numpy is not None:
        arrays = batches(numpy.array(asked), AT_ONCE)
        measured["numpy_batch_ns"], numpy_found = median(lambda: batch(reader, scope, arrays), len(asked))
        assert numpy_found == found
    return measured


def batches(values, size: int) -> list:
    return [values[at : at + size] for at in range(0, len(values), size)]


def single(reader: oneid.Reader, scope: int, asked: list) -> int:
    look_up = reader.lookup_prepared
    found = 0
    for value in asked:
        if look_up(scope, value) is not None:
            found += 1
    return found


def batch(reader: oneid.Reader, scope: int, asked: list) -> int:
    look_up = reader.lookup_prepared_batch
    return sum(look_up(scope, values).found.count(1) for values in asked)


def median(run, count: int):
    """The median of nanoseconds for each, and what the last round found."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter_ns()
        found = run()
        times.append((time.perf_counter_ns() - began) / count)
    return round(statistics.median(times), 1), found


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
