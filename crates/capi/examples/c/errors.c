/* What can go wrong, what a program learns of it, and what it does then. */
#include "example.h"

#define EXPECT(what) expect((what), #what)

static void expect(int holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "it does not hold: %s\n", what);
        exit(1);
    }
}

/* Whose move it is. A later version may have more statuses: they come under the last. */
static const char *what_to_do(oneid_status status)
{
    switch (status) {
    case ONEID_OK:
    case ONEID_END:
        return "go on: it is no failure";
    case ONEID_IO:
    case ONEID_READ_ONLY:
        return "free the graph and open it again to be written: all that was acknowledged is there";
    case ONEID_PANIC:
    case ONEID_POISONED:
        return "free the graph; open it again if it is in files, else make it anew";
    case ONEID_DAMAGED:
    case ONEID_INVARIANT:
        return "ask `oneid_check_files`, and go back to a backup or a dump";
    case ONEID_LOCKED:
        return "wait for the other writer (`oneid_options_wait_ms`)";
    case ONEID_CAPACITY:
        return "raise the budget, expire old records, or ask for less at once";
    case ONEID_NULL:
    case ONEID_HANDLE:
    case ONEID_ARGUMENT:
    case ONEID_CLOSED:
        return "mend the program";
    default:
        return "tell whoever gave the input: nothing was changed";
    }
}

/* A call that fails gives an error only to those who ask for one. Freed here, and NULL again for the next call. */
static void print_error(oneid_error **error)
{
    size_t i;
    printf("%s: %s\n", oneid_status_name(oneid_error_status(*error)), what_to_do(oneid_error_status(*error)));
    for (i = 0; i < oneid_error_problem_count(*error); i++)
        printf("  %s\n", oneid_error_problem(*error, i));
    if (oneid_error_reason(*error))
        printf("  reason: %s\n", oneid_error_reason(*error));
    oneid_error_free(*error);
    *error = NULL;
}

/* Every problem at once, a line each in the message. */
static void a_policy(void)
{
    oneid_error *error = NULL;
    oneid_policy *policy = NULL;
    EXPECT(oneid_policy_from_toml(TEXT("max_accounts = 0\ntypo = 1"), &policy, &error) == ONEID_POLICY);
    EXPECT(!policy && oneid_error_problem_count(error) == 2 && strchr(oneid_error_message(error), '\n'));
    print_error(&error);
}

/* A value that identifies nobody: which line and rule, never the value. Nothing of the batch is applied. */
static void a_value(oneid_graph *graph)
{
    const char *lines = "{\"ids\":[\"jd.pin:a\"]}\n{\"ids\":[\"phone:138****0000\"]}";
    oneid_error *error = NULL;
    oneid_profile *profile = NULL;
    EXPECT(oneid_graph_apply(graph, TEXT(lines), NULL, &error) == ONEID_IDENTIFIER_VALUE);
    EXPECT(!strcmp(oneid_error_reason(error), "masked") && !strstr(oneid_error_message(error), "****"));
    print_error(&error);
    EXPECT(oneid_graph_profile_of(graph, TEXT("jd.pin:a"), &profile, &error) == ONEID_END);
    EXPECT(!error && !profile); /* no failure: there is none */
}

/* Whoever does not want details passes NULL; the status says enough. */
static void mistakes(oneid_graph *graph)
{
    oneid_error *error = NULL;
    oneid_text *text = NULL;
    EXPECT(oneid_graph_stats(graph, NULL, NULL) == ONEID_NULL);
    EXPECT(oneid_graph_lookup(graph, "\xff", 1, &text, &error) == ONEID_UTF8);
    print_error(&error);
    EXPECT(oneid_graph_close(graph, NULL) == ONEID_OK);
    EXPECT(oneid_graph_stats(graph, &text, &error) == ONEID_CLOSED);
    print_error(&error);
    oneid_graph_free(graph);
    EXPECT(oneid_graph_stats(graph, &text, &error) == ONEID_HANDLE && !text);
    print_error(&error);
}

#ifdef ONEID_TEST_PANICS
/* Only a library that is built for tests panics when it is asked to; a panic is otherwise a bug of the library. */
static void a_panic(void)
{
    oneid_graph *graph = example_graph("retail-cn");
    oneid_error *error = NULL;
    oneid_text *text = NULL;
    oneid_test_panic();
    EXPECT(oneid_graph_stats(graph, &text, &error) == ONEID_PANIC);
    print_error(&error);
    EXPECT(oneid_graph_stats(graph, &text, &error) == ONEID_POISONED && !text);
    print_error(&error);
    oneid_graph_free(graph);
}
#endif

int main(void)
{
    oneid_graph *graph = example_graph("retail-cn");
    a_policy();
    a_value(graph);
    mistakes(graph);
#ifdef ONEID_TEST_PANICS
    a_panic();
#endif
    return 0;
}
