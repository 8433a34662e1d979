"""Sets other tools beside `oneid resolve`, on one file: `python3 run.py LISTS OPERATIONS [ONEID] [RUNS]`.

LISTS and OPERATIONS are what `oneid generate` wrote with the same options in the formats `lists` and
`operations`; ONEID is the command, `oneid` if left out. Every run is a process of its own, its processor time and its
peak of memory are counted, reading the input included; the ways take turns, and the medians of the runs are shown.
"""

import os
import statistics
import subprocess
import sys

import ways

HERE = os.path.dirname(os.path.abspath(__file__))


def measured(command):
    """What a command prints, its processor seconds, and its peak in megabytes."""
    child = subprocess.Popen(command, stdout=subprocess.PIPE)
    printed = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        return None
    return printed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def oneid(command, operations):
    key = "000102030405060708090a0b0c0d0e0f"
    return [command, "resolve", "--policy", "connected", "--key", key, operations]


def main():
    if sys.argv[1] == "--one":
        print(ways.WAYS[sys.argv[2]](sys.argv[3]))
        return
    lists, operations = sys.argv[1:3]
    command = sys.argv[3] if len(sys.argv) > 3 else "oneid"
    runs = int(sys.argv[4]) if len(sys.argv) > 4 else 3
    all_ways = {name: [sys.executable, os.path.join(HERE, "run.py"), "--one", name, lists] for name in ways.WAYS}
    all_ways["oneid resolve, connected"] = oneid(command, operations)
    seen = {name: [] for name in all_ways}
    for _ in range(runs):
        for name, way in all_ways.items():
            seen[name].append(measured(way))
    print("| | CPU seconds | peak MB | components |\n| --- | ---: | ---: | ---: |")
    for name, results in seen.items():
        if None in results:
            print(f"| {name} | failed | | |")
            continue
        printed = results[0][0]
        count = printed.count(b"\n") if name.startswith("oneid") else int(printed)
        seconds = statistics.median(result[1] for result in results)
        peak = statistics.median(result[2] for result in results)
        print(f"| {name} | {seconds:.2f} | {peak:.0f} | {count} |", flush=True)


if __name__ == "__main__":
    main()
