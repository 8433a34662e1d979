"""Good values for what functions take, and what is answered to hostile ones.

A key is the name of a parameter, or `function.parameter` (`structure.field`) where one name has several meanings. What stands in none of these tables
is an error: whoever adds a function says here what it may be called with, unless its parameters have known names.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """Text by pointer and length; all but the statuses in C."""

    good: str
    empty: str  # the status that the empty text gives
    bad: tuple[tuple[str, str], ...] = ()  # malformed ones, each with its status
    null: str = ""  # that of NULL and 0, if it means something else than the empty text


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
    """In C."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def bad(status, *texts):
    return tuple((literal(text), status) for text in texts)


SYNTAX, VALUE, OK, ARGUMENT = "ONEID_IDENTIFIER_SYNTAX", "ONEID_IDENTIFIER_VALUE", "ONEID_OK", "ONEID_ARGUMENT"
UNKNOWN, SCOPE, OPERATION = "ONEID_UNKNOWN_NAMESPACE", "ONEID_SCOPE", "ONEID_OPERATION"
IO, NOT_FOUND = "ONEID_IO", "ONEID_NOT_FOUND"

NO_SYNTAX = bad(SYNTAX, "x", ":")
NO_ID = NO_SYNTAX + bad(UNKNOWN, "no.such:1") + bad(SCOPE, "wechat.unionid:1")
AN_ID = Text(literal("shop.user:1"), SYNTAX, NO_ID)
NO_SCOPE = bad(SCOPE, "a:b", "a\nb", "x" * 129)
NO_PATH = (("impossible_path", IO),)

TEXTS = {
    "id": AN_ID,
    "a": AN_ID,
    "b": Text(literal("shop.user:2"), SYNTAX, NO_ID),
    # What only a policy knows is not looked at.
    "oneid_identifier_parse.id": Text(literal("shop.user:1"), SYNTAX, NO_SYNTAX),
    "oneid_graph_profile_of.id": Text(literal("shop.user:blocked"), SYNTAX, NO_ID + bad("ONEID_END", "shop.user:nobody")),
    "oneid_identifier_join.name_space": Text(literal("shop.user"), SYNTAX, bad(SYNTAX, "Shop", "a:b")),
    "oneid_graph_prepare_scope.name_space": Text(literal("shop.user"), UNKNOWN, bad(UNKNOWN, "no.such")),
    "oneid_identifier_join.scope": Text(literal("s"), SCOPE, NO_SCOPE, null=OK),
    "oneid_graph_prepare_scope.scope": Text("NULL", SCOPE, NO_SCOPE, null=OK),
    "oneid_identifier_join.value": Text(literal("1"), SYNTAX),
    "oneid_reader_lookup_prepared.value": Text(literal("1"), OK),
    "hex": Text(literal("000102030405060708090a0b0c0d0e0f"), "ONEID_KEY", bad("ONEID_KEY", "00", "z" * 32)),
    "json": Text(literal('{"ids":["shop.user:1"]}'), OPERATION, bad(OPERATION, "{", "[]", '{"no":1}')),
    "lines": Text(literal('{"ids":["shop.user:4"]}'), OK, bad(OPERATION, "{", '{"no":1}')),
    "traits": Text(literal('{"city":"x"}'), OK, bad("ONEID_TRAIT", "{", "[]", '{"city":{}}')),
    "source": Text(literal("shop"), OK),
    "raw": Text(literal("+8613800138000"), VALUE, bad(VALUE, "138****8000")),
    "oneid_email_parse.raw": Text(literal("a@example.com"), VALUE, bad(VALUE, "a")),
    "oneid_email_digest.raw": Text(literal("a@example.com"), VALUE, bad(VALUE, "a")),
    "oneid_digest_parse.raw": Text(literal("d41d8cd98f00b204e9800998ecf8427f"), VALUE, bad(VALUE, "d4")),
    "oneid_contact_normalize.raw": Text(literal(" a "), VALUE, bad(VALUE, "a\nb")),
    "oneid_account_normalize.raw": Text(literal(" a "), VALUE, bad(VALUE, "a\nb")),
    "region": Text(literal("CN"), OK),
    "scheme": Text(literal("md5_e164"), ARGUMENT, bad(ARGUMENT, "md5", "sha1_e164")),
    "hash": Text(literal("md5"), ARGUMENT, bad(ARGUMENT, "sha1")),
    "oneid_policy_preset.name": Text(literal("retail-cn"), ARGUMENT, bad(ARGUMENT, "no-such")),
    "oneid_policy_trait_rule.name": Text(literal("city"), OK),
    "oneid_profile_trait.name": Text(literal("city"), "none", bad("none", "no-such")),
    "toml": Text("policy_toml", OK, bad("ONEID_POLICY", "=", "no_such = 1")),
    "dir": Text("new_path", IO, NO_PATH),
    "oneid_check_files.dir": Text("copy_dir", NOT_FOUND, (("new_path", NOT_FOUND), *NO_PATH)),
    "oneid_graph_open_read_only.dir": Text("copy_dir", NOT_FOUND, (("new_path", NOT_FOUND), *NO_PATH)),
    "oneid_graph_dump.path": Text("new_path", IO, NO_PATH),
    "oneid_manifest_read.path": Text("manifest_path", IO, NO_PATH),
}

