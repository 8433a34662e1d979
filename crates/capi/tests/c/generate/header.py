"""Reads what the header declares: kinds of handles, structures, functions, and what is said of each."""

import re
from dataclasses import dataclass

COMMENT = r"/\*\*(?P<doc>(?:(?!\*/).)*)\*/\s*"
FUNCTION = re.compile(COMMENT + r"(?P<returns>[\w ]+?[ *]+)(?P<name>oneid_\w+)\((?P<parameters>[^()]*)\);", re.S)
STRUCTURE = re.compile(r"typedef struct \{(?P<fields>[^}]*)\} (?P<name>oneid_\w+);")
FIELD = re.compile(COMMENT + r"(?P<declaration>[^;]+);", re.S)
KIND = re.compile(r"typedef struct (oneid_\w+) \1;")
# A function that this does not meet in `FUNCTION`, however it is declared, is an error.
DECLARED = re.compile(r"^[A-Za-z][\w *]*\b(oneid_\w+)\s*\(", re.M)


@dataclass(frozen=True)
class Variable:
    """A parameter, or a field."""

    name: str
    type: str
    may_be_null: bool = False


@dataclass(frozen=True)
class Function:
    name: str
    returns: str
    doc: str
    parameters: tuple[Variable, ...]


@dataclass(frozen=True)
class Header:
    kinds: tuple[str, ...]
    structures: dict[str, tuple[Variable, ...]]
    functions: tuple[Function, ...]


def read(path):
    text = path.read_text(encoding="utf-8")
    found = [function(match) for match in FUNCTION.finditer(text)]
    declared = set(DECLARED.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.S)))
    unread = declared - {each.name for each in found}
    if unread:
        raise SystemExit(f"{path}: cannot read the declaration of {', '.join(sorted(unread))}")
    by_name = {each.name: each for each in found}
    structures = {match["name"]: fields(match["fields"]) for match in STRUCTURE.finditer(text)}
    functions = tuple(with_nulls(each, by_name) for each in found if not each.name.startswith("oneid_test_"))
    return Header(tuple(KIND.findall(text)), structures, functions)


def function(match):
    parameters = [each.strip() for each in match["parameters"].split(",")]
    variables = tuple(variable(each) for each in parameters if each != "void")
    return Function(match["name"], plain(match["returns"]), sentence(match["doc"]), variables)


def fields(text):
    """Of a structure; a field may be NULL if what is said of it begins a sentence with that."""
    found = []
    for match in FIELD.finditer(text):
        read_field = variable(match["declaration"])
        found.append(Variable(read_field.name, read_field.type, "`NULL`:" in sentence(match["doc"])))
    return tuple(found)


def variable(declaration):
    type_, name = re.fullmatch(r"(.*?)(\w+)", " ".join(declaration.split())).groups()
    return Variable(name, plain(type_))


def plain(type_):
    return re.sub(r"\s*\*", " *", type_.strip()).replace("* *", "**")


def sentence(doc):
    return " ".join(re.sub(r"^\s*\*", "", doc, flags=re.M).split())


def with_nulls(each, by_name):
    nulls = may_be_null(each, by_name)
    parameters = tuple(Variable(one.name, one.type, one.name in nulls) for one in each.parameters)
    return Function(each.name, each.returns, each.doc, parameters)


def may_be_null(each, by_name):
    """The names of the parameters that a caller may leave out, as the header says it."""
    doc = each.doc
    nulls = set(re.findall(r"`(\w+)` may be `NULL`", doc))
    nulls |= set(re.findall(r"`(\w+)` takes [^;]*; `NULL`:", doc))
    for before in re.findall(r"(.*)\bit may be `NULL`", doc):
        nulls.add(re.findall(r"`([a-z]\w*)`", before)[-1])
    if "Either may be `NULL`" in doc:
        nulls |= {one.name for one in each.parameters if is_result(one)}
    for other in re.findall(r"Otherwise as `(oneid_\w+)`", doc):
        nulls |= may_be_null(by_name[other], by_name)
    return nulls


def is_result(variable_):
    """Whether it is where a number, a structure or a handle is written."""
    return variable_.type.endswith("*") and not variable_.type.startswith("const ") and not is_error(variable_)


def is_error(variable_):
    """Whether it is where the error goes; of the functions of errors the first parameter has that name, too."""
    return variable_.type == "oneid_error **" and variable_.name == "error"
