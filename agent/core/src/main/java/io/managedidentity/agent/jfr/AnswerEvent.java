package io.managedidentity.agent.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

@Name("io.managedidentity.agent.Answer")
@Label("Answer")
@Category("Managed Identity Agent")
@Description("A service's answer to a request with its token: 401, 403 or a redirect.")
@StackTrace(false)
@Threshold("0 ns")
final class AnswerEvent extends Event {
  @Label("Host")
  @Description("Host that the connection was made for")
  @Nullable String host;

  @Label("Port")
  int port;

  @Label("Mapping")
  @Nullable String mapping;

  @Label("HTTP Client")
  @Description("As in the option instrumentation.<client>")
  @Nullable String client;

  @Label("Status")
  @Description("401, 403, 301, 302, 303, 307 or 308")
  int status;
}