HUGE = ("SIZE_MAX", "SIZE_MAX / 2 + 1")
BAD_TIME = tuple((time, "ONEID_TIMESTAMP") for time in ("-1", "INT64_MIN + 1", "INT64_MAX"))
A_TIME = Number("1600000000000", BAD_TIME + (("ONEID_NO_TIME", "ONEID_TIMESTAMP"),))
COUNT = Number("ELEMENTS", tuple((size, ARGUMENT) for size in HUGE))
# In a structure they must fit each other.
COLUMNS = Number("ELEMENTS", COUNT.bad + (("0", ARGUMENT), ("1", ARGUMENT)))
ANY_SIZE, ANY_NUMBER = ("0", "SIZE_MAX"), ("0", "UINT64_MAX")

NUMBERS = {
    "at": Number("1600000000000", BAD_TIME, ("ONEID_NO_TIME", "0")),
    "oneid_graph_expire.before": A_TIME,
    "now": A_TIME,
    "strength": Number("ONEID_DECLARED", (("5", ARGUMENT), ("UINT32_MAX", ARGUMENT)), ("0", "4")),
    "level": Number("ONEID_DURABLE_GROUP", (("3", ARGUMENT), ("UINT32_MAX", ARGUMENT)), ("0", "2")),
    "oneid_reader_lookup_prepared.scope": Number("scope_number", (("UINT32_MAX", OPERATION),)),
    "status": Number("ONEID_END", (("99", "none"), ("UINT32_MAX", "none"))),
    "number": Number("0", (("SIZE_MAX", "none"), ("SIZE_MAX / 2 + 1", "none"))),
    "count": COUNT,
    "id_count": COUNT,
    "oneid_observations.count": COLUMNS,
    "oneid_observations.id_count": COLUMNS,
    "oneid_prepared_observations.count": COLUMNS,
    "oneid_prepared_observations.id_count": COLUMNS,
    "oneid_profiles_next_ids.most": Number("ELEMENTS", COUNT.bad + (("0", ARGUMENT),)),
    "oneid_profiles_next_json.most": Number("2", (("0", ARGUMENT),), ("SIZE_MAX",)),
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
    "oneid_prepared_observations.source": Number("source_number", (("UINT32_MAX", OPERATION),)),
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
    "oneid_prepared_observations.sources": Array("source_numbers", "count", greatest(OPERATION)),
    "scopes": Array("scope_numbers", "count", greatest(OPERATION)),
    "id_counts": Array("ones", "count", greatest(ARGUMENT)),
    "strengths": Array("ones", "count", greatest(ARGUMENT)),
    "at": Array("times", "count", TIMES),
}

# Where sixteen bytes are read.
BYTES = {"key": "good_key", "oneid_graph_refuse_erased.key": "second_key", "profile": "profile_id", "id": "profile_id"}

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
