/* What calls are tried on: one live handle of each kind, one freed of each, and good values for everything else.
 *
 * It is the first header of each program, since it says which POSIX functions there are. Each program is one file, and none uses all that is here:
 * so functions are not static. */
#ifndef FIXTURE_H
#define FIXTURE_H

#define _XOPEN_SOURCE 700

#include <errno.h>
#include <ftw.h>
#include <oneid.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ELEMENTS = 2, PATH_SIZE = 256 };

/* Exits at once: what must work before anything can be tried does not. */
#define MUST(condition)                                                                    \
    do {                                                                                   \
        if (!(condition)) {                                                                \
            fprintf(stderr, "%s:%d: the fixture failed: %s\n", __FILE__, __LINE__, #condition); \
            exit(1);                                                                       \
        }                                                                                  \
    } while (0)

struct handles {
    oneid_error *error;
    oneid_text *text;
    oneid_policy *policy;
    oneid_options *options;
    oneid_graph *graph;
    oneid_reader *reader;
    oneid_profile *profile;
    oneid_profiles *profiles;
    oneid_manifest *manifest;
};

static struct handles live, freed;

static char base_dir[PATH_SIZE], dir[PATH_SIZE], new_path[PATH_SIZE], copy_dir[PATH_SIZE];
static char manifest_path[PATH_SIZE], impossible_path[PATH_SIZE];

static const uint8_t good_key[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
static const uint8_t second_key[16] = {1};
static uint8_t profile_id[16];
static uint32_t scope_number, source_number;

/* What is blocked links nothing: a profile by itself, of an identifier that stands as such. */
static const char policy_toml[] =
    "[namespace.\"shop.user\"]\nclass = \"account\"\nblocked = [\"blocked\"]\n";
static const char manifest_toml[] =
    "[[fan_base]]\nname = \"members\"\nfile = \"members.csv\"\n[fan_base.columns]\n\"union\" = \"wechat.unionid@acct1\"\n";
static const char members_csv[] = "union\nmember-1\nmember-2\n";
static const char operations[] =
    "{\"ids\":[\"shop.user:blocked\"],\"at\":\"2021-10-22T07:07:35Z\",\"source\":\"shop\",\"traits\":{\"city\":\"x\"}}\n"
    "{\"ids\":[\"shop.user:1\",\"wechat.unionid@acct1:u1\"],\"source\":\"shop\"}\n"
    "{\"ids\":[\"shop.user:2\"],\"source\":\"shop\"}\n{\"ids\":[\"shop.user:3\"],\"source\":\"shop\"}\n";

/* Columns of `ELEMENTS` observations, of one identifier each. */
static const char *const texts_ids[ELEMENTS] = {"shop.user:1", "shop.user:2"};
static const size_t sizes_ids[ELEMENTS] = {11, 11};
static const char *const texts_values[ELEMENTS] = {"1", "2"};
static const size_t sizes_values[ELEMENTS] = {1, 1};
static const char *const texts_sources[ELEMENTS] = {"shop", "shop"};
static const size_t sizes_sources[ELEMENTS] = {4, 4};
static const char *const texts_traits[ELEMENTS] = {"{\"a\":1}", "{\"a\":2}"};
static const size_t sizes_traits[ELEMENTS] = {7, 7};
static const int64_t times[ELEMENTS] = {1600000000000, 1600000000001};
static const uint32_t ones[ELEMENTS] = {1, 1};
static uint32_t scope_numbers[ELEMENTS], source_numbers[ELEMENTS];

/* The same, hostile. */
static const char *const texts_null[ELEMENTS] = {NULL, NULL};
static const char *const texts_invalid[ELEMENTS] = {"\xff", "\xff"};
static const size_t sizes_zero[ELEMENTS] = {0, 0};
static const size_t sizes_one[ELEMENTS] = {1, 1};
static const size_t sizes_huge[ELEMENTS] = {SIZE_MAX, SIZE_MAX};
static const size_t sizes_half[ELEMENTS] = {SIZE_MAX / 2 + 1, SIZE_MAX / 2 + 1};
static const uint32_t numbers_greatest[ELEMENTS] = {UINT32_MAX, UINT32_MAX};
static const int64_t times_least[ELEMENTS] = {INT64_MIN + 1, INT64_MIN + 1};
static const int64_t times_greatest[ELEMENTS] = {INT64_MAX, INT64_MAX};

oneid_observations good_observations(void)
{
    oneid_observations batch = {0};
    batch.count = ELEMENTS;
    batch.id_counts = ones;
    batch.id_count = ELEMENTS;
    batch.ids = texts_ids;
    batch.id_sizes = sizes_ids;
    batch.at = times;
    batch.source = "shop";
    batch.source_size = 4;
    batch.strengths = ones;
    batch.traits = texts_traits;
    batch.traits_sizes = sizes_traits;
    return batch;
}

oneid_prepared_observations good_prepared_observations(void)
{
    oneid_prepared_observations batch = {0};
    batch.count = ELEMENTS;
    batch.id_counts = ones;
    batch.id_count = ELEMENTS;
    batch.scopes = scope_numbers;
    batch.values = texts_values;
    batch.value_sizes = sizes_values;
    batch.at = times;
    batch.source = source_number;
    batch.strengths = ones;
    batch.traits = texts_traits;
    batch.traits_sizes = sizes_traits;
    return batch;
}

/* A pointer that no array of numbers, pointers or structures can begin at; what lies there is zeros. */
void *misaligned(void)
{
    static union {
        uint64_t aligned;
        unsigned char bytes[1024];
    } zeros;
    return zeros.bytes + 1;
}

static int called_back;

void count_callback(void *context)
{
    (void)context;
    called_back++;
}

void write_file(const char *name, const char *text)
{
    char path[PATH_SIZE];
    FILE *file;
    MUST(snprintf(path, sizeof path, "%s/%s", base_dir, name) < (int)sizeof path);
    file = fopen(path, "w");
    MUST(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

int remove_entry(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status, (void)type, (void)place;
    return remove(path);
}

void remove_tree(const char *path)
{
    MUST(nftw(path, remove_entry, 8, FTW_DEPTH | FTW_PHYS) == 0 || errno == ENOENT);
}

/* Once in a program. */
void open_fixtures(void)
{
    const char *temporary = getenv("TMPDIR");
    int size = snprintf(base_dir, sizeof base_dir, "%s/oneid-c-%s", temporary ? temporary : P_tmpdir, "XX" "XX" "XX");
    MUST(size < PATH_SIZE - 32 && mkdtemp(base_dir));
    write_file("manifest.toml", manifest_toml);
    write_file("members.csv", members_csv);
    snprintf(manifest_path, sizeof manifest_path, "%.200s/manifest.toml", base_dir);
    /* What lies below a file cannot be. */
    snprintf(impossible_path, sizeof impossible_path, "%.200s/manifest.toml/below", base_dir);
    snprintf(dir, sizeof dir, "%.200s/graph", base_dir);
    snprintf(new_path, sizeof new_path, "%.200s/new", base_dir);
    snprintf(copy_dir, sizeof copy_dir, "%.200s/copy", base_dir);
}

void close_fixtures(void)
{
    remove_tree(base_dir);
}

/* One handle of each kind; the graph is durable, or in memory. */
void make_handles(struct handles *made, bool durable)
{
    const char masked[] = "138****8000";
    MUST(oneid_phone_parse(masked, strlen(masked), NULL, 0, &made->text, &made->error) == ONEID_IDENTIFIER_VALUE);
    MUST(oneid_identifier_parse("shop.user:1", 11, &made->text, NULL) == ONEID_OK);
    MUST(oneid_policy_from_toml(policy_toml, strlen(policy_toml), &made->policy, NULL) == ONEID_OK);
    MUST(oneid_options_new(good_key, &made->options, NULL) == ONEID_OK);
    MUST(oneid_options_policy(made->options, made->policy, NULL) == ONEID_OK);
    if (durable)
        MUST(oneid_graph_open(dir, strlen(dir), made->options, &made->graph, NULL) == ONEID_OK);
    else
        MUST(oneid_graph_new(made->options, &made->graph, NULL) == ONEID_OK);
    MUST(oneid_graph_apply(made->graph, operations, strlen(operations), NULL, NULL) == ONEID_OK);
    MUST(oneid_graph_reader(made->graph, &made->reader, NULL) == ONEID_OK);
    MUST(oneid_graph_profile_of(made->graph, "shop.user:blocked", 17, &made->profile, NULL) == ONEID_OK);
    MUST(oneid_graph_profiles(made->graph, &made->profiles, NULL) == ONEID_OK);
    MUST(oneid_manifest_read(manifest_path, strlen(manifest_path), made->policy, &made->manifest, NULL) == ONEID_OK);
}

/* Does nothing to those that are freed already. */
void free_handles(struct handles *made)
{
    oneid_error_free(made->error);
    oneid_text_free(made->text);
    oneid_policy_free(made->policy);
    oneid_options_free(made->options);
    oneid_graph_free(made->graph);
    oneid_reader_free(made->reader);
    oneid_profile_free(made->profile);
    oneid_profiles_free(made->profiles);
    oneid_manifest_free(made->manifest);
}

void begin_fixture(void)
{
    int element;
    memset(&live, 0, sizeof live);
    memset(&freed, 0, sizeof freed);
    make_handles(&live, true);
    make_handles(&freed, false);
    free_handles(&freed);
    MUST(oneid_profile_id(live.profile, profile_id, NULL) == ONEID_OK);
    MUST(oneid_graph_prepare_scope(live.graph, "shop.user", 9, NULL, 0, &scope_number, NULL) == ONEID_OK);
    MUST(oneid_graph_prepare_source(live.graph, "shop", 4, &source_number, NULL) == ONEID_OK);
    for (element = 0; element < ELEMENTS; element++) {
        scope_numbers[element] = scope_number;
        source_numbers[element] = source_number;
    }
    MUST(oneid_graph_backup(live.graph, copy_dir, strlen(copy_dir), NULL) == ONEID_OK);
    called_back = 0;
}

void end_fixture(void)
{
    free_handles(&live);
    remove_tree(dir);
    remove_tree(copy_dir);
    remove_tree(new_path);
}

/* Whether each live handle still answers: one call of its kind. */
bool alive_error(void) { return oneid_error_status(live.error) != ONEID_OK; }
bool alive_text(void) { return oneid_text_data(live.text) != NULL; }
bool alive_profile(void) { return oneid_profile_uuid(live.profile) != NULL; }
bool alive_reader(void)
{
    uint64_t next;
    return oneid_reader_wait(live.reader, 0, 0, &next, NULL) == ONEID_OK;
}
bool alive_policy(void)
{
    bool links;
    return oneid_policy_links(live.policy, NULL, 0, &links, NULL) == ONEID_OK;
}
bool alive_options(void) { return oneid_options_wait_ms(live.options, 0, NULL) == ONEID_OK; }
bool alive_graph(void)
{
    uint64_t count;
    return oneid_graph_refused_count(live.graph, &count, NULL) == ONEID_OK;
}
bool alive_manifest(void)
{
    oneid_policy *policy = NULL;
    bool alive = oneid_manifest_policy(live.manifest, &policy, NULL) == ONEID_OK;
    oneid_policy_free(policy);
    return alive;
}
bool alive_profiles(void)
{
    oneid_text *none = NULL;
    /* Asked for none, it complains of that, and goes no further. */
    bool alive = oneid_profiles_next_json(live.profiles, 0, &none, NULL) == ONEID_ARGUMENT;
    oneid_text_free(none);
    return alive;
}

bool all_alive(void)
{
    return alive_error() && alive_text() && alive_policy() && alive_options() && alive_graph() && alive_reader() &&
           alive_profile() && alive_profiles() && alive_manifest();
}

#endif
