package io.managedidentity.agent.identity;

import java.util.Map;

/** Variables of a test, on Linux. */
record MapEnvironment(Map<String, String> variables) implements Environment {
  @Override
  public String variable(String name) {
    return variables.get(name);
  }

  @Override
  public String osName() {
    return "Linux";
  }
}
