package io.managedidentity.build.clients;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code client.json} of one client. docs/adding-a-client.md tells what may stand in it.
 *
 * @param name as in {@code instrumentation.<name>}
 * @param about what is to be known of its woven methods as a whole
 * @param only {@code discover}: woven only when the configuration asks for discovery
 * @param hook package and class below {@code io.managedidentity.agent.instrumentation}
 * @param names aliases of types, for this file
 * @param values aliases of values, used as {@code @ALIAS}
 */
record ClientDeclaration(
    String name,
    String title,
    @Nullable String about,
    @Nullable String only,
    String hook,
    Map<String, String> names,
    Map<String, String> values,
    List<Row> woven) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  ClientDeclaration {
    names = names == null ? Map.of() : names;
    values = values == null ? Map.of() : values;
  }

  /**
   * One method, or one for each of {@code each} (times {@code times}), whose keys replace <code>
   * {KEY}</code> in all other texts.
   *
   * @param why of this method, and what it must not be taken for
   * @param at {@code argument N}, {@code result}, {@code call METHOD}, {@code entry}, {@code
   *     return}, {@code answer} or {@code thrown}
   * @param does what comes of the call
   * @param handler method of the hook: {@code RESULT NAME(TYPE, TYPE)}
   * @param jdk {@code FIRST..LAST} feature release; either may be missing
   * @param nullToo whether a handler is given the null that it may replace
   * @param whileOff whether it is called while the agent is off, too
   */
  record Row(
      @Nullable String why,
      List<Map<String, String>> each,
      List<Map<String, String>> times,
      String type,
      String method,
      String at,
      List<String> with,
      @Nullable String does,
      String handler,
      boolean optional,
      boolean alternative,
      @Nullable String jdk,
      boolean whileOff,
      boolean nullToo) {
    Row {
      each = each == null ? List.of(Map.of()) : each;
      times = times == null ? List.of(Map.of()) : times;
      with = with == null ? List.of() : with;
    }

    List<Row> filled() {
      return each.stream().flatMap(one -> times.stream().map(filled(one)::filled)).toList();
    }

    private Row filled(Map<String, String> texts) {
      return new Row(
          why,
          List.of(),
          times,
          filled(type, texts),
          filled(method, texts),
          filled(at, texts),
          with.stream().map(value -> filled(value, texts)).toList(),
          does,
          filled(handler, texts),
          optional,
          alternative,
          jdk,
          whileOff,
          nullToo);
    }

    private static String filled(String text, Map<String, String> texts) {
      String filled = text;
      for (Map.Entry<String, String> entry : texts.entrySet()) {
        filled = filled.replace("{" + entry.getKey() + "}", entry.getValue());
      }
      return filled;
    }
  }

  static ClientDeclaration read(Path file) throws IOException {
    try {
      return JSON.readValue(file.toFile(), ClientDeclaration.class);
    } catch (JsonMappingException e) {
      throw new IllegalArgumentException(file + ": " + e.getOriginalMessage() + path(e), e);
    }
  }

  private static String path(JsonMappingException e) {
    StringBuilder text = new StringBuilder(", at ");
    e.getPath()
        .forEach(
            step ->
                text.append('/')
                    .append(step.getFieldName() == null ? step.getIndex() : step.getFieldName()));
    return text.toString();
  }

  /** All methods, each on its own. */
  List<WovenRow> methods() {
    return filledRows().map(this::method).toList();
  }

  boolean isForDiscovery() {
    return only != null;
  }

  /** One for each method that is not declared well, with what to do. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (only != null && !only.equals("discover")) {
      problems.add("\"only\" is \"" + only + "\": write \"discover\", or leave it out");
    }
    filledRows()
        .forEach(
            row -> {
              try {
                if (row.does() == null) {
                  throw new IllegalArgumentException("\"does\" is missing: say what the call does");
                }
                method(row).expression(0);
              } catch (RuntimeException e) {
                problems.add(row.type() + ", " + row.method() + ": " + e.getMessage());
              }
            });
    return problems;
  }

  private Stream<Row> filledRows() {
    return woven.stream().flatMap(row -> row.filled().stream());
  }

  private WovenRow method(Row row) {
    return new WovenRow(new TypeNames(names), values, row, isForDiscovery());
  }

  String hookPackage() {
    return hook.substring(0, hook.lastIndexOf('.'));
  }

  /** Name of the hook's class without "Hook". */
  String stem() {
    return hook.substring(hook.lastIndexOf('.') + 1).replaceFirst("Hook$", "");
  }
}
