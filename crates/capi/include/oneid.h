/*
 * oneid: who is one customer, from C and every language that calls C.
 *
 * This header is the manual. It is made from the Rust source of the library, and compiles as C99 and as C++11.
 *
 * THE RULES
 *
 * Handles. `oneid_graph`, `oneid_policy` and their kin are opaque. What a function puts through a `oneid_…**` is the caller's, to be freed once by the function
 * of its kind that ends in `_free`; freeing NULL does nothing. What a function takes as `oneid_…*` stays the caller's. A handle of another kind, or one that has been
 * freed, is answered with ONEID_HANDLE wherever that can be told: always for another kind, and for a freed one until some thousand others have been
 * freed after it. A pointer that never was a handle cannot be told.
 *
 * Text and arrays. Text is a pointer and a length in bytes, UTF-8, and need not end with a zero; with length 0, or a count of 0, the pointer may be NULL. Nothing that a
 * caller passes is kept after the call. What must not be NULL and is gives ONEID_NULL, a length that cannot be gives ONEID_ARGUMENT. Text that the library returns as
 * `const char *` ends with a zero and stays until its handle is freed; identifiers and JSON hold no zero within.
 *
 * Results. A function that can fail returns a status, ONEID_OK if it is done. Results are written only then; ONEID_END, which is no failure, writes nothing
 * either. Where a result may be left out by passing NULL, its function says so.
 *
 * Errors. The last argument of such a function may be NULL; else it gets, if the function fails, a new `oneid_error` to be freed. A program may pass a variable
 * that is NULL at first to many calls, and free it after one that fails. There is no "last error". Numbers of statuses never change meaning; a later
 * version may have more.
 *
 * Threads. Each type says what several threads may do with one handle. Nobody may free a handle while another thread uses it. Handles may be used on other threads than the one
 * that made them; nothing is bound to a thread.
 *
 * Processes. A child that is forked may ask a graph of its parent, of which it has a copy; changing or closing it fails with ONEID_CLOSED there, and freeing it leaves the files
 * alone. Nobody should fork while another thread is within the library.
 *
 * Panics. A panic of the library is a bug of its own. It is caught and comes back as ONEID_PANIC, with the message on stderr; the handle that the function works on, which is the
 * first among its arguments, is poisoned: from then on it answers ONEID_POISONED and can only be freed. A graph that panicked in the middle of a change poisons its iterators and readers too. Recovery: free it; a
 * durable graph is then opened again, with all that was acknowledged; one in memory is made anew. What cannot be recovered: an allocation that fails
 * aborts the process, and so does a stack that overflows. `oneid_options_most_bytes` bounds a graph's memory before that.
 *
 * Costs. Where nothing is said, a call costs what its arguments and its result are long: some nanoseconds for accessors, about a microsecond and a few allocations for a
 * result as JSON. What costs more, says so.
 *
 * JSON. Results that are not made of numbers are JSON, as the `oneid` command and the Rust library write it. Times in it are RFC 3339; 64-bit numbers are written in full.
 *
 * Profile ids are 16 bytes: those of the UUID in the order of its digits.
 *
 * Not reachable from C, on purpose: storage other than a directory, the recorder of the `metrics` crate, petgraph graphs, and the made-up populations of
 * benchmarks (`oneid generate` writes them).
 */

#ifndef ONEID_H
#define ONEID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The version of the library that this header is of; `oneid_version` tells that of the one that is loaded. */
#define ONEID_VERSION "0.1.0"

/**
 * The number of the binary interface, and of the shared library's name: it changes when a function, a structure or a number changes, and not when some are added.
 */
#define ONEID_ABI_VERSION 1

/**
 * A call is durable when it returns: the default.
 */
#define ONEID_DURABLE_IMMEDIATE 0

/**
 * Calls are made durable together: when so many operations wait, or the first has waited so long.
 */
#define ONEID_DURABLE_GROUP 1

/**
 * A call is durable after the next `oneid_graph_sync`, or when the graph is closed.
 */
#define ONEID_DURABLE_NONE 2

/**
 * The policy says that it identifies nobody.
 */
#define ONEID_BLOCKED 1

/**
 * Too many have it.
 */
#define ONEID_SHARED 2

/**
 * It has been given to another holder.
 */
#define ONEID_REASSIGNED 4

/**
 * No time is known.
 */
#define ONEID_NO_TIME INT64_MIN

/**
 * A guess, or a weak sign.
 */
#define ONEID_INFERRED 0

/**
 * Typed in by somebody.
 */
#define ONEID_DECLARED 1

/**
 * Proven by the customer.
 */
#define ONEID_VERIFIED 2

/**
 * Said by the platform that issues the identifier.
 */
#define ONEID_AUTHORITATIVE 3

/**
 * Said to be one and the same by the merchant, or by a platform's own map.
 */
#define ONEID_ASSERTED 4

/**
 * Why a call failed, in detail. Given through the last argument of a function, if that is not `NULL` and the function fails; else that is not
 * written. The caller's, to be freed with `oneid_error_free`; it never changes, and many threads may read it.
 *
 * Messages say which rule was broken and where, never a customer's value.
 */
typedef struct oneid_error oneid_error;

/**
 * An identity graph, in memory or in a directory. The caller's, to be freed with `oneid_graph_free`.
 *
 * Threads: any may call any function at any time. Calls that change the graph (they take `oneid_graph *`) wait for all others; those that ask (they take
 * `const oneid_graph *`) go side by side, but wait for a change that is going on. Threads that look identifiers up while another writes take an
 * `oneid_reader` each, which waits for nobody.
 */
typedef struct oneid_graph oneid_graph;

/**
 * What fan-base files there are, and how each is read: docs/merge.md. The caller's, to be freed with `oneid_manifest_free`. It never changes, and many threads may
 * use it.
 */
typedef struct oneid_manifest oneid_manifest;

/**
 * With what a graph is made, or opened: a key, a policy, and settings that have defaults. The caller's, to be freed with `oneid_options_free`; it can be used
 * for many graphs. Calls from several threads wait for each other.
 */
typedef struct oneid_options oneid_options;

/**
 * The rules of who is one customer. The caller's, to be freed with `oneid_policy_free`; a graph keeps what it needs of it. It never changes, and many
 * threads may use it.
 */
typedef struct oneid_policy oneid_policy;

/**
 * One customer, as it was when it was asked for. The caller's, to be freed with `oneid_profile_free`; it never changes, and many threads may read it.
 */
typedef struct oneid_profile oneid_profile;

/**
 * Goes through all profiles. The caller's, to be freed with `oneid_profiles_free`, before or after its graph. Calls from several threads wait for each other.
 */
typedef struct oneid_profiles oneid_profiles;

/**
 * Looks identifiers up in a graph that another thread may be writing to. The caller's, to be freed with `oneid_reader_free`, before or after its graph, of which
 * it then sees the last state.
 *
 * Threads: any number may use one reader. A lookup waits for nobody, and nobody waits for it; what one call did to the graph is seen all at once.
 */
typedef struct oneid_reader oneid_reader;

/**
 * A text that the library made: UTF-8, mostly JSON. The caller's, to be freed with `oneid_text_free`; it never changes, and many threads may read it.
 */
typedef struct oneid_text oneid_text;

/**
 * What every function that can fail returns: `ONEID_OK` or why not. Numbers never change meaning; a later version may have more of them.
 */
typedef uint32_t oneid_status;

/**
 * What an operation, or a batch, did.
 */
