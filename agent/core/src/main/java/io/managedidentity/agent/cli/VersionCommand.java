package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code version}: what this jar is, and what runs it. */
@Command(
    name = "version",
    description = "Prints version, commit and build time of this jar, and the Java that runs it.")
public final class VersionCommand implements Callable<Integer> {
  private final String version;
  private final String commit;
  private final String buildTime;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean asJson;

  public VersionCommand(String version, String commit, String buildTime) {
    this.version = version;
    this.commit = commit;
    this.buildTime = buildTime;
  }

  @Override
  public Integer call() throws Exception {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the specification before it calls");
    }
    PrintWriter out = spec.commandLine().getOut();
    ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode answer = json.createObjectNode();
    answer.put("version", version);
    answer.put("commit", commit);
    answer.put("buildTime", buildTime);
    answer.put(
        "java",
        System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")");
    if (asJson) {
      out.println(json.writeValueAsString(answer));
    } else {
      TextTable.of(spec.commandLine()).print(answer);
    }
    out.flush();
    return Main.OK;
  }
}
