package io.managedidentity.agent.catalogue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of services. One line of its file is one row and begins with its id, so that a row
 * is found and parsed without the others: a start pays only for rows that a mapping names.
 * Immutable.
 */
public final class Catalogue {
  /** Words for the clouds, as the option {@code cloud} has them. */
  public static final List<String> CLOUDS =
      Collections.unmodifiableList(Arrays.asList("public", "usgov", "china"));

  private static final String ROW = "\n{\"id\":\"";

  private final String text;

  Catalogue(String text) {
    this.text = text;
  }

  /**
   * The one that is part of this jar.
   *
   * @throws IllegalStateException if the jar is damaged
   */
  public static Catalogue ofThisJar() {
    try (InputStream in = Catalogue.class.getResourceAsStream("services.jsonl")) {
      if (in == null) {
        throw new IllegalStateException("the jar has no catalogue of services");
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] part = new byte[8192];
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        bytes.write(part, 0, n);
      }
      return new Catalogue(new String(bytes.toByteArray(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new IllegalStateException("the catalogue of services cannot be read", e);
    }
  }

  /** Name and number of the file's form. */
  public String schema() {
    return header().text("schema");
  }

  /** The day on which the facts were last gone over. */
  public String version() {
    return header().text("version");
  }

  /** In the file's order, which puts like beside like. */
  public List<String> ids() {
    List<String> ids = new ArrayList<>();
    for (int at = text.indexOf(ROW); at >= 0; at = text.indexOf(ROW, at + 1)) {
      int start = at + ROW.length();
      ids.add(text.substring(start, text.indexOf('"', start)));
    }
    return ids;
  }

  public @Nullable CatalogueService find(String id) {
    int at = id.indexOf('"') >= 0 ? -1 : text.indexOf(ROW + id + "\"");
    return at < 0 ? null : new CatalogueService(Row.parse(line(at + 1)));
  }

  public List<CatalogueService> all() {
    List<CatalogueService> all = new ArrayList<>();
    for (String id : ids()) {
      CatalogueService service = find(id);
      if (service != null) {
        all.add(service);
      }
    }
    return all;
  }

  private Row header() {
    return Row.parse(line(0));
  }

  private String line(int start) {
    int end = text.indexOf('\n', start);
    return text.substring(start, end < 0 ? text.length() : end);
  }
}
