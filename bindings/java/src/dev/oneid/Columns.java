package dev.oneid;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Observations in columns, in native memory that lives as long as this. */
final class Columns {
    private final Memory structure;
    private final List<Object> held = new ArrayList<>();
    private int at;

    private Columns(int bytes) {
        structure = new Memory(bytes);
        structure.clear();
    }

    /** {@code oneid_observations}: thirteen words. */
    static Columns of(List<Observation> all) {
        Columns columns = new Columns(13 * 8);
        List<String> ids = new ArrayList<>();
        int[] counts = new int[all.size()];
        long[] times = new long[all.size()];
        int[] strengths = new int[all.size()];
        for (int i = 0; i < counts.length; i++) {
            Observation one = all.get(i);
            ids.addAll(one.ids());
            counts[i] = one.ids().size();
            times[i] = Observation.milliseconds(one.at());
            strengths[i] = one.strength().ordinal();
        }
        columns.word(all.size());
        columns.pointer(columns.numbers(counts));
        columns.word(ids.size());
        columns.texts(Texts.of(ids));
        columns.pointer(columns.numbers(times));
        columns.texts(Texts.of(each(all, Observation::source)));
        columns.word(0);
        columns.word(0);
        columns.pointer(columns.numbers(strengths));
        columns.texts(Texts.of(each(all, Observation::traits)));
        return columns;
    }

    /** {@code oneid_prepared_observations}: twelve words, of which the source is half of one. */
    static Columns of(Prepared all) {
        Columns columns = new Columns(12 * 8);
        int count = all.counts().length;
        check(all);
        columns.word(count);
        columns.pointer(columns.numbers(all.counts()));
        columns.word(all.values().length);
        columns.pointer(columns.numbers(all.scopes()));
        Texts values = new Texts();
        values.set(all.values(), 0, all.values().length);
        columns.texts(values);
        columns.pointer(all.at() == null ? null : columns.numbers(all.at()));
        columns.pointer(all.sources() == null ? null : columns.numbers(all.sources()));
        columns.structure.setInt(columns.at, all.source());
        columns.at += 8;
        columns.pointer(all.strengths() == null
                ? null
                : columns.numbers(Arrays.stream(all.strengths()).mapToInt(Strength::ordinal).toArray()));
        if (all.traits() != null) {
            columns.texts(Texts.of(all.traits()));
        }
        return columns;
    }

    private static void check(Prepared all) {
        int count = all.counts().length;
        require(all.scopes().length == all.values().length, "each value has a scope");
        require(all.at() == null || all.at().length == count, "each observation has a time");
        require(all.sources() == null || all.sources().length == count, "each observation has a source");
        require(all.strengths() == null || all.strengths().length == count, "each observation has a strength");
        require(all.traits() == null || all.traits().size() == count, "each observation has traits");
    }

    private static List<String> each(List<Observation> all, Function<Observation, String> what) {
        return all.stream().map(what).toList();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("columns differ in length: " + what);
        }
    }

    private Memory numbers(int[] numbers) {
        Memory memory = new Memory(Math.max(1, 4L * numbers.length));
        memory.write(0, numbers, 0, numbers.length);
        held.add(memory);
        return memory;
    }

    private Memory numbers(long[] numbers) {
        Memory memory = new Memory(Math.max(1, 8L * numbers.length));
        memory.write(0, numbers, 0, numbers.length);
        held.add(memory);
        return memory;
    }

    private void word(long value) {
        structure.setLong(at, value);
        at += 8;
    }

    private void pointer(Pointer pointer) {
        structure.setPointer(at, pointer);
        at += 8;
    }

    private void texts(Texts texts) {
        held.add(texts);
        pointer(texts.pointers());
        pointer(texts.sizes());
    }

    /** Hands the structure on; all that it points to stays that long. */
    Outcome apply(Function<Pointer, Outcome> function) {
        try {
            return function.apply(structure);
        } finally {
            Reference.reachabilityFence(this);
        }
    }
}
