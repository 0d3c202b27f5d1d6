package io.managedidentity.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.managedidentity.agent.management.AgentMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.StandardMBean;
import javax.management.openmbean.ArrayType;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenType;
import org.junit.jupiter.api.Test;

/** The text of a status shows each member of its JSON. */
class StatusMembersTest {
  private static final Instant NOW = Instant.parse("2026-11-30T03:00:00Z");

  /** Members that are not in the text, and why. */
  private static final Map<String, String> NOT_SHOWN =
      Map.of(
          "/mappingCount", "each mapping has its line",
          "/mappings/0/secretLastSeen", "the latest of the times beside its secrets");

  /** Attributes of the agent's object that another command or collectors ask for. */
  private static final Set<String> OF_OTHERS =
      Set.of("MappingMetrics", "TokenMetrics", "LastProblems");

  private static final String SAMPLE =
      """
      { 'version': '1.2.3', 'mode': 'inject', 'switchedOff': true, 'configFile': 'm.json', 'mappingCount': 1,
        'mappings': [ { 'name': 'api', 'hosts': ['api.example', 'b.example'], 'mode': 'shadow', 'requests': 1,
          'injected': 2, 'kept': 3, 'observed': 4, 'shadowRepeated': 5, 'shadowAgreed': 6, 'shadowUnanswered': 7,
          'shadowRefused': [ { 'status': 403, 'count': 8 } ], 'failed': 9, 'resent': 10, 'fellBack': 11,
          'leftOut': 12, 'heldBack': 13, 'rejected401': 14, 'rejected403': 15, 'redirected': 16, 'plainHttp': 17,
          'otherPort': 18, 'otherName': 19, 'cannotBeRead': 20, 'secretLastSeen': '2026-11-30T02:00:00Z',
          'secretSeen': [ { 'kind': 'basic', 'count': 21, 'last': '2026-11-30T02:00:00Z' } ],
          'secretLeft': [ { 'kind': 'sas', 'why': 'kept', 'count': 22, 'last': '2026-11-30T01:00:00Z' } ],
          'lastOutcome': { 'what': 'injected', 'status': 200, 'host': 'api.example', 'at': '2026-11-30T02:59:00Z' },
          'clean': true } ],
        'tokens': [
          { 'resource': 'r', 'identity': 'system-assigned', 'source': 'imds', 'expires': '2026-11-30T04:00:00Z',
            'lastRefresh': '2026-11-30T02:30:00Z', 'nextRefresh': '2026-11-30T03:30:00Z', 'usable': true },
          { 'resource': 's', 'identity': 'clientId 1', 'usable': false, 'lastError': 'some_code: no',
            'advice': 'Do it', 'check': 'sources' } ],
        'clients': [ { 'name': 'okhttp', 'version': '4.12.0', 'loader': 'app', 'covered': false, 'whyNot': 'No method x.' } ],
        'suppressedErrors': 23,
        'file': { 'accepted': false, 'message': 'it is invalid:', 'problems': [ 'm.json:1:1: /mode: no.' ] } }
      """;

  @Test
  void showsEachMember() throws IOException {
    ObjectNode sample = sample();
    String whole = text(sample);
    Set<String> hidden = new TreeSet<>();
    for (String member : members(sample)) {
      ObjectNode changed = sample.deepCopy();
      change(changed, member);
      if (text(changed).equals(whole)) {
        hidden.add(member);
      }
    }

    assertEquals(new TreeSet<>(NOT_SHOWN.keySet()), hidden);
  }

  @Test
  void showsAllNotesAndNeeds() throws IOException {
    StatusVerdict verdict = StatusVerdict.of(sample(), NOW);
    String text = text(sample());

    assertFalse(verdict.notes().isEmpty());
    assertFalse(verdict.needs().isEmpty());
    for (String note : verdict.notes()) {
      assertTrue(text.contains("note              " + note + "\n"), note);
    }
    assertTrue(text.endsWith(": " + String.join("; ", verdict.needs()) + ".\n"), text);
  }

