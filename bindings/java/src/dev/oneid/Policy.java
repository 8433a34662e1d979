package dev.oneid;

/** The rules of who is one customer. It never changes, and many threads may use it. */
public final class Policy extends Handle {
    Policy(long address) {
        super(address, Native::oneid_policy_free);
    }

    /** {@code connected}, {@code first-owner}, {@code last-login} or {@code retail-cn}. */
    public static Policy preset(String name) {
        byte[] text = Texts.bytes(name);
        return new Policy(Call.result((out, error) -> Native.oneid_policy_preset(text, text.length, out, error)));
    }

    /** Reads TOML; {@link OneidException#problems} has every problem. */
    public static Policy parse(String toml) {
        byte[] text = Texts.bytes(toml);
        return new Policy(Call.result((out, error) -> Native.oneid_policy_from_toml(text, text.length, out, error)));
    }

    /** TOML that reads back as this policy. */
    public String toToml() {
        return using(policy -> Call.text((out, error) -> Native.oneid_policy_to_toml(policy, out, error)));
    }

    /** Every namespace with all its rules, as JSON. */
    public String toJson() {
        return using(policy -> Call.text((out, error) -> Native.oneid_policy_to_json(policy, out, error)));
    }

    /** What is allowed but hardly meant: a JSON array. */
    public String warnings() {
        return using(policy -> Call.text((out, error) -> Native.oneid_policy_warnings(policy, out, error)));
    }

    /** Whether records of a source link anything. */
    public boolean links(String source) {
        byte[] text = Texts.bytes(source);
        return using(policy -> Call.flag((out, error) ->
                Native.oneid_policy_links(policy, text, text.length, out, error)));
    }

    /** The rule by which a trait is shown, such as {@code newest}. */
    public String traitRule(String name) {
        byte[] text = Texts.bytes(name);
        return using(policy -> Call.text((out, error) ->
                Native.oneid_policy_trait_rule(policy, text, text.length, out, error)));
    }

    /** What an identifier stands for under a key, as a graph prints it: a JSON array. */
    public String canonical(Key key, String id) {
        byte[] text = Texts.bytes(id);
        return using(policy -> Call.text((out, error) ->
                Native.oneid_policy_canonical(policy, key.bytes(), text, text.length, out, error)));
    }
}
