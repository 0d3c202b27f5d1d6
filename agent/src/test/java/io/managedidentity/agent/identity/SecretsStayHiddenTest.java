package io.managedidentity.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** All vectors at the finest level: no secret of any of them in anything that is said (R-LOG). */
class SecretsStayHiddenTest {
  private static final Pattern TOKEN =
      Pattern.compile("\"(?:access_token|accessToken|token)\"\\s*:\\s*\"([^\"]+)\"");
  private static final Set<String> SECRET_VARIABLES =
      Set.of("IDENTITY_HEADER", "MSI_SECRET", "AZURE_CLIENT_SECRET");

  @Test
  void holdsNoSecretInLineExceptionOrTextOfAnObject() throws Exception {
    Set<String> secrets = new LinkedHashSet<>();
    StringBuilder said = new StringBuilder();
    int lines = 0;
    for (JsonNode vector : VectorFile.read()) {
      collect(vector, secrets);
      try (JvmSettings settings = JvmSettings.of(vector);
          VectorRun run = new VectorRun(vector).run()) {
        run.log.forEach(line -> said.append(line).append('\n'));
        lines += run.log.size();
        said.append(texts(run)).append('\n');
      }
    }

    List<String> leaked = new ArrayList<>();
    for (String secret : secrets) {
      if (said.indexOf(secret) >= 0) {
        leaked.add(secret);
      }
    }

    assertEquals(List.of(), leaked);
    assertTrue(secrets.size() > 80, "only " + secrets.size() + " secrets were looked for");
    assertTrue(lines > 200, "only " + lines + " lines were logged");
    assertFalse(said.toString().contains("Authorization"), "an Authorization header was logged");
  }

  private static void collect(JsonNode vector, Set<String> secrets) {
    vector
        .path("env")
        .properties()
        .forEach(
            e -> {
              if (SECRET_VARIABLES.contains(e.getKey()) && !e.getValue().asText().isBlank()) {
                secrets.add(e.getValue().asText());
              }
            });
    vector
        .path("files")
        .forEach(
            file -> {
              if (file.path("content").asText().length() > 1) {
                secrets.add(file.path("content").asText());
              }
              file.path("contentSequence").forEach(text -> secrets.add(text.asText()));
            });
    if (vector.has("rejectedToken")) {
      secrets.add(vector.path("rejectedToken").asText());
    }
    List<String> answers = new ArrayList<>();
    vector.path("exchanges").forEach(e -> answers.add(e.path("respond").path("body").asText()));
    vector.path("processes").forEach(p -> answers.add(p.path("respond").path("stdout").asText()));
    for (String answer : answers) {
      Matcher matcher = TOKEN.matcher(answer);
      while (matcher.find()) {
        secrets.add(matcher.group(1));
      }
    }
  }

  private static String texts(VectorRun run) {
    if (run.token != null) {
      return run.token.toString();
    }
    StringWriter trace = new StringWriter();
    run.failure.printStackTrace(new PrintWriter(trace, true));
    return trace + "\n" + run.failure + "\n" + run.failure.hint() + run.failure.sourceError();
  }
}
