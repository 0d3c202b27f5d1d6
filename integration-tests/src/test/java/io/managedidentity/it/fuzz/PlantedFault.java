package io.managedidentity.it.fuzz;

import io.managedidentity.it.jvm.AgentJar;
import java.nio.file.Path;

final class PlantedFault {
  private PlantedFault() {}

  static Path agent() {
    return AgentJar.path();
  }
}
