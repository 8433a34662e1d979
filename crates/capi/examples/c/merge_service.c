/*
 * A merge service: requests as JSON Lines on stdin, one answer a line on stdout. merge_service [DIRECTORY]
 *
 *   {"ids":["jd.pin:a","phone:…"],…}      any operation of the contract's section 3, applied
 *   {"lookup":"jd.pin:a"}                 where it is, and how it stands
 *   {"profile":"jd.pin:a"}                the customer that holds it
 *   {"explain":["jd.pin:a","jd.pin:b"]}   why they are one customer, or why not
 *   {"changes":0}                         what has changed from a sequence number on
 *
 * A question has one key. With a directory the graph lasts. Bad input is answered, and ends nothing; so is a line that is too long.
 */
#include "example.h"

#include <jansson.h>

/* Answers are at most so many changes. */
#define CHANGES 1000

/* A request has at most so many bytes: no caller makes the service take all memory. */
#define LONGEST (16u << 20)

/* A growing line; what does not fit is dropped, and `whole` is 0. */
typedef struct {
    char *data;
    size_t size, room;
    int whole;
} line;

static int has_room(line *into)
{
    size_t room = into->room ? 2 * into->room : 4096;
    char *data;
    if (into->size < into->room)
        return 1;
    data = into->room < LONGEST ? realloc(into->data, room) : NULL;
    if (!data)
        return 0;
    into->data = data;
    into->room = room;
    return 1;
}

static int read_line(line *into)
{
    int byte;
    into->size = 0;
    into->whole = 1;
    while ((byte = getchar()) != EOF && byte != '\n') {
        into->whole = into->whole && has_room(into);
        if (into->whole)
            into->data[into->size++] = (char)byte;
    }
    return byte != EOF || into->size > 0;
}

static void answer(json_t *object)
{
    json_dumpf(object, stdout, JSON_COMPACT);
    putchar('\n');
    fflush(stdout);
    json_decref(object);
}

static void answer_failure(oneid_status status, oneid_error *error)
{
    json_t *object = json_pack("{s:s}", "status", oneid_status_name(status));
    if (error)
        json_object_set_new(object, "error", json_string(oneid_error_message(error)));
    if (error && oneid_error_reason(error))
        json_object_set_new(object, "reason", json_string(oneid_error_reason(error)));
    oneid_error_free(error);
    answer(object);
}

static void answer_refusal(const char *why)
{
    answer(json_pack("{s:s, s:s}", "status", oneid_status_name(ONEID_ARGUMENT), "error", why));
}

/* The library's JSON as it is: no need to take it apart. */
static void answer_text(const char *name, oneid_status status, oneid_text *text, oneid_error *error)
{
    if (status != ONEID_OK) {
        answer_failure(status, error);
        return;
    }
    printf("{\"status\":\"ok\",\"%s\":%s}\n", name, oneid_text_data(text));
    fflush(stdout);
    oneid_text_free(text);
}

static void profile(const oneid_graph *graph, json_t *id)
{
    oneid_error *error = NULL;
    oneid_profile *found = NULL;
    oneid_text *text = NULL;
    oneid_status status =
        oneid_graph_profile_of(graph, json_string_value(id), json_string_length(id), &found, &error);
    if (status == ONEID_OK)
        status = oneid_profile_to_json(found, &text, &error);
    oneid_profile_free(found);
    answer_text("profile", status, text, error);
}

static void explain(const oneid_graph *graph, json_t *pair)
{
    json_t *a = json_array_get(pair, 0), *b = json_array_get(pair, 1);
    oneid_error *error = NULL;
    oneid_text *text = NULL;
    oneid_status status;
    if (json_array_size(pair) != 2) {
        answer_refusal("`explain` takes a list of two identifiers");
        return;
    }
    status = oneid_graph_explain(graph, json_string_value(a), json_string_length(a), json_string_value(b),
                                 json_string_length(b), &text, &error);
    answer_text("explanation", status, text, error);
}

static void lookup(const oneid_graph *graph, json_t *id)
{
    oneid_error *error = NULL;
    oneid_text *text = NULL;
    oneid_status status = oneid_graph_lookup(graph, json_string_value(id), json_string_length(id), &text, &error);
    answer_text("found", status, text, error);
}

/* Lines in one line: a list of them. */
static void changes(const oneid_graph *graph, json_t *since)
{
    oneid_error *error = NULL;
    oneid_text *text = NULL;
    uint64_t next = 0;
    json_t *list;
    const char *place, *end;
    oneid_status status;
    if (!json_is_integer(since) || json_integer_value(since) < 0) {
        answer_refusal("`changes` takes a number, 0 or more");
        return;
    }
    status = oneid_graph_changes_since(graph, (uint64_t)json_integer_value(since), CHANGES, &text, &next, &error);
    if (status != ONEID_OK) {
        answer_failure(status, error);
        return;
    }
    list = json_array();
    for (place = oneid_text_data(text); (end = strchr(place, '\n')); place = end + 1)
        json_array_append_new(list, json_loadb(place, (size_t)(end - place), 0, NULL));
    oneid_text_free(text);
    answer(json_pack("{s:s, s:o, s:I}", "status", "ok", "changes", list, "next", (json_int_t)next));
}

static void apply(oneid_graph *graph, const line *request)
{
    oneid_error *error = NULL;
    oneid_outcome outcome;
    oneid_status status = oneid_graph_apply(graph, request->data, request->size, &outcome, &error);
    if (status != ONEID_OK) {
        answer_failure(status, error);
        return;
    }
    answer(json_pack("{s:s, s:I, s:I, s:I}", "status", "ok", "records_added", (json_int_t)outcome.records_added,
                     "changes", (json_int_t)(outcome.next_change - outcome.first_change), "next",
                     (json_int_t)outcome.next_change));
}

static void serve(oneid_graph *graph, const line *request)
{
    json_t *object = json_loadb(request->data, request->size, 0, NULL), *asked;
    /* With a second key it is no question: as an operation it is refused, for its key that is unknown. */
    json_t *question = json_object_size(object) == 1 ? object : NULL;
    if ((asked = json_object_get(question, "lookup")))
        lookup(graph, asked);
    else if ((asked = json_object_get(question, "profile")))
        profile(graph, asked);
    else if ((asked = json_object_get(question, "explain")))
        explain(graph, asked);
    else if ((asked = json_object_get(question, "changes")))
        changes(graph, asked);
    else
        apply(graph, request);
    json_decref(object);
}

int main(int count, char **arguments)
{
    oneid_error *error = NULL;
    oneid_options *options = example_options("retail-cn");
    oneid_graph *graph = NULL;
    line request = {NULL, 0, 0, 1};
    if (count > 1)
        must(oneid_graph_open(TEXT(arguments[1]), options, &graph, &error), &error);
    else
        must(oneid_graph_new(options, &graph, &error), &error);
    oneid_options_free(options);
    while (read_line(&request))
        if (!request.whole)
            answer_refusal("the request is too long");
        else if (request.size)
            serve(graph, &request);
    free(request.data);
    must(oneid_graph_close(graph, &error), &error);
    oneid_graph_free(graph);
    return 0;
}
