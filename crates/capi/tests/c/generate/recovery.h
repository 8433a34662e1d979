/* A durable graph that was poisoned is freed and opened again at once: all that was acknowledged is there. */
#ifndef RECOVERY_H
#define RECOVERY_H

#include "checks.h"

enum { OBSERVATIONS = 200, EACH = 20 };

static oneid_graph *open_graph(const char *path)
{
    oneid_graph *graph = NULL;
    MUST(oneid_graph_open(path, strlen(path), live.options, &graph, NULL) == ONEID_OK);
    return graph;
}

static oneid_status observe(oneid_graph *graph, int number)
{
    char id[32];
    const char *ids[] = {id};
    size_t sizes[1];
    sizes[0] = (size_t)snprintf(id, sizeof id, "shop.user:r%d", number);
    return oneid_graph_observe(graph, ids, sizes, 1, ONEID_NO_TIME, "shop", 4, ONEID_VERIFIED, NULL, 0, NULL, NULL);
}

static bool is_known(const oneid_graph *graph, int number)
{
    char id[32];
    oneid_profile *profile = NULL;
    int size = snprintf(id, sizeof id, "shop.user:r%d", number);
    bool known = oneid_graph_profile_of(graph, id, (size_t)size, &profile, NULL) == ONEID_OK;
    oneid_profile_free(profile);
    return known;
}

static void check_acknowledged(const oneid_graph *graph, const bool *acknowledged)
{
    int number;
    for (number = 0; number < OBSERVATIONS; number++)
        check(is_known(graph, number) == acknowledged[number],
              acknowledged[number] ? "what was acknowledged is lost" : "what was refused is there");
    check(oneid_graph_check(graph, NULL) == ONEID_OK, "the graph is not as it must be");
}

/* Each `EACH`th observation panics. A reader and an iterator outlive the graph, and hold no file of it. */
static void try_recovery(void)
{
    static bool acknowledged[OBSERVATIONS];
    static const struct function recovery = {"recovery", NOTHING, NULL, NULL, {{NULL, 0, NULL}}};
    oneid_graph *graph;
    int number;
    now.function = &recovery;
    now.parameter = "graph";
    now.value = "poisoned, freed and opened again";
    begin_fixture();
    graph = open_graph(new_path);
    for (number = 0; number < OBSERVATIONS; number++) {
        oneid_reader *reader = NULL;
        oneid_profiles *profiles = NULL;
        oneid_status status;
        if (number % EACH != EACH - 1) {
            acknowledged[number] = observe(graph, number) == ONEID_OK;
            check(acknowledged[number], "an observation is refused");
            continue;
        }
        MUST(oneid_graph_reader(graph, &reader, NULL) == ONEID_OK);
        MUST(oneid_graph_profiles(graph, &profiles, NULL) == ONEID_OK);
        oneid_test_panic();
        check(observe(graph, number) == ONEID_PANIC, "the panic does not come back");
        check(observe(graph, number) == ONEID_POISONED, "the graph is not poisoned");
        status = oneid_graph_close(graph, NULL);
        check(status == ONEID_POISONED, "a poisoned graph is closed, not freed");
        oneid_graph_free(graph);
        graph = open_graph(new_path);
        check_acknowledged(graph, acknowledged);
        oneid_reader_free(reader);
        oneid_profiles_free(profiles);
    }
    oneid_graph_free(graph);
    end_fixture();
}

#endif
