import dev.oneid.Graph;
import dev.oneid.Key;
import dev.oneid.Observation;
import dev.oneid.Policy;
import dev.oneid.Profile;
import dev.oneid.Strength;

public class Quickstart {
    public static void main(String[] arguments) {
        // Once random, then kept: another key gives other ids.
        Key key = Key.ofHex("000102030405060708090a0b0c0d0e0f");
        try (Policy policy = Policy.preset("retail-cn"); Graph graph = Graph.inMemory(policy, key)) {
            graph.observe(Observation.of("wechat.unionid@brand:oUn1", "phone:138 0013 8001").strength(Strength.VERIFIED));
            graph.observe(Observation.of("taobao.ouid@flagship:AAF1", "phone:+8613800138001").source("taobao/2026-10"));

            Profile customer = graph.profileOf("taobao.ouid@flagship:AAF1").orElseThrow();
            System.out.println(customer.id() + " " + customer.ids());
            System.out.println(graph.explain("wechat.unionid@brand:oUn1", "taobao.ouid@flagship:AAF1"));
        }
    }
}
