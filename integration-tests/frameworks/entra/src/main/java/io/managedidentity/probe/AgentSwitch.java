package io.managedidentity.probe;

import java.lang.management.ManagementFactory;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/** The agent of this JVM, as its operators see it. */
final class AgentSwitch {
  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final ObjectName name;

  AgentSwitch() throws Exception {
    name = new ObjectName("io.managedidentity.agent:type=Agent");
  }

  /** {@code on}, {@code off} or {@code reload}. */
  void operate(String operation) throws Exception {
    server.invoke(name, operation, new Object[0], new String[0]);
  }

  /** {@code seen} and {@code left} ("KIND COUNT", repeated), {@code unread}. */
  Message counters() throws Exception {
    Message counters = new Message();
    for (CompositeData mapping : mappings()) {
      add(counters, "seen", (CompositeData[]) mapping.get("secretSeen"));
      add(counters, "left", (CompositeData[]) mapping.get("secretLeft"));
      counters.add("unread", String.valueOf(mapping.get("cannotBeRead")));
    }
    return counters;
  }

  private CompositeData[] mappings() throws Exception {
    for (int i = 0; ; i++) {
      try {
        return (CompositeData[]) server.getAttribute(name, "Mappings");
      } catch (InstanceNotFoundException e) { // registered soon after the server is made
        if (i == 100) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  private static void add(Message counters, String what, CompositeData[] kinds) {
    for (CompositeData kind : kinds) {
      counters.add(what, kind.get("kind") + " " + kind.get("count"));
    }
  }
}
