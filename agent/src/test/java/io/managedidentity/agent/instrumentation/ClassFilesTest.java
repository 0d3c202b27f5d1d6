package io.managedidentity.agent.instrumentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ClassFilesTest {
  @Test
  void saysWhichClassIsNotThere() {
    IOException refused =
        assertThrows(
            IOException.class, () -> ClassFiles.read(getClass().getClassLoader(), "com/example/A"));

    assertEquals("the agent's jar has no com/example/A", refused.getMessage());
  }
}