typedef struct {
  /**
   * The sequence number of the first change of profiles that it made, if it made any.
   */
  uint64_t first_change;
  /**
   * The sequence number that the next change will have.
   */
  uint64_t next_change;
  /**
   * Records that are new.
   */
  uint64_t records_added;
  /**
   * Records that were dropped.
   */
  uint64_t records_dropped;
  /**
   * Identifiers that were not known.
   */
  uint64_t identifiers_added;
  /**
   * Identifiers that are not known any more.
   */
  uint64_t identifiers_dropped;
  /**
   * Pairs that were not yet separated.
   */
  uint64_t separations_added;
  /**
   * Separations that were taken back, or erased with an identifier.
   */
  uint64_t separations_dropped;
  /**
   * Known identifiers that were erased.
   */
  uint64_t erased_identifiers;
  /**
   * Records that held some of these.
   */
  uint64_t erased_records;
  /**
   * Of these, records that are gone.
   */
  uint64_t erased_records_removed;
  /**
   * Traits of records in which an erased identifier was the most trusted.
   */
  uint64_t erased_traits;
  /**
   * Mentions of erased identifiers in the `invited_by` of others' records.
   */
  uint64_t erased_mentions;
  /**
   * Separations of erased identifiers.
   */
  uint64_t erased_separations;
  /**
   * Identifiers left out, since they are erased and refused; and mentions of them.
   */
  uint64_t refused_identifiers;
  /**
   * Traits left out, of observations in which a refused identifier was the most trusted.
   */
  uint64_t refused_traits;
  /**
   * Observations of which nothing was left.
   */
  uint64_t refused_observations;
  /**
   * Separations left out.
   */
  uint64_t refused_separations;
} oneid_outcome;

/**
 * Observations in columns: parallel arrays, each with a value for each observation, but for those of identifiers, which are all of the first observation,
 * then all of the second, and so on. Nothing of it is kept after the call.
 */
typedef struct {
  /**
   * How many observations.
   */
  size_t count;
  /**
   * How many identifiers each has, 1 to 64.
   */
  const uint32_t *id_counts;
  /**
   * How many identifiers there are in all.
   */
  size_t id_count;
  /**
   * The identifiers, `namespace[@scope]:value`.
   */
  const char *const *ids;
  /**
   * Their lengths in bytes.
   */
  const size_t *id_sizes;
  /**
   * Milliseconds since 1970, or `ONEID_NO_TIME`; `NULL`: no time of any is known.
   */
  const int64_t *at;
  /**
   * The source of each; `NULL`: that of all is `source`.
   */
  const char *const *sources;
  /**
   * Their lengths in bytes.
   */
  const size_t *source_sizes;
  /**
   * The source of all, if `sources` is `NULL`; may be empty.
   */
  const char *source;
  /**
   * Its length in bytes.
   */
  size_t source_size;
  /**
   * `ONEID_INFERRED` … `ONEID_ASSERTED`; `NULL`: all are `ONEID_DECLARED`.
   */
  const uint32_t *strengths;
  /**
   * JSON objects, each may be empty; `NULL`: none has traits.
   */
  const char *const *traits;
  /**
   * Their lengths in bytes.
   */
  const size_t *traits_sizes;
} oneid_observations;

/**
 * Observations in columns, as `oneid_observations`, of scopes and sources that have been prepared and of values that are canonical: the quickest way in.
 */
typedef struct {
  /**
   * How many observations.
   */
  size_t count;
  /**
   * How many identifiers each has, 1 to 640.
   */
  const uint32_t *id_counts;
  /**
   * How many identifiers there are in all.
   */
  size_t id_count;
  /**
   * The scope of each identifier, by `oneid_graph_prepare_scope`.
   */
  const uint32_t *scopes;
  /**
   * Its canonical value.
   */
  const char *const *values;
  /**
   * Their lengths in bytes.
   */
  const size_t *value_sizes;
  /**
   * Milliseconds since 1970, or `ONEID_NO_TIME`; `NULL`: no time of any is known.
   */
  const int64_t *at;
  /**
   * The source of each, by `oneid_graph_prepare_source`; `NULL`: that of all is `source`.
   */
  const uint32_t *sources;
  /**
   * The source of all, if `sources` is `NULL`.
   */
  uint32_t source;
  /**
   * `ONEID_INFERRED` … `ONEID_ASSERTED`; `NULL`: all are `ONEID_DECLARED`.
   */
  const uint32_t *strengths;
  /**
   * JSON objects, each may be empty; `NULL`: none has traits.
   */
  const char *const *traits;
  /**
   * Their lengths in bytes.
   */
  const size_t *traits_sizes;
} oneid_prepared_observations;

/**
 * What `oneid_reader_read` calls, with the context that it was given.
 */
typedef void (*oneid_read_callback)(void *context);

/**
 * It is done.
 */
#define ONEID_OK 0

/**
 * Text that is not `namespace[@scope]:value`.
 */
#define ONEID_IDENTIFIER_SYNTAX 1

/**
 * A namespace that is neither built in nor declared by the policy.
 */
#define ONEID_UNKNOWN_NAMESPACE 2

/**
 * A scope that is missing, not allowed, or malformed.
 */
#define ONEID_SCOPE 3

/**
 * A value that breaks its namespace's syntax; `oneid_error_reason` says which rule, where a normaliser refused it.
 */
#define ONEID_IDENTIFIER_VALUE 4

/**
 * A time that is not RFC 3339, or outside the years 1970 to 2200.
 */
#define ONEID_TIMESTAMP 5

/**
 * An operation that is malformed: not JSON, an unknown key, too many identifiers, a scope or source of another graph.
 */
#define ONEID_OPERATION 6

/**
 * A trait with a bad name or a value of an unsupported type.
 */
#define ONEID_TRAIT 7

/**
 * A policy with problems; `oneid_error_problem` tells each.
 */
#define ONEID_POLICY 8

/**
 * A key that is not 32 hexadecimal digits, or not the one that a graph was made under.
 */
#define ONEID_KEY 9

/**
 * The graph cannot hold more: the id space or the budget of bytes is exhausted.
 */
#define ONEID_CAPACITY 10

/**
 * A manifest, or a fan-base file, that cannot be read as it says.
 */
#define ONEID_IMPORT 11

/**
 * Reading or writing failed. A graph whose write failed refuses all later ones until it is opened again.
 */
#define ONEID_IO 12

/**
 * A file of a durable graph is not as it was written, or is missing.
 */
#define ONEID_DAMAGED 13

/**
 * Another process, or another graph of this one, writes here.
 */
#define ONEID_LOCKED 14

/**
 * A file of a format that this version does not know.
 */
#define ONEID_FORMAT 15

/**
 * The graph was opened to be read, is in memory alone, or an earlier write failed.
 */
#define ONEID_READ_ONLY 16

/**
 * There is no durable graph.
 */
#define ONEID_NOT_FOUND 17

/**
 * No failure: there is no more of what was asked for. Nothing is written.
 */
#define ONEID_END 100

/**
 * A pointer that must not be `NULL` is.
 */
#define ONEID_NULL 101

/**
 * Text that is not UTF-8.
 */
#define ONEID_UTF8 102

/**
 * A handle of another kind than the function takes, or one that has been freed.
 */
#define ONEID_HANDLE 103

/**
 * A size, count, number or name that cannot be.
 */
#define ONEID_ARGUMENT 104

/**
 * The graph of this handle has been closed or freed.
 */
#define ONEID_CLOSED 105

/**
 * An earlier call panicked while it used this handle: it can only be freed.
 */
#define ONEID_POISONED 106

/**
 * The library panicked, which is a bug of its own. The handle is poisoned; the process goes on.
 */
#define ONEID_PANIC 107

/**
 * `oneid_graph_check` found a graph that is not as it must be, which is a bug of the library.
 */
