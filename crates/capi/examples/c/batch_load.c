/*
 * Loads lines of `taobao id, tab, phone` from a file, or from stdin: batch_load [FILE]
 *
 * Scopes and sources are prepared once, and observations go in by the thousand: the quickest way in. Without input it makes some lines up.
 */
#include "example.h"

#define BATCH 4096
#define LINE 256

/* A batch in columns, and the memory that its texts are in. */
typedef struct {
    size_t count;
    uint32_t id_counts[BATCH], scopes[2 * BATCH];
    const char *values[2 * BATCH];
    size_t sizes[2 * BATCH];
    char text[BATCH][LINE];
} columns;

static columns batch;
static unsigned long skipped;

static void flush(oneid_graph *graph, uint32_t source)
{
    oneid_error *error = NULL;
    oneid_prepared_observations observations = {0};
    observations.count = batch.count;
    observations.id_counts = batch.id_counts;
    observations.id_count = 2 * batch.count;
    observations.scopes = batch.scopes;
    observations.values = batch.values;
    observations.value_sizes = batch.sizes;
    observations.source = source;
    must(oneid_graph_apply_prepared(graph, &observations, NULL, &error), error);
    batch.count = 0;
}

/* The canonical form of a phone number goes in; a number that is nobody's is skipped, and counted. */
static int canonical_phone(char *value, size_t room, const char *raw, size_t size)
{
    oneid_text *forms = NULL;
    const char *start, *end;
    int fits;
    if (oneid_phone_parse(raw, size, TEXT("CN"), &forms, NULL) != ONEID_OK)
        return 0;
    /* {"e164":"+86…",…} */
    start = strchr(oneid_text_data(forms), '+');
    end = start ? strchr(start, '"') : NULL;
    fits = end && (size_t)(end - start) < room;
    if (fits) {
        memcpy(value, start, (size_t)(end - start));
        value[end - start] = 0;
    }
    oneid_text_free(forms);
    return fits;
}

static void add(char *line, uint32_t taobao, uint32_t phone)
{
    char *text = batch.text[batch.count], *tab = strchr(line, '\t');
    size_t at = 2 * batch.count, size = tab ? (size_t)(tab - line) : 0;
    line[strcspn(line, "\r\n")] = 0;
    if (!size || size > LINE / 2 || !canonical_phone(text + size, LINE - size, tab + 1, strlen(tab + 1))) {
        skipped++;
        return;
    }
    memcpy(text, line, size);
    batch.values[at] = text;
    batch.sizes[at] = size;
    batch.values[at + 1] = text + size;
    batch.sizes[at + 1] = strlen(text + size);
    batch.scopes[at] = taobao;
    batch.scopes[at + 1] = phone;
    batch.id_counts[batch.count++] = 2;
}

static void make_up(char *line, size_t room, int number)
{
    snprintf(line, room, "AAF%05d\t138%08d\n", number, number / 2);
}

int main(int count, char **arguments)
{
    oneid_error *error = NULL;
    oneid_graph *graph = example_graph("retail-cn");
    oneid_text *stats = NULL;
    uint32_t taobao, phone, source;
    char line[LINE];
    int number = 0;
    FILE *input = count > 1 ? fopen(arguments[1], "r") : NULL;
    must(oneid_graph_prepare_scope(graph, TEXT("taobao.ouid"), TEXT("flagship"), &taobao, &error), error);
    must(oneid_graph_prepare_scope(graph, TEXT("phone"), NULL, 0, &phone, &error), error);
    must(oneid_graph_prepare_source(graph, TEXT("taobao/2026-10"), &source, &error), error);
    if (count > 1 && !input) {
        fprintf(stderr, "%s cannot be read\n", arguments[1]);
        return 1;
    }
    while (input ? fgets(line, sizeof line, input) != NULL : number < 10000) {
        if (!input)
            make_up(line, sizeof line, number);
        number++;
        add(line, taobao, phone);
        if (batch.count == BATCH)
            flush(graph, source);
    }
    flush(graph, source);
    must(oneid_graph_stats(graph, &stats, &error), error);
    printf("%d lines, %lu skipped\n", number, skipped);
    print_text("", stats);
    if (input)
        fclose(input);
    oneid_graph_free(graph);
    return 0;
}
