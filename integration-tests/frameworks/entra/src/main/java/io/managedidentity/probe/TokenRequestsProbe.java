package io.managedidentity.probe;

/**
 * Asks a library, {@code NAME} or {@code NAME, WAY}, for a token; the answer's {@code token} is
 * what it got. {@code counters} and {@code agent} (with an {@code operation}) are about the agent.
 */
public final class TokenRequestsProbe implements ProbeClient {
  @Override
  public Message call(Message call) throws Exception {
    String[] name = call.get("library").split(", ");
    if (name[0].equals("counters")) {
      return new AgentSwitch().counters();
    }
    if (name[0].equals("agent")) {
      new AgentSwitch().operate(call.get("operation"));
      return new Message().add("done", "true");
    }
    String token = library(name[0]).token(name.length > 1 ? name[1] : "", call);
    return new Message().add("token", token);
  }

  /** Each in a class of its own, so that none needs the others' jars. */
  private static TokenLibrary library(String name) {
    switch (name) {
      case "MSAL4J":
        return new MsalTokens();
      case "ADAL4J":
        return new AdalTokens();
      case "azure-identity":
        return new IdentityTokens();
      case "Spring Security":
        return new SpringTokens();
      case "SQL Server":
        return new SqlTokens();
      case "ABFS":
        return new AbfsTokens();
      case "Kusto":
        return new KustoTokens();
      default:
        throw new IllegalArgumentException(name);
    }
  }
}
