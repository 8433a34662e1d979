/* Threads that follow what another merges: no reader waits for the writer in a lookup, nor the writer for them. */
#define _POSIX_C_SOURCE 200809L
#include "example.h"

#include <pthread.h>

#define READERS 3
#define FANS 2000
#define MINUTE_MS 60000

/* Waits for each merge, and looks both ends of it up. */
static void *follow(void *argument)
{
    oneid_reader *reader = argument;
    oneid_error *error = NULL;
    uint64_t fan;
    for (fan = 1; fan <= FANS; fan++) {
        char id[32];
        uint8_t first[16], other[16], found;
        uint64_t next_change;
        /* The merge of this fan is the change before: wake when it is made, or at once if it is. */
        must(oneid_reader_wait(reader, fan - 1, MINUTE_MS, &next_change, &error), &error);
        snprintf(id, sizeof id, "jd.pin:fan%u", (unsigned)fan);
        must(oneid_reader_lookup(reader, TEXT("jd.pin:fan0"), first, &found, &error), &error);
        must(oneid_reader_lookup(reader, TEXT(id), other, &found, &error), &error);
        if (!found || memcmp(first, other, sizeof first)) {
            fprintf(stderr, "%s is not merged\n", id);
            exit(1);
        }
    }
    oneid_reader_free(reader);
    return NULL;
}

int main(void)
{
    oneid_error *error = NULL;
    oneid_graph *graph = example_graph("connected");
    pthread_t threads[READERS];
    int i;
    for (i = 0; i < READERS; i++) {
        oneid_reader *reader = NULL; /* each thread has its own, and frees it */
        must(oneid_graph_reader(graph, &reader, &error), &error);
        if (pthread_create(&threads[i], NULL, follow, reader))
            return 1;
    }
    for (i = 0; i < FANS; i++) {
        char line[128];
        snprintf(line, sizeof line, "{\"ids\":[\"jd.pin:fan%d\",\"jd.pin:fan%d\"]}", i, i + 1);
        must(oneid_graph_apply(graph, TEXT(line), NULL, &error), &error);
    }
    for (i = 0; i < READERS; i++)
        pthread_join(threads[i], NULL);
    printf("%d readers saw %d fans become one customer\n", READERS, FANS + 1);
    oneid_graph_free(graph);
    return 0;
}
