/* The conformance cases, which are data, driven through the C interface: conformance FILE… */
#include <jansson.h>
#include <oneid.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(text) (text), strlen(text)

static const uint8_t key[16] = "key of the tests";
static int cases, left_out, refused, failures;

/* `error` may be NULL; what it points to is read after the call that wrote it. */
static void must(oneid_status status, oneid_error **error, const char *what)
{
    if (status == ONEID_OK)
        return;
    fprintf(stderr, "%s: %s\n", what, error && *error ? oneid_error_message(*error) : oneid_status_name(status));
    exit(1);
}

static json_t *parsed(oneid_text *text)
{
    json_t *value = json_loadb(oneid_text_data(text), oneid_text_size(text), 0, NULL);
    if (!value)
        must(ONEID_INVARIANT, NULL, "a result that is no JSON");
    oneid_text_free(text);
    return value;
}

/* Lists as sets: compared by the text of their members, sorted. */

static char *text_of(const json_t *value)
{
    return json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The members of a list, each as text, sorted; `within` sorts the members of members first. */
static json_t *sorted(const json_t *list, int within)
{
    size_t count = json_array_size(list), i;
    char **texts = calloc(count + 1, sizeof *texts);
    json_t *all = json_array();
    for (i = 0; i < count; i++) {
        json_t *member = json_incref(json_array_get(list, i));
        if (within && json_is_array(member)) {
            json_t *inner = sorted(member, 0);
            json_decref(member);
            member = inner;
        }
        texts[i] = text_of(member);
        json_decref(member);
    }
    qsort(texts, count, sizeof *texts, by_text);
    for (i = 0; i < count; i++) {
        json_array_append_new(all, json_string(texts[i]));
        free(texts[i]);
    }
    free(texts);
    return all;
}

static int same_sets(const json_t *a, const json_t *b, int within)
{
    json_t *one = sorted(a, within), *other = sorted(b, within);
    int same = json_equal(one, other);
    json_decref(one);
    json_decref(other);
    return same;
}

/* What a graph answers. */

static json_t *profiles_of(const oneid_graph *graph)
{
    oneid_profiles *profiles = NULL;
    oneid_profile *profile = NULL;
    oneid_error *error = NULL;
    json_t *all = json_array();
    oneid_status status;
    must(oneid_graph_profiles(graph, &profiles, &error), &error, "profiles");
    while ((status = oneid_profiles_next(profiles, &profile, &error)) == ONEID_OK) {
        json_t *ids = json_array();
        size_t i;
        for (i = 0; i < oneid_profile_identifier_count(profile); i++)
            json_array_append_new(ids, json_string(oneid_profile_identifier(profile, i)));
        json_array_append_new(all, ids);
        oneid_profile_free(profile);
    }
    if (status != ONEID_END)
        must(status, &error, "the next profile");
    oneid_profiles_free(profiles);
    return all;
}

/* The field of each object of a list; all of it if there is no field. */
static json_t *listed(const oneid_graph *graph,
                      oneid_status (*ask)(const oneid_graph *, oneid_text **, oneid_error **),
                      const char *field)
{
    oneid_text *text = NULL;
    oneid_error *error = NULL;
    json_t *list, *all = json_array(), *member;
    size_t i;
    must(ask(graph, &text, &error), &error, "a list");
    list = parsed(text);
    json_array_foreach(list, i, member)
        json_array_append(all, field ? json_object_get(member, field) : member);
    json_decref(list);
    return all;
}

static json_t *contradictory(const oneid_graph *graph)
{
    json_t *records = listed(graph, oneid_graph_contradictory, NULL), *all = json_array(), *record;
    size_t i;
    json_array_foreach(records, i, record) {
        json_t *ids = sorted(json_object_get(record, "ids"), 0);
        json_array_append_new(all, json_pack("[o, O]", ids, json_object_get(record, "source")));
    }
    json_decref(records);
    return all;
}

/* What a case expects. */

static int together(const json_t *profiles, const json_t *pair)
{
    const json_t *profile, *id, *wanted;
    size_t p, i, w;
    json_array_foreach(profiles, p, profile) {
        size_t found = 0;
        json_array_foreach(pair, w, wanted)
            json_array_foreach(profile, i, id)
                if (json_equal(id, wanted))
                    found++;
        if (found == 2)
            return 1;
    }
    return 0;
}

static int all_pairs(const json_t *profiles, const json_t *pairs, int expected)
{
    const json_t *pair;
    size_t i;
    json_array_foreach(pairs, i, pair)
        if (together(profiles, pair) != expected)
            return 0;
    return 1;
}

static int large_profiles(const json_t *profiles, const json_t *expected, json_int_t least)
{
    json_t *large = json_array(), *profile;
    size_t i;
    int same;
    json_array_foreach(profiles, i, profile)
        if ((json_int_t)json_array_size(profile) >= least)
            json_array_append(large, profile);
    same = same_sets(large, expected, 1);
    json_decref(large);
    return same;
}

static int list_is(json_t *list, const json_t *expected)
{
    int same = same_sets(list, expected, 0);
    json_decref(list);
    return same;
}

static int contradictory_is(json_t *answer, const json_t *expected)
{
    json_t *wanted = json_array(), *record;
    size_t i;
    int same;
    json_array_foreach(expected, i, record) {
        json_t *ids = sorted(json_array_get(record, 0), 0);
        json_array_append_new(wanted, json_pack("[o, O]", ids, json_array_get(record, 1)));
    }
    same = list_is(answer, wanted);
    json_decref(wanted);
    return same;
}

enum { UNHEARD_OF = -1 };

/* Whether an expectation holds. */
static int holds(const oneid_graph *graph, const json_t *profiles, const json_t *expected, const char *what,
                 const json_t *value)
{
    json_t *least = json_object_get(expected, "least_size");
    if (!strcmp(what, "least_size"))
        return 1;
    if (!strcmp(what, "profiles"))
        return large_profiles(profiles, value, least ? json_integer_value(least) : 1);
    if (!strcmp(what, "same"))
        return all_pairs(profiles, value, 1);
    if (!strcmp(what, "different"))
        return all_pairs(profiles, value, 0);
    if (!strcmp(what, "shared"))
        return list_is(listed(graph, oneid_graph_shared, "id"), value);
    if (!strcmp(what, "reassigned"))
        return list_is(listed(graph, oneid_graph_reassigned, NULL), value);
    if (!strcmp(what, "blocked"))
        return list_is(listed(graph, oneid_graph_blocked, NULL), value);
    if (!strcmp(what, "contradictory"))
        return contradictory_is(contradictory(graph), value);
    return UNHEARD_OF;
}

static oneid_graph *graph_of(const json_t *policy_text)
{
    oneid_policy *policy = NULL;
    oneid_options *options = NULL;
    oneid_graph *graph = NULL;
    oneid_error *error = NULL;
    must(oneid_policy_from_toml(json_string_value(policy_text), json_string_length(policy_text), &policy, &error),
         &error, "a policy");
    must(oneid_options_new(key, &options, &error), &error, "options");
    must(oneid_options_policy(options, policy, &error), &error, "options");
    must(oneid_graph_new(options, &graph, &error), &error, "a graph");
    oneid_options_free(options);
    oneid_policy_free(policy);
    return graph;
}

static void apply_all(oneid_graph *graph, const json_t *operations)
{
    oneid_error *error = NULL;
    const json_t *operation;
    size_t i;
    json_array_foreach(operations, i, operation) {
        char *line = text_of(operation);
        if (oneid_graph_apply(graph, TEXT(line), NULL, &error) != ONEID_OK) {
            refused++;
            oneid_error_free(error);
            error = NULL;
        }
        free(line);
    }
    must(oneid_graph_check(graph, &error), &error, "the invariants");
}

/* Whether every expectation could be asked for. */
static int judge(const oneid_graph *graph, const char *id, json_t *expected)
{
    json_t *profiles = profiles_of(graph), *value;
    const char *what;
    int all_asked = json_object_size(expected) > 0;
    if (!all_asked)
        fprintf(stderr, "%s: left out: it expects nothing\n", id);
    json_object_foreach(expected, what, value) {
        int answer = holds(graph, profiles, expected, what, value);
        if (answer == UNHEARD_OF) {
            fprintf(stderr, "%s: left out: nothing is known of the expectation `%s`\n", id, what);
            all_asked = 0;
        } else if (!answer) {
            fprintf(stderr, "%s: `%s` is not as expected\n", id, what);
            failures++;
        }
    }
    json_decref(profiles);
    return all_asked;
}

static void run(const json_t *one)
{
    const char *id = json_string_value(json_object_get(one, "id"));
    oneid_graph *graph = graph_of(json_object_get(one, "policy"));
    apply_all(graph, json_object_get(one, "ops"));
    if (judge(graph, id ? id : "a case without a name", json_object_get(one, "expected")))
        cases++;
    else
        left_out++;
    oneid_graph_free(graph);
}

static void run_file(const char *path)
{
    static char line[1 << 20];
    FILE *file = fopen(path, "r");
    if (!file)
        must(ONEID_IO, NULL, path);
    while (fgets(line, sizeof line, file)) {
        json_t *one = json_loads(line, 0, NULL);
        if (!one)
            must(ONEID_ARGUMENT, NULL, "a case that is no JSON");
        run(one);
        json_decref(one);
    }
    fclose(file);
}

int main(int count, char **paths)
{
    int i;
    for (i = 1; i < count; i++)
        run_file(paths[i]);
    printf("%d cases from C, %d left out, %d operations refused, %d failures\n", cases, left_out, refused, failures);
    return failures || left_out || !cases;
}
