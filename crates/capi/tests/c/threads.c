/* Several threads, as the header allows: readers beside a writer, one graph in many hands, and readers that outlive it. */
#define _POSIX_C_SOURCE 200809L
#include <oneid.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TEXT(text) (text), strlen(text)
#define READERS 3
#define GROUPS 100
#define EACH 8

#define MUST(what) must((what), #what, __LINE__)

static void must(int holds, const char *what, int line)
{
    if (!holds) {
        fprintf(stderr, "line %d: %s\n", line, what);
        exit(1);
    }
}

static const uint8_t key[16] = {7};
static oneid_graph *graph;
static uint32_t scope;

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

/* Each of a group's identifiers, as text and as value. */
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

/* All that are found must be in one profile: a group comes in by one call. */
static int known(const uint8_t profiles[EACH][16], const uint8_t found[EACH])
{
    int i;
    for (i = 1; i < EACH; i++) {
        MUST(found[i] == found[0]);
        MUST(!memcmp(profiles[i], profiles[0], 16));
    }
    return found[0];
}

/* Several lookups in one state. */
typedef struct {
    const oneid_reader *reader;
    const group *group;
    int first, last;
} in_one_state;

static void look_up_ends(void *context)
{
    in_one_state *look = context;
    uint8_t profiles[2][16], found[2];
    MUST(oneid_reader_lookup(look->reader, look->group->texts[0], look->group->sizes[0], profiles[0], &found[0], NULL)
         == ONEID_OK);
    MUST(oneid_reader_lookup(look->reader, look->group->texts[EACH - 1], look->group->sizes[EACH - 1], profiles[1],
                             &found[1], NULL)
         == ONEID_OK);
    look->first = found[0];
    look->last = found[1];
    MUST(!memcmp(profiles[0], profiles[1], 16));
}

static void *read_groups(void *argument)
{
    oneid_reader *reader = argument;
    uint32_t scopes[EACH];
    int number, i;
    for (i = 0; i < EACH; i++)
        scopes[i] = scope;
    for (number = 0; number < GROUPS; number++) {
        uint8_t profiles[EACH][16], found[EACH];
        in_one_state look = {NULL, NULL, 0, 0};
        uint64_t next = 0;
        group group;
        name(&group, number);
        look.reader = reader;
        look.group = &group;
        /* The writer adds group after group: this one comes. */
        do {
            MUST(oneid_reader_wait(reader, (uint64_t)number, 60000, &next, NULL) == ONEID_OK);
            MUST(oneid_reader_read(reader, look_up_ends, &look, &next, NULL) == ONEID_OK);
            MUST(look.first == look.last);
        } while (!look.first);
        MUST(oneid_reader_lookup_batch(reader, group.texts, group.sizes, EACH, profiles[0], found, NULL) == ONEID_OK);
        MUST(known((const uint8_t(*)[16])profiles, found) == 1);
        MUST(oneid_reader_lookup_prepared_batch(reader, scopes, group.values, group.value_sizes, EACH, profiles[0], found,
                                                NULL)
             == ONEID_OK);
        MUST(known((const uint8_t(*)[16])profiles, found) == 1);
    }
    oneid_reader_free(reader);
    return NULL;
}

static void readers_beside_a_writer(void)
{
    pthread_t threads[READERS];
    oneid_reader *reader = NULL, *clone = NULL;
    int i, number;
    graph = new_graph();
    MUST(oneid_graph_prepare_scope(graph, TEXT("jd.pin"), NULL, 0, &scope, NULL) == ONEID_OK);
    MUST(oneid_graph_reader(graph, &reader, NULL) == ONEID_OK);
    for (i = 0; i < READERS; i++) {
        MUST(oneid_reader_clone(reader, &clone, NULL) == ONEID_OK);
        MUST(!pthread_create(&threads[i], NULL, read_groups, clone));
    }
    for (number = 0; number < GROUPS; number++) {
        oneid_outcome outcome;
        group group;
        name(&group, number);
        MUST(oneid_graph_observe(graph, group.texts, group.sizes, EACH, ONEID_NO_TIME, NULL, 0, ONEID_DECLARED, NULL, 0,
                                 &outcome, NULL)
             == ONEID_OK);
        MUST(outcome.identifiers_added == EACH && outcome.next_change == (uint64_t)number + 1);
    }
    for (i = 0; i < READERS; i++)
        MUST(!pthread_join(threads[i], NULL));
    oneid_reader_free(reader);
    oneid_graph_free(graph);
}

/* One graph in many hands: calls that change it wait for each other. */

static void *change_and_ask(void *argument)
{
    int which = *(int *)argument, number;
    for (number = 0; number < GROUPS; number++) {
        uint64_t count = 1;
        group group;
        name(&group, which * GROUPS + number);
        MUST(oneid_graph_observe(graph, group.texts, group.sizes, EACH, 0, TEXT("s"), ONEID_VERIFIED, NULL, 0, NULL, NULL)
             == ONEID_OK);
        MUST(oneid_graph_refused_count(graph, &count, NULL) == ONEID_OK && count == 0);
    }
    return NULL;
}

