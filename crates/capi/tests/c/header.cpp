// The header in C++11: handles freed by their owners.
#include <oneid.h>

#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

template <typename Handle, void (*Free)(Handle *)> struct Freed {
    void operator()(Handle *handle) const { Free(handle); }
};
template <typename Handle, void (*Free)(Handle *)> using Owned = std::unique_ptr<Handle, Freed<Handle, Free>>;

using Policy = Owned<oneid_policy, oneid_policy_free>;
using Options = Owned<oneid_options, oneid_options_free>;
using Graph = Owned<oneid_graph, oneid_graph_free>;
using Text = Owned<oneid_text, oneid_text_free>;
using Error = Owned<oneid_error, oneid_error_free>;

static_assert(ONEID_OK == 0 && ONEID_ABI_VERSION == 1, "numbers of the interface");
static_assert(sizeof(oneid_outcome) == 18 * sizeof(uint64_t), "an outcome is eighteen numbers");

static Graph graph()
{
    const uint8_t key[16] = {1};
    const std::string preset = "connected";
    oneid_policy *policy = nullptr;
    oneid_options *options = nullptr;
    oneid_graph *made = nullptr;
    oneid_policy_preset(preset.data(), preset.size(), &policy, nullptr);
    Policy owned_policy(policy);
    oneid_options_new(key, &options, nullptr);
    Options owned_options(options);
    oneid_options_policy(options, policy, nullptr);
    oneid_graph_new(options, &made, nullptr);
    return Graph(made);
}

int main()
{
    const Graph made = graph();
    const std::string line = "{\"ids\":[\"jd.pin:a\",\"jd.pin:b\"]}", none = "no identifier";
    oneid_outcome outcome = oneid_outcome();
    if (oneid_graph_apply(made.get(), line.data(), line.size(), &outcome, nullptr) != ONEID_OK)
        return 1;
    oneid_text *stats = nullptr;
    oneid_error *error = nullptr;
    if (oneid_graph_stats(made.get(), &stats, nullptr) != ONEID_OK)
        return 1;
    const Text text(stats);
    const bool refused = oneid_graph_lookup(made.get(), none.data(), none.size(), &stats, &error) != ONEID_OK;
    const Error owned(error);
    if (!refused || oneid_error_status(error) != ONEID_IDENTIFIER_SYNTAX || outcome.identifiers_added != 2)
        return 1;
    std::printf("from C++11: %s\n", oneid_text_data(text.get()));
    return 0;
}
