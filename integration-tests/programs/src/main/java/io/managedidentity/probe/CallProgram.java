package io.managedidentity.probe;

import java.io.PrintStream;

/**
 * Calls each URL once with the client named first, one line of stdout for each: status and body, or
 * the exception.
 */
public final class CallProgram {
  private CallProgram() {}

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, "UTF-8");
    ProbeClient client =
        (ProbeClient) Class.forName(args[0]).getDeclaredConstructor().newInstance();
    for (int i = 1; i < args.length; i++) {
      try {
        Message answer = client.call(new Message().add("method", "GET").add("url", args[i]));
        out.println(answer.get("status") + " " + answer.get("body"));
      } catch (Exception e) {
        out.println(e);
      }
    }
  }
}
