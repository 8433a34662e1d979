/* Threads that look customers up while another merges them: no reader waits for the writer, nor the writer for them. */
#define _POSIX_C_SOURCE 200809L
#include "example.h"

#include <pthread.h>

#define READERS 3
#define FANS 2000

/* Looks at one fan until the writer has merged everybody: each merge is one change. */
static void *read_until_done(void *argument)
{
    oneid_reader *reader = argument;
    uint64_t next_change = 0;
    unsigned long lookups = 0, *told = malloc(sizeof *told);
    while (next_change < FANS) {
        uint8_t profile[16], found;
        must(oneid_reader_lookup(reader, TEXT("jd.pin:fan0"), profile, &found, NULL), NULL);
        must(oneid_reader_wait(reader, 0, 0, &next_change, NULL), NULL);
        lookups++;
    }
    oneid_reader_free(reader);
    if (told)
        *told = lookups;
    return told;
}

int main(void)
{
    oneid_error *error = NULL;
    oneid_graph *graph = example_graph("connected");
    pthread_t threads[READERS];
    int i;
    for (i = 0; i < READERS; i++) {
        oneid_reader *reader = NULL; /* each thread has its own, and frees it */
        must(oneid_graph_reader(graph, &reader, &error), error);
        if (pthread_create(&threads[i], NULL, read_until_done, reader))
            return 1;
    }
    for (i = 0; i < FANS; i++) {
        char line[128];
        oneid_outcome outcome;
        snprintf(line, sizeof line, "{\"ids\":[\"jd.pin:fan%d\",\"jd.pin:fan%d\"]}", i, i + 1);
        must(oneid_graph_apply(graph, TEXT(line), &outcome, &error), error);
    }
    for (i = 0; i < READERS; i++) {
        void *lookups = NULL;
        pthread_join(threads[i], &lookups);
        if (lookups)
            printf("a reader looked up %lu times\n", *(unsigned long *)lookups);
        free(lookups);
    }
    oneid_graph_free(graph);
    return 0;
}
