package io.managedidentity.agent.injection;

import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.routing.MappingMismatch;
import io.managedidentity.agent.secrets.QuerySecrets;
import io.managedidentity.agent.secrets.SecretKind;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The second place of a storage request that is authenticated: the source of a copy or a rename.
 * The service itself reads it, with {@code x-ms-copy-source-authorization} where the copy is
 * synchronous; an asynchronous copy can only have a shared access signature.
 */
final class CopySource {
  private static final String SOURCE = "x-ms-copy-source";
  private static final String RENAMED = "x-ms-rename-source";
  private static final String AUTHORIZATION = "x-ms-copy-source-authorization";

  /** The first version that knows the header. */
  private static final String VERSION = "2020-10-02";

  private static final String STORAGE = "https://storage.azure.com";
  private static final int HTTPS_PORT = 443;
  private static final int MOST_PORT_DIGITS = 5;

  /** Parameters of a shared access signature, those that override the answer's headers included. */
  private static final List<String> SAS =
      Collections.unmodifiableList(
          Arrays.asList(
              "sv", "ss", "srt", "sr", "sp", "st", "se", "sip", "spr", "si", "sig", "sdd", "ses",
              "skoid", "sktid", "skt", "ske", "sks", "skv", "saoid", "suoid", "scid", "rscc",
              "rscd", "rsce", "rscl", "rsct"));

  private CopySource() {}

  static boolean isStorage(@Nullable String resource) {
    return resource != null && resource.startsWith(STORAGE);
  }

  /** Cuts the signature where a token can take its place. Returns whether it did. */
  static boolean edit(HeaderList headers, String target, String token, MappingConfig mapping) {
    String renamed = headers.first(RENAMED);
    if (renamed != null && isSigned(renamed) && renamed.startsWith("/")) { // of the same account
      headers.set(RENAMED, QueryCutter.cut(renamed, SAS));
      return true;
    }
    String source = headers.first(SOURCE);
    if (source == null
        || !isSigned(source)
        || !isSynchronous(headers, target)
        || !isMapped(source, mapping)) {
      return false;
    }
    headers.set(SOURCE, QueryCutter.cut(source, SAS));
    headers.set(AUTHORIZATION, "Bearer " + token);
    String version = headers.first("x-ms-version");
    if (version == null || VersionOrder.isLower(version, VERSION)) {
      headers.set("x-ms-version", VERSION);
    }
    return true;
  }

  private static boolean isSigned(String source) {
    return (QuerySecrets.of(source) & SecretKind.SAS.bit()) != 0;
  }

  /** Put Blob, Block, Page and Append Block From URL, and Copy Blob From URL. */
  private static boolean isSynchronous(HeaderList headers, String target) {
    String query = target.substring(target.indexOf('?') + 1);
    for (String parameter : QueryParameters.of(query)) {
      if (parameter.startsWith("comp=")) {
        String operation = parameter.substring("comp=".length());
        return operation.equalsIgnoreCase("block")
            || operation.equalsIgnoreCase("page")
            || operation.equalsIgnoreCase("appendblock");
      }
    }
    return "true".equalsIgnoreCase(headers.first("x-ms-requires-sync"))
        || "BlockBlob".equalsIgnoreCase(headers.first("x-ms-blob-type"));
  }

  /** The service sends the token there: so it must be a place that the mapping names, over TLS. */
  private static boolean isMapped(String source, MappingConfig mapping) {
    String prefix = "https://";
    int slash = source.indexOf('/', prefix.length());
    if (!source.regionMatches(true, 0, prefix, 0, prefix.length()) || slash < 0) {
      return false;
    }
    String place = source.substring(prefix.length(), slash);
    int colon = place.indexOf(':');
    String port = colon < 0 ? "" : place.substring(colon + 1);
    return isPlain(place)
        && (colon < 0 || (port.length() <= MOST_PORT_DIGITS && isNumber(port)))
        && MappingMismatch.namesHost(
            mapping,
            colon < 0 ? place : place.substring(0, colon),
            colon < 0 ? HTTPS_PORT : Integer.parseInt(port));
  }

  /** Nothing in it that two programs could read differently. */
  private static boolean isPlain(String place) {
    for (int i = 0; i < place.length(); i++) {
      char c = place.charAt(i);
      if (!(c >= 'a' && c <= 'z')
          && !(c >= 'A' && c <= 'Z')
          && !(c >= '0' && c <= '9')
          && "-.:".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
