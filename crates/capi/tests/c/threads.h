/* What the tests of threads are made of: graphs, and groups of identifiers that are put into them. */
#ifndef THREADS_H
#define THREADS_H

#include <oneid.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(text) (text), strlen(text)
#define HALF 4
#define EACH (2 * HALF)

#define MUST(what) must((what), #what, __LINE__)

static void must(int holds, const char *what, int line)
{
    if (!holds) {
        fprintf(stderr, "line %d: %s\n", line, what);
        exit(1);
    }
}

static const uint8_t key[16] = {7};

static oneid_graph *new_graph(void)
{
    oneid_policy *policy = NULL;
    oneid_options *options = NULL;
    oneid_graph *made = NULL;
    MUST(oneid_policy_preset(TEXT("connected"), &policy, NULL) == ONEID_OK);
    MUST(oneid_options_new(key, &options, NULL) == ONEID_OK);
    MUST(oneid_options_policy(options, policy, NULL) == ONEID_OK);
    MUST(oneid_graph_new(options, &made, NULL) == ONEID_OK);
    oneid_options_free(options);
    oneid_policy_free(policy);
    return made;
}

/* Two halves, each seen together first, which the writer then merges. Each of their identifiers, as text and as value. */
typedef struct {
    char ids[EACH][32];
    const char *texts[EACH], *values[EACH];
    size_t sizes[EACH], value_sizes[EACH];
} group;

static void name(group *all, int number)
{
    int i;
    for (i = 0; i < EACH; i++) {
        int size = snprintf(all->ids[i], sizeof all->ids[i], "jd.pin:%d-%d", number, i);
        all->texts[i] = all->ids[i];
        all->sizes[i] = (size_t)size;
        all->values[i] = all->ids[i] + strlen("jd.pin:");
        all->value_sizes[i] = (size_t)size - strlen("jd.pin:");
    }
}

static void observe(oneid_graph *into, const group *group, int from, int count)
{
    MUST(oneid_graph_observe(into, group->texts + from, group->sizes + from, (size_t)count, ONEID_NO_TIME, TEXT("s"),
                             ONEID_DECLARED, NULL, 0, NULL, NULL)
         == ONEID_OK);
}

#endif