#define ONEID_INVARIANT 108

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The version of the library, such as `0.1.0`, with a zero at the end. Never freed.
 */
const char *oneid_version(void);

/**
 * The number of the binary interface of the library that is loaded: to be compared with the `ONEID_ABI_VERSION` that a program was compiled with.
 */
uint32_t oneid_abi_version(void);

/**
 * The version of the built-in catalogue of namespaces, which is part of every policy.
 */
uint32_t oneid_catalogue_version(void);

/**
 * The name of a status, such as `identifier_syntax`, with a zero at the end; never freed. `NULL` for a number that is none.
 */
const char *oneid_status_name(oneid_status status);

/**
 * The status that the call returned; `ONEID_OK` if it is no error.
 */
oneid_status oneid_error_status(const oneid_error *error);

/**
 * What went wrong, and where: all problems, a line each, with a zero at the end. Good until the error is freed. `NULL` if it is no error.
 */
const char *oneid_error_message(const oneid_error *error);

/**
 * Which rule of a normaliser refused a value (`masked`, `virtual`, `landline` …: `oneid::normalize::Reason` lists them), with a zero at the end. Good until
 * the error is freed. `NULL` if no normaliser did.
 */
const char *oneid_error_reason(const oneid_error *error);

/**
 * How many problems there are: one for most errors, several for a policy or a manifest; 0 if it is no error.
 */
size_t oneid_error_problem_count(const oneid_error *error);

/**
 * The problem of this number, from 0, with a zero at the end. Good until the error is freed. `NULL` if there is none.
 */
const char *oneid_error_problem(const oneid_error *error,
                                size_t number);

/**
 * Frees an error; does nothing to `NULL`.
 */
void oneid_error_free(oneid_error *error);

/**
 * The bytes of a text, with a zero after the last. They stay where they are until the text is freed. `NULL` if it is no text.
 */
const char *oneid_text_data(const oneid_text *text);

/**
 * How many bytes it has, without the zero; 0 if it is no text.
 */
size_t oneid_text_size(const oneid_text *text);

/**
 * Frees a text; does nothing to `NULL`.
 */
void oneid_text_free(oneid_text *text);

/**
 * Reads a fingerprint key of 32 hexadecimal digits into 16 bytes at `key`.
 *
 * On failure (`ONEID_KEY`) nothing is written.
 */
oneid_status oneid_key_from_hex(const char *hex,
                                size_t hex_size,
                                uint8_t *key,
                                oneid_error **error);

/**
 * Takes an identifier, `namespace[@scope]:value`, apart: `{"namespace":…,"scope":…,"value":…}`, without the scope if it has none. What the value must be, only a policy says.
 *
 * On failure (`ONEID_IDENTIFIER_SYNTAX`, `ONEID_SCOPE`) nothing is written.
 */
oneid_status oneid_identifier_parse(const char *id,
                                    size_t id_size,
                                    oneid_text **parts,
                                    oneid_error **error);

/**
 * Puts an identifier together of its parts, and writes its text form. A `scope` of `NULL` and 0 is none.
 *
 * On failure (`ONEID_IDENTIFIER_SYNTAX`, `ONEID_SCOPE`) nothing is written.
 */
oneid_status oneid_identifier_join(const char *name_space,
                                   size_t name_space_size,
                                   const char *scope,
                                   size_t scope_size,
                                   const char *value,
                                   size_t value_size,
                                   oneid_text **id,
                                   oneid_error **error);

/**
 * Reads an operation, one JSON object, and writes it with every key spelled out.
 *
 * On failure (`ONEID_OPERATION`, `ONEID_TIMESTAMP`, `ONEID_TRAIT` and those of `oneid_identifier_parse`) nothing is written.
 */
oneid_status oneid_operation_parse(const char *json,
                                   size_t json_size,
                                   oneid_text **operation,
                                   oneid_error **error);

/**
 * Reads a phone number, however it is written: `{"e164":"+86…","digits":"86…","national":…,"calling_code":"86","mainland":true}`. `region` is the one
 * of numbers without a country code, `CN` say; `NULL` and 0 is none.
 *
 * On failure (`ONEID_IDENTIFIER_VALUE`; `oneid_error_reason` says why it is nobody's) nothing is written.
 */
oneid_status oneid_phone_parse(const char *raw,
                               size_t raw_size,
                               const char *region,
                               size_t region_size,
                               oneid_text **forms,
                               oneid_error **error);

/**
 * Writes the digest of a phone number, read as `oneid_phone_parse` does, by a scheme: `md5`, `sha256` or `sm3`, an underscore, and what is hashed: `e164`, `digits` or `national`.
 *
 * On failure (`ONEID_IDENTIFIER_VALUE`, `ONEID_ARGUMENT` for a scheme that there is not) nothing is written.
 */
oneid_status oneid_phone_digest(const char *raw,
                                size_t raw_size,
                                const char *region,
                                size_t region_size,
                                const char *scheme,
                                size_t scheme_size,
                                oneid_text **digest,
                                oneid_error **error);

/**
 * Reads an e-mail address: `{"email":…,"local":…,"domain":…,"uid2":…,"google":…}`; the last two are the forms that UID2 and Google hash.
 *
 * On failure (`ONEID_IDENTIFIER_VALUE`) nothing is written.
 */
oneid_status oneid_email_parse(const char *raw,
                               size_t raw_size,
                               oneid_text **forms,
                               oneid_error **error);

/**
 * Writes the digest of an e-mail address by a hash function: `md5`, `sha256` or `sm3`.
 *
 * On failure (`ONEID_IDENTIFIER_VALUE`, `ONEID_ARGUMENT`) nothing is written.
 */
oneid_status oneid_email_digest(const char *raw,
                                size_t raw_size,
                                const char *hash,
                                size_t hash_size,
                                oneid_text **digest,
                                oneid_error **error);

/**
 * Writes a digest that somebody else made in the one form that is kept: lower-case hexadecimal digits.
 *
 * On failure (`ONEID_IDENTIFIER_VALUE`, `ONEID_ARGUMENT`) nothing is written.
 */
oneid_status oneid_digest_parse(const char *raw,
                                size_t raw_size,
                                const char *hash,
                                size_t hash_size,
                                oneid_text **digest,
                                oneid_error **error);

/**
 * Writes text of a contact as it is compared: NFKC, without white space around it.
 *
 * On failure (`ONEID_IDENTIFIER_VALUE`) nothing is written.
 */
oneid_status oneid_contact_normalize(const char *raw,
                                     size_t raw_size,
                                     oneid_text **value,
                                     oneid_error **error);

/**
 * Writes text of an account as it is compared: byte for byte, without white space around it.
 *
 * On failure (`ONEID_IDENTIFIER_VALUE`) nothing is written.
 */
oneid_status oneid_account_normalize(const char *raw,
                                     size_t raw_size,
                                     oneid_text **value,
                                     oneid_error **error);

/**
 * The preset of this name: `connected`, `first-owner`, `last-login` or `retail-cn`.
 *
 * On failure (`ONEID_ARGUMENT`: there is no such preset) nothing is written to `policy`.
 */
oneid_status oneid_policy_preset(const char *name,
                                 size_t name_size,
                                 oneid_policy **policy,
                                 oneid_error **error);

/**
 * Reads a policy. What TOML it is, section 4 of docs/contract.md says.
 *
 * On failure (`ONEID_POLICY`, with every problem: `oneid_error_problem`) nothing is written to `policy`.
 */
oneid_status oneid_policy_from_toml(const char *toml,
                                    size_t toml_size,
                                    oneid_policy **policy,
                                    oneid_error **error);

/**
 * Writes a policy as TOML that reads back as the same policy.
 */
