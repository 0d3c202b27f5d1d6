package io.managedidentity.agent.config;

import io.managedidentity.agent.target.HostPattern;
import io.managedidentity.agent.target.PathPattern;
import io.managedidentity.agent.token.TokenRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One mapping of the file, complete: defaults and top-level settings are in it. Immutable. */
public final class MappingConfig {
  private final int index;
  private final String name;
  private final @Nullable String service;
  private final List<HostPattern> hosts;
  private final List<PathPattern> paths;
  private final List<String> methods;
  private final @Nullable TokenRequest tokenRequest;
  private final ExistingAuthorization existingAuthorization;
  private final String header;
  private final String format;
  private final List<String> removeHeaders;
  private final List<String> removeQuery;
  private final List<HeaderSetting> setHeaders;
  private final OnTokenFailure onTokenFailure;
  private final boolean allowPlainHttp;
  private final boolean fallbackOnRejection;
  private final boolean skip;
  private final int share;
  private final @Nullable String placeholder;
  private final @Nullable TokenEndpoint tokenEndpoint;
  private final Mode mode;
  private final WrittenTexts written;
  private final @Nullable String shownIdentity;
  private final int line;
  private final int column;

  private MappingConfig(Builder builder) {
    this.index = builder.index;
    this.name = builder.name;
    this.service = builder.service;
    this.hosts = copy(builder.hosts);
    this.paths = copy(builder.paths);
    this.methods = copy(builder.methods);
    this.tokenRequest = builder.tokenRequest;
    this.existingAuthorization = builder.existingAuthorization;
    this.header = builder.header;
    this.format = builder.format;
    this.removeHeaders = copy(builder.removeHeaders);
    this.removeQuery = copy(builder.removeQuery);
    this.setHeaders = copy(builder.setHeaders);
    this.onTokenFailure = builder.onTokenFailure;
    this.allowPlainHttp = builder.allowPlainHttp;
    this.fallbackOnRejection = builder.fallbackOnRejection;
    this.skip = builder.skip;
    this.share = builder.share;
    this.placeholder = builder.placeholder;
    this.tokenEndpoint = builder.tokenEndpoint;
    this.mode = builder.mode;
    this.written = builder.written;
    this.shownIdentity = builder.shownIdentity;
    this.line = builder.line;
    this.column = builder.column;
  }

  /** A mapping with all defaults: no host yet, mode inject. */
  public static Builder builder(int index) {
    return new Builder(index);
  }

  /** Place in the file, from 0. */
  public int index() {
    return index;
  }

  /** The name given, or such as {@code mappings/2}. */
  public String name() {
    return name;
  }

  /** Id of the catalogue service, or null. */
  public @Nullable String service() {
    return service;
  }

  public List<HostPattern> hosts() {
    return hosts;
  }

  /** Empty for every path. */
  public List<PathPattern> paths() {
    return paths;
  }

  /** Empty for every method; compared with case. */
  public List<String> methods() {
    return methods;
  }

  /** What token is asked for; null for a mapping that skips. */
  public @Nullable TokenRequest tokenRequest() {
    return tokenRequest;
  }

  public ExistingAuthorization existingAuthorization() {
    return existingAuthorization;
  }

  /** Name of the header that the token goes into. */
  public String header() {
    return header;
  }

  /** Value of that header, with {@code {token}} or {@code {token:urlencoded}} in it. */
  public String format() {
    return format;
  }

  public List<String> removeHeaders() {
    return removeHeaders;
  }

  public List<String> removeQuery() {
    return removeQuery;
  }

  public List<HeaderSetting> setHeaders() {
    return setHeaders;
  }

  public OnTokenFailure onTokenFailure() {
    return onTokenFailure;
  }

  public boolean allowPlainHttp() {
    return allowPlainHttp;
  }

  /** Whether a rejected request is sent once more as the application made it. */
  public boolean fallbackOnRejection() {
    return fallbackOnRejection;
  }

  public boolean skip() {
    return skip;
  }

  /** How many of a hundred matching requests are treated, from 0 to 100. */
  public int share() {
    return share;
  }

  /** A dummy in place of the application's secret, which must never leave; or null. A secret. */
  public @Nullable String placeholder() {
    return placeholder;
  }

  /** The token endpoint whose forms are edited; null for a mapping that puts tokens on requests. */
  public @Nullable TokenEndpoint tokenEndpoint() {
    return tokenEndpoint;
  }

  /** Whether forms of this app registration are edited. */
  public boolean isForRegistration(String clientId) {
    return tokenEndpoint != null && tokenEndpoint.isFor(clientId);
  }

