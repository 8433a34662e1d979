import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.oneid.Found;
import dev.oneid.Graph;
import dev.oneid.Key;
import dev.oneid.Policy;
import dev.oneid.Profile;
import dev.oneid.Profiles;
import dev.oneid.Reader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** The example fan bases give what they give in Rust. */
final class Fans {
    private Fans() {}

    static Graph graph() throws IOException {
        try (Policy policy = Policy.parse(Files.readString(Check.expected("policy.toml")))) {
            Graph graph = Graph.inMemory(policy, Key.ofHex("000102030405060708090a0b0c0d0e0f"));
            List<String> lines = Check.lines("operations.jsonl");
            for (int i = 0; i < lines.size(); i += 100) {
                graph.apply(String.join("\n", lines.subList(i, Math.min(i + 100, lines.size()))));
            }
            return graph;
        }
    }

    static void areAsInRust() throws IOException {
        try (Graph graph = graph(); Reader reader = graph.reader()) {
            // Before anything is asked: asking counts too.
            JsonElement expectedStats = Check.json(Files.readString(Check.expected("stats.json")));
            Check.equal(expectedStats, Check.json(graph.stats()), "stats");
            graph.check();
            profiles(graph);
            lookups(reader);
            for (String line : Check.lines("explanations.jsonl")) {
                JsonObject expected = Check.json(line).getAsJsonObject();
                String told = graph.explain(expected.get("a").getAsString(), expected.get("b").getAsString());
                Check.equal(expected.get("explanation"), Check.json(told), "an explanation");
            }
            List<String> changes = graph.changesSince(0, Long.MAX_VALUE).lines();
            Check.equal(objects(Check.lines("changes.jsonl")), objects(changes), "changes");
        }
    }

    private static List<Object> objects(List<String> lines) {
        return lines.stream().map(Check::json).collect(Collectors.toList());
    }

    private static void profiles(Graph graph) {
        List<Profile> all = new ArrayList<>();
        try (Profiles profiles = graph.profiles()) {
            profiles.forEachRemaining(all::add);
        }
        all.sort(Comparator.comparing(profile -> profile.id().toString()));
        List<String> found = all.stream().map(Profile::json).toList();
        Check.equal(objects(Check.lines("profiles.jsonl")), objects(found), "profiles");
        try (Profiles profiles = graph.profiles()) {
            Check.equal(all.size(), profiles.nextIds(1 << 20).size(), "ids of profiles");
            Check.equal(List.of(), profiles.nextIds(10), "ids after the last");
        }
        Profile first = all.get(0);
        Check.equal(first, graph.profile(first.id()).orElseThrow(), "a profile by its id");
        Check.that(graph.profile(new UUID(0, 0)).isEmpty(), "there is no such profile");
    }

    private static void lookups(Reader reader) {
        List<String> ids = new ArrayList<>();
        List<String> profiles = new ArrayList<>();
        for (String line : Check.lines("lookups.jsonl")) {
            JsonObject expected = Check.json(line).getAsJsonObject();
            ids.add(expected.get("id").getAsString());
            profiles.add(expected.get("profile").getAsString());
        }
        Found found = reader.lookupBatch(ids);
        for (int i = 0; i < ids.size(); i++) {
            Check.equal(profiles.get(i), found.profile(i).orElseThrow().toString(), ids.get(i));
            if (i % 50 == 0) {
                Check.equal(found.profile(i), reader.lookup(ids.get(i)), ids.get(i));
            }
        }
    }
}
