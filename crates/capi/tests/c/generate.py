#!/usr/bin/env python3
"""Programs in C that call every function of the header: rightly, wrongly, and while it panics.

    generate.py programs DIRECTORY   writes called.c, misuse.c and panics.c, and what they include, into a directory
    generate.py symbols LIBRARY      compares the header, symbols.txt and what a shared library exports

A program is compiled by itself, with the directory of `oneid.h` and `-loneid`; panics.c needs -DONEID_TEST_PANICS and a library with the cargo feature
`test-panics`. Each prints what it did, and what was not as the header says; then it fails.
"""

import argparse
import shutil
import sys
from pathlib import Path

sys.dont_write_bytecode = True
from generate import header, programs, symbols  # noqa: E402

HERE = Path(__file__).resolve().parent
CRATE = HERE.parent.parent
INCLUDED = ("fixture.h", "checks.h", "recovery.h")


def write_programs(directory):
    declared = header.read(CRATE / "include" / "oneid.h")
    directory.mkdir(parents=True, exist_ok=True)
    for write in (programs.called, programs.misuse, programs.panics):
        (directory / f"{write.__name__}.c").write_text(write(declared), encoding="utf-8")
    for name in INCLUDED:
        shutil.copy(HERE / "generate" / name, directory / name)
    print(f"{len(declared.functions)} functions: {directory}")


def compare_symbols(library):
    declared = header.read(CRATE / "include" / "oneid.h")
    differences = symbols.compare(declared, CRATE / "symbols.txt", library)
    print("\n".join(differences) or f"{len(declared.functions)} functions, declared, listed and exported")
    sys.exit(1 if differences else 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, argument, run in (("programs", "directory", write_programs), ("symbols", "library", compare_symbols)):
        command = commands.add_parser(name)
        command.add_argument("argument", metavar=argument.upper(), type=Path)
        command.set_defaults(run=run)
    given = parser.parse_args()
    given.run(given.argument)


if __name__ == "__main__":
    main()
