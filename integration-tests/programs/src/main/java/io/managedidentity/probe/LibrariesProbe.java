package io.managedidentity.probe;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/**
 * Programs of many libraries in one JVM, as a server has many applications: {@code program} is a
 * {@link ProbeClient}, {@code classPath} (repeated) is its folder of classes and {@code FOLDER/*}
 * of its jars, each set in a class loader of its own. Or {@code agent} is {@code off}, {@code on},
 * {@code reload} or {@code counters}.
 */
public final class LibrariesProbe implements ProbeClient {
  private final Map<String, ProbeClient> programs = new HashMap<>();
  private final Map<List<String>, ClassLoader> loaders = new HashMap<>();

  @Override
  public Message call(Message call) throws Exception {
    if (call.has("agent")) {
      return agent(call.get("agent"));
    }
    List<String> path = call.all("classPath");
    ClassLoader loader = loaders.get(path);
    if (loader == null) {
      loader = new URLClassLoader(urls(path), LibrariesProbe.class.getClassLoader());
      loaders.put(path, loader);
    }
    String key = path + call.get("program");
    ProbeClient program = programs.get(key);
    Thread.currentThread().setContextClassLoader(loader);
    if (program == null) {
      program =
          (ProbeClient)
              loader
                  .loadClass("io.managedidentity.probe." + call.get("program"))
                  .getDeclaredConstructor()
                  .newInstance();
      programs.put(key, program);
    }
    return program.call(call);
  }

  private static URL[] urls(List<String> path) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : path) {
      if (!entry.endsWith("/*")) {
        urls.add(new File(entry).toURI().toURL());
        continue;
      }
      for (File jar : new File(entry.substring(0, entry.length() - 2)).listFiles()) {
        urls.add(jar.toURI().toURL());
      }
    }
    return urls.toArray(new URL[0]);
  }

  private static Message agent(String what) throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("io.managedidentity.agent:type=Agent");
    awaitAgent(server, name);
    if (!what.equals("counters")) {
      Object answer = server.invoke(name, what, new Object[0], new String[0]);
      return new Message()
          .add(
              "done",
              answer instanceof CompositeData
                  ? ((CompositeData) answer).values().toString()
                  : String.valueOf(answer));
    }
    Message message = new Message();
    for (CompositeData mapping : (CompositeData[]) server.getAttribute(name, "Mappings")) {
      String of = mapping.get("name") + " ";
      add(message, "seen", of, (CompositeData[]) mapping.get("secretSeen"));
      add(message, "left", of, (CompositeData[]) mapping.get("secretLeft"));
      message.add("unread", of + mapping.get("cannotBeRead"));
      message.add("injected", of + mapping.get("injected"));
      message.add("clean", of + mapping.get("clean"));
    }
    return message;
  }

  private static void add(Message message, String what, String of, CompositeData[] counts) {
    for (CompositeData count : counts) {
      message.add(what, of + count.get("kind") + " " + count.get("count"));
    }
  }

  /** It is registered soon after the server is made. */
  private static void awaitAgent(MBeanServer server, ObjectName name)
      throws JMException, InterruptedException {
    for (int i = 0; !server.isRegistered(name); i++) {
      if (i == 100) {
        throw new InstanceNotFoundException(name.toString());
      }
      Thread.sleep(100);
    }
  }
}
