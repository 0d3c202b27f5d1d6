package io.managedidentity.premain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JdkToolsTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "none, sun.security.tools.keytool.Main -help, true",
        "none, com.sun.java.util.jar.pack.Driver --version, true",
        "none, com.sun.corba.se.impl.naming.cosnaming.TransientNameServer, true",
        "java.base, java.base/sun.security.tools.keytool.Main -help, true",
        "jdk.jcmd, jdk.jcmd/sun.tools.jcmd.JCmd 42, true",
        "jdk.compiler, jdk.compiler/com.sun.tools.javac.Main A.java, true",
        "jdk.compiler, jdk.compiler/com.sun.tools.javac.launcher.Main A.java, false",
        "jdk.compiler, jdk.compiler/com.sun.tools.javac.launcher.SourceLauncher A.java, false",
        "none, com.example.Main sun.tools.x, false",
        "none, app/sun.tools.jar, false",
        "com.example, com.example/com.example.Main a/b, false",
        "none, /opt/sun.tools.jar/app.jar, false",
        "none, none, false"
      })
  void tellsToolsFromApplications(String mainModule, String command, boolean isTool) {
    assertEquals(isTool, JdkTools.isTool(mainModule, command));
  }
}
