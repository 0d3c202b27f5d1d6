package io.managedidentity.build.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientGeneratorTest {
  private static final String WRITE =
      """
      { "type": "org.example.Codec", "method": "void write(Request, long, int)", "at": "argument 1",
        "with": ["argument 3", "this"], "does": "", "handler": "Request write(Request, int, Object)" }
      """;

  @TempDir private Path folder;

  @Test
  void bindsWovenMethodToTypedHandler() throws IOException {
    declare(WRITE);

    ClientDeclaration client = ClientGenerator.read(folder).get(0);

    String handlers = Sources.handlers(client);
    assertTrue(
        handlers.contains(
            "return subject == null ? null : write((org.example.Request) subject, (Integer) first, second);"),
        handlers);
    String methods = Sources.methods(client);
    assertTrue(
        methods.contains(
            "WovenMethod.replaceArgument(0, \"org/example/Codec\", \"write\","
                + " \"(Lorg/example/Request;JI)V\", 1, \"org/example/Request\")"
                + ".with(Value.slot(4)).with(Value.slot(0)).build()"),
        methods);
  }

  @Test
  void packsMoreThanTwoValues() throws IOException {
    declare(
        """
        { "type": "org.example.Codec", "method": "void open(String)", "at": "entry",
          "with": ["this", "argument 1", "lookup"], "does": "", "handler": "void opened(Object, String, Object)" }
        """);

    ClientDeclaration client = ClientGenerator.read(folder).get(0);

    String handlers = Sources.handlers(client);
    assertTrue(
        handlers.contains(
            "opened(((Object[]) first)[0], (String) ((Object[]) first)[1], ((Object[]) first)[2]);"),
        handlers);
  }

  @Test
  void makesMethodOfEachFilling() throws IOException {
    declare(
        """
        { "each": [{ "n": "1" }, { "n": "2" }], "times": [{ "m": "a" }, { "m": "b" }, { "m": "c" }],
          "type": "org.example.Codec{n}", "method": "void {m}()", "at": "entry", "does": "", "handler": "void told()" }
        """);

    List<WovenRow> methods = ClientGenerator.read(folder).get(0).methods();

    assertEquals(6, methods.size());
    assertEquals("Codec2.c", methods.get(5).description());
  }

  @Test
  void givesHandlersOfConnectionsNumbersOfTheirOwn() throws IOException {
    declare(
        WRITE
            + """
            , { "type": "org.example.Pool", "method": "void lease()", "at": "entry", "with": ["this"],
                "does": "", "handler": "void leased(Object)", "whileOff": true }
            """);

    String handlers = Sources.handlers(ClientGenerator.read(folder).get(0));

    assertTrue(handlers.contains("case 64:\n        leased(first);"), handlers);
  }

  @Test
  void keepsWhatOnlyDiscoveryWatchesFromTheStart() throws IOException {
    declare(WRITE, "\"only\": \"discover\", ");

    List<ClientDeclaration> clients = ClientGenerator.read(folder);

    Sources sources = new Sources(clients);
    assertFalse(sources.wovenNames().contains("org/example"), sources.wovenNames());
    String woven = sources.wovenClients();
    String discovered = woven.substring(woven.indexOf("boolean isForDiscovery("));
    assertTrue(discovered.contains("case \"org/example/Codec\":"), woven);
    assertFalse(discovered.contains("ExampleMethods.CLIENT"), woven);
    String handlers = Sources.handlers(clients.get(0));
    assertTrue(handlers.contains("case 64:"), handlers); // the agent is off in mode discover
    assertTrue(
        WovenMethodsPage.of(clients)
            .contains("Woven only in mode `discover` or with `discover.report`."));
  }

  @Test
  void knowsNoOtherOccasion() throws IOException {
    declare(WRITE, "\"only\": \"sometimes\", ");

    String message =
        assertThrows(IllegalArgumentException.class, () -> ClientGenerator.read(folder))
            .getMessage();

    assertTrue(
        message.endsWith("\"only\" is \"sometimes\": write \"discover\", or leave it out"),
        message);
  }

  @Test
  void namesAllProblems() throws IOException {
    declare(
        """
        { "type": "org.example.Codec", "method": "void write(Reqest)", "at": "entry", "does": "", "handler": "void told()" },
        { "type": "org.example.Codec", "method": "void write(int)", "at": "entry", "with": ["argument 2"],
          "does": "", "handler": "void told(int)" },
        { "type": "org.example.Codec", "method": "void write(int)", "at": "argument 1", "does": "", "handler": "int write()" },
        { "type": "org.example.Codec", "method": "void write(int)", "at": "somewhere", "does": "", "handler": "Object write(Object)" },
        { "type": "org.example.Codec", "method": "write", "at": "entry", "does": "", "handler": "void told()" },
        { "type": "org.example.Codec", "method": "void write()", "at": "entry", "with": ["@other"], "does": "", "handler": "void told(Object)" },
        { "type": "org.example.Codec", "method": "void write()", "at": "entry", "handler": "void told()" }
        """);

    String message =
        assertThrows(IllegalArgumentException.class, () -> ClientGenerator.read(folder))
            .getMessage();

    assertEquals(7, message.lines().count(), message);
    for (String part :
        List.of(
            "\"Reqest\" is no type: add it to \"names\", or write its whole name",
            "write has no argument 2",
            "handler write takes 0 values, not 1",
            "\"somewhere\" is no place",
            "\"write\" is no method: write RESULT NAME(TYPE, TYPE), or NAME(*)",
            "\"values\" has no @other",
            "\"does\" is missing")) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void refusesWhatNoDeclarationHas() throws IOException {
    declare("{ \"typ\": \"org.example.Codec\" }");

    String message =
        assertThrows(IllegalArgumentException.class, () -> ClientGenerator.read(folder))
            .getMessage();

    assertTrue(message.contains("\"typ\"") && message.contains("/woven/0"), message);
  }

  private void declare(String rows) throws IOException {
    declare(rows, "");
  }

  private void declare(String rows, String more) throws IOException {
    Path client = Files.createDirectories(folder.resolve("example"));
    Files.writeString(
        client.resolve("client.json"),
        """
        { %s"name": "example", "title": "Example", "hook": "example.ExampleHook",
          "names": { "Request": "org.example.Request" }, "woven": [ %s ] }
        """
            .formatted(more, rows));
  }
}