static void one_graph_in_many_hands(void)
{
    pthread_t threads[READERS];
    int which[READERS], i, profiles = 0;
    uint8_t ids[7][16];
    size_t count = 0;
    oneid_profiles *all = NULL;
    graph = new_graph();
    for (i = 0; i < READERS; i++) {
        which[i] = i;
        MUST(!pthread_create(&threads[i], NULL, change_and_ask, &which[i]));
    }
    for (i = 0; i < READERS; i++)
        MUST(!pthread_join(threads[i], NULL));
    MUST(oneid_graph_check(graph, NULL) == ONEID_OK);
    MUST(oneid_graph_profiles(graph, &all, NULL) == ONEID_OK);
    while (oneid_profiles_next_ids(all, ids[0], 7, &count, NULL) == ONEID_OK)
        profiles += (int)count;
    MUST(profiles == READERS * GROUPS);
    oneid_profiles_free(all);
    oneid_graph_free(graph);
}

/* What would wait for ever is answered. */

static void read_within(void *context)
{
    oneid_reader *reader = context;
    uint64_t next = 7;
    MUST(oneid_reader_read(reader, read_within, reader, &next, NULL) == ONEID_ARGUMENT && next == 7);
    MUST(oneid_graph_apply(graph, TEXT("{\"ids\":[\"jd.pin:a\"]}"), NULL, NULL) == ONEID_ARGUMENT);
    MUST(oneid_graph_close(graph, NULL) == ONEID_ARGUMENT);
}

static void nobody_waits_for_himself(void)
{
    oneid_reader *reader = NULL;
    uint64_t next = 0;
    graph = new_graph();
    MUST(oneid_graph_reader(graph, &reader, NULL) == ONEID_OK);
    MUST(oneid_reader_read(reader, read_within, reader, &next, NULL) == ONEID_OK);
    MUST(oneid_graph_apply(graph, TEXT("{\"ids\":[\"jd.pin:a\"]}"), NULL, NULL) == ONEID_OK);
    oneid_reader_free(reader);
    oneid_graph_free(graph);
}

/* A child has a copy of a graph, and leaves its parent's files alone. */
static void a_child_leaves_a_graph_alone(const char *dir)
{
    oneid_policy *policy = NULL;
    oneid_options *options = NULL;
    pid_t child;
    int status = 1;
    MUST(oneid_policy_preset(TEXT("connected"), &policy, NULL) == ONEID_OK);
    MUST(oneid_options_new(key, &options, NULL) == ONEID_OK);
    MUST(oneid_options_policy(options, policy, NULL) == ONEID_OK);
    MUST(oneid_options_durability(options, ONEID_DURABLE_GROUP, 1000, 1000, NULL) == ONEID_OK);
    MUST(oneid_graph_open(TEXT(dir), options, &graph, NULL) == ONEID_OK);
    MUST(oneid_graph_apply(graph, TEXT("{\"ids\":[\"jd.pin:a\"]}"), NULL, NULL) == ONEID_OK);
    child = fork();
    MUST(child >= 0);
    if (!child) {
        int alone = oneid_graph_apply(graph, TEXT("{\"ids\":[\"jd.pin:b\"]}"), NULL, NULL) == ONEID_CLOSED
            && oneid_graph_close(graph, NULL) == ONEID_CLOSED;
        oneid_graph_free(graph);
        /* It keeps the copy on purpose; a check for leaks at its end would complain, so another program ends it. */
        if (alone)
            execlp("true", "true", (char *)NULL);
        _exit(1);
    }
    MUST(waitpid(child, &status, 0) == child && status == 0);
    MUST(oneid_graph_apply(graph, TEXT("{\"ids\":[\"jd.pin:c\"]}"), NULL, NULL) == ONEID_OK);
    MUST(oneid_graph_close(graph, NULL) == ONEID_OK);
    oneid_graph_free(graph);
    MUST(oneid_graph_open(TEXT(dir), options, &graph, NULL) == ONEID_OK);
    MUST(oneid_graph_check(graph, NULL) == ONEID_OK);
    oneid_graph_free(graph);
    oneid_options_free(options);
    oneid_policy_free(policy);
}

static void readers_outlive_their_graph(void)
{
    oneid_reader *reader = NULL;
    oneid_profiles *profiles = NULL;
    oneid_profile *profile = NULL;
    uint8_t id[16], found = 0;
    graph = new_graph();
    MUST(oneid_graph_apply(graph, TEXT("{\"ids\":[\"jd.pin:a\"]}"), NULL, NULL) == ONEID_OK);
    MUST(oneid_graph_reader(graph, &reader, NULL) == ONEID_OK);
    MUST(oneid_graph_profiles(graph, &profiles, NULL) == ONEID_OK);
    oneid_graph_free(graph);
    MUST(oneid_reader_lookup(reader, TEXT("jd.pin:a"), id, &found, NULL) == ONEID_OK && found == 1);
    MUST(oneid_profiles_next(profiles, &profile, NULL) == ONEID_CLOSED && !profile);
    oneid_profiles_free(profiles);
    oneid_reader_free(reader);
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fprintf(stderr, "threads DIRECTORY, where a graph may be made\n");
        return 2;
    }
    readers_beside_a_writer();
    one_graph_in_many_hands();
    readers_outlive_their_graph();
    nobody_waits_for_himself();
    a_child_leaves_a_graph_alone(arguments[1]);
    printf("%d readers beside a writer, %d threads with one graph: as documented\n", READERS, READERS);
    return 0;
}
