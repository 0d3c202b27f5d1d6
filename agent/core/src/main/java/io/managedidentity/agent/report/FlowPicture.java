package io.managedidentity.agent.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The flows of stored secrets as a Sankey picture: applications, their secrets, hosts. The layout
 * of three fixed columns is simple, so the picture is drawn here and the page needs no script
 * (docs/decisions.md).
 */
final class FlowPicture {
  private static final int MOST = 14;
  private static final int MOST_WEIGHED = 20_000;
  private static final int WIDTH = 1000;
  private static final int BAR = 14;
  private static final int GAP = 12;
  private static final int TOP = 30;
  private static final double HEIGHT = 420;
  private static final double THINNEST = 2;
  private static final String OTHERS = "\n";

  /** One bar. */
  private static final class Node {
    final String name;
    double weight;
    double y;
    double height;
    double left;
    double right;

    Node(String name) {
      this.name = name;
    }
  }

  private static final class Link {
    final Node from;
    final Node to;
    double weight;

    Link(Node from, Node to) {
      this.from = from;
      this.to = to;
    }
  }

  private final List<Map<String, Node>> columns = new ArrayList<>();
  private final Map<String, Link> links = new LinkedHashMap<>();

  private FlowPicture() {
    for (int i = 0; i < 3; i++) {
      columns.add(new LinkedHashMap<>());
    }
  }

