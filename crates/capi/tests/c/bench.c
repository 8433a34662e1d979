/* Nanoseconds for each lookup from C: bench DIRECTORY, where the example `lookups make` has written values.txt and asked.txt. */
#define _POSIX_C_SOURCE 200809L
#include <oneid.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TEXT(text) (text), strlen(text)
#define BATCH 4096
#define ROUNDS 5

/* The lines of a file. */
typedef struct {
    size_t count;
    const char **data;
    size_t *sizes;
    char *bytes;
} lines;

static void must(oneid_status status)
{
    if (status != ONEID_OK) {
        fprintf(stderr, "%s\n", oneid_status_name(status));
        exit(1);
    }
}

static void *room(size_t count, size_t size)
{
    void *data = calloc(count + 1, size);
    if (!data)
        exit(1);
    return data;
}

static lines read_lines(const char *dir, const char *name)
{
    char path[4096], *bytes, *place, *end;
    long size;
    lines all = {0, NULL, NULL, NULL};
    FILE *file;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) || (size = ftell(file)) < 0)
        exit(1);
    rewind(file);
    bytes = room((size_t)size, 1);
    if (fread(bytes, 1, (size_t)size, file) != (size_t)size)
        exit(1);
    fclose(file);
    /* The last line may be without an end: there is room for one. */
    if (size && bytes[size - 1] != '\n')
        bytes[size++] = '\n';
    for (place = bytes; (place = memchr(place, '\n', (size_t)(bytes + size - place))); place++)
        all.count++;
    all.bytes = bytes;
    all.data = room(all.count, sizeof *all.data);
    all.sizes = room(all.count, sizeof *all.sizes);
    all.count = 0;
    for (place = bytes; (end = memchr(place, '\n', (size_t)(bytes + size - place))); place = end + 1) {
        all.data[all.count] = place;
        all.sizes[all.count++] = (size_t)(end - place);
    }
    return all;
}

static void free_lines(lines all)
{
    free(all.bytes);
    free(all.data);
    free(all.sizes);
}

static double now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

static size_t at_most(size_t left)
{
    return left < BATCH ? left : BATCH;
}

static oneid_graph *filled(lines values, uint32_t *scope)
{
    static const uint8_t key[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    static uint32_t id_counts[BATCH], scopes[2 * BATCH];
    oneid_policy *policy = NULL;
    oneid_options *options = NULL;
    oneid_graph *graph = NULL;
    oneid_prepared_observations batch = {0};
    size_t i, done;
    must(oneid_policy_preset(TEXT("connected"), &policy, NULL));
    must(oneid_options_new(key, &options, NULL));
    must(oneid_options_policy(options, policy, NULL));
    must(oneid_graph_new(options, &graph, NULL));
    oneid_options_free(options);
    oneid_policy_free(policy);
    must(oneid_graph_prepare_scope(graph, TEXT("jd.xid"), TEXT("shop"), scope, NULL));
    must(oneid_graph_prepare_source(graph, TEXT("bench"), &batch.source, NULL));
    for (i = 0; i < 2 * BATCH; i++) {
        id_counts[i / 2] = 2;
        scopes[i] = *scope;
    }
    batch.id_counts = id_counts;
    batch.scopes = scopes;
    for (done = 0; done < values.count / 2; done += batch.count) {
        batch.count = at_most(values.count / 2 - done);
        batch.id_count = 2 * batch.count;
        batch.values = values.data + 2 * done;
        batch.value_sizes = values.sizes + 2 * done;
        must(oneid_graph_apply_prepared(graph, &batch, NULL, NULL));
    }
    return graph;
}

static size_t one_by_one(const oneid_reader *reader, uint32_t scope, lines asked)
{
    uint8_t profile[16], found;
    size_t i, all = 0;
    for (i = 0; i < asked.count; i++) {
        must(oneid_reader_lookup_prepared(reader, scope, asked.data[i], asked.sizes[i], profile, &found, NULL));
        all += found;
    }
    return all;
}

static size_t in_batches(const oneid_reader *reader, uint32_t scope, lines asked)
{
    static uint8_t profiles[BATCH][16], found[BATCH];
    static uint32_t scopes[BATCH];
    size_t i, count, done, all = 0;
    for (i = 0; i < BATCH; i++)
        scopes[i] = scope;
    for (done = 0; done < asked.count; done += count) {
        count = at_most(asked.count - done);
        must(oneid_reader_lookup_prepared_batch(reader, scopes, asked.data + done, asked.sizes + done, count,
                                                profiles[0], found, NULL));
        for (i = 0; i < count; i++)
            all += found[i];
    }
    return all;
}

static double median(size_t (*look)(const oneid_reader *, uint32_t, lines), const oneid_reader *reader, uint32_t scope,
                     lines asked, size_t *found)
{
    double rounds[ROUNDS];
    int round;
    for (round = 0; round < ROUNDS; round++) {
        double started = now_ns();
        *found = look(reader, scope, asked);
        rounds[round] = (now_ns() - started) / (double)asked.count;
    }
    qsort(rounds, ROUNDS, sizeof *rounds, by_size);
    return rounds[ROUNDS / 2];
}

int main(int count, char **arguments)
{
    lines values, asked;
    uint32_t scope = 0;
    oneid_graph *graph;
    oneid_reader *reader = NULL;
    size_t found = 0;
    double single, batch;
    if (count != 2) {
        fprintf(stderr, "bench DIRECTORY\n");
        return 2;
    }
    values = read_lines(arguments[1], "values.txt");
    asked = read_lines(arguments[1], "asked.txt");
    graph = filled(values, &scope);
    must(oneid_graph_reader(graph, &reader, NULL));
    single = median(one_by_one, reader, scope, asked, &found);
    batch = median(in_batches, reader, scope, asked, &found);
    printf("{\"language\":\"c\",\"single_ns\":%.1f,\"batch_ns\":%.1f,\"found\":%zu}\n", single, batch, found);
    oneid_reader_free(reader);
    oneid_graph_free(graph);
    free_lines(values);
    free_lines(asked);
    return 0;
}
