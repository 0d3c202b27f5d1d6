package io.managedidentity.agent.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

@Name("io.managedidentity.agent.Injection")
@Label("Injection")
@Category("Managed Identity Agent")
@Description(
    "What the agent did with one sending of a request. The duration is the time that it waited for"
        + " a token.")
@StackTrace(false)
@Threshold("0 ns")
final class InjectionEvent extends Event {
  @Label("Host")
  @Description("Host that the connection was made for")
  @Nullable String host;

  @Label("Port")
  int port;

  @Label("Mapping")
  @Description("Name of the mapping that decided; none if no mapping matches")
  @Nullable String mapping;

  @Label("HTTP Client")
  @Description("As in the option instrumentation.<client>")
  @Nullable String client;

  @Label("Outcome")
  @Description("injected, or why there is no token on the request")
  @Nullable String outcome;
}
