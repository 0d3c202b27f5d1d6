package io.managedidentity.agent.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Cases of {@code docs/protocol.md} that the other vectors leave open, in the same form. */
class MoreVectorsTest {
  @TestFactory
  Stream<DynamicTest> vector() throws Exception {
    List<JsonNode> vectors = new ArrayList<>();
    new ObjectMapper()
        .readTree(MoreVectorsTest.class.getResourceAsStream("/more-vectors.json"))
        .path("vectors")
        .forEach(vectors::add);
    return vectors.stream()
        .map(
            v ->
                DynamicTest.dynamicTest(
                    v.path("id").asText() + ": " + v.path("title").asText(),
                    () -> ProtocolVectorsTest.holds(v)));
  }
}
