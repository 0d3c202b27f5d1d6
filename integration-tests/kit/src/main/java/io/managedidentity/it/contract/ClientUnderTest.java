package io.managedidentity.it.contract;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.provider.Arguments;

/**
 * A client in one version: its probe, and where its jars are, as {@link AgentJar#clientPath} takes
 * it.
 */
public record ClientUnderTest(
    String name, String version, String probe, String jars, int lowestJdk) {
  /** The version of a client that is part of the JDK. */
  private static final String OF_THE_JDK = "of the JDK";

  /**
   * Versions of one client, each on every JDK of the run on which it runs.
   *
   * @param folder below {@code integration-tests/clients}, such as {@code okhttp}
   */
  public static List<Arguments> versions(
      String name, String probe, String folder, int lowestJdk, String... versions) {
    List<Arguments> rows = new ArrayList<>();
    for (String version : versions) {
      rows.addAll(
          new ClientUnderTest(name, version, probe, folder + "/" + version, lowestJdk)
              .onEveryJdk());
    }
    return rows;
  }

  /** A client of the JDK on every JDK of the run that has it. */
  public static List<Arguments> ofJdk(String name, String probe, String folder, int lowestJdk) {
    return withoutJars(name, OF_THE_JDK, probe, folder, lowestJdk);
  }

  /** A client that is there without jars, on every JDK of the run that has it. */
  public static List<Arguments> withoutJars(
      String name, String version, String probe, String folder, int lowestJdk) {
    return new ClientUnderTest(name, version, probe, folder + "/" + AgentJar.NO_JARS, lowestJdk)
        .onEveryJdk();
  }

  /** Of these rows those on the client's first and last JDK. */
  public static List<Arguments> onOutermostJdks(List<Arguments> rows) {
    return rows.stream().filter(ClientUnderTest::isOnOutermostJdk).toList();
  }

  /**
   * Of these rows of one client, oldest version first, those of the oldest and the newest version,
   * and of the others those on the first and last JDK: a version between is there for its own code,
   * not for the JDK. All of them with the property {@code all.versions}.
   */
  public static List<Arguments> contractOf(List<Arguments> rows) {
    if (Boolean.getBoolean("all.versions")) {
      return rows;
    }
    String oldest = clientOf(rows.get(0)).version;
    String newest = clientOf(rows.get(rows.size() - 1)).version;
    return rows.stream()
        .filter(
            row ->
                clientOf(row).version.equals(oldest)
                    || clientOf(row).version.equals(newest)
                    || isOnOutermostJdk(row))
        .toList();
  }

  private static boolean isOnOutermostJdk(Arguments row) {
    return Jdk.outermost(clientOf(row).lowestJdk).contains(row.get()[1]);
  }

  private static ClientUnderTest clientOf(Arguments row) {
    return (ClientUnderTest) row.get()[0];
  }

  /** This client on every JDK of the run on which it runs. */
  public List<Arguments> onEveryJdk() {
    List<Arguments> rows = new ArrayList<>();
    for (Jdk jdk : Jdk.from(lowestJdk)) {
      rows.add(Arguments.of(this, jdk));
    }
    return rows;
  }

  public List<String> classPath() {
    return AgentJar.clientPath(jars);
  }

  @Override
  public String toString() {
    return version.equals(OF_THE_JDK) ? name : name + " " + version;
  }
}
