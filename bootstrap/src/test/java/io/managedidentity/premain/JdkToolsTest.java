package io.managedidentity.premain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JdkToolsTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, sun.security.tools.keytool.Main -help, true",
        "-, com.sun.tools.javac.Main X.java, true",
        "-, sun.tools.jps.Jps, true",
        "jdk.jcmd, jdk.jcmd/sun.tools.jcmd.JCmd 42, true",
        "jdk.compiler, jdk.compiler/com.sun.tools.javac.Main X.java, true",
        "java.base, java.base/sun.security.tools.keytool.Main, true",
        "jdk.jshell, jdk.jshell/jdk.internal.jshell.tool.JShellToolProvider, true",
        "jdk.compiler, jdk.compiler/com.sun.tools.javac.launcher.Main X.java, false",
        "-, sun.jvm.hotspot.CLHSDB, true",
        "-, sun.jvm.hotspot.HSDB 42, true",
        "-, com.contoso.Orders, false",
        "-, /opt/app/sun.tools.jar, false",
        "-, app.jar --with sun.tools.jps.Jps, false",
        "com.contoso.app, com.contoso.app/com.contoso.Main, false",
        "-, -, false",
      })
  void tellsToolsFromApplications(String module, String command, boolean isTool) {
    assertEquals(isTool, JdkTools.isTool(module, command));
  }

  /** A JVM made by JNI has neither property. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "SUN_STANDARD, -, true",
        "SUN_STANDARD, '', true",
        "SUN_STANDARD, com.contoso.Orders, false",
        "SUN_STANDARD, app.jar, false",
        "-, -, false",
        "contoso, -, false",
      })
  void tellsALauncherWithoutProgramFromAnEmbeddedJvm(
      String launcher, String command, boolean isWithout) {
    assertEquals(isWithout, JdkTools.isWithoutProgram(launcher, command));
  }
}