  /** {@code INJECT}, {@code OBSERVE}, {@code SHADOW} or {@code OFF}. */
  public Mode mode() {
    return mode;
  }

  /**
   * The value of a key as people are shown it: with the placeholder where it came from an
   * environment variable, since that may be a secret.
   */
  public String shown(String key, String value) {
    return written.of(key, value);
  }

  /** As {@link #shown(String, String)}, of a key that is a list. */
  public List<String> shown(String key, List<String> values) {
    return written.of(key, values);
  }

  /** The identity as people are shown it; empty if there is none. */
  public String shownIdentity() {
    return shownIdentity != null
        ? shownIdentity
        : tokenRequest == null ? "" : tokenRequest.identity().toString();
  }

  /** Line of the file where it begins, or 0. */
  public int line() {
    return line;
  }

  /** Column of the file where it begins, or 0. */
  public int column() {
    return column;
  }

  @Override
  public String toString() {
    return name + " " + hosts;
  }

  private static <T> List<T> copy(List<T> list) {
    return list.isEmpty()
        ? Collections.<T>emptyList()
        : Collections.unmodifiableList(new ArrayList<>(list));
  }

  /** Collects the parts of a {@link MappingConfig}. */
  public static final class Builder {
    private final int index;
    private String name;
    private @Nullable String service;
    private List<HostPattern> hosts = Collections.emptyList();
    private List<PathPattern> paths = Collections.emptyList();
    private List<String> methods = Collections.emptyList();
    private @Nullable TokenRequest tokenRequest;
    private ExistingAuthorization existingAuthorization = ExistingAuthorization.KEEP;
    private String header = "Authorization";
    private String format = "Bearer {token}";
    private List<String> removeHeaders = Collections.emptyList();
    private List<String> removeQuery = Collections.emptyList();
    private List<HeaderSetting> setHeaders = Collections.emptyList();
    private OnTokenFailure onTokenFailure = OnTokenFailure.SEND_UNCHANGED;
    private boolean allowPlainHttp;
    private boolean fallbackOnRejection;
    private boolean skip;
    private int share = 100;
    private @Nullable String placeholder;
    private @Nullable TokenEndpoint tokenEndpoint;
    private Mode mode = Mode.INJECT;
    private WrittenTexts written = new WrittenTexts();
    private @Nullable String shownIdentity;
    private int line;
    private int column;

    private Builder(int index) {
      this.index = index;
      this.name = "mappings/" + index;
    }

    public Builder name(String value) {
      name = value;
      return this;
    }

    public Builder service(@Nullable String value) {
      service = value;
      return this;
    }

    public Builder hosts(List<HostPattern> value) {
      hosts = value;
      return this;
    }

    public Builder paths(List<PathPattern> value) {
      paths = value;
      return this;
    }

    public Builder methods(List<String> value) {
      methods = value;
      return this;
    }

    public Builder tokenRequest(@Nullable TokenRequest value) {
      tokenRequest = value;
      return this;
    }

    public Builder existingAuthorization(ExistingAuthorization value) {
      existingAuthorization = value;
      return this;
    }

    public Builder header(String value) {
      header = value;
      return this;
    }

    public Builder format(String value) {
      format = value;
      return this;
    }

    public Builder removeHeaders(List<String> value) {
      removeHeaders = value;
      return this;
    }

    public Builder removeQuery(List<String> value) {
      removeQuery = value;
      return this;
    }

    public Builder setHeaders(List<HeaderSetting> value) {
      setHeaders = value;
      return this;
    }

    public Builder onTokenFailure(OnTokenFailure value) {
      onTokenFailure = value;
      return this;
    }

    public Builder allowPlainHttp(boolean value) {
      allowPlainHttp = value;
      return this;
    }

    public Builder fallbackOnRejection(boolean value) {
      fallbackOnRejection = value;
      return this;
    }

    public Builder skip(boolean value) {
      skip = value;
      return this;
    }

    public Builder share(int value) {
      share = value;
      return this;
    }

    public Builder placeholder(@Nullable String value) {
      placeholder = value;
      return this;
    }

    public Builder tokenEndpoint(@Nullable TokenEndpoint value) {
      tokenEndpoint = value;
      return this;
    }

    public Builder mode(Mode value) {
      mode = value;
      return this;
    }

    Builder written(WrittenTexts value) {
      written = value;
      return this;
    }

    Builder shownIdentity(@Nullable String value) {
      shownIdentity = value;
      return this;
    }

    public Builder position(int atLine, int atColumn) {
      line = atLine;
      column = atColumn;
      return this;
    }

    public MappingConfig build() {
      return new MappingConfig(this);
    }
  }
}
