package io.managedidentity.agent.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timestamp;
import org.jspecify.annotations.Nullable;

@Name("io.managedidentity.agent.TokenFetch")
@Label("Token Fetch")
@Category("Managed Identity Agent")
@Description("The agent asked an identity source for a token, retries included.")
@StackTrace(false)
@Threshold("0 ns")
final class TokenFetchEvent extends Event {
  @Label("Source")
  @Description("Id of the identity source that answered last; none if none was reached")
  @Nullable String source;

  @Label("Resource")
  @Description("Audience of the token")
  @Nullable String resource;

  @Label("Identity")
  @Description("Kind of the identity, and the last characters of its id")
  @Nullable String identity;

  @Label("Outcome")
  @Description("token, or the error code")
  @Nullable String outcome;

  @Label("HTTP Status")
  @Description("Of the last answer; 0 if there was none, or the source is a program")
  int status;

  @Label("Attempts")
  @Description("Requests that were made, or programs that were run")
  int attempts;

  @Label("Expires")
  @Description("When the token ends, by the clock of this machine")
  @Timestamp("MILLISECONDS_SINCE_EPOCH")
  long expires = Long.MIN_VALUE;
}
