"""The programs: every function called, misused, made to panic."""

from . import table
from .calls import answers, assign, block, is_free, program
from .roles import roles


def called(header):
    bodies = [in_fixture(f"try_{each.name}", good_call(each, "usual")) for each in header.functions]
    return program(header, bodies, "", [], "each does what it says")


def misuse(header):
    bodies = [misuse_of(header, each) for each in header.functions]
    return program(header, bodies, "", [], "each answers what cannot be, and survives")


def panics(header):
    bodies = [panics_of(header, each) for each in header.functions]
    poisons = [poison(kind) for kind in table.KINDS]
    head = "\n".join(['#include "recovery.h"\n', *poisons])
    return program(header, bodies, head, ["try_recovery();"], "each panic is caught, and what was acknowledged is there")


def in_fixture(name, lines):
    return block(f"static void {name}(void)", fixture(lines))


def fixture(lines):
    return ["begin_fixture();", *lines, "end_fixture();"]


def good_call(function, value):
    return [f"good_{function.name}();", f'works(&f_{function.name}, "arguments", "{value}");']


def misuse_of(header, function):
    name = function.name
    all_cases = [case for role in roles(header, function) for case in role.cases]
    if is_free(function):
        return in_fixture(f"try_{name}", misuse_of_free(function, all_cases))
    bad = [case for case in all_cases if case.status != "ONEID_OK"]
    lines = [line for case in bad for line in try_case(function, case, "refuses")]
    # What was refused has changed nothing.
    lines = fixture(lines + good_call(function, "usual, after hostile ones"))
    for case in all_cases:
        if case.status == "ONEID_OK":
            lines += fixture(try_case(function, case, "works"))
    lines += closed(header, function)
    if answers(function) == "A_STATUS":
        wants_none = [f"good_{name}();", "error_place = NULL;", f'works(&f_{name}, "error", "NULL");']
        lines += fixture([*wants_none, "error_place = &an_error;"])
    return block(f"static void try_{name}(void)", lines)


def try_case(function, case, must):
    name = function.name
    sets = [assign(name, place, code) for place, code in case.assignments]
    value = case.value.replace("\\", "\\\\").replace('"', '\\"')
    status = "" if must == "works" else ", ONEID_OK" if case.status == "none" else f", {case.status}"
    return [f"good_{name}();", *sets, f'{must}(&f_{name}, "{case.parameter}", "{value}"{status});']


def closed(header, function):
    """A closed graph, and iterators of one, answer that they are."""
    lines = []
    for role in roles(header, function):
        if role.kind in ("graph", "profiles"):
            of_what = "of a closed graph" if role.kind == "profiles" else "closed"
            tried = f'refuses(&f_{function.name}, "{role.names[0]}", "{of_what}", ONEID_CLOSED);'
            close = "MUST(oneid_graph_close(live.graph, NULL) == ONEID_OK);"
            lines += fixture([close, f"good_{function.name}();", tried])
    return lines


def misuse_of_free(function, cases):
    """What is no handle of the kind is left alone, and so is one that has been freed."""
    name, kind = function.name, function.name.removeprefix("oneid_").removesuffix("_free")
    lines = []
    for case in cases:
        sets = [assign(name, place, code) for place, code in case.assignments]
        lines += [*sets, f'call(&f_{name}, "{case.parameter}", "{case.value}");']
        lines.append('check(all_alive(), "something is freed");')
    lines += [f"good_{name}();", f'call(&f_{name}, "{kind}", "a handle");']
    lines.append(f'check(!alive_{kind}(), "it is not freed");')
    return [*lines, f'call(&f_{name}, "{kind}", "a handle, freed twice");']


def poison(kind):
    lines = ["oneid_test_panic();", f"MUST(!alive_{kind}());", f"MUST(!alive_{kind}());"]
    return block(f"static void poison_{kind}(void)", lines)


def panics_of(header, function):
    name = function.name
    handles = [role for role in roles(header, function) if role.kind]
    # The one that the function works on; one that may be left out is only read.
    optional = {one.name for one in function.parameters if one.may_be_null}
    first = handles[0] if handles and handles[0].names[0] not in optional else None
    if name in table.NEVER_PANIC:
        # The panic that was asked for waits for the next that can.
        lines = [*good_call(function, "usual"), "oneid_error_free(NULL);"]
        return in_fixture(f"try_{name}", ["oneid_test_panic();", *lines])
    lines = [f"good_{name}();", "oneid_test_panic();", f'fails(&f_{name}, "arguments", "usual, and a panic", ONEID_PANIC);']
    if is_free(function):
        lines.append(f'check(!alive_{first.kind}(), "the handle can still be used");')
    elif first:
        lines.append(f'refuses(&f_{name}, "{first.names[0]}", "poisoned", ONEID_POISONED);')
        lines.append(f'check(!alive_{first.kind}(), "the handle can still be used");')
    else:
        lines += good_call(function, "usual, after a panic")
    return block(f"static void try_{name}(void)", fixture(lines) + poisoned(function, handles))


def poisoned(function, handles):
    """A handle that another call poisoned, in each place in turn."""
    if is_free(function):
        return []
    lines = []
    for role in handles:
        tried = f'refuses(&f_{function.name}, "{role.names[0]}", "poisoned by another", ONEID_POISONED);'
        lines += fixture([f"poison_{role.kind}();", f"good_{function.name}();", tried])
    return lines
