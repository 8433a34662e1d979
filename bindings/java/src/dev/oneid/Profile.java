package dev.oneid;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * One customer, as it was when it was asked for.
 *
 * @param id its id
 * @param members its identifiers, in the order of bytes
 * @param traits what it shows, each value as JSON
 * @param json the whole as one JSON object
 */
public record Profile(UUID id, List<Member> members, Map<String, String> traits, String json) {
    /**
     * An identifier of a profile, and how it stands.
     *
     * @param id as printed
     * @param blocked the policy says that it identifies nobody
     * @param shared too many have it
     * @param reassigned it has been given to another holder
     */
    public record Member(String id, boolean blocked, boolean shared, boolean reassigned) {}

    /** Its identifiers, in the order of bytes. */
    public List<String> ids() {
        return members.stream().map(Member::id).toList();
    }

    /** Of a handle, which is freed. */
    static Profile take(long profile) {
        try {
            byte[] id = new byte[16];
            Call.plain(error -> Native.oneid_profile_id(profile, id, error));
            List<Member> members = LongStream.range(0, Native.oneid_profile_identifier_count(profile))
                    .mapToObj(number -> member(profile, number))
                    .toList();
            Map<String, String> traits = new TreeMap<>();
            for (long i = 0; i < Native.oneid_profile_trait_count(profile); i++) {
                traits.put(
                        Texts.string(Native.oneid_profile_trait_name(profile, i)),
                        Texts.string(Native.oneid_profile_trait_value(profile, i)));
            }
            String json = Call.text((out, error) -> Native.oneid_profile_to_json(profile, out, error));
            return new Profile(Ids.uuid(id, 0), members, traits, json);
        } finally {
            Native.oneid_profile_free(profile);
        }
    }

    private static Member member(long profile, long number) {
        int standing = Native.oneid_profile_identifier_standing(profile, number);
        String id = Texts.string(Native.oneid_profile_identifier(profile, number));
        return new Member(id, (standing & 1) != 0, (standing & 2) != 0, (standing & 4) != 0);
    }
}
