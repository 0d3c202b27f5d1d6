package io.managedidentity.agent;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/** Which package, with those below it, needs which others, by {@link Needed}. */
final class PackageGraph {
  private final Map<String, Set<String>> arrows = new TreeMap<>();

  /**
   * @param above the name of a package, with a dot at its end: those directly below it are one part
   *     each, with all below them
   * @param others packages that are parts as well, by themselves
   */
  static PackageGraph of(JavaClasses classes, String above, String... others) {
    PackageGraph graph = new PackageGraph();
    Map<String, String> packages = new HashMap<>();
    for (JavaClass type : classes) {
      String part = type.getPackageName();
      if (part.startsWith(above)) {
        int end = part.indexOf('.', above.length());
        packages.put(type.getName(), end < 0 ? part : part.substring(0, end));
      } else if (Set.of(others).contains(part)) {
        packages.put(type.getName(), part);
      }
    }
    for (JavaClass type : classes) {
      String from = packages.get(type.getName());
      if (from != null) {
        Set<String> needed = graph.arrows.computeIfAbsent(from, name -> new TreeSet<>());
        for (String name : Needed.by(type)) {
          String to = packages.get(name);
          if (to != null && !to.equals(from)) {
            needed.add(to);
          }
        }
      }
    }
    return graph;
  }

  Set<String> packages() {
    return arrows.keySet();
  }

  List<String> arrows(BiPredicate<String, String> isAsked) {
    List<String> found = new ArrayList<>();
    arrows.forEach(
        (from, all) ->
            all.stream()
                .filter(to -> isAsked.test(from, to))
                .forEach(to -> found.add(from + " -> " + to)));
    return found;
  }

  /** The packages of one cycle in order, the first once more at the end; empty if there is none. */
  List<String> cycle() {
    Set<String> done = new HashSet<>();
    for (String start : arrows.keySet()) {
      List<String> found = cycle(start, new ArrayList<>(), done);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  private List<String> cycle(String at, List<String> path, Set<String> done) {
    int seen = path.indexOf(at);
    if (seen >= 0) {
      List<String> cycle = new ArrayList<>(path.subList(seen, path.size()));
      cycle.add(at);
      return cycle;
    }
    if (!done.contains(at)) {
      path.add(at);
      for (String to : arrows.getOrDefault(at, Set.of())) {
        List<String> found = cycle(to, path, done);
        if (!found.isEmpty()) {
          return found;
        }
      }
      path.remove(path.size() - 1);
      done.add(at);
    }
    return List.of();
  }
}
