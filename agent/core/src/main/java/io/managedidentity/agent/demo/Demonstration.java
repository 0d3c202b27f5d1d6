package io.managedidentity.agent.demo;

import io.managedidentity.agent.cli.TextTable;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the programs without and with the agent, and describes what happens. */
public final class Demonstration {
  private static final String URL_CONNECTION = "io.managedidentity.demo.OrdersByUrlConnection";
  private static final String APACHE_CLIENT = "io.managedidentity.demo.OrdersByApacheClient";

  private static final int ROLE_WIDTH = 13;
  private static final int PROGRAM_WIDTH = 25;

  private final PrintWriter out;
  private final TextTable table;
  private final @Nullable String apacheFolder;

  /**
   * @param out for what is shown as it is
   * @param table for what is said about it, to the same place
   * @param apacheFolder folder with the released jars of Apache HttpClient 4 and what they need;
   *     null to show the JDK's client only
   */
  public Demonstration(PrintWriter out, TextTable table, @Nullable String apacheFolder) {
    this.out = out;
    this.table = table;
    this.apacheFolder = apacheFolder;
  }

  /** True when every program was refused without the agent and served with it. */
  public boolean run() throws IOException, GeneralSecurityException, InterruptedException {
    try (DemoFolder folder = new DemoFolder();
        DemoServers servers = new DemoServers(folder.makeTls())) {
      Map<String, String> programs = programs(folder);
      String mapping =
          "{ \"mappings\": [ { \"host\": \""
              + servers.apiHost()
              + "\", \"resource\": \""
              + DemoServers.RESOURCE
              + "\", \"removeHeaders\": [\"x-api-key\"] } ] }";
      Path mappingFile = folder.write("mapping.json", mapping + "\n");
      introduce(servers, programs);

      table.text("1. Without the agent. The API no longer accepts the stored API key:");
      boolean isRefused = runAll(programs, folder, servers, null, "401");

      out.println();
      table.text("2. With the agent: one more flag on the same command, and this mapping.json:");
      out.println("     " + mapping);
      boolean isServed = runAll(programs, folder, servers, mappingFile, "200");

      conclude(isRefused && isServed);
      return isRefused && isServed;
    }
  }

  private Map<String, String> programs(DemoFolder folder) throws IOException {
    Map<String, String> programs = new LinkedHashMap<>();
    programs.put("HttpURLConnection", URL_CONNECTION);
    folder.addProgram(URL_CONNECTION);
    if (apacheFolder != null) {
      programs.put("Apache HttpClient", APACHE_CLIENT);
      folder.addProgram(APACHE_CLIENT);
    }
    return programs;
  }

  private void introduce(DemoServers servers, Map<String, String> programs) {
    table.text(
        "Managed Identity Agent: demonstration. All of it runs on this machine, no network is used.");
    out.println();
    table.row(
        "  Program",
        "reads orders with "
            + String.join(" and ", programs.keySet())
            + "; its code is never changed",
        ROLE_WIDTH);
    table.row(
        "  API",
        servers.ordersUrl() + " checks a token's signature, audience and expiry",
        ROLE_WIDTH);
    table.row(
        "  Identity",
        servers.identityEndpoint() + " gives this machine's tokens, as App Service does",
        ROLE_WIDTH);
    if (apacheFolder == null) {
      table.text("  (Apache HttpClient is left out: name the folder of its jars with --apache.)");
    }
    out.println();
    out.flush();
  }

  private boolean runAll(
      Map<String, String> programs,
      DemoFolder folder,
      DemoServers servers,
      @Nullable Path mapping,
      String expected)
      throws IOException, GeneralSecurityException, InterruptedException {
    boolean isAsExpected = true;
    boolean isFirst = true;
    for (Map.Entry<String, String> program : programs.entrySet()) {
      if (isFirst) {
        String flag = mapping == null ? "" : "-javaagent:managed-identity-agent.jar=mapping.json ";
        out.println(
            "   $ java "
                + flag
                + "-cp orders.jar "
                + simpleName(program.getValue())
                + " "
                + servers.ordersUrl());
        isFirst = false;
      }
      String answer = answer(program.getValue(), folder, servers, mapping);
      table.row("     " + program.getKey(), answer, PROGRAM_WIDTH);
      out.flush();
      isAsExpected &= answer.startsWith(expected);
    }
    return isAsExpected;
  }

  /** The last line that the program wrote; lines of the agent are shown as they come. */
  private String answer(
      String program, DemoFolder folder, DemoServers servers, @Nullable Path mapping)
      throws IOException, GeneralSecurityException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    if (mapping != null) {
      command.add(
          "-javaagent:"
              + agentJar()
              + "=config="
              + mapping.toString().replace("\\", "\\\\").replace(",", "\\,"));
    }
    command.add("-Djavax.net.ssl.trustStore=" + folder.trustStore());
    command.add("-Djavax.net.ssl.trustStorePassword=" + DemoFolder.PASSWORD);
    command.add("-Djavax.net.ssl.trustStoreType=JKS");
    Collections.addAll(command, "-cp", classPath(folder), program, servers.ordersUrl());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("MANAGED_IDENTITY_AGENT_CONFIG");
    builder.environment().put("IDENTITY_ENDPOINT", servers.identityEndpoint());
    builder.environment().put("IDENTITY_HEADER", servers.identityHeader());
    Process process = builder.start();
    process.getOutputStream().close();
    String last = "no answer";
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("[managed-identity-agent]")) {
          out.println("     " + line);
        } else {
          last = line;
        }
      }
    }
    process.waitFor();
    return last;
  }

  private String classPath(DemoFolder folder) {
    String programs = folder.path("").toString();
    return apacheFolder == null
        ? programs
        : programs + File.pathSeparator + apacheFolder + File.separator + "*";
  }

  private static Path agentJar() {
    try {
      return Paths.get(
          Demonstration.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the agent's jar has no usable path", e);
    }
  }

  private static String simpleName(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  private void conclude(boolean isShown) {
    out.println();
    table.text(
        isShown
            ? "Refused without the agent, served with it. The token went only to the mapped host, and the API key stayed behind."
            : "The demonstration failed: see the answers above. Please report it.");
    out.flush();
  }
}
