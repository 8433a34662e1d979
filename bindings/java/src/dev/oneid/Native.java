package dev.oneid;

import com.sun.jna.Callback;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/**
 * Every function of the C interface, mapped directly. Handles are addresses, as are the places that new ones come through; text is UTF-8 with its
 * length; an outcome is its eighteen numbers. What each does, {@code oneid.h} says.
 */
final class Native {
    /** The number of the binary interface that this package was written for. */
    private static final int ABI_VERSION = 1;

    static {
        if (com.sun.jna.Native.POINTER_SIZE != 8) {
            throw new UnsatisfiedLinkError("oneid for Java needs a machine of 64 bits");
        }
        NativeLibrary library = NativeLibrary.getInstance(System.getenv().getOrDefault("ONEID_LIBRARY", name()));
        // Before anything is mapped: another interface may lack functions.
        int found = library.getFunction("oneid_abi_version").invokeInt(new Object[0]);
        if (found != ABI_VERSION) {
            throw new UnsatisfiedLinkError(
                    "the library has binary interface " + found + ", this package needs " + ABI_VERSION);
        }
        com.sun.jna.Native.register(Native.class, library);
    }

    private Native() {}

    /** On Linux the name that holds the number of the binary interface: the other comes with the headers only. */
    private static String name() {
        return Platform.isLinux() ? "liboneid.so." + ABI_VERSION : "oneid";
    }

    /** What {@code oneid_reader_read} calls. */
    interface ReadCallback extends Callback {
        void invoke(Pointer context);
    }

    static native Pointer oneid_version();

    static native int oneid_abi_version();

    static native int oneid_catalogue_version();

    static native Pointer oneid_status_name(int status);

    static native int oneid_error_status(long error);

    static native Pointer oneid_error_message(long error);

    static native Pointer oneid_error_reason(long error);

    static native long oneid_error_problem_count(long error);

    static native Pointer oneid_error_problem(long error, long number);

    static native void oneid_error_free(long error);

    static native Pointer oneid_text_data(long text);

    static native long oneid_text_size(long text);

    static native void oneid_text_free(long text);

    static native int oneid_key_from_hex(byte[] hex, long hexSize, byte[] key, long[] error);

    static native int oneid_identifier_parse(byte[] id, long idSize, long[] parts, long[] error);

    static native int oneid_identifier_join(
            byte[] nameSpace, long nameSpaceSize, byte[] scope, long scopeSize, byte[] value, long valueSize,
            long[] id, long[] error);

    static native int oneid_operation_parse(byte[] json, long jsonSize, long[] operation, long[] error);

    static native int oneid_phone_parse(
            byte[] raw, long rawSize, byte[] region, long regionSize, long[] forms, long[] error);

    static native int oneid_phone_digest(
            byte[] raw, long rawSize, byte[] region, long regionSize, byte[] scheme, long schemeSize, long[] digest,
            long[] error);

    static native int oneid_email_parse(byte[] raw, long rawSize, long[] forms, long[] error);

    static native int oneid_email_digest(
            byte[] raw, long rawSize, byte[] hash, long hashSize, long[] digest, long[] error);

    static native int oneid_digest_parse(
            byte[] raw, long rawSize, byte[] hash, long hashSize, long[] digest, long[] error);

    static native int oneid_contact_normalize(byte[] raw, long rawSize, long[] value, long[] error);

    static native int oneid_account_normalize(byte[] raw, long rawSize, long[] value, long[] error);

    static native int oneid_policy_preset(byte[] name, long nameSize, long[] policy, long[] error);

    static native int oneid_policy_from_toml(byte[] toml, long tomlSize, long[] policy, long[] error);

    static native int oneid_policy_to_toml(long policy, long[] toml, long[] error);

    static native int oneid_policy_to_json(long policy, long[] json, long[] error);

    static native int oneid_policy_warnings(long policy, long[] warnings, long[] error);

    static native int oneid_policy_links(long policy, byte[] source, long sourceSize, byte[] links, long[] error);

    static native int oneid_policy_trait_rule(long policy, byte[] name, long nameSize, long[] rule, long[] error);

    static native int oneid_policy_canonical(
            long policy, byte[] key, byte[] id, long idSize, long[] canonical, long[] error);

    static native void oneid_policy_free(long policy);

    static native int oneid_options_new(byte[] key, long[] options, long[] error);

    static native int oneid_options_policy(long options, long policy, long[] error);

    static native int oneid_options_durability(
            long options, int level, long maxDelayMs, long maxOperations, long[] error);

    static native int oneid_options_refuse_erased(long options, byte[] key, long[] error);

