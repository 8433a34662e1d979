package dev.oneid;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Goes once through all profiles that there were when it began. One that has become part of another meanwhile is passed over. */
public final class Profiles extends Handle implements Iterator<Profile> {
    private Profile next;

    Profiles(long address) {
        super(address, Native::oneid_profiles_free);
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            long found = using(profiles -> Call.resultOrEnd((out, error) ->
                    Native.oneid_profiles_next(profiles, out, error)));
            next = found == 0 ? null : Profile.take(found);
        }
        return next != null;
    }

    @Override
    public Profile next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Profile one = next;
        next = null;
        return one;
    }

    /** What is left, as a stream; closing it closes this. */
    public Stream<Profile> stream() {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, Spliterator.NONNULL), false)
                .onClose(this::close);
    }

    /** The next profiles as JSON, at most so many; none after the last. */
    public List<String> nextJson(long most) {
        long count = Amount.of(most);
        long lines = using(profiles -> Call.resultOrEnd((out, error) ->
                Native.oneid_profiles_next_json(profiles, count, out, error)));
        return lines == 0 ? List.of() : Call.take(lines).lines().toList();
    }

    /** The next ids, at most so many; none after the last. */
    public List<UUID> nextIds(int most) {
        byte[] ids = new byte[Math.multiplyExact(16, (int) Amount.of(most))];
        long count = using(profiles -> Call.resultOrEnd((out, error) ->
                Native.oneid_profiles_next_ids(profiles, ids, most, out, error)));
        List<UUID> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            found.add(Ids.uuid(ids, i));
        }
        return found;
    }
}
