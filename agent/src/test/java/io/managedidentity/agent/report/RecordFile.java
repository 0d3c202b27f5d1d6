package io.managedidentity.agent.report;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A record file in the making, with numbers, times and hashes as docs/records.md has them. */
final class RecordFile {
  static final String SALT = "51c98f21";
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private static final Instant BEGIN = Instant.parse("2026-11-30T10:00:00.000Z");

  final List<String> lines = new ArrayList<>();
  private String run = "0000000000000001";
  private String previous = "0".repeat(64);
  private int seq;
  private Instant time = BEGIN;

  static RecordFile started(String name) {
    return new RecordFile().start(name, "discover", SALT, "0000000000000001");
  }

  static RecordFile started(String name, String mode, String run) {
    return new RecordFile().start(name, mode, SALT, run);
  }

  static RecordFile startedNow(String name) {
    RecordFile file = new RecordFile();
    file.time = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    return file.start(name, "discover", SALT, "0000000000000001");
  }

  RecordFile start(String name, String mode, String salt, String newRun) {
    run = newRun;
    return add(
        "start",
        """
        {"agent":"0.1.0","java":"17.0.1","application":"com.contoso.Main","name":%s,"host":"h1",
         "pid":1,"mode":"%s","salt":"%s"}
        """
            .formatted(quoted(name), mode, salt));
  }

  RecordFile compacted(String name, String newRun, String before, int from) {
    run = newRun;
    previous = before;
    seq = from - 1;
    return add(
        "start",
        "{\"name\":%s,\"host\":\"h1\",\"mode\":\"discover\",\"salt\":\"%s\",\"compacted\":true}"
            .formatted(quoted(name), SALT));
  }

  /** A destination with one secret. */
  RecordFile destination(
      String id, String host, String service, String kind, long count, String fingerprint) {
    return destination(
        id,
        host,
        service,
        kind,
        count,
        fingerprint,
        null,
        "{\"method\":\"GET\",\"path\":\"/invoices\",\"count\":" + count + "}");
  }

  RecordFile destination(
      String id,
      String host,
      String service,
      String kind,
      long count,
      String fingerprint,
      String mapping,
      String paths) {
    return add(
        "destination",
        """
        {"id":"%s","scheme":"https","host":%s,"port":443,"client":"okhttp","clientVersion":"4.12.0",%s%s
         "first":"2026-11-30T10:00:01.000Z","last":"2026-11-30T10:00:29.000Z","requests":%d,
         "paths":[%s],
         "secrets":[{"kind":"%s","place":"header Authorization","count":%d,"first":"2026-11-30T10:00:01.000Z",
           "last":"2026-11-30T10:00:29.000Z"%s,
           "site":{"class":"com.contoso.Invoices","method":"load","jar":"orders-1.4.jar"}}]}
        """
            .formatted(
                id,
                quoted(host),
                service == null ? "" : "\"service\":" + quoted(service) + ",",
                mapping == null ? "" : "\"mapping\":" + quoted(mapping) + ",",
                count,
                paths,
                kind,
                count,
                fingerprint == null ? "" : ",\"fingerprints\":[" + quoted(fingerprint) + "]"));
  }

  /** A mapping of storage in mode inject, of which nothing is left. */
  RecordFile mapping(String name, String host, String more) {
    return add(
        "mapping",
        """
        {"name":%s,"index":0,"mode":"inject","resource":"https://storage.azure.com/","service":"storage-blob",
         "hosts":[%s],"requests":412,"withToken":412,"byMethod":{"GET":400,"PUT":12},"kept":0,"observed":0,
         "failed":0,"plainHttp":0,"rejected401":0,"rejected403":0,
         "secretSeen":[{"kind":"shared-key","count":412,"last":"2026-11-30T10:00:29.000Z"}],
         "secretLeft":[],"cannotBeRead":0%s}
        """
            .formatted(quoted(name), quoted(host), more.isEmpty() ? "" : "," + more));
  }

  RecordFile end() {
    return add("end", "{}");
  }

  RecordFile add(String type, String members) {
    return add(1, type, members);
  }

  RecordFile add(int version, String type, String members) {
    try {
      ObjectNode line = JSON.createObjectNode();
      line.put("v", version);
      line.put("type", type);
      line.put("run", run);
      line.put("seq", ++seq);
      line.put("time", time.toString().replaceFirst("(\\d\\d)Z$", "$1.000Z"));
      line.put("previous", previous);
      JsonNode more = JSON.readTree(members);
      line.setAll((ObjectNode) more);
      String text = JSON.writeValueAsString(line);
      lines.add(text);
      previous = hash(text);
      time = time.plusSeconds(30);
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The number of the next line. */
  RecordFile number(int next) {
    seq = next - 1;
    return this;
  }

  /** As if the clock was set back. */
  RecordFile back(Duration by) {
    time = time.minus(by);
    return this;
  }

  /** What a kill leaves of a line; the next process goes on after it. */
  RecordFile cut(String part) {
    lines.add(part);
    previous = hash(part);
    return this;
  }

  Path write(Path directory) throws IOException {
    return write(directory, "discovery-h1-1.jsonl");
  }

  Path write(Path directory, String name) throws IOException {
    Files.createDirectories(directory);
    return Files.writeString(
        directory.resolve(name), lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
  }

  static String hash(String line) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(line.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static String quoted(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
