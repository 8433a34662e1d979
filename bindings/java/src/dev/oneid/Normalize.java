package dev.oneid;

/** Raw values as platforms and people write them, and what library this is. Results that are objects are JSON. */
public final class Normalize {
    private Normalize() {}

    /** The version of the library that is loaded. */
    public static String version() {
        return Texts.string(Native.oneid_version());
    }

    /** The version of the built-in catalogue of namespaces. */
    public static int catalogueVersion() {
        return Native.oneid_catalogue_version();
    }

    /** An identifier in its parts: {@code {"namespace":…,"scope":…,"value":…}}. */
    public static String identifier(String id) {
        byte[] text = Texts.bytes(id);
        return Call.text((out, error) -> Native.oneid_identifier_parse(text, text.length, out, error));
    }

    /** An identifier of its parts; a scope of {@code null} is none. */
    public static String join(String namespace, String scope, String value) {
        byte[] first = Texts.bytes(namespace);
        byte[] second = Texts.bytes(scope);
        byte[] third = Texts.bytes(value);
        return Call.text((out, error) -> Native.oneid_identifier_join(
                first, first.length, second, Texts.size(second), third, third.length, out, error));
    }

    /** An operation with every key spelled out. */
    public static String operation(String json) {
        byte[] text = Texts.bytes(json);
        return Call.text((out, error) -> Native.oneid_operation_parse(text, text.length, out, error));
    }

    /** The forms of a phone number; a region of {@code null} is none. */
    public static String phone(String raw, String region) {
        byte[] text = Texts.bytes(raw);
        byte[] of = Texts.bytes(region);
        return Call.text((out, error) ->
                Native.oneid_phone_parse(text, text.length, of, Texts.size(of), out, error));
    }

    /** The digest of a phone number by a scheme such as {@code md5_national}. */
    public static String phoneDigest(String raw, String region, String scheme) {
        byte[] text = Texts.bytes(raw);
        byte[] of = Texts.bytes(region);
        byte[] by = Texts.bytes(scheme);
        return Call.text((out, error) -> Native.oneid_phone_digest(
                text, text.length, of, Texts.size(of), by, by.length, out, error));
    }

    /** The forms of an e-mail address. */
    public static String email(String raw) {
        byte[] text = Texts.bytes(raw);
        return Call.text((out, error) -> Native.oneid_email_parse(text, text.length, out, error));
    }

    /** The digest of an e-mail address: {@code md5}, {@code sha256} or {@code sm3}. */
    public static String emailDigest(String raw, String hash) {
        byte[] text = Texts.bytes(raw);
        byte[] by = Texts.bytes(hash);
        return Call.text((out, error) ->
                Native.oneid_email_digest(text, text.length, by, by.length, out, error));
    }

    /** A digest that somebody else made, in the one form that is kept. */
    public static String digest(String raw, String hash) {
        byte[] text = Texts.bytes(raw);
        byte[] by = Texts.bytes(hash);
        return Call.text((out, error) ->
                Native.oneid_digest_parse(text, text.length, by, by.length, out, error));
    }

    /** Text of a contact as it is compared. */
    public static String contact(String raw) {
        byte[] text = Texts.bytes(raw);
        return Call.text((out, error) -> Native.oneid_contact_normalize(text, text.length, out, error));
    }

    /** Text of an account as it is compared. */
    public static String account(String raw) {
        byte[] text = Texts.bytes(raw);
        return Call.text((out, error) -> Native.oneid_account_normalize(text, text.length, out, error));
    }
}
