package io.managedidentity.it.contract;

import io.managedidentity.it.jvm.AgentJar;
import io.managedidentity.it.jvm.Jdk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.provider.Arguments;

/** A client in one version: its probe, and the folder of its jars (null for the JDK's own). */
public record ClientUnderTest(String name, String probe, String jars, int lowestJdk) {
  /** This client on every JDK of the run on which it runs. */
  public List<Arguments> onEveryJdk() {
    List<Arguments> rows = new ArrayList<>();
    for (Jdk jdk : Jdk.from(lowestJdk)) {
      rows.add(Arguments.of(this, jdk));
    }
    return rows;
  }

  List<String> classPath() {
    return jars == null ? List.of() : List.of(AgentJar.clientJars(jars));
  }

  @Override
  public String toString() {
    return name;
  }
}
