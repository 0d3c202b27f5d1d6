package io.managedidentity.probe;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls another probe ({@code probe}) on virtual threads: {@code start} answers at once, {@code
 * finish} with what that call came to; neither of them waits 10 s for its answer.
 */
public final class VirtualThreadsProbe implements ProbeClient {
  private final Map<String, ProbeClient> probes = new ConcurrentHashMap<>();
  private CompletableFuture<Message> started;

  @Override
  public Message call(Message call) throws Exception {
    if (call.has("finish")) {
      return await(started);
    }
    CompletableFuture<Message> answer = onVirtualThread(call);
    if (call.has("start")) {
      started = answer;
      return new Message().add("started", "true");
    }
    return await(answer);
  }

  private static Message await(CompletableFuture<Message> answer) throws Exception {
    try {
      return answer.get(10, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return new Message().add("status", "none after 10 s");
    }
  }

  /** By reflection, since this is compiled for Java 8. */
  private CompletableFuture<Message> onVirtualThread(Message call) throws Exception {
    ProbeClient probe = probe(call.get("probe"));
    CompletableFuture<Message> answer = new CompletableFuture<>();
    Runnable task =
        () -> {
          try {
            answer.complete(probe.call(call));
          } catch (Exception e) {
            answer.complete(Probe.failure(e));
          }
        };
    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    return answer;
  }

  private ProbeClient probe(String name) throws ReflectiveOperationException {
    ProbeClient made = probes.get(name);
    if (made == null) {
      Class<?> type = Class.forName("io.managedidentity.probe." + name);
      made = (ProbeClient) type.getDeclaredConstructor().newInstance();
      probes.put(name, made);
    }
    return made;
  }
}