oneid_status oneid_policy_to_toml(const oneid_policy *policy,
                                  oneid_text **toml,
                                  oneid_error **error);

/**
 * Writes a policy as one JSON object, every namespace with all its rules: `{"order":["strength",…],"min_strength":…,"max_accounts":…,"namespaces":[{"name":…,
 * "class":…,"rank":…,"scope":…,"retain":…,"limit":…,"shared_above":{…},"contested_nobody":…,"reassigned_after_ms":…,"blocked":[…]},…]}`.
 */
oneid_status oneid_policy_to_json(const oneid_policy *policy,
                                  oneid_text **json,
                                  oneid_error **error);

/**
 * Writes what is allowed but hardly meant, as a JSON array of sentences; mostly an empty one.
 */
oneid_status oneid_policy_warnings(const oneid_policy *policy,
                                   oneid_text **warnings,
                                   oneid_error **error);

/**
 * Writes whether records of a source link anything.
 */
oneid_status oneid_policy_links(const oneid_policy *policy,
                                const char *source,
                                size_t source_size,
                                bool *links,
                                oneid_error **error);

/**
 * Writes the name of the rule by which a trait is shown: `newest`, `oldest`, `most_frequent`, `min`, `max`, `all` or `sum`.
 */
oneid_status oneid_policy_trait_rule(const oneid_policy *policy,
                                     const char *name,
                                     size_t name_size,
                                     oneid_text **rule,
                                     oneid_error **error);

/**
 * Writes what an identifier, `namespace[@scope]:value`, stands for under a policy and a key: a JSON array of texts as a graph prints them, itself first,
 * then one for each digest that its namespace bridges to.
 *
 * On failure (`ONEID_IDENTIFIER_SYNTAX`, `ONEID_UNKNOWN_NAMESPACE`, `ONEID_SCOPE`, `ONEID_IDENTIFIER_VALUE`) nothing is written.
 */
oneid_status oneid_policy_canonical(const oneid_policy *policy,
                                    const uint8_t *key,
                                    const char *id,
                                    size_t id_size,
                                    oneid_text **canonical,
                                    oneid_error **error);

/**
 * Frees a policy; does nothing to `NULL`.
 */
void oneid_policy_free(oneid_policy *policy);

/**
 * Options with a fingerprint key of 16 bytes. Graphs of one key agree on all fingerprints; of two keys nothing can be linked. The key is the
 * caller's to keep: no file of a graph holds it, and without it none can be opened.
 */
oneid_status oneid_options_new(const uint8_t *key,
                               oneid_options **options,
                               oneid_error **error);

/**
 * Sets the policy. A graph that is made needs one; one that is opened has its own, and is opened only if this one is equal, or none is set.
 */
oneid_status oneid_options_policy(oneid_options *options,
                                  const oneid_policy *policy,
                                  oneid_error **error);

/**
 * Sets when operations of a durable graph are durable: one of `ONEID_DURABLE_…`. `max_delay_ms` and `max_operations` matter to `ONEID_DURABLE_GROUP` alone.
 *
 * Fails with `ONEID_ARGUMENT` for another number.
 */
oneid_status oneid_options_durability(oneid_options *options,
                                      uint32_t level,
                                      uint64_t max_delay_ms,
                                      uint64_t max_operations,
                                      oneid_error **error);

/**
 * Sets the second key, of 16 bytes, under which erased identifiers are refused from now on. Default: they are not.
 */
oneid_status oneid_options_refuse_erased(oneid_options *options,
                                         const uint8_t *key,
                                         oneid_error **error);

/**
 * Sets whether a durable graph is made where there is none. Default: it is.
 */
oneid_status oneid_options_create(oneid_options *options,
                                  bool create,
                                  oneid_error **error);

/**
 * Sets how long opening waits for others who have the files. Default: 0.
 */
oneid_status oneid_options_wait_ms(oneid_options *options,
                                   uint64_t most,
                                   oneid_error **error);

/**
 * Sets the most bytes that a graph may come to (`oneid_graph_memory`), without its changes; what might exceed it is refused with `ONEID_CAPACITY` and changes nothing.
 * Default: no bound.
 */
oneid_status oneid_options_most_bytes(oneid_options *options,
                                      uint64_t most,
                                      oneid_error **error);

/**
 * Sets how many threads one call may use, the caller's among them; 0 is 1. Default: 1; more than 2 hardly help.
 */
oneid_status oneid_options_threads(oneid_options *options,
                                   size_t threads,
                                   oneid_error **error);

/**
 * Sets two bounds of work that change no result: above how many records the partners of an identifier are counted as they come and go (default 64), and
 * above how many conflicting links everything is resolved anew (default 10,000).
 */
oneid_status oneid_options_tuning(oneid_options *options,
                                  size_t counted_above,
                                  uint64_t cascade_links,
                                  oneid_error **error);

/**
 * Frees options; does nothing to `NULL`. Graphs made with them stay.
 */
void oneid_options_free(oneid_options *options);

/**
 * Checks the files of a durable graph, every byte of them, without opening it: an object with what was looked at, and with every damage that was found in `"problems"`, which is
 * empty where all is well. `dir` is a path, UTF-8.
 *
 * On failure (`ONEID_NOT_FOUND`, `ONEID_KEY`, `ONEID_LOCKED`, `ONEID_IO`: they could not be checked) nothing is written.
 */
oneid_status oneid_check_files(const char *dir,
                               size_t dir_size,
                               const oneid_options *options,
                               oneid_text **checked,
                               oneid_error **error);

/**
 * Makes an empty graph in memory, of the options' key, policy, bounds and refusal key.
 *
 * On failure (`ONEID_ARGUMENT` if the options have no policy) nothing is written to `graph`. Cost: less than 4 KiB and 50 µs; many graphs share one policy.
 */
oneid_status oneid_graph_new(const oneid_options *options,
                             oneid_graph **graph,
                             oneid_error **error);

/**
 * Opens the durable graph of a directory, or makes it. `dir` is a path, UTF-8. One process writes a graph at a time.
 *
 * On failure (`ONEID_KEY`, `ONEID_POLICY` if it has another policy, `ONEID_LOCKED`, `ONEID_NOT_FOUND`, `ONEID_DAMAGED`, `ONEID_FORMAT`, `ONEID_IO`) nothing is
 * written to `graph`, and nothing in the directory is changed. Cost: `oneid plan` tells; docs/operating.md has figures.
 */
oneid_status oneid_graph_open(const char *dir,
                              size_t dir_size,
                              const oneid_options *options,
                              oneid_graph **graph,
                              oneid_error **error);

/**
 * Opens the durable graph of a directory to be read: its newest state if nobody writes it, else that of its newest snapshot (`oneid_graph_recovery` says which).
 * Nothing in the directory is changed.
 *
 * On failure as `oneid_graph_open`.
 */
oneid_status oneid_graph_open_read_only(const char *dir,
                                        size_t dir_size,
                                        const oneid_options *options,
                                        oneid_graph **graph,
                                        oneid_error **error);

/**
 * Gives the policy in force: a new handle, the caller's.
 */
oneid_status oneid_graph_policy(const oneid_graph *graph,
                                oneid_policy **policy,
                                oneid_error **error);

/**
 * Makes everything durable, gives the files back, and tells whether that went well. The handle is still to be freed; all else that is asked of it, or of
 * iterators of it, fails with `ONEID_CLOSED` from then on. Readers go on to see the last state.
 *
 * On failure with `ONEID_IO` the graph is closed all the same; with `ONEID_CLOSED` it was before, or is another process's.
 */
oneid_status oneid_graph_close(oneid_graph *graph,
                               oneid_error **error);

