/* What the examples have in common. */
#ifndef EXAMPLE_H
#define EXAMPLE_H

#include <oneid.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A text that ends with a zero, as pointer and length. */
#define TEXT(text) (text), strlen(text)

/* A real program asks for a random key once, and keeps it. */
static const uint8_t EXAMPLE_KEY[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

/*
 * Ends the program if a call has failed. A variable that is NULL at first can be passed to many calls; it is the variable that is handed on here, not what is in
 * it, which might be read before the call has written it: C leaves open which argument comes first.
 */
static inline void must(oneid_status status, oneid_error **error)
{
    if (status == ONEID_OK)
        return;
    fprintf(stderr, "%s: %s\n", oneid_status_name(status), *error ? oneid_error_message(*error) : "");
    oneid_error_free(*error);
    exit(1);
}

/* Options with the example's key and a preset. */
static inline oneid_options *example_options(const char *preset)
{
    oneid_error *error = NULL;
    oneid_policy *policy = NULL;
    oneid_options *options = NULL;
    must(oneid_policy_preset(TEXT(preset), &policy, &error), &error);
    must(oneid_options_new(EXAMPLE_KEY, &options, &error), &error);
    must(oneid_options_policy(options, policy, &error), &error);
    oneid_policy_free(policy);
    return options;
}

static inline oneid_graph *example_graph(const char *preset)
{
    oneid_error *error = NULL;
    oneid_options *options = example_options(preset);
    oneid_graph *graph = NULL;
    must(oneid_graph_new(options, &graph, &error), &error);
    oneid_options_free(options);
    return graph;
}

/* Prints a text, and frees it. */
static inline void print_text(const char *label, oneid_text *text)
{
    printf("%s%s\n", label, oneid_text_data(text));
    oneid_text_free(text);
}

#endif
