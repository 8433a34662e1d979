package dev.oneid;

import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;

/** What can be asked of a graph. Answers that are objects or lists are JSON, as the {@code oneid} command prints them. */
abstract class Asked extends Handle {
    Asked(long address, LongConsumer free) {
        super(address, free);
    }

    /** A question about a graph alone. */
    private interface Question {
        int at(long graph, long[] out, long[] error);
    }

    /** A question about one identifier. */
    private interface OfOne {
        int at(long graph, byte[] id, long size, long[] out, long[] error);
    }

    /** A question about two identifiers. */
    private interface OfTwo {
        int at(long graph, byte[] a, long aSize, byte[] b, long bSize, long[] out, long[] error);
    }

    /** A question about a profile. */
    private interface OfProfile {
        int at(long graph, byte[] profile, long[] out, long[] error);
    }

    private String ask(Question question) {
        return using(graph -> Call.text((out, error) -> question.at(graph, out, error)));
    }

    private String ask(OfOne question, String id) {
        byte[] text = Texts.bytes(id);
        return using(graph -> Call.text((out, error) -> question.at(graph, text, text.length, out, error)));
    }

    private String ask(OfTwo question, String a, String b) {
        byte[] one = Texts.bytes(a);
        byte[] other = Texts.bytes(b);
        return using(graph -> Call.text((out, error) ->
                question.at(graph, one, one.length, other, other.length, out, error)));
    }

    private String ask(OfProfile question, UUID profile) {
        return using(graph -> Call.text((out, error) -> question.at(graph, Ids.bytes(profile), out, error)));
    }

    /** Where an identifier is, and how it stands; quicker without standing: {@link Reader#lookup}. */
    public String lookupStanding(String id) {
        return ask(Native::oneid_graph_lookup, id);
    }

    /** All that is held on the profile of an identifier. */
    public String export(String id) {
        return ask(Native::oneid_graph_export, id);
    }

    /** The records that hold an identifier. */
    public String recordsOf(String id) {
        return ask(Native::oneid_graph_records_of, id);
    }

    /** Why two identifiers are one customer, or why not. */
    public String explain(String a, String b) {
        return ask(Native::oneid_graph_explain, a, b);
    }

    /** An explanation, and whether recomputing every step of it confirms it. */
    public String verify(String a, String b) {
        return ask(Native::oneid_graph_verify, a, b);
    }

    /** A smallest set of records without which two identifiers would be in two profiles. */
    public String cut(String a, String b) {
        return ask(Native::oneid_graph_cut, a, b);
    }

    /** The merges that made a profile. */
    public String history(UUID profile) {
        return ask(Native::oneid_graph_history, profile);
    }

    /** The records that alone hold a profile together. */
    public String bridges(UUID profile) {
        return ask(Native::oneid_graph_bridges, profile);
    }

    /** All evidence of a profile. */
    public String evidence(UUID profile) {
        return ask(Native::oneid_graph_evidence, profile);
    }

    /** A data steward's work list: at most so much, the heaviest first. */
    public String candidates(long most) {
        long count = Amount.of(most);
        return ask((graph, out, error) -> Native.oneid_graph_candidates(graph, count, out, error));
    }

    /** What another policy would give. */
    public String simulate(Policy policy) {
        return policy.using(rules -> ask((graph, out, error) -> Native.oneid_graph_simulate(graph, rules, out, error)));
    }

    /** What operations, as JSON Lines, would do. */
    public String dryRun(String lines) {
        return ask(Native::oneid_graph_dry_run, lines);
    }

    public String refused() {
        return ask(Native::oneid_graph_refused);
    }

    public long refusedCount() {
        return using(graph -> Call.result((out, error) -> Native.oneid_graph_refused_count(graph, out, error)));
    }

    public String contradictory() {
        return ask(Native::oneid_graph_contradictory);
    }

    public String shared() {
        return ask(Native::oneid_graph_shared);
    }

    public String blocked() {
        return ask(Native::oneid_graph_blocked);
    }

    public String reassigned() {
        return ask(Native::oneid_graph_reassigned);
    }

    public String sources() {
        return ask(Native::oneid_graph_sources);
    }

    public String stats() {
        return ask(Native::oneid_graph_stats);
    }

    public String memory() {
        return ask(Native::oneid_graph_memory);
    }

    public String recovery() {
        return ask(Native::oneid_graph_recovery);
    }

    public String storeStats() {
        return ask(Native::oneid_graph_store_stats);
    }

    /** Throws with {@link Status#INVARIANT} if the graph is not as it must be. */
    public void check() {
        with(graph -> Call.plain(error -> Native.oneid_graph_check(graph, error)));
    }

    /** Changes from a sequence number on, at most so many. */
    public Changes changesSince(long since, long most) {
        long first = Amount.of(since);
        long count = Amount.of(most);
        long[] next = new long[1];
        String lines = ask((graph, out, error) ->
                Native.oneid_graph_changes_since(graph, first, count, out, next, error));
        return new Changes(lines.lines().toList(), next[0]);
    }

    /** The sequence number of the first change that is still kept. */
    public long firstChange() {
        return using(graph -> Call.result((out, error) -> Native.oneid_graph_first_change(graph, out, error)));
    }

    /** The profile of this id. */
    public Optional<Profile> profile(UUID id) {
        return using(graph -> found(Call.resultOrEnd((out, error) ->
                Native.oneid_graph_profile(graph, Ids.bytes(id), out, error))));
    }

    /** The profile that holds an identifier. */
    public Optional<Profile> profileOf(String id) {
        byte[] text = Texts.bytes(id);
        return using(graph -> found(Call.resultOrEnd((out, error) ->
                Native.oneid_graph_profile_of(graph, text, text.length, out, error))));
    }

    private static Optional<Profile> found(long profile) {
        return profile == 0 ? Optional.empty() : Optional.of(Profile.take(profile));
    }

    /** All profiles that there are now, each as it is when it is come to. */
    public Profiles profiles() {
        return new Profiles(using(graph ->
                Call.result((out, error) -> Native.oneid_graph_profiles(graph, out, error))));
    }

    /** Looks identifiers up while others write. */
    public Reader reader() {
        return new Reader(using(graph -> Call.result((out, error) -> Native.oneid_graph_reader(graph, out, error))));
    }

    /** The policy in force. */
    public Policy policy() {
        return new Policy(using(graph -> Call.result((out, error) -> Native.oneid_graph_policy(graph, out, error))));
    }

    /** Whether erased identifiers are refused. */
    public boolean refusesErased() {
        return using(graph -> Call.flag((out, error) ->
                Native.oneid_graph_refused_identifiers(graph, out, null, error)));
    }

    /** How many erased identifiers are refused. */
    public long refusedIdentifiers() {
        return using(graph -> Call.result((out, error) ->
                Native.oneid_graph_refused_identifiers(graph, null, out, error)));
    }
}