    static native int oneid_options_create(long options, byte create, long[] error);

    static native int oneid_options_wait_ms(long options, long most, long[] error);

    static native int oneid_options_most_bytes(long options, long most, long[] error);

    static native int oneid_options_threads(long options, long threads, long[] error);

    static native int oneid_options_tuning(long options, long countedAbove, long cascadeLinks, long[] error);

    static native void oneid_options_free(long options);

    static native int oneid_check_files(byte[] dir, long dirSize, long options, long[] checked, long[] error);

    static native int oneid_graph_new(long options, long[] graph, long[] error);

    static native int oneid_graph_open(byte[] dir, long dirSize, long options, long[] graph, long[] error);

    static native int oneid_graph_open_read_only(byte[] dir, long dirSize, long options, long[] graph, long[] error);

    static native int oneid_graph_policy(long graph, long[] policy, long[] error);

    static native int oneid_graph_close(long graph, long[] error);

    static native void oneid_graph_free(long graph);

    static native int oneid_graph_apply(long graph, byte[] lines, long linesSize, long[] outcome, long[] error);

    static native int oneid_graph_observe(
            long graph, Pointer ids, Pointer idSizes, long idCount, long at, byte[] source, long sourceSize,
            int strength, byte[] traits, long traitsSize, long[] outcome, long[] error);

    static native int oneid_graph_confirm(
            long graph, Pointer ids, Pointer idSizes, long idCount, long at, byte[] source, long sourceSize,
            long[] outcome, long[] error);

    static native int oneid_graph_separate(
            long graph, byte[] a, long aSize, byte[] b, long bSize, long at, byte[] source, long sourceSize,
            long[] outcome, long[] error);

    static native int oneid_graph_rejoin(
            long graph, byte[] a, long aSize, byte[] b, long bSize, long[] outcome, long[] error);

    static native int oneid_graph_retract(
            long graph, Pointer ids, Pointer idSizes, long idCount, byte[] source, long sourceSize, long[] outcome,
            long[] error);

    static native int oneid_graph_retract_source(
            long graph, byte[] source, long sourceSize, long[] outcome, long[] error);

    static native int oneid_graph_expire(
            long graph, long before, byte[] source, long sourceSize, long[] outcome, long[] error);

    static native int oneid_graph_dry_run(long graph, byte[] lines, long linesSize, long[] result, long[] error);

    static native int oneid_graph_observe_batch(long graph, Pointer batch, long[] outcome, long[] error);

    static native int oneid_graph_apply_prepared(long graph, Pointer batch, long[] outcome, long[] error);

    static native int oneid_graph_erase(long graph, byte[] id, long idSize, long[] receipt, long[] error);

    static native int oneid_graph_erase_profile(long graph, byte[] id, long idSize, long[] receipt, long[] error);

    static native int oneid_graph_refuse_erased(long graph, byte[] key, long[] error);

    static native int oneid_graph_readmit(long graph, byte[] id, long idSize, byte[] wasRefused, long[] error);

    static native int oneid_graph_refused_identifiers(long graph, byte[] refuses, long[] count, long[] error);

    static native int oneid_graph_explain(
            long graph, byte[] a, long aSize, byte[] b, long bSize, long[] explanation, long[] error);

    static native int oneid_graph_verify(
            long graph, byte[] a, long aSize, byte[] b, long bSize, long[] verified, long[] error);

    static native int oneid_graph_cut(long graph, byte[] a, long aSize, byte[] b, long bSize, long[] cut, long[] error);

    static native int oneid_graph_history(long graph, byte[] profile, long[] history, long[] error);

    static native int oneid_graph_bridges(long graph, byte[] profile, long[] bridges, long[] error);

    static native int oneid_graph_evidence(long graph, byte[] profile, long[] evidence, long[] error);

    static native int oneid_graph_candidates(long graph, long most, long[] candidates, long[] error);

    static native int oneid_graph_records_of(long graph, byte[] id, long idSize, long[] records, long[] error);

    static native int oneid_graph_simulate(long graph, long policy, long[] simulation, long[] error);

    static native int oneid_graph_apply_policy(long graph, long policy, long[] outcome, long[] error);

    static native int oneid_graph_lookup(long graph, byte[] id, long idSize, long[] found, long[] error);

    static native int oneid_graph_export(long graph, byte[] id, long idSize, long[] export_, long[] error);

    static native int oneid_graph_refused(long graph, long[] refused, long[] error);

    static native int oneid_graph_refused_count(long graph, long[] count, long[] error);

