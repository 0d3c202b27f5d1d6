package io.managedidentity.it.contract;

import io.managedidentity.it.results.ContractResults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestWatcher;
import org.opentest4j.TestAbortedException;

/**
 * Opens a {@link ContractWorld} for each client on each JDK with its first row, closes it after the
 * last, and writes down how each row ended. A row that fails tells what came in during it and what
 * the agent said.
 */
final class ContractExtension
    implements BeforeEachCallback, TestExecutionExceptionHandler, TestWatcher {
  private static final ExtensionContext.Namespace STORE =
      ExtensionContext.Namespace.create(ContractExtension.class);

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    ContractRows rows = (ContractRows) context.getRequiredTestInstance();
    rows.world =
        invocation(context)
            .getStore(STORE)
            .getOrComputeIfAbsent(Opening.class, unused -> new Opening(rows), Opening.class)
            .world();
    rows.world.reset();
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    ContractRows rows = (ContractRows) context.getRequiredTestInstance();
    if (!(failure instanceof TestAbortedException)) {
      failure.addSuppressed(new Story(rows.world.story()));
    }
    throw failure;
  }

  /** Printed with the failure; where it comes from is of no interest. */
  private static final class Story extends Exception {
    Story(String text) {
      super(text, null, false, false);
    }
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    write(context, "passed", "");
  }

  @Override
  public void testAborted(ExtensionContext context, Throwable cause) {
    write(context, "skipped", String.valueOf(cause.getMessage()));
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    write(context, "failed", String.valueOf(cause.getMessage()));
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    write(context, "skipped", reason.orElse("disabled"));
  }

  private static void write(ExtensionContext context, String outcome, String reason) {
    Opening opening = invocation(context).getStore(STORE).get(Opening.class, Opening.class);
    if (opening != null) {
      opening.results.add(row(context), outcome, reason);
    }
  }

  /** Method, and the arguments where it has several. */
  private static String row(ExtensionContext context) {
    String method = context.getRequiredTestMethod().getName();
    String display = context.getDisplayName();
    return display.startsWith("[") ? method + " " + display : method;
  }

  /** One client on one JDK: above the methods and their repetitions. */
  private static ExtensionContext invocation(ExtensionContext context) {
    ExtensionContext at = context;
    while (at.getTestMethod().isPresent()) {
      at = at.getParent().orElseThrow();
    }
    return at;
  }

  /** The world, or why there is none: then each row says so, and does not try again. */
  private static final class Opening implements AutoCloseable {
    final ContractResults results;
    private ContractWorld world;
    private IOException failure;

    Opening(ContractRows rows) {
      try {
        results =
            ContractResults.open(
                rows.getClass().getSimpleName(),
                rows.client.name(),
                rows.client.version(),
                rows.jdk.version());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      try {
        world = new ContractWorld(rows.client, rows.jdk, rows::mapping);
      } catch (IOException e) {
        failure = e;
      }
    }

    ContractWorld world() throws IOException {
      if (failure != null) {
        throw failure;
      }
      return world;
    }

    @Override
    public void close() throws IOException {
      if (world != null) {
        world.close();
      }
    }
  }
}