/**
 * Closes a graph, if it is not closed yet, and frees it; does nothing to `NULL`. Whether everything could be made durable, only `oneid_graph_close` tells.
 *
 * A poisoned graph is freed like any other; a durable one can be opened again at once, with all that was acknowledged.
 */
void oneid_graph_free(oneid_graph *graph);

/**
 * Applies operations as JSON Lines, as one: all of them, or none. What a line is, section 3 of docs/contract.md says; empty lines are passed over.
 * `outcome` may be `NULL`.
 *
 * On failure (`ONEID_OPERATION`, `ONEID_TIMESTAMP`, `ONEID_TRAIT`, `ONEID_CAPACITY`, those of `oneid_policy_canonical`, and for a durable graph `ONEID_IO`
 * and `ONEID_READ_ONLY`) the graph is as before and nothing is written; the message begins with the line or the place in the list.
 */
oneid_status oneid_graph_apply(oneid_graph *graph,
                               const char *lines,
                               size_t lines_size,
                               oneid_outcome *outcome,
                               oneid_error **error);

/**
 * Applies one observation: identifiers that were seen together.
 *
 * `ids` and `id_sizes` have `id_count` texts, `namespace[@scope]:value`. `at` is milliseconds since 1970, or `ONEID_NO_TIME`. `source` may be empty.
 * `strength` is one of `ONEID_INFERRED` … `ONEID_ASSERTED`. `traits` is a JSON object, or empty. `outcome` may be `NULL`.
 *
 * On failure as `oneid_graph_apply`. Cost: about a microsecond and the reading of the identifiers; many at once cost far less (`oneid_graph_apply_prepared`).
 */
oneid_status oneid_graph_observe(oneid_graph *graph,
                                 const char *const *ids,
                                 const size_t *id_sizes,
                                 size_t id_count,
                                 int64_t at,
                                 const char *source,
                                 size_t source_size,
                                 uint32_t strength,
                                 const char *traits,
                                 size_t traits_size,
                                 oneid_outcome *outcome,
                                 oneid_error **error);

/**
 * Says that identifiers are one and the same customer's: an observation of strength `ONEID_ASSERTED`. Otherwise as `oneid_graph_observe`.
 */
oneid_status oneid_graph_confirm(oneid_graph *graph,
                                 const char *const *ids,
                                 const size_t *id_sizes,
                                 size_t id_count,
                                 int64_t at,
                                 const char *source,
                                 size_t source_size,
                                 oneid_outcome *outcome,
                                 oneid_error **error);

/**
 * Says that two identifiers never share a profile, whatever the evidence. Otherwise as `oneid_graph_observe`.
 */
oneid_status oneid_graph_separate(oneid_graph *graph,
                                  const char *a,
                                  size_t a_size,
                                  const char *b,
                                  size_t b_size,
                                  int64_t at,
                                  const char *source,
                                  size_t source_size,
                                  oneid_outcome *outcome,
                                  oneid_error **error);

/**
 * Takes a separation back, whoever said it. `outcome` may be `NULL`. On failure as `oneid_graph_apply`.
 */
oneid_status oneid_graph_rejoin(oneid_graph *graph,
                                const char *a,
                                size_t a_size,
                                const char *b,
                                size_t b_size,
                                oneid_outcome *outcome,
                                oneid_error **error);

/**
 * Drops the records of exactly these identifiers and this source, of any strength. `outcome` may be `NULL`. On failure as `oneid_graph_apply`.
 */
oneid_status oneid_graph_retract(oneid_graph *graph,
                                 const char *const *ids,
                                 const size_t *id_sizes,
                                 size_t id_count,
                                 const char *source,
                                 size_t source_size,
                                 oneid_outcome *outcome,
                                 oneid_error **error);

/**
 * Drops every record of a source: a bad import is undone as if it had never been. `outcome` may be `NULL`. On failure as `oneid_graph_apply`.
 */
oneid_status oneid_graph_retract_source(oneid_graph *graph,
                                        const char *source,
                                        size_t source_size,
                                        oneid_outcome *outcome,
                                        oneid_error **error);

/**
 * Drops records whose last time is before `before`, in milliseconds since 1970: of a source, or, if `source` is `NULL` and 0, of all sources, but then none that
 * is asserted. Records without a time stay. `outcome` may be `NULL`. On failure as `oneid_graph_apply`.
 */
oneid_status oneid_graph_expire(oneid_graph *graph,
                                int64_t before,
                                const char *source,
                                size_t source_size,
                                oneid_outcome *outcome,
                                oneid_error **error);

/**
 * Tells what operations, as JSON Lines, would do, without doing it: `{"outcome":{…},"changes":[…]}`.
 *
 * On failure as `oneid_graph_apply`. Cost: a copy of the graph, and that of applying them.
 */
oneid_status oneid_graph_dry_run(const oneid_graph *graph,
                                 const char *lines,
                                 size_t lines_size,
                                 oneid_text **result,
                                 oneid_error **error);

/**
 * Applies observations in order, as one: all of them, or none. `outcome` may be `NULL`.
 *
 * On failure as `oneid_graph_apply`; the message begins with the number of the observation, from 1. Cost: reading each identifier, and that of
 * `oneid_graph_apply_prepared`. A few thousand at once is best.
 */
oneid_status oneid_graph_observe_batch(oneid_graph *graph,
                                       const oneid_observations *batch,
                                       oneid_outcome *outcome,
                                       oneid_error **error);

/**
 * Applies prepared observations in order, as one: all of them, or none. `outcome` may be `NULL`.
 *
 * On failure (`ONEID_OPERATION` for a scope or source of another graph, `ONEID_IDENTIFIER_VALUE` for a value that cannot be canonical, and those of
 * `oneid_graph_apply`) the graph is as before. Cost: a fraction of a microsecond for each identifier: docs/speed.md. A few thousand at once is best.
 */
oneid_status oneid_graph_apply_prepared(oneid_graph *graph,
                                        const oneid_prepared_observations *batch,
                                        oneid_outcome *outcome,
                                        oneid_error **error);

/**
 * Erases an identifier for good, and gives a receipt: `{"identifiers":…,"records":…,…,"changes":{…},"refused_from_now_on":…}`, which holds no personal data. The
 * files of a durable graph still hold it until `oneid_graph_compact` has returned.
 *
 * On failure (those of `oneid_policy_canonical`, `ONEID_IO`, `ONEID_READ_ONLY`) nothing is erased and nothing written.
 */
oneid_status oneid_graph_erase(oneid_graph *graph,
                               const char *id,
                               size_t id_size,
                               oneid_text **receipt,
                               oneid_error **error);

/**
 * Erases every identifier of the profile that holds this one. Otherwise as `oneid_graph_erase`.
 */
oneid_status oneid_graph_erase_profile(oneid_graph *graph,
                                       const char *id,
                                       size_t id_size,
                                       oneid_text **receipt,
                                       oneid_error **error);

/**
 * Refuses what is erased from now on, under a second key of 16 bytes that is kept for this alone.
 *
 * On failure (`ONEID_KEY` if something is refused under another key already, or this is the key of its fingerprints) nothing is changed.
 */
oneid_status oneid_graph_refuse_erased(oneid_graph *graph,
                                       const uint8_t *key,
                                       oneid_error **error);

/**
 * Takes back that an erased identifier is refused; writes whether it was.
 */
oneid_status oneid_graph_readmit(oneid_graph *graph,
                                 const char *id,
                                 size_t id_size,
                                 bool *was_refused,
                                 oneid_error **error);

/**
 * Writes whether erased identifiers are refused, and how many are. Either may be `NULL`.
 */
