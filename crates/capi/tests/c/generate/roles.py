"""What each parameter is, what is good for it, and which hostile values there are for it."""

from dataclasses import dataclass

from . import table
from .header import is_error, is_result

# So much of a long text is told.
LABEL = 40
NULL, ARGUMENT, HANDLE, UTF8 = "ONEID_NULL", "ONEID_ARGUMENT", "ONEID_HANDLE", "ONEID_UTF8"


@dataclass(frozen=True)
class Case:
    """A value in the place of the good one: assignments in C, and the status that they give."""

    parameter: str
    value: str
    assignments: tuple[tuple[str, str], ...]
    status: str


@dataclass
class Role:
    """One parameter, or those that are one: a text and its length, an array and its sizes."""

    names: tuple[str, ...]
    good: tuple[tuple[str, str], ...]
    cases: list[Case]
    kind: str = ""  # of a handle that is taken
    result: str = ""  # the line of the table of results
    storage: str = ""  # a declaration beside the parameters


def roles(header, function):
    """Those of a function, in order; of results, each has the place of its number."""
    found, results = [], 0
    variables = {variable.name: variable for variable in function.parameters}
    taken = set()
    for variable in function.parameters:
        if variable.name in taken or is_error(variable):
            continue
        role = role_of(header, function.name, variable, variables, results)
        results += bool(role.result)
        taken.update(role.names)
        found.append(role)
    return found


def role_of(header, owner, variable, variables, place):
    type_, name = variable.type, variable.name
    base = type_.removeprefix("const ").removesuffix(" *")
    if type_.endswith("**") and type_.startswith("oneid_"):
        return result_handle(header, owner, variable, place)
    if base in header.kinds and type_.endswith("*"):
        return handle(header, owner, variable, base)
    if base in header.structures and type_.startswith("const "):
        return structure(header, owner, variable, base)
    if type_ == "const uint8_t *":
        return sixteen_bytes(owner, variable)
    if base in table.CALLBACKS:
        return Role((name,), ((name, table.CALLBACKS[base]),), [Case(name, "NULL", ((name, "NULL"),), NULL)])
    if name in table.CONTEXTS and type_ == "void *":
        return Role((name,), ((name, "NULL"),), [])
    if is_result(variable):
        return result(owner, variable, place)
    return read_values(owner, variable, variables)


def read_values(owner, variable, variables):
    """Text, arrays and numbers: what a structure's fields are, too."""
    size = variables.get(f"{variable.name}_size")
    if variable.type == "const char *" and size and size.type == "size_t":
        return text(owner, variable)
    if variable.type.endswith("*"):
        return array(owner, variable, variables)
    return number(owner, variable)


def handle(header, owner, variable, kind):
    kind = kind.removeprefix("oneid_")
    if kind not in table.KINDS:
        raise SystemExit(f"generate/table.py does not know handles of oneid_{kind}, which {owner} takes")
    name = variable.name
    values = [("NULL", "NULL", "ONEID_OK" if variable.may_be_null else NULL)]
    values += [("misaligned", "misaligned()", HANDLE), ("a freed handle", f"freed.{kind}", HANDLE)]
    values += [(f"a handle of {other}", f"(void *)live.{other}", HANDLE) for other in table.KINDS if other != kind]
    cases = [Case(name, value, ((name, code),), status) for value, code, status in values]
    return Role((name,), ((name, f"live.{kind}"),), cases, kind=kind)


def result_handle(header, owner, variable, place):
    kind = variable.type.removesuffix(" **")
    if kind not in header.kinds:
        raise SystemExit(f"{owner} gives a {kind}, which is no kind of handle")
    return result_of(variable, place, "sizeof(void *)", f"give_back_{kind.removeprefix('oneid_')}", aligned=True)


def result(owner, variable, place):
    type_ = variable.type.removesuffix(" *")
    if type_ == "uint8_t":
        size = table.look_up(table.RESULT_SIZES, owner, variable.name, "how many bytes are written to")
    else:
        size = f"sizeof({type_})"
    return result_of(variable, place, size, "NULL", aligned=type_ not in ("uint8_t", "bool"))


def result_of(variable, place, size, give_back, aligned):
    name = variable.name
    cases = [Case(name, "NULL", ((name, "NULL"),), "ONEID_OK" if variable.may_be_null else NULL)]
    if aligned:
        cases.append(Case(name, "misaligned", ((name, f"(void *)(places[{place}].bytes + 1)"),), ARGUMENT))
    line = f'{{"{name}", {size}, {give_back}}}'
    return Role((name,), ((name, f"(void *)&places[{place}]"),), cases, result=line)


