"""Writes how each function is called: its arguments, their good values, its results."""

from . import table
from .header import is_error
from .roles import roles

HEAD = '/* Made by generate.py from the header; not to be edited. */\n#include "checks.h"\n'


def calls(header):
    """C that every program begins with."""
    of_each = [of(header, function) for function in header.functions]
    frees = [free_by_pointer(kind) for kind in table.KINDS if any(f"give_back_{kind}}}" in each for each in of_each)]
    return "\n".join([HEAD, *frees, *of_each])


def free_by_pointer(kind):
    return f"static void give_back_{kind}(void *handle) {{ oneid_{kind}_free(handle); }}\n"


def of(header, function):
    all_roles = roles(header, function)
    name = function.name
    parts = [arguments(function, all_roles), good(name, all_roles), call(function)]
    results = ", ".join(role.result for role in all_roles if role.result) or "{NULL, 0, NULL}"
    table_of = f'{{"{name}", {answers(function)}, good_{name}, call_{name}, {{{results}}}}}'
    parts.append(f"static const struct function f_{name} = {table_of};\n")
    return "\n".join(part for part in parts if part)


def arguments(function, all_roles):
    declared = [f"{one.type} {one.name};" for one in function.parameters if not is_error(one)]
    declared += [role.storage for role in all_roles if role.storage]
    if not declared:
        return ""
    lines = "".join(f"    {line}\n" for line in declared)
    return f"static struct {{\n{lines}}} a_{function.name};"


def good(name, all_roles):
    lines = [assign(name, place, code) for role in all_roles for place, code in role.good]
    return block(f"static void good_{name}(void)", lines or ["return;"])


def assign(name, place, code):
    return f"a_{name}.{place} = {code.replace('ARGUMENTS', f'a_{name}')};"


def call(function):
    name = function.name
    given = ["error_place" if is_error(one) else f"a_{name}.{one.name}" for one in function.parameters]
    made = f"{name}({', '.join(given)})"
    lines = ["struct answer answer = {0, false};"]
    if answers(function) == "A_STATUS":
        lines.append(f"answer.status = {made};")
    elif answers(function) == "A_VALUE":
        lines.append(f"answer.none = {made} == {'NULL' if function.returns.endswith('*') else '0'};")
    else:
        lines.append(f"{made};")
    return block(f"static struct answer call_{name}(void)", [*lines, "return answer;"])


def answers(function):
    if function.returns == "void":
        return "NOTHING"
    # The status of an error is a value, not what became of the call.
    has_error = any(is_error(one) for one in function.parameters)
    return "A_STATUS" if function.returns == "oneid_status" and has_error else "A_VALUE"


def block(head, lines):
    return head + "\n{\n" + "".join(f"    {line}\n" for line in lines) + "}\n"


def is_free(function):
    return function.name.endswith("_free")


def program(header, bodies, head, last, what):
    """A `main` that calls a function for each function of the header, and what is said in the end."""
    names = [function.name for function in header.functions]
    lines = ["open_fixtures();", *(f"try_{name}();" for name in names), *last, "close_fixtures();"]
    lines.append(f'return summary({len(names)}, "{what}");')
    return "\n".join([calls(header), head, *bodies, block("int main(void)", lines)])
