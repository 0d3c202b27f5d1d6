package io.managedidentity.build.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Writes the sources that follow from the declarations of clients. */
public final class ClientGenerator {
  private final Path root;

  private ClientGenerator(Path root) {
    this.root = root;
  }

  /**
   * @param arguments the folder that holds the folders of clients; {@code start} or {@code agent};
   *     the folder to write to
   */
  public static void main(String[] arguments) throws IOException {
    List<ClientDeclaration> clients = read(Path.of(arguments[0]));
    ClientGenerator generator = new ClientGenerator(Path.of(arguments[2]));
    Sources sources = new Sources(clients);
    if (arguments[1].equals("start")) {
      generator.write("premain/WovenNames", sources.wovenNames());
      return;
    }
    generator.write("agent/config/ClientNames", sources.clientNames());
    generator.write("agent/instrumentation/WovenClients", sources.wovenClients());
    for (ClientDeclaration client : clients) {
      String room = "agent/instrumentation/";
      generator.write(room + client.stem() + "Methods", Sources.methods(client));
      generator.write(
          room + client.hookPackage() + "/" + client.stem() + "Handlers", Sources.handlers(client));
    }
  }

  /**
   * @throws IllegalArgumentException with all problems of all declarations
   */
  static List<ClientDeclaration> read(Path folder) throws IOException {
    List<ClientDeclaration> clients = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    try (Stream<Path> folders = Files.list(folder)) {
      for (Path client : folders.sorted().toList()) {
        Path file = client.resolve("client.json");
        if (Files.exists(file)) {
          read(file, clients, problems);
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return clients;
  }

  private static void read(Path file, List<ClientDeclaration> clients, List<String> problems)
      throws IOException {
    try {
      ClientDeclaration client = ClientDeclaration.read(file);
      client.problems().forEach(problem -> problems.add(file + ": " + problem));
      clients.add(client);
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
    }
  }

  /** Only what has changed, so that a build without changes compiles nothing. */
  private void write(String name, String text) throws IOException {
    Path file = root.resolve("io/managedidentity/" + name + ".java");
    if (!Files.exists(file) || !Files.readString(file).equals(text)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
  }
}
