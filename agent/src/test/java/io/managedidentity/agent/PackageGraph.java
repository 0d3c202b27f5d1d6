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
import java.util.function.Predicate;

/** Which package needs which others, by {@link Needed}. */
final class PackageGraph {
  private final Map<String, Set<String>> arrows = new TreeMap<>();

  /**
   * @param isPart of a package's name
   */
  static PackageGraph of(JavaClasses classes, Predicate<String> isPart) {
    PackageGraph graph = new PackageGraph();
    Map<String, String> packages = new HashMap<>();
    for (JavaClass type : classes) {
      if (isPart.test(type.getPackageName())) {
        packages.put(type.getName(), type.getPackageName());
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
