"""Whether the header, the list of symbols and a shared library have the same functions."""

import subprocess


def compare(header, listed, library):
    """What differs, a sentence each."""
    declared = {function.name for function in header.functions}
    known = set(listed.read_text(encoding="utf-8").split())
    has = exported(library)
    # What a library built for tests has besides.
    has = {name for name in has if not name.startswith("oneid_test_")}
    pairs = [
        (declared - known, f"declared, but not in {listed.name}"),
        (known - declared, f"in {listed.name}, but not declared"),
        (declared - has, "declared, but not exported"),
        (has - declared, "exported, but not declared"),
    ]
    return [f"{name}: {what}" for names, what in pairs for name in sorted(names)]


def exported(library):
    """Every symbol that the library defines for others; a version may follow a name."""
    command = ["nm", "-D", "--defined-only", str(library)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    symbols = (line.split() for line in lines)
    return {fields[-1].split("@")[0] for fields in symbols if fields[-2] in "TtWwDBRVui"}
