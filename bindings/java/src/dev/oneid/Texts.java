package dev.oneid;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** Texts in native memory: their bytes one after another, and parallel arrays of pointers and lengths. It grows, and is used again. */
final class Texts {
    private byte[] bytes = new byte[0];
    private long[] addresses = new long[0];
    private long[] sizes = new long[0];
    private Memory text;
    private Memory pointers;
    private Memory lengths;
    private int count;

    static Texts of(Collection<String> all) {
        Texts texts = new Texts();
        texts.set(all.stream().map(Texts::bytes).toArray(byte[][]::new), 0, all.size());
        return texts;
    }

    static byte[] bytes(String text) {
        if (text == null) {
            return null;
        }
        requireWhole(text);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Half a surrogate pair would become a question mark, and two identifiers perhaps one. */
    private static void requireWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (!Character.isSurrogate(unit)) {
                continue;
            }
            boolean paired = i + 1 < text.length() && Character.isSurrogatePair(unit, text.charAt(i + 1));
            if (!paired) {
                throw OneidException.of(Status.UTF8, "half a surrogate pair (character " + i + ")");
            }
            i++;
        }
    }

    static long size(byte[] text) {
        return text == null ? 0 : text.length;
    }

    static String string(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static String string(Pointer text) {
        return text == null ? null : text.getString(0, "UTF-8");
    }

    /** Holds some of an array's texts from now on. */
    void set(byte[][] all, int from, int to) {
        count = to - from;
        room(all, from, to);
        long base = Pointer.nativeValue(text);
        int at = 0;
        for (int i = 0; i < count; i++) {
            byte[] one = all[from + i];
            System.arraycopy(one, 0, bytes, at, one.length);
            addresses[i] = base + at;
            sizes[i] = one.length;
            at += one.length;
        }
        text.write(0, bytes, 0, at);
        pointers.write(0, addresses, 0, count);
        lengths.write(0, sizes, 0, count);
    }

    private void room(byte[][] all, int from, int to) {
        int needed = 1;
        for (int i = from; i < to; i++) {
            needed = Math.addExact(needed, all[i].length);
        }
        if (needed > bytes.length) {
            bytes = new byte[(int) Math.max(needed, Math.min(2L * needed, 1 << 30))];
            text = new Memory(bytes.length);
        }
        if (count > sizes.length || pointers == null) {
            int room = 2 * Math.max(count, 1);
            addresses = new long[room];
            sizes = new long[room];
            pointers = new Memory(8L * room);
            lengths = new Memory(8L * room);
        }
    }

    Pointer pointers() {
        return pointers;
    }

    Pointer sizes() {
        return lengths;
    }

    int count() {
        return count;
    }
}