  /** Nothing where no stored secret was sent. */
  static void write(Merged merged, Page page) throws IOException {
    List<Map<String, Double>> weights = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      weights.add(new LinkedHashMap<>());
    }
    walk(
        merged,
        (names, count) -> {
          for (int i = 0; i < 3; i++) {
            weights.get(i).merge(names[i], scaled(count), Double::sum);
            prune(weights.get(i));
          }
        });
    List<List<String>> kept = new ArrayList<>();
    for (Map<String, Double> column : weights) {
      List<String> names = new ArrayList<>(column.keySet());
      names.sort((one, other) -> Double.compare(weight(column, other), weight(column, one)));
      kept.add(names.subList(0, Math.min(MOST, names.size())));
    }
    if (kept.get(0).isEmpty()) {
      return;
    }
    FlowPicture picture = new FlowPicture();
    for (int i = 0; i < 3; i++) {
      for (String name : kept.get(i)) {
        picture.node(i, name);
      }
    }
    walk(
        merged,
        (names, count) -> {
          Node[] nodes = new Node[3];
          for (int i = 0; i < 3; i++) {
            String name = kept.get(i).contains(names[i]) ? names[i] : OTHERS;
            nodes[i] = picture.node(i, name);
            nodes[i].weight += scaled(count);
          }
          picture.link(nodes[0], nodes[1], scaled(count));
          picture.link(nodes[1], nodes[2], scaled(count));
        });
    picture.draw(page);
  }

  /** Of very many, the light ones are left out before all are known. */
  private static void prune(Map<String, Double> weights) {
    if (weights.size() > MOST_WEIGHED) {
      List<Double> sorted = new ArrayList<>(weights.values());
      Collections.sort(sorted);
      double least = sorted.get(sorted.size() / 2);
      weights.values().removeIf(weight -> weight <= least);
    }
  }

  private static double weight(Map<String, Double> weights, String name) {
    Double weight = weights.get(name);
    return weight == null ? 0 : weight;
  }

  /** Counts differ by powers of ten; a rare flow is to be seen as well. */
  private static double scaled(long count) {
    return Math.log(count + 1d) / Math.log(10) + 0.3;
  }

  private interface Flow {
    void of(String[] names, long count);
  }

  /** Each use of a stored secret: application, secret, host. */
  private static void walk(Merged merged, Flow flow) {
    for (Application application : merged.fleet.applications()) {
      for (Destination destination : application.destinations()) {
        for (SecretUse use : destination.secrets()) {
          if (use.isStored() && use.count() > 0) {
            boolean isOne = use.fingerprints().size() == 1 && !use.hasMore();
            String secret =
                isOne ? use.kind + " #" + Fingerprint.shown(use.fingerprints().get(0)) : use.kind;
            flow.of(new String[] {application.name, secret, destination.place()}, use.count());
          }
        }
      }
    }
  }

  private Node node(int column, String name) {
    return columns.get(column).computeIfAbsent(name, Node::new);
  }

  private void link(Node from, Node to, double weight) {
    String side = columns.get(0).containsValue(from) ? "left" : "right";
    links.computeIfAbsent(side + "\n" + from.name + "\n" + to.name, key -> new Link(from, to))
            .weight +=
        weight;
  }

  private void draw(Page page) throws IOException {
    double heaviest = 0;
    for (Map<String, Node> column : columns) {
      double sum = 0;
      for (Node node : column.values()) {
        sum += node.weight;
      }
      heaviest = Math.max(heaviest, sum);
    }
    double scale = HEIGHT / heaviest;
    double tallest = 0;
    for (Map<String, Node> column : columns) {
      double y = TOP;
      for (Node node : column.values()) {
        node.y = y;
        node.left = y;
        node.right = y;
        node.height = Math.max(GAP, node.weight * scale);
        y += node.height + GAP;
      }
      tallest = Math.max(tallest, y);
    }
    page.raw("<div class=\"wide\"><svg viewBox=\"0 0 " + WIDTH + " " + Math.round(tallest + 4));
    page.raw(
        "\" role=\"img\" aria-label=\"Flows of stored secrets from applications to hosts\">\n");
    String[] heads = {"Applications", "Secrets", "Hosts"};
    for (int i = 0; i < 3; i++) {
      page.raw("<text class=\"head\" x=\"" + labelAt(i) + "\" y=\"16\"" + anchor(i) + ">");
      page.text(heads[i]).raw("</text>\n");
    }
    for (Link link : links.values()) {
      ribbon(page, link, scale);
    }
    for (int i = 0; i < 3; i++) {
      for (Node node : columns.get(i).values()) {
        String name = node.name.equals(OTHERS) ? "others" : node.name;
        page.raw("<rect class=\"" + "abc".charAt(i) + "\" x=\"" + x(i) + "\" y=\"" + fixed(node.y));
        page.raw("\" width=\"" + BAR + "\" height=\"" + fixed(node.height) + "\" rx=\"2\"><title>");
        page.text(name).raw("</title></rect>\n<text x=\"" + labelAt(i) + "\" y=\"");
        page.raw(fixed(node.y + node.height / 2 + 4) + "\"" + anchor(i) + ">");
        page.text(shortened(name)).raw("</text>\n");
      }
    }
    page.raw("</svg></div>\n");
  }

  private void ribbon(Page page, Link link, double scale) throws IOException {
    int column = columns.get(0).containsValue(link.from) ? 0 : 1;
    double width = Math.max(THINNEST, link.weight * scale);
    double from = link.from.right + width / 2;
    double to = link.to.left + width / 2;
    link.from.right += width;
    link.to.left += width;
    int left = x(column) + BAR;
    int right = x(column + 1);
    int middle = (left + right) / 2;
    page.raw("<path stroke-width=\"" + fixed(width) + "\" d=\"M" + left + " " + fixed(from));
    page.raw(" C" + middle + " " + fixed(from) + " " + middle + " " + fixed(to));
    page.raw(" " + right + " " + fixed(to) + "\"/>\n");
  }

  private static int x(int column) {
    return column == 0 ? 0 : column == 1 ? 470 : WIDTH - BAR;
  }

  private static int labelAt(int column) {
    return column == 2 ? WIDTH - BAR - 8 : x(column) + BAR + 8;
  }

  private static String anchor(int column) {
    return column == 2 ? " text-anchor=\"end\"" : "";
  }

  private static String shortened(String name) {
    return name.length() <= 42
        ? name
        : name.substring(0, 24) + "…" + name.substring(name.length() - 16);
  }

  private static String fixed(double number) {
    return String.valueOf(Math.round(number * 10) / 10d);
  }
}
