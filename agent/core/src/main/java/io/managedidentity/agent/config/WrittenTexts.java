package io.managedidentity.agent.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Texts of one mapping as the file has them, where values of environment variables were put in:
 * what is shown to people has the placeholders. Immutable.
 */
final class WrittenTexts {
  private final Map<String, List<String>> byKey = new HashMap<>(0);

  WrittenTexts() {}

  WrittenTexts(ConfigNode mapping) {
    for (ConfigNode member : mapping.children()) {
      boolean isOfVariable = member.variables() != null;
      List<String> texts = new ArrayList<>(1);
      for (ConfigNode item : member.children()) {
        isOfVariable |= item.variables() != null;
        texts.add(item.written());
      }
      if (isOfVariable) {
        if (member.children().isEmpty()) {
          texts.add(member.written());
        }
        byKey.put(member.key(), texts);
      }
    }
  }

  /** The texts themselves if nothing of the key is of a variable. */
  List<String> of(String key, List<String> values) {
    List<String> written = byKey.get(key);
    return written == null ? values : written;
  }

  String of(String key, String value) {
    List<String> written = byKey.get(key);
    return written == null ? value : written.get(0);
  }
}
