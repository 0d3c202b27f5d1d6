package io.managedidentity.agent;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names of the classes that a class needs: those in its class file, and those that its source
 * file imports. A constant is copied into the class file without a name, so that the class file
 * alone does not show the dependency.
 */
final class Needed {
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (?:static ([\\w.]+)\\.\\w+|([\\w.]+));$");

  private static final Pattern SOURCE = Pattern.compile(".*/src/\\w+/java\\d*/(.*)\\.java");

  private static final Map<Path, Set<String>> IMPORTS = new ConcurrentHashMap<>();

  /** Read when a rule is checked: rules are also listed where there are no sources. */
  private static final class Sources {
    static final Map<String, Path> BY_CLASS = sources();
  }

  private Needed() {}

  static Set<String> by(JavaClass type) {
    Set<String> names = new TreeSet<>();
    type.getDirectDependenciesFromSelf()
        .forEach(to -> names.add(to.getTargetClass().getBaseComponentType().getName()));
    Path source = Sources.BY_CLASS.get(type.getName().replaceFirst("\\$.*", ""));
    if (source != null) {
      names.addAll(IMPORTS.computeIfAbsent(source, Needed::imports));
    }
    return names;
  }

  static ArchCondition<JavaClass> need(Predicate<String> name) {
    return new ArchCondition<>("need what is not theirs") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        by(type).stream()
            .filter(name)
            .forEach(
                to ->
                    events.add(
                        SimpleConditionEvent.satisfied(type, type.getName() + " needs " + to)));
      }
    };
  }

  private static Set<String> imports(Path source) {
    Set<String> names = new TreeSet<>();
    Matcher found = IMPORT.matcher(read(source));
    while (found.find()) {
      names.add(found.group(1) == null ? found.group(2) : found.group(1));
    }
    return names;
  }

  private static Map<String, Path> sources() {
    Map<String, Path> byName = new ConcurrentHashMap<>();
    try (Stream<Path> files =
        Stream.concat(Files.walk(Path.of(".")), Files.walk(Path.of("..", "bootstrap")))) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(
              file -> {
                String path = file.toString().replace('\\', '/');
                Matcher root = SOURCE.matcher(path);
                if (root.matches()) {
                  byName.put(root.group(1).replace('/', '.'), file);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return byName;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
