package io.managedidentity.agent.report;

import io.managedidentity.agent.catalogue.CatalogueService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command that ends it: local authentication off. Only where the statement is clean. */
final class LastStep {
  private static final int MOST = 20;
  private static final String SECONDARY = "-secondary";

  /** One command, and what stops working by it. */
  static final class Command {
    final String command;
    final String breaks;

    Command(String command, String breaks) {
      this.command = command;
      this.breaks = breaks;
    }
  }

  private final List<Command> commands = new ArrayList<>();
  private final List<String> waitsFor = new ArrayList<>();

  private LastStep() {}

  static LastStep of(Statement statement) {
    LastStep last = new LastStep();
    if (!statement.isClean()) {
      last.waitsFor.add("a clean statement");
      return last;
    }
    for (Map.Entry<String, String> host : statement.scope.hosts.entrySet()) {
      CatalogueService service = statement.merged.services.find(host.getValue());
      if (service != null && !service.localAuthOff().isEmpty() && last.commands.size() < MOST) {
        last.add(statement, host.getKey(), service);
      }
    }
    return last;
  }

  private void add(Statement statement, String host, CatalogueService service) {
    String name = firstLabel(host);
    if (service.id().startsWith("storage-")) {
      name = account(host);
      if (!isClear(statement, name)) {
        return;
      }
    } else if (service.id().equals(HostNames.COSMOS)) {
      name = statement.scope.accountOfCosmos(host);
    }
    ResourceType type = ResourceType.of(service.id());
    String id =
        type == null
            ? "ID"
            : Escapes.shell(
                "/subscriptions/SUBSCRIPTION/resourceGroups/RESOURCE_GROUP/providers/"
                    + type.type
                    + "/"
                    + name);
    String command = service.localAuthOff().replace("--ids ID", "--ids " + id);
    String before =
        service.id().equals("ai-search")
            ? " The service must take tokens already (--auth-options aadOrApiKey)."
            : service.id().startsWith("storage-")
                ? " Other programs with a key or a SAS of the account stop too: run the query of the"
                    + " server's log first."
                : " Everything else that has a key of it stops too: run the query of the server's log"
                    + " first.";
    String amqp =
        service.id().equals("service-bus")
                || service.id().equals("event-hubs")
                || service.id().equals("iot-hub")
                || service.id().equals("event-grid")
            ? " Users of AMQP and MQTT with a key are not seen by the agent."
            : "";
    for (Command known : commands) {
      if (known.command.equals(command)) {
        return; // another host of the same account
      }
    }
    commands.add(new Command(command, (service.limits() + before + amqp).trim()));
  }

  /** Whether all else that is recorded of a storage account is clean: the switch is for all. */
  private boolean isClear(Statement statement, String account) {
    boolean isClear = true;
    for (Merged.HostSum other : statement.merged.hosts()) {
      if (other.service.startsWith("storage-")
          && account(other.place).equals(account)
          && !statement.scope.hosts.containsKey(other.place)
          && !Statement.of(statement.merged, other.place).isClean()) {
        isClear = false;
        waitFor("a clean statement of " + other.place + ", which is of the same account");
      }
    }
    for (Application application : statement.merged.fleet.applications()) {
      for (Connection connection : application.connections()) {
        if (account(connection.host).equals(account)
            && isStorage(statement.merged.services, connection)) {
          isClear = false;
          waitFor(
              "the end of the connections of "
                  + application.name
                  + " to "
                  + connection.place()
                  + " by "
                  + connection.protocol
                  + ", which are to the same account");
        }
      }
    }
    return isClear;
  }

  private static boolean isStorage(Services services, Connection connection) {
    return connection.service().startsWith("storage-")
        || services.idOf(connection.host, connection.service()).startsWith("storage-");
  }

  /** The copy of an account in another region can be read at {@code NAME-secondary}. */
  private static String account(String host) {
    String label = firstLabel(host);
    return label.endsWith(SECONDARY)
        ? label.substring(0, label.length() - SECONDARY.length())
        : label;
  }

  private static String firstLabel(String host) {
    int dot = host.indexOf('.');
    return dot < 0 ? host : host.substring(0, dot);
  }

  private void waitFor(String what) {
    if (!waitsFor.contains(what)) {
      waitsFor.add(what);
    }
  }

  boolean isOpen() {
    return !commands.isEmpty() && waitsFor.isEmpty();
  }

  /** What to say where it is not open. */
  String why() {
    return waitsFor.isEmpty()
        ? "No command is known that turns off stored secrets there: delete the secret where it was"
            + " made."
        : "The last step waits for " + String.join(", and for ", waitsFor) + ".";
  }

  /** Empty unless all of it may be done. */
  List<Command> commands() {
    return waitsFor.isEmpty() ? commands : new ArrayList<Command>();
  }

  /** What has to be before it: ends of a sentence. */
  List<String> waitsFor() {
    return waitsFor;
  }
}