  /** So that a new member is asked for above. */
  @Test
  void samplesEachMemberThatTheAgentTells() throws Exception {
    Set<String> sampled = new TreeSet<>();
    for (String member : members(sample())) {
      sampled.add(member.replaceAll("/[0-9]+", ""));
    }

    assertTrue(sampled.removeAll(List.of("/tokens/advice", "/tokens/check")), "of the command");
    assertEquals(told(), sampled);
  }

  private static Set<String> told() {
    AgentMXBean agent =
        (AgentMXBean)
            Proxy.newProxyInstance(
                AgentMXBean.class.getClassLoader(),
                new Class<?>[] {AgentMXBean.class},
                (proxy, method, arguments) -> {
                  throw new AssertionError(method);
                });
    MBeanInfo info = new StandardMBean(agent, AgentMXBean.class, true).getMBeanInfo();
    Set<String> told = new TreeSet<>();
    for (MBeanAttributeInfo attribute : info.getAttributes()) {
      String name = attribute.getName();
      if (!OF_OTHERS.contains(name)) {
        String member = "/" + name.substring(0, 1).toLowerCase(Locale.ROOT);
        add(type(attribute), member + name.substring(1), told);
      }
    }
    for (MBeanOperationInfo operation : info.getOperations()) {
      if (operation.getName().equals("check")) {
        add(type(operation), "/file", told);
      }
    }
    told.remove("/mappings/secretSeen/why"); // only one that left has a reason
    return told;
  }

  private static OpenType<?> type(MBeanFeatureInfo feature) {
    return (OpenType<?>) feature.getDescriptor().getFieldValue(JMX.OPEN_TYPE_FIELD);
  }

  private static void add(OpenType<?> type, String at, Set<String> all) {
    if (type instanceof ArrayType<?> array) {
      add(array.getElementOpenType(), at, all);
    } else if (type instanceof CompositeType row) {
      for (String key : row.keySet()) {
        add(row.getType(key), at + "/" + key, all);
      }
    } else {
      all.add(at);
    }
  }

  private static List<String> members(JsonNode status) {
    List<String> all = new ArrayList<>();
    add(status, "", all);
    return all;
  }

  private static void add(JsonNode node, String at, List<String> all) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        add(member.getValue(), at + "/" + member.getKey(), all);
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        add(node.get(i), at + "/" + i, all);
      }
    } else {
      all.add(at);
    }
  }

  private static void change(ObjectNode status, String member) {
    int end = member.lastIndexOf('/');
    String name = member.substring(end + 1);
    JsonNode parent = status.at(member.substring(0, end));
    JsonNode value = another(status.at(member));
    if (parent instanceof ArrayNode list) {
      list.set(Integer.parseInt(name), value);
    } else {
      ((ObjectNode) parent).set(name, value);
    }
  }

  private static JsonNode another(JsonNode value) {
    if (value.isBoolean()) {
      return BooleanNode.valueOf(!value.asBoolean());
    }
    if (value.isNumber()) {
      return LongNode.valueOf(value.asLong() + 100);
    }
    String text = value.asText();
    return TextNode.valueOf(
        text.startsWith("2026-")
            ? Instant.parse(text).minus(Duration.ofDays(1)).toString()
            : text + " or another");
  }

  /** As the command prints it. */
  private static String text(ObjectNode status) {
    ObjectNode judged = status.deepCopy();
    StatusVerdict verdict = StatusVerdict.of(judged, NOW);
    verdict.notes().forEach(judged.putArray("notes")::add);
    verdict.needs().forEach(judged.putArray("needs")::add);
    StringWriter out = new StringWriter();
    new StatusText(judged, NOW, new TextTable(new PrintWriter(out, true), TextTable.UNLIMITED))
        .print();
    return out.toString().replace(System.lineSeparator(), "\n");
  }

  private static ObjectNode sample() throws IOException {
    return (ObjectNode) new ObjectMapper().readTree(SAMPLE.replace('\'', '"'));
  }
}
