package dev.oneid;

import java.nio.file.Path;

/** What fan-base files there are, and how each is read. */
public final class Manifest extends Handle {
    private Manifest(long address) {
        super(address, Native::oneid_manifest_free);
    }

    /** Reads a manifest, with the policy that it names. */
    public static Manifest read(Path file) {
        return read(file, 0);
    }

    /** Reads a manifest, with another policy than it names. */
    public static Manifest read(Path file, Policy policy) {
        return policy.using(rules -> read(file, rules));
    }

    private static Manifest read(Path file, long policy) {
        byte[] path = Texts.bytes(file.toString());
        return new Manifest(Call.result((out, error) ->
                Native.oneid_manifest_read(path, path.length, policy, out, error)));
    }

    /** The policy to merge under. */
    public Policy policy() {
        return new Policy(using(manifest ->
                Call.result((out, error) -> Native.oneid_manifest_policy(manifest, out, error))));
    }

    /** The fan bases that it names: a JSON array. */
    public String fanBases() {
        return using(manifest -> Call.text((out, error) ->
                Native.oneid_manifest_fan_bases(manifest, out, error)));
    }
}
