package io.managedidentity.agent.discovery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found out, as lines of the record (docs/records.md). */
final class RecordLines {
  private RecordLines() {}

  /**
   * @param version of a client's library; null if there is none or there are several
   */
  static RecordLine destination(
      Destination destination, @Nullable String version, @Nullable String service) {
    List<RecordText> paths = new ArrayList<>();
    for (MethodUse method : destination.methods()) {
      for (MethodUse.PathUse path : method.paths()) {
        long count = path.count.sum();
        paths.add(
            new RecordText()
                .add("method", method.method())
                .add("path", path.segment)
                .add("count", count));
      }
    }
    List<RecordText> secrets = new ArrayList<>();
    for (SecretUse use : destination.secrets()) {
      secrets.add(secret(use));
    }
    RecordText text =
        new RecordText()
            .add("id", destination.id())
            .add("scheme", destination.scheme())
            .add("host", destination.host())
            .add("port", destination.port())
            .add("client", destination.client())
            .add("clientVersion", version)
            .add("service", service)
            .add("mapping", destination.mapping())
            .time("first", destination.firstMillis())
            .time("last", destination.lastMillis())
            .add("requests", destination.requests())
            .addAll("paths", paths)
            .addAll("secrets", secrets);
    if (destination.unreadBodies() > 0) {
      text.add("unreadBodies", destination.unreadBodies());
    }
    return new RecordLine("destination", destination.id(), text);
  }

  private static RecordText secret(SecretUse use) {
    RecordText text = new RecordText().add("kind", use.kind());
    if (!use.place().isEmpty()) {
      text.add("place", use.place());
    }
    text.add("count", use.count())
        .time("first", use.firstMillis())
        .time("last", use.lastMillis())
        .addTexts("fingerprints", Arrays.asList(use.fingerprints()));
    if (use.hasMore()) {
      text.add("more", true);
    }
    return text.add("site", site(use.site()));
  }

  static @Nullable RecordText site(@Nullable CallSite site) {
    return site == null
        ? null
        : new RecordText()
            .add("class", site.className())
            .add("method", site.method())
            .add("jar", site.jar());
  }

  static RecordLine key(SigningKey key) {
    RecordText text =
        new RecordText()
            .add("id", "k" + key.number())
            .add("fingerprint", key.fingerprint())
            .add("algorithm", key.algorithm())
            .add("signatures", key.signatures())
            .add("carried", key.carried())
            .add("madeForOthers", key.madeForOthers())
            .time("first", key.first())
            .time("last", key.last())
            .add("site", site(key.site()));
    return new RecordLine("key", "k" + key.number(), text);
  }

  static RecordLine connection(Connection connection, @Nullable String service) {
    String id = "c" + connection.number();
    RecordText text =
        new RecordText()
            .add("id", id)
            .add("protocol", connection.protocol())
            .add("host", connection.host())
            .add("port", connection.port())
            .add("service", service)
            .add("count", connection.count())
            .time("first", connection.first())
            .time("last", connection.last())
            .add("site", site(connection.site()));
    return new RecordLine("connection", id, text);
  }

  static RecordLine limit(String what, long dropped) {
    return new RecordLine(
        "limit", what, new RecordText().add("what", what).add("dropped", dropped));
  }
}
