package io.managedidentity.agent.report;

import io.managedidentity.agent.catalogue.CatalogueService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command that ends it: local authentication off. Only where the statement is clean. */
final class LastStep {
  private static final int MOST = 20;

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
    int dot = host.indexOf('.');
    String name = dot < 0 ? host : host.substring(0, dot);
    if (service.id().startsWith("storage-")) {
      // The switch is for the whole account.
      boolean isClear = true;
      for (Merged.HostSum other : statement.merged.hosts()) {
        if (other.service.startsWith("storage-")
            && other.place.startsWith(name + ".")
            && !statement.scope.hosts.containsKey(other.place)
            && !Statement.of(statement.merged, other.place).isClean()) {
          isClear = false;
          waitsFor.add("a clean statement of " + other.place + ", which is of the same account");
        }
      }
      if (!isClear) {
        return;
      }
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
    commands.add(new Command(command, (service.limits() + before + amqp).trim()));
  }

  boolean isOpen() {
    return !commands.isEmpty() && waitsFor.isEmpty();
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
