package io.managedidentity.agent.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CopySourceTest {
  private static final String SAS = "?sv=2020-08-04&se=2030&sp=r&sig=x%3D";
  private static final String SOURCE = "https://" + Bench.HOST + "/c/from";

  @ParameterizedTest
  @CsvSource({
    "/c/to?comp=block&blockid=x,",
    "/c/to?comp=page,",
    "/c/to?comp=appendblock,",
    "/c/to, x-ms-requires-sync: true",
    "/c/to, x-ms-blob-type: BlockBlob",
  })
  void authorizesSourceOfSynchronousCopy(String target, String header) throws Exception {
    HeaderList headers = Bench.headers("x-ms-copy-source", SOURCE + SAS + "&snapshot=s");
    if (header != null) {
      headers.add(
          header.substring(0, header.indexOf(':')), header.substring(header.indexOf(' ') + 1));
    }
    Bench bench = storage();

    edit(bench, headers, target);

    assertEquals(SOURCE + "?snapshot=s", headers.first("x-ms-copy-source"));
    assertEquals("Bearer t", headers.first("x-ms-copy-source-authorization"));
    assertEquals("2020-10-02", headers.first("x-ms-version"));
    assertEquals("seen sas-copy-source", secrets(bench));
  }

  @Test
  void keepsHigherVersion() throws Exception {
    HeaderList headers =
        Bench.headers("x-ms-copy-source", SOURCE + SAS, "x-ms-version", "2024-11-04");

    edit(storage(), headers, "/c/to?comp=block");

    assertEquals("2024-11-04", headers.first("x-ms-version"));
  }

  @Test
  void countsSourceOfAsynchronousCopyAsLeft() throws Exception {
    HeaderList headers = Bench.headers("x-ms-copy-source", SOURCE + SAS);
    Bench bench = storage();

    edit(bench, headers, "/c/to");

    assertEquals(SOURCE + SAS, headers.first("x-ms-copy-source"));
    assertNull(headers.first("x-ms-copy-source-authorization"));
    assertEquals("seen sas-copy-source left sas-copy-source", secrets(bench));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://unmapped.example/c/from",
        "http://" + Bench.HOST + "/c/from",
        "https://" + Bench.HOST + "@unmapped.example/c/from",
        "https://" + Bench.HOST + ".unmapped.example/c/from",
        "https://" + Bench.HOST + ":444/c/from",
        "https://" + Bench.HOST + ":443x/c/from",
        "https://" + Bench.HOST + "\\@unmapped.example/c/from",
        "https://" + Bench.HOST + "#@unmapped.example/c/from",
        "https://" + Bench.HOST,
      })
  void givesNoTokenForSourceThatTheMappingDoesNotName(String source) throws Exception {
    HeaderList headers = Bench.headers("x-ms-copy-source", source + SAS);

    edit(storage(), headers, "/c/to?comp=block");

    assertEquals(source + SAS, headers.first("x-ms-copy-source"));
    assertNull(headers.first("x-ms-copy-source-authorization"));
  }

  @Test
  void cutsSignatureOfRenameSource() throws Exception {
    HeaderList headers = Bench.headers("x-ms-rename-source", "/fs/from" + SAS);

    edit(storage(), headers, "/fs/to");

    assertEquals("/fs/from", headers.first("x-ms-rename-source"));
    assertNull(headers.first("x-ms-copy-source-authorization"));
  }

  @Test
  void leavesOtherServicesAlone() throws Exception {
    HeaderList headers = Bench.headers("x-ms-copy-source", SOURCE + SAS);
    Bench bench = new Bench();
    bench.hold("t");

    edit(bench, headers, "/c/to?comp=block");

    assertEquals(SOURCE + SAS, headers.first("x-ms-copy-source"));
  }

  private static Bench storage() throws Exception {
    Bench bench = Bench.forResource("https://storage.azure.com/");
    bench.hold("t");
    return bench;
  }

  private static void edit(Bench bench, HeaderList headers, String target) throws Exception {
    bench.route().editNow(headers, target, null);
  }

  private static String secrets(Bench bench) {
    StringBuilder text = new StringBuilder();
    MappingCounters counters = bench.injector.counters("m");
    counters.secretsSeen().forEach(seen -> text.append(" seen ").append(seen.kind().label()));
    counters.secretsLeft().forEach(left -> text.append(" left ").append(left.kind().label()));
    return text.toString().trim();
  }
}