def sixteen_bytes(owner, variable):
    name = variable.name
    good = table.look_up(table.BYTES, owner, name, "sixteen bytes")
    return Role((name,), ((name, good),), [Case(name, "NULL", ((name, "NULL"),), NULL)])


def structure(header, owner, variable, base):
    """By pointer: the pointer, and then each field as if it were a parameter."""
    name = variable.name
    good = table.look_up(table.STRUCTURES, owner, base, "the structure")
    cases = [Case(name, "NULL", ((name, "NULL"),), NULL), Case(name, "misaligned", ((name, "misaligned()"),), ARGUMENT)]
    inner = {field.name: field for field in header.structures[base]}
    taken = set()
    for field in header.structures[base]:
        if field.name in taken:
            continue
        role = read_values(base, field, inner)
        taken.update(role.names)
        cases += [within(f"{name}_value", name, case) for case in role.cases]
    storage = f"{base} {name}_value;"
    return Role((name,), ((f"{name}_value", good), (name, f"&ARGUMENTS.{name}_value")), cases, storage=storage)


def within(storage, parameter, case):
    assignments = tuple((f"{storage}.{name}", code) for name, code in case.assignments)
    return Case(f"{parameter}->{case.parameter}", case.value, assignments, case.status)


def text(owner, variable):
    name, size = variable.name, f"{variable.name}_size"
    known = table.look_up(table.TEXTS, owner, name, "text")
    some = '"x"' if known.good == "NULL" else known.good
    values = [
        ("invalid UTF-8", '"\\xff"', "1", UTF8),
        ("NULL with a size", "NULL", "1", NULL),
        ("NULL and 0", "NULL", "0", known.null or known.empty),
        ("empty", '""', "0", known.empty),
    ]
    values += [(f"of size {huge}", some, huge, ARGUMENT) for huge in table.HUGE]
    values += [(bad[:LABEL], bad, length(bad), status) for bad, status in known.bad]
    cases = [Case(name, value, ((name, data), (size, bytes_)), status) for value, data, bytes_, status in values]
    return Role((name, size), ((name, known.good), (size, length(known.good))), cases)


def length(code):
    return "0" if code == "NULL" else f"strlen({code})"


def array(owner, variable, variables):
    name = variable.name
    known = table.look_up(table.ARRAYS, owner, name, "the array")
    missing = {known.count, known.sizes or name} - set(variables)
    if missing:
        raise SystemExit(f"{owner} has no `{missing.pop()}` for its array `{name}`")
    good = ((name, known.good),) + (((known.sizes, known.sizes_good),) if known.sizes else ())
    values = [
        ("NULL", ((name, "NULL"),), "ONEID_OK" if variable.may_be_null else NULL),
        ("misaligned", ((name, "misaligned()"),), ARGUMENT),
    ]
    values += [(f"of {bad}", ((name, bad),), status) for bad, status in known.bad]
    if known.sizes:
        values += elements(name, known)
    cases = [Case(name, value, good + changed, status) for value, changed, status in values]
    return Role((name, known.sizes) if known.sizes else (name,), good, cases)


def elements(name, known):
    """Of an array of texts: hostile sizes, and hostile texts in it."""
    sizes = known.sizes
    return [
        (f"without `{sizes}`", ((sizes, "NULL"),), NULL),
        (f"with misaligned `{sizes}`", ((sizes, "misaligned()"),), ARGUMENT),
        ("of NULL", ((name, "texts_null"),), NULL),
        ("of invalid UTF-8", ((name, "texts_invalid"), (sizes, "sizes_one")), UTF8),
        ("of texts of size SIZE_MAX", ((sizes, "sizes_huge"),), ARGUMENT),
        ("of texts of size SIZE_MAX / 2 + 1", ((sizes, "sizes_half"),), ARGUMENT),
        ("of empty texts", ((sizes, "sizes_zero"),), known.empty),
        ("of empty texts at NULL", ((name, "texts_null"), (sizes, "sizes_zero")), known.empty),
    ]


def number(owner, variable):
    name = variable.name
    known = table.look_up(table.NUMBERS, owner, name, "the number")
    cases = [Case(name, bad, ((name, bad),), status) for bad, status in known.bad]
    cases += [Case(name, fine, ((name, fine),), "ONEID_OK") for fine in known.fine]
    return Role((name,), ((name, known.good),), cases)
