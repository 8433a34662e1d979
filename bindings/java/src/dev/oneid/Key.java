package dev.oneid;

/** A fingerprint key: 16 bytes that the program keeps. Another key gives other ids, and no file of a graph holds it. */
public final class Key {
    private final byte[] bytes;

    private Key(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Of 16 bytes, which ought to be random. */
    public static Key of(byte[] bytes) {
        if (bytes.length != 16) {
            throw new IllegalArgumentException("a key has 16 bytes, not " + bytes.length);
        }
        return new Key(bytes.clone());
    }

    /** Of 32 hexadecimal digits. */
    public static Key ofHex(String hex) {
        byte[] text = Texts.bytes(hex);
        byte[] bytes = new byte[16];
        Call.plain(error -> Native.oneid_key_from_hex(text, text.length, bytes, error));
        return new Key(bytes);
    }

    byte[] bytes() {
        return bytes;
    }
}
