package io.managedidentity.agent;

/** What {@code java -jar managed-identity-agent.jar} runs. */
public final class Program {
  private Program() {}

  public static void main(String[] arguments) {
    System.out.println(AgentVersion.ofThisJar().version());
  }
}