oneid_status oneid_graph_refused_identifiers(const oneid_graph *graph,
                                             bool *refuses,
                                             uint64_t *count,
                                             oneid_error **error);

/**
 * Why two identifiers are one customer, or why they are not: the object that `oneid explain --json` prints, which docs/explain.md shows.
 *
 * On failure (those of `oneid_policy_canonical`) nothing is written. Cost: microseconds; two that never met, in a large part that hubs hold together, milliseconds.
 */
oneid_status oneid_graph_explain(const oneid_graph *graph,
                                 const char *a,
                                 size_t a_size,
                                 const char *b,
                                 size_t b_size,
                                 oneid_text **explanation,
                                 oneid_error **error);

/**
 * Explains two identifiers and has every step of it recomputed from the records it cites: `{"explanation":{…},"confirmed":true}`, or what could not be confirmed in
 * `"unconfirmed"` and `"step"`.
 *
 * On failure as `oneid_graph_explain`.
 */
oneid_status oneid_graph_verify(const oneid_graph *graph,
                                const char *a,
                                size_t a_size,
                                const char *b,
                                size_t b_size,
                                oneid_text **verified,
                                oneid_error **error);

/**
 * A smallest set of records that, taken away, leaves two identifiers of one profile in two, and what simulating that shows; `null` if they are not in one.
 *
 * On failure as `oneid_graph_explain`. Cost: that of the part of the graph that holds both.
 */
oneid_status oneid_graph_cut(const oneid_graph *graph,
                             const char *a,
                             size_t a_size,
                             const char *b,
                             size_t b_size,
                             oneid_text **cut,
                             oneid_error **error);

/**
 * The merges that made a profile, in the order of the contract, each with its record; `null` if there is no profile of this id (16 bytes).
 */
oneid_status oneid_graph_history(const oneid_graph *graph,
                                 const uint8_t *profile,
                                 oneid_text **history,
                                 oneid_error **error);

/**
 * The records that alone hold a profile together; `null` if there is no profile of this id (16 bytes).
 */
oneid_status oneid_graph_bridges(const oneid_graph *graph,
                                 const uint8_t *profile,
                                 oneid_text **bridges,
                                 oneid_error **error);

/**
 * All evidence of a profile as a graph: identifiers, links, records; `null` if there is no profile of this id (16 bytes).
 */
oneid_status oneid_graph_evidence(const oneid_graph *graph,
                                  const uint8_t *profile,
                                  oneid_text **evidence,
                                  oneid_error **error);

/**
 * A data steward's work list, a JSON array: what awaits a decision, at most `most`, the heaviest first. Cost: looks at every link, record and profile once.
 */
oneid_status oneid_graph_candidates(const oneid_graph *graph,
                                    size_t most,
                                    oneid_text **candidates,
                                    oneid_error **error);

/**
 * The records that hold an identifier, a JSON array.
 *
 * On failure as `oneid_graph_explain`.
 */
oneid_status oneid_graph_records_of(const oneid_graph *graph,
                                    const char *id,
                                    size_t id_size,
                                    oneid_text **records,
                                    oneid_error **error);

/**
 * What another policy would give, without changing anything: counts, and every profile that would merge or split.
 *
 * On failure (`ONEID_POLICY` for what cannot change on a living graph) nothing is written. Cost: resolves everything once.
 */
oneid_status oneid_graph_simulate(const oneid_graph *graph,
                                  const oneid_policy *policy,
                                  oneid_text **simulation,
                                  oneid_error **error);

/**
 * Puts another policy in force, for good. `outcome` may be `NULL`; the changes are those that `oneid_graph_simulate` tells of.
 *
 * On failure (`ONEID_POLICY`, `ONEID_IO`, `ONEID_READ_ONLY`) the old one is in force. Numbers of prepared scopes are to be asked for anew.
 */
oneid_status oneid_graph_apply_policy(oneid_graph *graph,
                                      const oneid_policy *policy,
                                      oneid_outcome *outcome,
                                      oneid_error **error);

/**
 * An identifier with its profile and how it stands: `[{"id":…,"profile":"…uuid…","standing":{"blocked":…,"shared":[strength,partners],"reassigned_since":…}},…]`; empty if it is
 * not known; several where a raw value stands for several identifiers.
 *
 * On failure as `oneid_policy_canonical`. Where only the profile is wanted, a reader is quicker.
 */
oneid_status oneid_graph_lookup(const oneid_graph *graph,
                                const char *id,
                                size_t id_size,
                                oneid_text **found,
                                oneid_error **error);

/**
 * All that is held on the profile of an identifier: the answer to a subject's access request; `null` if it is not known.
 *
 * On failure as `oneid_policy_canonical`.
 */
oneid_status oneid_graph_export(const oneid_graph *graph,
                                const char *id,
                                size_t id_size,
                                oneid_text **export_,
                                oneid_error **error);

/**
 * Every link that was refused, with the reason: a JSON array.
 */
oneid_status oneid_graph_refused(const oneid_graph *graph,
                                 oneid_text **refused,
                                 oneid_error **error);

/**
 * Writes how many links were refused.
 */
oneid_status oneid_graph_refused_count(const oneid_graph *graph,
                                       uint64_t *count,
                                       oneid_error **error);

/**
 * Every record that contradicts itself: a JSON array.
 */
oneid_status oneid_graph_contradictory(const oneid_graph *graph,
                                       oneid_text **contradictory,
                                       oneid_error **error);

/**
 * Every identifier that too many have: `[{"id":…,"upto":…,"partners":…},…]`.
 */
oneid_status oneid_graph_shared(const oneid_graph *graph,
                                oneid_text **shared,
                                oneid_error **error);

/**
 * Every known identifier that the policy blocks: a JSON array of texts.
 */
oneid_status oneid_graph_blocked(const oneid_graph *graph,
                                 oneid_text **blocked,
                                 oneid_error **error);

/**
 * Every identifier that has been given to another holder: a JSON array of texts.
 */
oneid_status oneid_graph_reassigned(const oneid_graph *graph,
                                    oneid_text **reassigned,
                                    oneid_error **error);

/**
 * Every source, and what is kept of it: a JSON array.
 */
oneid_status oneid_graph_sources(const oneid_graph *graph,
                                 oneid_text **sources,
                                 oneid_error **error);

/**
 * Counts: what the graph holds (`identifiers`, `profiles`, `records`, `links`, `separations`), and the work it has done, that of asking included.
 */
oneid_status oneid_graph_stats(const oneid_graph *graph,
                               oneid_text **stats,
                               oneid_error **error);

/**
 * What the graph sets aside, in bytes, by what for. Cost: looks at every profile and trait once.
 */
oneid_status oneid_graph_memory(const oneid_graph *graph,
                                oneid_text **memory,
                                oneid_error **error);

/**
 * Changes of profiles from a sequence number on, at most `most` of them, as JSON Lines: `{"sequence":…,"kind":…,"from":…,"into":…,"identifiers":[…]}`. `next` is the number
 * to go on from; it may be `NULL`. To wait for more, `oneid_reader_wait`.
 *
 * Changes before `oneid_graph_first_change` have been trimmed: whoever asks for these gets those from there on.
 */
oneid_status oneid_graph_changes_since(const oneid_graph *graph,
                                       uint64_t since,
                                       size_t most,
                                       oneid_text **changes,
                                       uint64_t *next,
                                       oneid_error **error);

/**
 * Writes the sequence number of the first change that is still kept, or of the next if none is.
 */
oneid_status oneid_graph_first_change(const oneid_graph *graph,
                                      uint64_t *sequence,
                                      oneid_error **error);

/**
 * Drops changes before a sequence number: every consumer has seen them.
 */
