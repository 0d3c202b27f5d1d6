package io.managedidentity.agent.token;

/** By the constructor that Java 9 brought. Never loaded on 8. */
final class ModularBareThreads extends BareThreads {
  ModularBareThreads() {}

  @Override
  Thread newThread(ThreadGroup group, Runnable task, String name) {
    return new Thread(group, task, name, 0, false);
  }
}
