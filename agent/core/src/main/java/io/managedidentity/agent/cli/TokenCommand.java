package io.managedidentity.agent.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.managedidentity.agent.config.ConfigLoader;
import io.managedidentity.agent.config.ConfigProblem;
import io.managedidentity.agent.config.SettingLookup;
import io.managedidentity.agent.identity.IdentitySources;
import io.managedidentity.agent.identity.IdentityTokenFetcher;
import io.managedidentity.agent.token.AccessToken;
import io.managedidentity.agent.token.ManagedIdentityId;
import io.managedidentity.agent.token.TokenDigest;
import io.managedidentity.agent.token.TokenException;
import io.managedidentity.agent.token.TokenFetcher;
import io.managedidentity.agent.token.TokenRequest;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code token}: one token as the agent would fetch it, described. */
@Command(
    name = "token",
    description = {
      "Fetches one token as the agent would, and describes it.",
      "Give a mapping (FILE NAME) or a resource (--resource R)."
    })
public final class TokenCommand implements Callable<Integer> {
  private final TokenFetcher fetcher;
  private final MappingLookup mappings;
  private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "A mapping file.")
  private @Nullable String file;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description = "Name of a mapping in it.")
  private @Nullable String name;

  @Option(
      names = "--resource",
      paramLabel = "R",
      description = "Audience of the token, for example https://vault.azure.net.")
  private @Nullable String resource;

  @ArgGroup(exclusive = true)
  private IdentityOption identity = new IdentityOption();

  @Option(
      names = "--source",
      split = ",",
      paramLabel = "S",
      description = "Identity source, or several separated by commas; default: auto.")
  private List<String> sources = new ArrayList<>();

  @Option(names = "--tenant-id", paramLabel = "T", description = "Tenant, if the source takes one.")
  private @Nullable String tenantId;

  @Option(names = "--show-token", description = "Print the token itself as well. It is a secret.")
  private boolean showToken;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean asJson;

  /** The three ids of a user-assigned identity. */
  static final class IdentityOption {
    @Option(names = "--client-id", paramLabel = "ID", description = "User-assigned, by client id.")
    private @Nullable String clientId;

    @Option(names = "--object-id", paramLabel = "ID", description = "User-assigned, by object id.")
    private @Nullable String objectId;

    @Option(
        names = "--resource-id",
        paramLabel = "ID",
        description = "User-assigned, by resource id.")
    private @Nullable String resourceId;

    ManagedIdentityId id() {
      if (clientId != null) {
        return ManagedIdentityId.userAssigned(ManagedIdentityId.Kind.CLIENT_ID, clientId);
      }
      if (objectId != null) {
        return ManagedIdentityId.userAssigned(ManagedIdentityId.Kind.OBJECT_ID, objectId);
      }
      return resourceId == null
          ? ManagedIdentityId.systemAssigned()
          : ManagedIdentityId.userAssigned(ManagedIdentityId.Kind.RESOURCE_ID, resourceId);
    }
  }

  public TokenCommand(TokenFetcher fetcher, MappingLookup mappings) {
    this.fetcher = fetcher;
    this.mappings = mappings;
  }

  @Override
  public Integer call() throws Exception {
    TokenRequest request;
    try {
      request = request();
    } catch (MappingNotFoundException e) {
      err().println(e.getMessage());
      return 1;
    }
    try {
      print(request, fetcher.fetch(request));
      return 0;
    } catch (TokenException e) {
      print(e);
      return 1;
    }
  }

  private TokenRequest request() throws MappingNotFoundException {
    if (file != null && name != null && resource == null) {
      return mappings.find(file, name);
    }
    if (resource == null || file != null) {
      throw new ParameterException(
          commandSpec().commandLine(),
          file == null
              ? "Give FILE and NAME of a mapping, or --resource."
              : resource == null
                  ? "NAME of a mapping is missing after FILE."
                  : "Give FILE and NAME, or --resource, not both.");
    }
    for (String source : sources) {
      if (!source.equals(IdentityTokenFetcher.AUTO) && !IdentitySources.IDS.contains(source)) {
        throw new ParameterException(
            commandSpec().commandLine(),
            "There is no identity source \""
                + source
                + "\". Use auto or one of: "
                + String.join(", ", IdentitySources.IDS)
                + ".");
      }
    }
    ManagedIdentityId id = identity.id();
    checkIdentity(id);
    List<String> named =
        sources.isEmpty() ? Collections.<String>emptyList() : new ArrayList<>(sources);
    return new TokenRequest(resource, id, named, tenantId);
  }

  /** As strictly as the same keys of a mapping file, and with the same words. */
  private void checkIdentity(ManagedIdentityId id) {
    ObjectNode written = json.createObjectNode();
    if (id.kind() != ManagedIdentityId.Kind.SYSTEM_ASSIGNED) {
      written.put(id.kind().label(), id.value());
    }
    if (tenantId != null) {
      written.put("tenantId", tenantId);
    }
    if (written.isEmpty()) {
      return;
    }
    String argument = written.toString().replace("\\", "\\\\").replace(",", "\\,");
    for (ConfigProblem problem :
        new ConfigLoader(SettingLookup.NONE, SettingLookup.NONE)
            .load("mode=off,identity=" + argument)
            .problems()) {
      throw new ParameterException(
          commandSpec().commandLine(), problem.what() + ". " + problem.advice());
    }
  }

  private void print(TokenRequest request, AccessToken token) throws Exception {
    ObjectNode answer = json.createObjectNode();
    answer.put("source", token.source());
    answer.put("resource", request.resource());
    answer.put("identity", request.identity().toString());
    answer.put("expiresInSeconds", token.expiresInSeconds());
    answer.put("refreshInSeconds", token.refreshInSeconds());
    answer.put("attempts", token.attempts());
    answer.put("tokenSha256", TokenDigest.sha256(token.value()));
    answer.set("claims", TokenClaims.read(token.value(), json));
    if (showToken) {
      answer.put("token", token.value());
    }
    write(answer);
  }

  private void print(TokenException failure) throws Exception {
    if (!asJson) {
      err().println(failure.code() + ": " + failure.getMessage());
      return;
    }
    ObjectNode answer = json.createObjectNode();
    answer.put("error", failure.code());
    answer.put("message", failure.getMessage());
    answer.put("source", failure.source());
    answer.put("status", failure.status() == 0 ? null : Integer.valueOf(failure.status()));
    answer.put("sourceError", failure.sourceError());
    answer.put("correlationId", failure.correlationId());
    answer.put("attempts", failure.attempts());
    answer.put("hint", failure.hint());
    write(answer);
  }

  private void write(ObjectNode answer) throws Exception {
    PrintWriter out = commandSpec().commandLine().getOut();
    if (asJson) {
      out.println(json.writeValueAsString(answer));
    } else {
      TextTable.of(commandSpec().commandLine()).print(answer);
    }
    out.flush();
  }

  private PrintWriter err() {
    return commandSpec().commandLine().getErr();
  }

  private CommandSpec commandSpec() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the specification before it calls");
    }
    return spec;
  }
}
