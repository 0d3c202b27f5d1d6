package io.managedidentity.probe;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;

/**
 * Asks the agent's JMX object about each call before it makes it with the client named in {@code
 * client}, and once more after it. The answer has the first explanation as {@code before.NAME}, the
 * second as {@code after.NAME}, and what became of the call. With {@code reload} it has the agent
 * read its file instead.
 */
public final class ExplainedProbe implements ProbeClient {
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private final Map<String, ProbeClient> clients = new HashMap<>();
  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final ObjectName agent;

  public ExplainedProbe() throws Exception {
    agent = new ObjectName("io.managedidentity.agent:type=Agent");
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!server.isRegistered(agent) && System.nanoTime() - end < 0) {
      Thread.yield();
    }
  }

  @Override
  public Message call(Message call) throws Exception {
    if (call.has("reload")) {
      return reload();
    }
    ProbeClient client = client(call.get("client"));
    Map<String, List<String>> before = explanation(call);
    Message answer;
    try {
      Message got = client.call(call);
      answer = new Message().add("status", got.get("status")).add("body", got.get("body", ""));
    } catch (Exception e) {
      answer = Probe.failure(e);
    }
    add(answer, "before.", before);
    add(answer, "after.", explanation(call));
    return answer;
  }

  private ProbeClient client(String name) throws ReflectiveOperationException {
    ProbeClient known = clients.get(name);
    if (known == null) {
      known =
          (ProbeClient)
              Class.forName("io.managedidentity.probe." + name)
                  .getDeclaredConstructor()
                  .newInstance();
      clients.put(name, known);
    }
    return known;
  }

  private Message reload() throws Exception {
    CompositeData answer =
        (CompositeData) server.invoke(agent, "reload", new Object[0], new String[0]);
    Message message = new Message().add("accepted", String.valueOf(answer.get("accepted")));
    for (String problem : (String[]) answer.get("problems")) {
      message.add("problem", problem);
    }
    return message;
  }

  private Map<String, List<String>> explanation(Message call) throws Exception {
    CompositeData answer =
        (CompositeData)
            server.invoke(
                agent,
                "explain",
                new Object[] {
                  call.get("url"), call.get("method"), call.all("header").toArray(new String[0])
                },
                new String[] {
                  String.class.getName(), String.class.getName(), String[].class.getName()
                });
    Map<String, List<String>> members = new TreeMap<>();
    for (String key : answer.getCompositeType().keySet()) {
      List<String> values = new ArrayList<>();
      Object value = answer.get(key);
      if (value instanceof String[]) {
        for (String one : (String[]) value) {
          values.add(one);
        }
      } else if (value instanceof TabularData) {
        for (Object row : ((TabularData) value).values()) {
          values.add(((CompositeData) row).get("key") + ": " + ((CompositeData) row).get("value"));
        }
      } else if (value != null && !(value instanceof CompositeData[])) {
        values.add(value.toString());
      }
      members.put(key, values);
    }
    return members;
  }

  private static void add(Message answer, String prefix, Map<String, List<String>> members) {
    for (Map.Entry<String, List<String>> member : members.entrySet()) {
      for (String value : member.getValue()) {
        answer.add(prefix + member.getKey(), value);
      }
    }
  }
}
