package io.managedidentity.agent.cli.lint;

import io.managedidentity.agent.catalogue.CatalogueService;
import io.managedidentity.agent.config.MappingConfig;
import io.managedidentity.agent.refusal.OtherAudiences;
import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PatternException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether the service that a host belongs to takes tokens for the mapping's resource. */
final class ResourceLint {
  private static final String DEFAULT_SCOPE = "/.default";

  /** Services that refuse a slash at the end, and their own address as an audience (AKV10022). */
  private static final List<String> EXACT = Arrays.asList("key-vault", "managed-hsm");

  private final Rows rows;

  ResourceLint(Rows rows) {
    this.rows = rows;
  }

  /** A sentence, or null if nothing is known against it. */
  @Nullable String of(HostPattern host, MappingConfig mapping, String resource) {
    String audience =
        resource.endsWith(DEFAULT_SCOPE)
            ? resource.substring(0, resource.length() - DEFAULT_SCOPE.length())
            : resource;
    Set<String> wanted = new LinkedHashSet<>();
    String instead = "";
    boolean isChosen = false;
    for (Rows.Row row : rows.of(host)) {
      CatalogueService service = row.service;
      String own = service.resource(row.cloud);
      if (!service.takesToken()) {
        instead = service.instead();
      } else if (own == null) {
        isChosen = true; // by whoever set it up
      } else if (isTaken(audience, host, row, own)) {
        return null;
      } else {
        wanted.add(service.isResourceOfHost(row.cloud) ? "its own address" : own);
      }
    }
    if (wanted.isEmpty()) {
      return instead.isEmpty() || isChosen
          ? null
          : "the service behind \"" + host.text() + "\" takes no token on its requests. " + instead;
    }
    return "the service behind \""
        + host.text()
        + "\" takes tokens for "
        + String.join(" or ", wanted)
        + ", not for \""
        + mapping.shown("resource", resource)
        + "\". Correct resource.";
  }

  private boolean isTaken(String audience, HostPattern host, Rows.Row row, String resource) {
    CatalogueService service = row.service;
    if (EXACT.contains(service.id())) {
      return audience.equals(resource);
    }
    String plain = plain(audience);
    if (isGuid(plain) && !plain.equals(resource)) {
      // The id of an application of that audience, unless it is known as another's.
      return !isGuid(resource) && !rows.haveResource(plain);
    }
    if (plain.equals(plain(resource)) || plain.startsWith("https://" + host.name())) {
      return true;
    }
    if (OtherAudiences.isTaken(service.id(), row.cloud, plain)) {
      return true;
    }
    boolean isOfMany = service.isResourceOfHost(row.cloud) || resource.indexOf('*') >= 0;
    return isOfMany && isHostOf(plain, row);
  }

  /** Whether the audience is the address of a host like these, such as that of a region. */
  private static boolean isHostOf(String audience, Rows.Row row) {
    String scheme = "https://";
    if (!audience.startsWith(scheme)) {
      return false;
    }
    try {
      return Rows.fits(
          HostPattern.parse(audience.substring(scheme.length())), row.service, row.cloud);
    } catch (PatternException e) {
      return false;
    }
  }

  private static String plain(String audience) {
    String lower = audience.toLowerCase(Locale.ROOT);
    return lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static boolean isGuid(String text) {
    return text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  }
}
