/* A graph that lasts, in a directory: durable [DIRECTORY]. Run again, it goes on in the same one; without an argument it makes one, and removes it. */
#define _XOPEN_SOURCE 700
#include "example.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[4096];

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status, (void)kind, (void)place;
    return remove(path);
}

static oneid_graph *open_graph(void)
{
    oneid_error *error = NULL;
    oneid_options *options = example_options("retail-cn");
    oneid_graph *graph = NULL;
    /* Operations wait 10 ms at most to be made durable together; a crash loses no more. */
    must(oneid_options_durability(options, ONEID_DURABLE_GROUP, 10, 1000, &error), &error);
    must(oneid_graph_open(TEXT(dir), options, &graph, &error), &error);
    oneid_options_free(options);
    return graph;
}

static void print_changes(const oneid_graph *graph, uint64_t since)
{
    oneid_error *error = NULL;
    oneid_text *changes = NULL;
    uint64_t next = 0;
    must(oneid_graph_changes_since(graph, since, 100, &changes, &next, &error), &error);
    print_text("", changes);
    printf("to go on from: %llu\n", (unsigned long long)next);
}

int main(int count, char **arguments)
{
    oneid_error *error = NULL;
    oneid_text *text = NULL;
    oneid_graph *graph;
    uint64_t since = 0;
    if (count > 1) {
        snprintf(dir, sizeof dir, "%s", arguments[1]);
    } else {
        snprintf(dir, sizeof dir, "%s/oneid-example-%ld", P_tmpdir, (long)getpid());
        if (mkdir(dir, 0700)) /* fails if somebody else has it */
            return 1;
    }

    graph = open_graph();
    must(oneid_graph_first_change(graph, &since, &error), &error);
    must(oneid_graph_apply(graph, TEXT("{\"ids\":[\"jd.pin:a\",\"phone:138 0013 8001\"]}"), NULL, &error), &error);
    must(oneid_graph_snapshot(graph, &text, &error), &error); /* the next opening begins here */
    print_text("snapshot ", text);
    must(oneid_graph_close(graph, &error), &error); /* tells whether all went well; freeing alone does not */
    oneid_graph_free(graph);

    graph = open_graph();
    must(oneid_graph_recovery(graph, &text, &error), &error);
    print_text("opened ", text);
    print_changes(graph, since);
    must(oneid_graph_erase_profile(graph, TEXT("jd.pin:a"), &text, &error), &error);
    print_text("receipt ", text);
    must(oneid_graph_compact(graph, &text, &error), &error); /* no file holds it any more */
    print_text("compacted ", text);
    must(oneid_graph_close(graph, &error), &error);
    oneid_graph_free(graph);
    if (count < 2)
        nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return 0;
}
