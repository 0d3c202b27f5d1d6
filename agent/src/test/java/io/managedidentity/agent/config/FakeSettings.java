package io.managedidentity.agent.config;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Properties or variables of a test. */
public final class FakeSettings implements SettingLookup {
  private final Map<String, String> values = new TreeMap<>();

  public FakeSettings with(String name, String value) {
    values.put(name, value);
    return this;
  }

  @Override
  public String get(String name) {
    return values.get(name);
  }

  @Override
  public Collection<String> names() {
    return values.keySet();
  }
}
