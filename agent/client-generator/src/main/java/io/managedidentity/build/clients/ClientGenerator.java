package io.managedidentity.build.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Writes the sources that follow from the declarations of clients. */
public final class ClientGenerator {
  private static final String DECLARATION = "client.json";
  private static final String ROOM = "agent/instrumentation/";

  private final Path root;

  private ClientGenerator(Path root) {
    this.root = root;
  }

  /**
   * @param arguments for {@code start} and {@code core} the folder that holds the folders of
   *     clients, for {@code hook} the folder of one; which of the three; the folder to write to
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    ClientGenerator generator = new ClientGenerator(Path.of(arguments[2]));
    switch (arguments[1]) {
      case "start" -> generator.start(read(folder));
      case "core" -> generator.core(read(folder));
      case "hook" -> generator.hook(folder);
      default -> throw new IllegalArgumentException(arguments[1]);
    }
  }

  private void start(List<ClientDeclaration> clients) throws IOException {
    write("premain/WovenNames", new Sources(clients).wovenNames());
  }

  private void core(List<ClientDeclaration> clients) throws IOException {
    Sources sources = new Sources(clients);
    write("agent/config/ClientNames", sources.clientNames());
    write(ROOM + "WovenClients", sources.wovenClients());
    for (ClientDeclaration client : clients) {
      write(ROOM + client.stem() + "Methods", Sources.methods(client));
    }
  }

  /** Nothing for a folder that only holds what clients have in common. */
  private void hook(Path folder) throws IOException {
    Path file = folder.resolve(DECLARATION);
    if (Files.exists(file)) {
      ClientDeclaration client = ClientDeclaration.read(file);
      write(
          ROOM + client.hookPackage() + "/" + client.stem() + "Handlers", Sources.handlers(client));
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
        Path file = client.resolve(DECLARATION);
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
