/*
 * Loads lines of `taobao id, tab, phone` from a file, or from stdin: batch_load [FILE | -]
 *
 * Scopes and sources are prepared once, and observations go in by the thousand: the quickest way in. What is not canonical would fail a whole batch, so each value is
 * normalised first, and a line that has none is skipped and counted. Without a file it makes some lines up; `-` is stdin.
 */
#include "example.h"

#define BATCH 4096
#define LINE 256
#define MADE_UP 10000

/* How a line was read; the end of a line is cut off. */
typedef enum { NO_LINE, WHOLE, TOO_LONG } reading;

/* A batch in columns, and the memory that its texts are in. */
typedef struct {
    size_t count;
    uint32_t id_counts[BATCH], scopes[2 * BATCH];
    const char *values[2 * BATCH];
    size_t sizes[2 * BATCH];
    char accounts[BATCH][LINE], numbers[BATCH][LINE];
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
    must(oneid_graph_apply_prepared(graph, &observations, NULL, &error), &error);
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

/* An account is kept byte for byte, but for white space around it; what is no text, or empty, is skipped. */
static int canonical_account(char *value, size_t room, const char *raw, size_t size)
{
    oneid_text *account = NULL;
    int fits;
    if (oneid_account_normalize(raw, size, &account, NULL) != ONEID_OK)
        return 0;
    fits = oneid_text_size(account) < room;
    if (fits)
        memcpy(value, oneid_text_data(account), oneid_text_size(account) + 1);
    oneid_text_free(account);
    return fits;
}

static void add(const char *line, uint32_t taobao, uint32_t phone)
{
    char *account = batch.accounts[batch.count], *number = batch.numbers[batch.count];
    const char *tab = strchr(line, '\t');
    size_t at = 2 * batch.count;
    if (!tab || !canonical_account(account, LINE, line, (size_t)(tab - line))
        || !canonical_phone(number, LINE, tab + 1, strlen(tab + 1))) {
        skipped++;
        return;
    }
    batch.values[at] = account;
    batch.sizes[at] = strlen(account);
    batch.values[at + 1] = number;
    batch.sizes[at + 1] = strlen(number);
    batch.scopes[at] = taobao;
    batch.scopes[at + 1] = phone;
    batch.id_counts[batch.count++] = 2;
}

static reading read_line(FILE *input, char *line)
{
    int byte;
    if (!fgets(line, LINE, input))
        return NO_LINE;
    if (strchr(line, '\n') || feof(input)) {
        line[strcspn(line, "\r\n")] = 0;
        return WHOLE;
    }
    while ((byte = getc(input)) != EOF && byte != '\n')
        continue;
    return TOO_LONG;
}

static reading make_up(char *line, int number)
{
    snprintf(line, LINE, "AAF%05d\t138%08d", number, number / 2);
    return number < MADE_UP ? WHOLE : NO_LINE;
}

static FILE *input_of(int count, char **arguments)
{
    FILE *input;
    if (count < 2)
        return NULL;
    input = strcmp(arguments[1], "-") ? fopen(arguments[1], "r") : stdin;
    if (!input) {
        fprintf(stderr, "%s cannot be read\n", arguments[1]);
        exit(1);
    }
    return input;
}

int main(int count, char **arguments)
{
    FILE *input = input_of(count, arguments);
    oneid_error *error = NULL;
    oneid_graph *graph = example_graph("retail-cn");
    oneid_text *stats = NULL;
    uint32_t taobao, phone, source;
    char line[LINE];
    int number = 0;
    reading got;
    must(oneid_graph_prepare_scope(graph, TEXT("taobao.ouid"), TEXT("flagship"), &taobao, &error), &error);
    must(oneid_graph_prepare_scope(graph, TEXT("phone"), NULL, 0, &phone, &error), &error);
    must(oneid_graph_prepare_source(graph, TEXT("taobao/2026-10"), &source, &error), &error);
    while ((got = input ? read_line(input, line) : make_up(line, number)) != NO_LINE) {
        number++;
        if (got == WHOLE)
            add(line, taobao, phone);
        else
            skipped++;
        if (batch.count == BATCH)
            flush(graph, source);
    }
    flush(graph, source);
    must(oneid_graph_stats(graph, &stats, &error), &error);
    printf("%d lines, %lu skipped\n", number, skipped);
    print_text("", stats);
    if (input && input != stdin)
        fclose(input);
    oneid_graph_free(graph);
    return 0;
}
