package io.managedidentity.agent.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;

/** Settings of the JVM that a vector asks for, until it is closed. */
final class JvmSettings implements AutoCloseable {
  private final TimeZone zone = TimeZone.getDefault();
  private final Locale locale = Locale.getDefault();
  private final Map<String, String> properties = new HashMap<>();

  private JvmSettings() {}

  static JvmSettings of(JsonNode vector) {
    JvmSettings old = new JvmSettings();
    TimeZone.setDefault(TimeZone.getTimeZone(vector.path("timeZone").asText("UTC")));
    if (vector.has("defaultLocale")) {
      Locale.setDefault(
          Locale.forLanguageTag(vector.path("defaultLocale").asText().replace('_', '-')));
    }
    vector
        .path("systemProperties")
        .properties()
        .forEach(
            e ->
                old.properties.put(
                    e.getKey(), System.setProperty(e.getKey(), e.getValue().asText())));
    return old;
  }

  @Override
  public void close() {
    TimeZone.setDefault(zone);
    Locale.setDefault(locale);
    properties.forEach(
        (name, value) -> {
          if (value == null) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }
}
