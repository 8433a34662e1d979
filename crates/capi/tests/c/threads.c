/* Several threads, as the header allows: readers beside a writer, one graph in many hands, and readers that outlive it. */
#define _POSIX_C_SOURCE 200809L
#include "threads.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#define READERS 3
#define GROUPS 100
/* What never comes back ends the program; nothing else depends on time. */
#define STUCK_SECONDS 600

static oneid_graph *graph;
static uint32_t scope;

/* Every way to look a group up. */
enum { ONE_BY_ONE, PREPARED, BATCH, PREPARED_BATCH, IN_ONE_STATE, WAYS };

typedef struct {
    const oneid_reader *reader;
    const group *group;
    uint8_t profiles[EACH][16], found[EACH];
} look;

static void one_by_one(void *context)
{
    look *at = context;
    int i;
    for (i = 0; i < EACH; i++)
        MUST(oneid_reader_lookup(at->reader, at->group->texts[i], at->group->sizes[i], at->profiles[i], &at->found[i],
                                 NULL)
             == ONEID_OK);
}

static void prepared(look *at)
{
    int i;
    for (i = 0; i < EACH; i++)
        MUST(oneid_reader_lookup_prepared(at->reader, scope, at->group->values[i], at->group->value_sizes[i],
                                          at->profiles[i], &at->found[i], NULL)
             == ONEID_OK);
}

static void prepared_batch(look *at)
{
    uint32_t scopes[EACH];
    int i;
    for (i = 0; i < EACH; i++)
        scopes[i] = scope;
    MUST(oneid_reader_lookup_prepared_batch(at->reader, scopes, at->group->values, at->group->value_sizes, EACH,
                                            at->profiles[0], at->found, NULL)
         == ONEID_OK);
}

static void look_up(look *at, int way)
{
    if (way == ONE_BY_ONE)
        one_by_one(at);
    else if (way == PREPARED)
        prepared(at);
    else if (way == BATCH)
        MUST(oneid_reader_lookup_batch(at->reader, at->group->texts, at->group->sizes, EACH, at->profiles[0], at->found,
                                       NULL)
             == ONEID_OK);
    else if (way == PREPARED_BATCH)
        prepared_batch(at);
    else
        MUST(oneid_reader_read(at->reader, one_by_one, at, NULL, NULL) == ONEID_OK);
}

/*
 * How many of the second half are in the profile of the first, which is older and keeps its id. One that has moved never moves back: of lookups one after another, all after the
 * first that sees the merge see it.
 */
static int merged(const look *at, int way)
{
    int i, in_new = 0, ordered = way == ONE_BY_ONE || way == PREPARED;
    for (i = 0; i < EACH; i++) {
        int is_new = i >= HALF && !memcmp(at->profiles[i], at->profiles[0], 16);
        MUST(at->found[i] == 1);
        if (i < HALF)
            MUST(!memcmp(at->profiles[i], at->profiles[0], 16));
        if (ordered && in_new)
            MUST(is_new);
        in_new += is_new;
    }
    if (way == IN_ONE_STATE)
        MUST(in_new == 0 || in_new == HALF);
    return in_new;
}

/* Which group each reader has seen apart: the writer merges it when all have. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all_ready = PTHREAD_COND_INITIALIZER;
static int ready;

static void tell_ready(void)
{
    MUST(!pthread_mutex_lock(&lock));
    ready++;
    MUST(!pthread_cond_signal(&all_ready));
    MUST(!pthread_mutex_unlock(&lock));
}

static void wait_until_ready(int how_many)
{
    MUST(!pthread_mutex_lock(&lock));
    while (ready < how_many)
        MUST(!pthread_cond_wait(&all_ready, &lock));
    MUST(!pthread_mutex_unlock(&lock));
}

static void follow_group(look *at, int number, int which)
{
    /* Two changes make the halves, a third merges them. */
    uint64_t before = 3 * (uint64_t)number, next = 0;
    int way;
    MUST(oneid_reader_wait(at->reader, before + 1, UINT64_MAX, &next, NULL) == ONEID_OK && next == before + 2);
    for (way = 0; way < WAYS; way++) {
        look_up(at, way);
        MUST(merged(at, way) == 0);
    }
    tell_ready();
    way = (number + which) % WAYS;
    do
        look_up(at, way);
    while (!merged(at, way));
    /* Seen in its new profile once, every other is, whichever way. */
    for (way = 0; way < WAYS; way++) {
        look_up(at, way);
        MUST(merged(at, way) == HALF);
    }
    MUST(oneid_reader_wait(at->reader, before + 2, UINT64_MAX, &next, NULL) == ONEID_OK && next >= before + 3);
}

/* A reader's thread: the reader, which it frees, and its number. */
typedef struct {
    oneid_reader *reader;
    int which;
} follower;