oneid_status oneid_graph_trim_changes(oneid_graph *graph,
                                      uint64_t before,
                                      oneid_error **error);

/**
 * Checks every invariant of a graph; `ONEID_INVARIANT` with the one that does not hold. Cost: some seconds for a million records.
 */
oneid_status oneid_graph_check(const oneid_graph *graph,
                               oneid_error **error);

/**
 * Writes the number of a namespace in a scope, found once for all its identifiers: for `oneid_graph_apply_prepared` and the prepared lookups of readers of this
 * graph, as long as its policy is in force. A `scope` of `NULL` and 0 is none.
 *
 * On failure (`ONEID_UNKNOWN_NAMESPACE`, `ONEID_SCOPE`, `ONEID_CAPACITY` for more than 2^24 scopes) nothing is written.
 */
oneid_status oneid_graph_prepare_scope(oneid_graph *graph,
                                       const char *name_space,
                                       size_t name_space_size,
                                       const char *scope,
                                       size_t scope_size,
                                       uint32_t *number,
                                       oneid_error **error);

/**
 * Writes the number of a source, found once for all its observations.
 */
oneid_status oneid_graph_prepare_source(oneid_graph *graph,
                                        const char *source,
                                        size_t source_size,
                                        uint32_t *number,
                                        oneid_error **error);

/**
 * Writes the canonical values that an identifier stands for, each with the number of its scope: `[{"scope":…,"value":…},…]`, itself first, then one for each digest
 * that its namespace bridges to.
 *
 * On failure (those of `oneid_policy_canonical`, and `ONEID_IDENTIFIER_VALUE` for one that is given by its fingerprint, of which there is no value) nothing is written.
 */
oneid_status oneid_graph_prepare(oneid_graph *graph,
                                 const char *id,
                                 size_t id_size,
                                 oneid_text **prepared,
                                 oneid_error **error);

/**
 * How a durable graph was opened: `{"snapshot":…,"blocks":…,"bad_snapshots":[…],"erasures_to_compact":…,"as_of_snapshot":…}`.
 */
oneid_status oneid_graph_recovery(const oneid_graph *graph,
                                  oneid_text **recovery,
                                  oneid_error **error);

/**
 * What the files take, and how far they are; `null` for a graph that is not in files, or opened to be read.
 */
oneid_status oneid_graph_store_stats(const oneid_graph *graph,
                                     oneid_text **stats,
                                     oneid_error **error);

/**
 * Makes every operation that has returned durable. Without effect in memory.
 *
 * On failure (`ONEID_IO`, `ONEID_READ_ONLY` if an earlier write failed) nothing more is known than before.
 */
oneid_status oneid_graph_sync(const oneid_graph *graph,
                              oneid_error **error);

/**
 * Takes a snapshot and writes it: the next opening starts from it. Changes wait while it is taken, not while it is written. `snapshot` may be `NULL`; else it gets
 * `{"bytes":…,"of_use":…}`: it is of no use if the graph has been compacted meanwhile.
 *
 * On failure (`ONEID_IO`, `ONEID_READ_ONLY`) the graph and its journal are as they were.
 */
oneid_status oneid_graph_snapshot(const oneid_graph *graph,
                                  oneid_text **snapshot,
                                  oneid_error **error);

/**
 * Rewrites the journal as what the graph holds now: what has been erased is in no file any more. Readers go on. `compaction` may be `NULL`.
 *
 * On failure (`ONEID_IO`, `ONEID_READ_ONLY`) the old journal is still in force; cut short, it is as before or as after.
 */
oneid_status oneid_graph_compact(oneid_graph *graph,
                                 oneid_text **compaction,
                                 oneid_error **error);

/**
 * Writes the graph as it is, in memory or in files, into a directory that has none: a durable graph to be opened by itself. `dir` is a path, UTF-8.
 *
 * On failure (`ONEID_LOCKED` if there is a graph already, `ONEID_IO`) what has been written stays.
 */
oneid_status oneid_graph_backup(const oneid_graph *graph,
                                const char *dir,
                                size_t dir_size,
                                oneid_error **error);

/**
 * Writes operations that make the graph anew, as JSON Lines, into a file that there is not yet: for `oneid_graph_apply` of a graph of the same policy and
 * key, whatever format files have. Values that are retained stand in it in the clear.
 *
 * On failure (`ONEID_IO`) the file may hold a part.
 */
oneid_status oneid_graph_dump(const oneid_graph *graph,
                              const char *path,
                              size_t path_size,
                              oneid_error **error);

/**
 * Gives a reader of a graph.
 */
oneid_status oneid_graph_reader(const oneid_graph *graph,
                                oneid_reader **reader,
                                oneid_error **error);

/**
 * Gives another reader of the same graph; a few nanoseconds.
 */
oneid_status oneid_reader_clone(const oneid_reader *reader,
                                oneid_reader **clone,
                                oneid_error **error);

/**
 * Writes the profile of an identifier, `namespace[@scope]:value`: its 16 bytes to `profile`, and to `found` 1; 0 and zeros if it is not known; more than 1 where a raw
 * value stands for several identifiers that lie in several profiles, of which the first is written.
 *
 * On failure (those of `oneid_policy_canonical`) nothing is written. Cost: reading the identifier, and a few cache misses.
 */
oneid_status oneid_reader_lookup(const oneid_reader *reader,
                                 const char *id,
                                 size_t id_size,
                                 uint8_t *profile,
                                 uint8_t *found,
                                 oneid_error **error);

/**
 * Writes the profile of each identifier, as `oneid_reader_lookup` does: 16 bytes each to `profiles`, one byte each to `found`, which have room for `count` of them.
 *
 * On failure (the message begins with the place) nothing is written. Each is looked up in some state; for all in one, `oneid_reader_read`.
 */
oneid_status oneid_reader_lookup_batch(const oneid_reader *reader,
                                       const char *const *ids,
                                       const size_t *id_sizes,
                                       size_t count,
                                       uint8_t *profiles,
                                       uint8_t *found,
                                       oneid_error **error);

/**
 * Writes the profile of a canonical value in a scope by `oneid_graph_prepare_scope`: its 16 bytes to `profile`, and 1 to `found`; 0 and zeros if it is not known.
 *
 * On failure (`ONEID_OPERATION` for a scope of another graph) nothing is written. Cost: a hash and two or three cache misses.
 */
oneid_status oneid_reader_lookup_prepared(const oneid_reader *reader,
                                          uint32_t scope,
                                          const char *value,
                                          size_t value_size,
                                          uint8_t *profile,
                                          uint8_t *found,
                                          oneid_error **error);

/**
 * Writes the profile of each canonical value in its scope, as `oneid_reader_lookup_prepared` does: 16 bytes each to `profiles`, one byte each to `found`, which have room
 * for `count` of them. Cache misses overlap: one of many costs a fraction of a single lookup. A few thousand at once is best.
 *
 * On failure (the message begins with the place) nothing is written. Each is looked up in some state; for all in one, `oneid_reader_read`.
 */
oneid_status oneid_reader_lookup_prepared_batch(const oneid_reader *reader,
                                                const uint32_t *scopes,
                                                const char *const *values,
                                                const size_t *value_sizes,
                                                size_t count,
                                                uint8_t *profiles,
                                                uint8_t *found,
                                                oneid_error **error);

/**
 * Calls back at once, once, on this thread, while nothing changes: all lookups of this graph's readers that the callback makes are of one state. It is for those who must compare
 * several lookups; nobody needs it else. A writer that is done waits for it to end, so it should be short.
 *
 * The callback must return: no exception, no `longjmp` through here. Within it, this function and those that change the graph fail with `ONEID_ARGUMENT`: they would wait for
 * ever; nor may it wait for another thread that changes the graph. `context` is handed on as it is. `next_change` gets the number that the next change will have: the state is that after all before it; it may be `NULL`.
 */
