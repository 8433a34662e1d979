import static java.nio.charset.StandardCharsets.UTF_8;

import dev.oneid.Found;
import dev.oneid.Graph;
import dev.oneid.Key;
import dev.oneid.Policy;
import dev.oneid.Prepared;
import dev.oneid.Reader;

public class Batches {
    public static void main(String[] arguments) {
        Key key = Key.ofHex("000102030405060708090a0b0c0d0e0f");
        try (Policy policy = Policy.preset("retail-cn"); Graph graph = Graph.inMemory(policy, key)) {
            int scope = graph.prepareScope("jd.xid", "shop");
            int source = graph.prepareSource("jd/shop/members");
            byte[][] values = {"a1".getBytes(UTF_8), "a2".getBytes(UTF_8), "b1".getBytes(UTF_8)};
            // Two identifiers that were seen together, and one by itself.
            graph.applyPrepared(Prepared.of(new int[] {2, 1}, new int[] {scope, scope, scope}, values, source));
            try (Reader reader = graph.reader()) {
                Found found = new Found();
                reader.lookupPrepared(scope, values, 0, values.length, found);
                for (int i = 0; i < found.size(); i++) {
                    System.out.println(found.profile(i).orElseThrow());
                }
            }
        }
    }
}
