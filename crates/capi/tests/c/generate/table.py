"""Good values for what functions take, and what is answered to hostile ones.

A key is the name of a parameter, or `function.parameter` (`structure.field`) where one name has several meanings. What stands in none of these tables
is an error: whoever adds a function says here what it may be called with, unless its parameters have known names.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """Text by pointer and length."""

    good: str  # in C
    empty: str  # the status that the empty text gives


@dataclass(frozen=True)
class Number:
    good: str
    bad: tuple[tuple[str, str], ...] = ()  # each with its status
    fine: tuple[str, ...] = ()  # extremes that are allowed


@dataclass(frozen=True)
class Array:
    """Parallel arrays are told by their names in C; `bad` are statuses of hostile elements."""

    good: str
    count: str  # the parameter or field that says how many
    bad: tuple[tuple[str, str], ...] = ()
    sizes: str = ""
    sizes_good: str = ""
    empty: str = ""


def literal(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


SYNTAX, VALUE, OK = "ONEID_IDENTIFIER_SYNTAX", "ONEID_IDENTIFIER_VALUE", "ONEID_OK"

TEXTS = {
    "id": Text(literal("shop.user:1"), SYNTAX),
    "a": Text(literal("shop.user:1"), SYNTAX),
    "b": Text(literal("shop.user:2"), SYNTAX),
    "name_space": Text(literal("shop.user"), SYNTAX),
    "oneid_graph_prepare_scope.name_space": Text(literal("shop.user"), "ONEID_UNKNOWN_NAMESPACE"),
    "scope": Text("NULL", OK),
    "value": Text(literal("1"), VALUE),
    "oneid_reader_lookup_prepared.value": Text(literal("1"), OK),
    "hex": Text(literal("000102030405060708090a0b0c0d0e0f"), "ONEID_KEY"),
    "json": Text(literal('{"ids":["shop.user:1"]}'), "ONEID_OPERATION"),
    "lines": Text(literal('{"ids":["shop.user:4"]}\n'), OK),
    "traits": Text(literal('{"city":"x"}'), OK),
    "source": Text(literal("shop"), OK),
    "raw": Text(literal("+8613800138000"), VALUE),
    "oneid_email_parse.raw": Text(literal("a@example.com"), VALUE),
    "oneid_email_digest.raw": Text(literal("a@example.com"), VALUE),
    "oneid_digest_parse.raw": Text(literal("d41d8cd98f00b204e9800998ecf8427f"), VALUE),
    "region": Text(literal("CN"), OK),
    "scheme": Text(literal("md5_e164"), "ONEID_ARGUMENT"),
    "hash": Text(literal("md5"), "ONEID_ARGUMENT"),
    "oneid_policy_preset.name": Text(literal("retail-cn"), "ONEID_ARGUMENT"),
    "oneid_policy_trait_rule.name": Text(literal("city"), OK),
    "oneid_profile_trait.name": Text(literal("city"), OK),
    "toml": Text("policy_toml", OK),
    "dir": Text("new_path", "ONEID_IO"),
    "oneid_check_files.dir": Text("copy_dir", "ONEID_NOT_FOUND"),
    "oneid_graph_open_read_only.dir": Text("copy_dir", "ONEID_NOT_FOUND"),
    "oneid_graph_dump.path": Text("new_path", "ONEID_IO"),
    "oneid_manifest_read.path": Text("manifest_path", "ONEID_IO"),
}

HUGE = ("SIZE_MAX", "SIZE_MAX / 2 + 1")
BAD_TIME = tuple((time, "ONEID_TIMESTAMP") for time in ("INT64_MIN", "-2", "INT64_MAX"))
A_TIME = Number("1600000000000", BAD_TIME + (("ONEID_NO_TIME", "ONEID_TIMESTAMP"),))
COUNT = Number("ELEMENTS", tuple((size, "ONEID_ARGUMENT") for size in HUGE))
ANY_SIZE, ANY_NUMBER = ("0", "SIZE_MAX"), ("0", "UINT64_MAX")

NUMBERS = {
    "at": Number("1600000000000", BAD_TIME, ("ONEID_NO_TIME", "0")),
    "oneid_graph_expire.before": A_TIME,
    "now": A_TIME,
    "strength": Number("ONEID_DECLARED", (("5", "ONEID_ARGUMENT"), ("UINT32_MAX", "ONEID_ARGUMENT")), ("0", "4")),
    "level": Number("ONEID_DURABLE_GROUP", (("3", "ONEID_ARGUMENT"), ("UINT32_MAX", "ONEID_ARGUMENT")), ("0", "2")),
    "oneid_reader_lookup_prepared.scope": Number("scope_number", (("UINT32_MAX", "ONEID_OPERATION"),)),
    "status": Number("ONEID_END", (("99", "none"), ("UINT32_MAX", "none"))),
    "number": Number("0", (("SIZE_MAX", "none"), ("SIZE_MAX / 2 + 1", "none"))),
    "count": COUNT,
    "id_count": COUNT,
    "oneid_profiles_next_ids.most": COUNT,
    "oneid_options_wait_ms.most": Number("1", fine=ANY_NUMBER),
    "oneid_options_most_bytes.most": Number("1000000", fine=ANY_NUMBER),
    "most": Number("2", fine=ANY_SIZE),
    "create": Number("true", fine=("false",)),
    "threads": Number("2", fine=ANY_SIZE),
    "counted_above": Number("64", fine=ANY_SIZE),
    "cascade_links": Number("100", fine=ANY_NUMBER),
    "max_delay_ms": Number("1", fine=ANY_NUMBER),
    "max_operations": Number("1", fine=ANY_NUMBER),
    "most_ms": Number("0", fine=("UINT64_MAX",)),
    "since": Number("0", fine=("UINT64_MAX",)),
    "before": Number("1", fine=ANY_NUMBER),
    "oneid_prepared_observations.source": Number("source_number", (("UINT32_MAX", "ONEID_OPERATION"),)),
}

TIMES = (("times_least", "ONEID_TIMESTAMP"), ("times_greatest", "ONEID_TIMESTAMP"))


def greatest(status):
    return (("numbers_greatest", status),)


ARRAYS = {
    "ids": Array("texts_ids", "id_count", sizes="id_sizes", sizes_good="sizes_ids", empty=SYNTAX),
    "oneid_reader_lookup_batch.ids": Array("texts_ids", "count", sizes="id_sizes", sizes_good="sizes_ids", empty=SYNTAX),
    "values": Array("texts_values", "id_count", sizes="value_sizes", sizes_good="sizes_values", empty=VALUE),
    "oneid_reader_lookup_prepared_batch.values": Array(
        "texts_values", "count", sizes="value_sizes", sizes_good="sizes_values", empty=OK
    ),
    "traits": Array("texts_traits", "count", sizes="traits_sizes", sizes_good="sizes_traits", empty=OK),
    "oneid_observations.sources": Array(
        "texts_sources", "count", sizes="source_sizes", sizes_good="sizes_sources", empty=OK
    ),
    "oneid_prepared_observations.sources": Array("source_numbers", "count", greatest("ONEID_OPERATION")),
    "scopes": Array("scope_numbers", "count", greatest("ONEID_OPERATION")),
    "id_counts": Array("ones", "count", greatest("ONEID_ARGUMENT")),
    "strengths": Array("ones", "count", greatest("ONEID_ARGUMENT")),
    "at": Array("times", "count", TIMES),
}

# Where sixteen bytes are read.
BYTES = {"key": "good_key", "profile": "profile_id", "id": "profile_id"}

# How many bytes are written where it is not one value of the type.
RESULT_SIZES = {
    "key": "16",
    "id": "16",
    "profile": "16",
    "profiles": "16 * ELEMENTS",
    "ids": "16 * ELEMENTS",
    "found": "1",
    "oneid_reader_lookup_batch.found": "ELEMENTS",
    "oneid_reader_lookup_prepared_batch.found": "ELEMENTS",
}

STRUCTURES = {
    "oneid_observations": "good_observations()",
    "oneid_prepared_observations": "good_prepared_observations()",
}

# What none of the tables above has to say anything of: any pointer is good.
CALLBACKS = {"oneid_read_callback": "count_callback"}
CONTEXTS = {"context"}

# Every kind of handle that the fixture has one of.
KINDS = ("error", "text", "policy", "options", "graph", "reader", "profile", "profiles", "manifest")

# Functions that return what never changes and run nothing that could panic.
NEVER_PANIC = {"oneid_version", "oneid_abi_version", "oneid_catalogue_version", "oneid_status_name"}


def look_up(table, owner, name, what):
    """What a table says of a parameter of a function, or a field of a structure."""
    for key in (f"{owner}.{name}", name):
        if key in table:
            return table[key]
    raise SystemExit(f"generate/table.py does not know {what} `{name}` of {owner}: say there what it may be")