static void *follow(void *argument)
{
    follower *self = argument;
    int number;
    for (number = 0; number < GROUPS; number++) {
        group group;
        look at;
        name(&group, number);
        memset(&at, 0, sizeof at);
        at.reader = self->reader;
        at.group = &group;
        follow_group(&at, number, self->which);
    }
    oneid_reader_free(self->reader);
    return NULL;
}

static void merge_groups(void)
{
    int number;
    for (number = 0; number < GROUPS; number++) {
        group group;
        name(&group, number);
        observe(graph, &group, 0, HALF);
        observe(graph, &group, HALF, HALF);
        wait_until_ready((number + 1) * READERS);
        observe(graph, &group, HALF - 1, 2);
    }
}

static void readers_beside_a_writer(void)
{
    pthread_t threads[READERS];
    follower followers[READERS];
    oneid_reader *reader = NULL;
    uint64_t next = 0;
    int i;
    graph = new_graph();
    MUST(oneid_graph_prepare_scope(graph, TEXT("jd.pin"), NULL, 0, &scope, NULL) == ONEID_OK);
    MUST(oneid_graph_reader(graph, &reader, NULL) == ONEID_OK);
    MUST(oneid_reader_wait(reader, 0, 0, &next, NULL) == ONEID_OK && next == 0);
    for (i = 0; i < READERS; i++) {
        followers[i].reader = NULL;
        followers[i].which = i;
        MUST(oneid_reader_clone(reader, &followers[i].reader, NULL) == ONEID_OK);
        MUST(!pthread_create(&threads[i], NULL, follow, &followers[i]));
    }
    merge_groups();
    for (i = 0; i < READERS; i++)
        MUST(!pthread_join(threads[i], NULL));
    oneid_reader_free(reader);
    oneid_graph_free(graph);
}

/* One graph in many hands: calls that change it wait for each other. */

/* Its own groups, and an identifier of each joined with one of the next thread's: in the end each ring of groups is one profile. */
static void *change_and_ask(void *argument)
{
    int which = *(int *)argument, number;
    for (number = 0; number < GROUPS; number++) {
        uint64_t count = 1;
        oneid_profile *profile = NULL;
        group own, other, joined;
        name(&own, which * GROUPS + number);
        name(&other, (which + 1) % READERS * GROUPS + number);
        observe(graph, &own, 0, EACH);
        joined = own;
        joined.texts[1] = other.texts[0];
        joined.sizes[1] = other.sizes[0];
        observe(graph, &joined, 0, 2);
        MUST(oneid_graph_profile_of(graph, own.texts[EACH - 1], own.sizes[EACH - 1], &profile, NULL) == ONEID_OK);
        MUST(oneid_profile_identifier_count(profile) > EACH);
        oneid_profile_free(profile);
        MUST(oneid_graph_refused_count(graph, &count, NULL) == ONEID_OK && count == 0);
    }
    return NULL;
}

static void counts_are_right(void)
{
    char wanted[128];
    oneid_text *stats = NULL;
    oneid_profiles *all = NULL;
    uint8_t ids[7][16];
    size_t count = 0;
    int profiles = 0;
    MUST(oneid_graph_check(graph, NULL) == ONEID_OK);
    MUST(oneid_graph_profiles(graph, &all, NULL) == ONEID_OK);
    while (oneid_profiles_next_ids(all, ids[0], 7, &count, NULL) == ONEID_OK)
        profiles += (int)count;
    MUST(profiles == GROUPS);
    oneid_profiles_free(all);
    snprintf(wanted, sizeof wanted, "{\"identifiers\":%d,\"profiles\":%d,\"records\":%d,", READERS * GROUPS * EACH, GROUPS,
             2 * READERS * GROUPS);
    MUST(oneid_graph_stats(graph, &stats, NULL) == ONEID_OK);
    MUST(!strncmp(oneid_text_data(stats), wanted, strlen(wanted)));
    oneid_text_free(stats);
}

static void one_graph_in_many_hands(void)
{
    pthread_t threads[READERS];
    int which[READERS], i;
    graph = new_graph();
    for (i = 0; i < READERS; i++) {
        which[i] = i;
        MUST(!pthread_create(&threads[i], NULL, change_and_ask, &which[i]));
    }
    for (i = 0; i < READERS; i++)
        MUST(!pthread_join(threads[i], NULL));
    counts_are_right();
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
    alarm(STUCK_SECONDS);
    readers_beside_a_writer();
    one_graph_in_many_hands();
    readers_outlive_their_graph();
    nobody_waits_for_himself();
    a_child_leaves_a_graph_alone(arguments[1]);
    printf("%d readers beside a writer, %d threads with one graph: as documented\n", READERS, READERS);
    return 0;
}