    static native int oneid_graph_contradictory(long graph, long[] contradictory, long[] error);

    static native int oneid_graph_shared(long graph, long[] shared, long[] error);

    static native int oneid_graph_blocked(long graph, long[] blocked, long[] error);

    static native int oneid_graph_reassigned(long graph, long[] reassigned, long[] error);

    static native int oneid_graph_sources(long graph, long[] sources, long[] error);

    static native int oneid_graph_stats(long graph, long[] stats, long[] error);

    static native int oneid_graph_memory(long graph, long[] memory, long[] error);

    static native int oneid_graph_changes_since(
            long graph, long since, long most, long[] changes, long[] next, long[] error);

    static native int oneid_graph_first_change(long graph, long[] sequence, long[] error);

    static native int oneid_graph_trim_changes(long graph, long before, long[] error);

    static native int oneid_graph_check(long graph, long[] error);

    static native int oneid_graph_prepare_scope(
            long graph, byte[] nameSpace, long nameSpaceSize, byte[] scope, long scopeSize, int[] number,
            long[] error);

    static native int oneid_graph_prepare_source(
            long graph, byte[] source, long sourceSize, int[] number, long[] error);

    static native int oneid_graph_prepare(long graph, byte[] id, long idSize, long[] prepared, long[] error);

    static native int oneid_graph_recovery(long graph, long[] recovery, long[] error);

    static native int oneid_graph_store_stats(long graph, long[] stats, long[] error);

    static native int oneid_graph_sync(long graph, long[] error);

    static native int oneid_graph_snapshot(long graph, long[] snapshot, long[] error);

    static native int oneid_graph_compact(long graph, long[] compaction, long[] error);

    static native int oneid_graph_backup(long graph, byte[] dir, long dirSize, long[] error);

    static native int oneid_graph_dump(long graph, byte[] path, long pathSize, long[] error);

    static native int oneid_graph_reader(long graph, long[] reader, long[] error);

    static native int oneid_reader_clone(long reader, long[] clone, long[] error);

    static native int oneid_reader_lookup(
            long reader, long id, long idSize, long profile, long found, long error);

    static native int oneid_reader_lookup_batch(
            long reader, Pointer ids, Pointer idSizes, long count, byte[] profiles, byte[] found, long[] error);

    static native int oneid_reader_lookup_prepared(
            long reader, int scope, long value, long valueSize, long profile, long found, long error);

    static native int oneid_reader_lookup_prepared_batch(
            long reader, int[] scopes, Pointer values, Pointer valueSizes, long count, byte[] profiles, byte[] found,
            long[] error);

    static native int oneid_reader_read(
            long reader, ReadCallback callback, Pointer context, long[] nextChange, long[] error);

    static native int oneid_reader_wait(long reader, long since, long mostMs, long[] nextChange, long[] error);

    static native void oneid_reader_free(long reader);

    static native int oneid_graph_profile(long graph, byte[] id, long[] profile, long[] error);

    static native int oneid_graph_profile_of(long graph, byte[] id, long idSize, long[] profile, long[] error);

    static native int oneid_profile_id(long profile, byte[] id, long[] error);

    static native Pointer oneid_profile_uuid(long profile);

    static native long oneid_profile_identifier_count(long profile);

    static native Pointer oneid_profile_identifier(long profile, long number);

    static native int oneid_profile_identifier_standing(long profile, long number);

    static native long oneid_profile_trait_count(long profile);

    static native Pointer oneid_profile_trait_name(long profile, long number);

    static native Pointer oneid_profile_trait_value(long profile, long number);

    static native Pointer oneid_profile_trait(long profile, byte[] name, long nameSize);

    static native int oneid_profile_to_json(long profile, long[] json, long[] error);

    static native void oneid_profile_free(long profile);

    static native int oneid_graph_profiles(long graph, long[] profiles, long[] error);

    static native int oneid_profiles_next(long profiles, long[] profile, long[] error);

    static native int oneid_profiles_next_json(long profiles, long most, long[] lines, long[] error);

    static native int oneid_profiles_next_ids(long profiles, byte[] ids, long most, long[] count, long[] error);

    static native void oneid_profiles_free(long profiles);

    static native int oneid_manifest_read(byte[] path, long pathSize, long policy, long[] manifest, long[] error);

    static native int oneid_manifest_policy(long manifest, long[] policy, long[] error);

    static native int oneid_manifest_fan_bases(long manifest, long[] fanBases, long[] error);

    static native int oneid_graph_import(long graph, long manifest, long now, long[] report, long[] error);

    static native void oneid_manifest_free(long manifest);
}
