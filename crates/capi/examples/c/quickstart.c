#include <oneid.h>
#include <stdio.h>
#include <string.h>

#define TEXT(text) (text), strlen(text)

int main(void)
{
    /* Once random, then kept: another key gives other ids. */
    const uint8_t key[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    const char *operations =
        "{\"ids\":[\"wechat.unionid@brand:oUn1\",\"phone:138 0013 8001\"],\"strength\":\"verified\"}\n"
        "{\"ids\":[\"taobao.ouid@flagship:AAF1\",\"phone:+8613800138001\"],\"source\":\"taobao/2026-10\"}\n";
    oneid_policy *policy = NULL;
    oneid_options *options = NULL;
    oneid_graph *graph = NULL;
    oneid_profile *profile = NULL;
    oneid_text *why = NULL;
    oneid_error *error = NULL;

    int failed = oneid_policy_preset(TEXT("retail-cn"), &policy, &error)
        || oneid_options_new(key, &options, &error)
        || oneid_options_policy(options, policy, &error)
        || oneid_graph_new(options, &graph, &error)
        || oneid_graph_apply(graph, TEXT(operations), NULL, &error)
        || oneid_graph_profile_of(graph, TEXT("taobao.ouid@flagship:AAF1"), &profile, &error)
        || oneid_graph_explain(graph, TEXT("wechat.unionid@brand:oUn1"),
                               TEXT("taobao.ouid@flagship:AAF1"), &why, &error);
    if (failed) {
        fprintf(stderr, "%s\n", error ? oneid_error_message(error) : "there is no such profile");
    } else {
        printf("customer %s\n", oneid_profile_uuid(profile));
        for (size_t i = 0; i < oneid_profile_identifier_count(profile); i++)
            printf("  %s\n", oneid_profile_identifier(profile, i));
        printf("%s\n", oneid_text_data(why));
    }

    oneid_error_free(error); /* freeing NULL does nothing */
    oneid_text_free(why);
    oneid_profile_free(profile);
    oneid_graph_free(graph);
    oneid_options_free(options);
    oneid_policy_free(policy);
    return failed;
}