oneid_status oneid_reader_read(const oneid_reader *reader,
                               oneid_read_callback callback,
                               void *context,
                               uint64_t *next_change,
                               oneid_error **error);

/**
 * Waits until there are changes from a sequence number on, or so many milliseconds; writes the number that the next change will have. 0 milliseconds ask without waiting. What the changes are,
 * `oneid_graph_changes_since` tells.
 */
oneid_status oneid_reader_wait(const oneid_reader *reader,
                               uint64_t since,
                               uint64_t most_ms,
                               uint64_t *next_change,
                               oneid_error **error);

/**
 * Frees a reader; does nothing to `NULL`.
 */
void oneid_reader_free(oneid_reader *reader);

/**
 * Gives the profile of this id (16 bytes): as long as the identifier that an id was made from is known, the profile that holds it now. `ONEID_END`, and nothing
 * written, if there is none.
 */
oneid_status oneid_graph_profile(const oneid_graph *graph,
                                 const uint8_t *id,
                                 oneid_profile **profile,
                                 oneid_error **error);

/**
 * Gives the profile that holds an identifier, the first where it stands for several. `ONEID_END`, and nothing written, if it is not known.
 *
 * On failure as `oneid_policy_canonical`.
 */
oneid_status oneid_graph_profile_of(const oneid_graph *graph,
                                    const char *id,
                                    size_t id_size,
                                    oneid_profile **profile,
                                    oneid_error **error);

/**
 * Copies the id of a profile to `id`, which has room for 16 bytes.
 *
 * On failure nothing is written.
 */
oneid_status oneid_profile_id(const oneid_profile *profile,
                              uint8_t *id,
                              oneid_error **error);

/**
 * The id of a profile as a UUID, with a zero at the end. Good until the profile is freed. `NULL` if it is no profile.
 */
const char *oneid_profile_uuid(const oneid_profile *profile);

/**
 * How many identifiers a profile has; 0 if it is no profile.
 */
size_t oneid_profile_identifier_count(const oneid_profile *profile);

/**
 * The identifier of this number, from 0, in the order of bytes, with a zero at the end. Good until the profile is freed. `NULL` if there is none.
 */
const char *oneid_profile_identifier(const oneid_profile *profile,
                                     size_t number);

/**
 * How the identifier of this number stands: a sum of `ONEID_BLOCKED`, `ONEID_SHARED` and `ONEID_REASSIGNED`; 0 if none holds, or there is none.
 */
uint32_t oneid_profile_identifier_standing(const oneid_profile *profile,
                                           size_t number);

/**
 * How many traits a profile shows; 0 if it is no profile.
 */
size_t oneid_profile_trait_count(const oneid_profile *profile);

/**
 * The name of the trait of this number, from 0, in the order of names, with a zero at the end. Good until the profile is freed. `NULL` if there is none.
 */
const char *oneid_profile_trait_name(const oneid_profile *profile,
                                     size_t number);

/**
 * The value of the trait of this number as JSON, with a zero at the end. Good until the profile is freed. `NULL` if there is none.
 */
const char *oneid_profile_trait_value(const oneid_profile *profile,
                                      size_t number);

/**
 * The value of a trait by its name, as JSON, with a zero at the end. Good until the profile is freed. `NULL` if it shows none.
 */
const char *oneid_profile_trait(const oneid_profile *profile,
                                const char *name,
                                size_t name_size);

/**
 * A whole profile as one JSON object: `{"id":"…uuid…","ids":[…],"traits":{…}}`, and `blocked`, `shared`, `reassigned` where there are such identifiers.
 */
oneid_status oneid_profile_to_json(const oneid_profile *profile,
                                   oneid_text **json,
                                   oneid_error **error);

/**
 * Frees a profile; does nothing to `NULL`.
 */
void oneid_profile_free(oneid_profile *profile);

/**
 * Begins to go through all profiles, in no particular order: those that there are now. Cost: 16 bytes for each, and a look at each identifier.
 */
oneid_status oneid_graph_profiles(const oneid_graph *graph,
                                  oneid_profiles **profiles,
                                  oneid_error **error);

/**
 * Gives the next profile, as it is now; one that has become part of another since the beginning is passed over. `ONEID_END` after the last.
 *
 * On failure (`ONEID_CLOSED`) nothing is written.
 */
oneid_status oneid_profiles_next(oneid_profiles *profiles,
                                 oneid_profile **profile,
                                 oneid_error **error);

/**
 * Gives the next profiles as JSON Lines, at most `most` of them, 1 or more. `ONEID_END` after the last. Otherwise as `oneid_profiles_next`.
 */
oneid_status oneid_profiles_next_json(oneid_profiles *profiles,
                                      size_t most,
                                      oneid_text **lines,
                                      oneid_error **error);

/**
 * Copies the next ids of profiles, 16 bytes each, to `ids`, which has room for `most` of them, 1 or more, and writes how many there were to `count`: as they were at the beginning.
 * `ONEID_END` after the last.
 */
oneid_status oneid_profiles_next_ids(oneid_profiles *profiles,
                                     uint8_t *ids,
                                     size_t most,
                                     size_t *count,
                                     oneid_error **error);

/**
 * Frees it; does nothing to `NULL`.
 */
void oneid_profiles_free(oneid_profiles *profiles);

/**
 * Reads a manifest. `path` is UTF-8; files that it names lie beside it. `policy` takes the place of the one that it names; `NULL`: that one.
 *
 * On failure (`ONEID_IO`; `ONEID_IMPORT` and `ONEID_POLICY` with every problem) nothing is written to `manifest`.
 */
oneid_status oneid_manifest_read(const char *path,
                                 size_t path_size,
                                 const oneid_policy *policy,
                                 oneid_manifest **manifest,
                                 oneid_error **error);

/**
 * Gives the policy to merge under: a new handle, the caller's.
 */
oneid_status oneid_manifest_policy(const oneid_manifest *manifest,
                                   oneid_policy **policy,
                                   oneid_error **error);

/**
 * Writes what fan bases it names: `[{"name":…,"platform":…,"file":…,"source":…,"strength":…},…]`.
 */
oneid_status oneid_manifest_fan_bases(const oneid_manifest *manifest,
                                      oneid_text **fan_bases,
                                      oneid_error **error);

/**
 * Reads every fan base into a graph of the manifest's policy, in batches: `{"fan_bases":[…],"reach":{…}}`, with what became of every row, and whom fan bases and platforms
 * reach. Rows whose time is after `now` (milliseconds since 1970) are skipped, and counted.
 *
 * On failure (`ONEID_ARGUMENT` if the graph has another policy; `ONEID_IO`, `ONEID_IMPORT` naming file and line) nothing is written, and what has been read before stays in the
 * graph: `oneid_graph_retract_source` takes it back. Memory does not grow with the files.
 */
oneid_status oneid_graph_import(oneid_graph *graph,
                                const oneid_manifest *manifest,
                                int64_t now,
                                oneid_text **report,
                                oneid_error **error);

/**
 * Frees a manifest; does nothing to `NULL`.
 */
void oneid_manifest_free(oneid_manifest *manifest);

#if defined(ONEID_TEST_PANICS)
/**
 * The next function that this thread calls panics before it does anything.
 */
void oneid_test_panic(void);
#endif

#if defined(ONEID_TEST_PANICS)
/**
 * The next function that changes a graph on this thread panics in the middle of it.
 */
void oneid_test_panic_in_change(void);
#endif

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* ONEID_H */
