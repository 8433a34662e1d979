/* What can go wrong, and what a program learns of it. */
#include "example.h"

#define EXPECT(what) expect((what), #what)

static void expect(int holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "it does not hold: %s\n", what);
        exit(1);
    }
}

/* A call that fails gives an error only to those who ask for one. */
static void print_error(oneid_error *error)
{
    size_t i;
    printf("%s\n", oneid_status_name(oneid_error_status(error)));
    for (i = 0; i < oneid_error_problem_count(error); i++)
        printf("  %s\n", oneid_error_problem(error, i));
    if (oneid_error_reason(error))
        printf("  reason: %s\n", oneid_error_reason(error));
    oneid_error_free(error);
}

int main(void)
{
    oneid_error *error = NULL;
    oneid_graph *graph = example_graph("retail-cn");
    oneid_policy *policy = NULL;
    oneid_profile *profile = NULL;
    oneid_text *text = NULL;
    const char *broken = "{\"ids\":[\"jd.pin:a\"]}\n{\"ids\":[\"phone:138****0000\"]}";

    /* Every problem of a policy at once. */
    EXPECT(oneid_policy_from_toml(TEXT("max_accounts = 0\ntypo = 1"), &policy, &error) == ONEID_POLICY);
    EXPECT(oneid_error_problem_count(error) == 2 && !policy);
    print_error(error);

    /* A value that identifies nobody: which rule, and where, never the value. Nothing of the batch is applied. */
    error = NULL;
    EXPECT(oneid_graph_apply(graph, TEXT(broken), NULL, &error) == ONEID_IDENTIFIER_VALUE);
    EXPECT(!strcmp(oneid_error_reason(error), "masked") && !strstr(oneid_error_message(error), "****"));
    print_error(error);

    /* No failure: there is none. Nothing is written, and there is no error. */
    error = NULL;
    EXPECT(oneid_graph_profile_of(graph, TEXT("jd.pin:a"), &profile, &error) == ONEID_END);
    EXPECT(!error && !profile);

    /* Mistakes of the program itself. */
    EXPECT(oneid_graph_stats(graph, NULL, NULL) == ONEID_NULL);
    EXPECT(oneid_graph_close(graph, NULL) == ONEID_OK);
    EXPECT(oneid_graph_stats(graph, &text, NULL) == ONEID_CLOSED);
    oneid_graph_free(graph);
    EXPECT(oneid_graph_stats(graph, &text, &error) == ONEID_HANDLE);
    print_error(error);
    return 0;
}
