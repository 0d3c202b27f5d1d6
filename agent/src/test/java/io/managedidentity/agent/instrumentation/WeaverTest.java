package io.managedidentity.agent.instrumentation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.instrumentation.WovenMethod.Place;
import io.managedidentity.agent.instrumentation.WovenMethod.Value;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Woven code is run, in a class loader of its own that verifies it. */
class WeaverTest {
  private static final String TYPE = WovenSample.class.getName().replace('.', '/');
  private static final String ASK = "(Ljava/lang/String;IJLjava/lang/Object;)Z";

  @BeforeEach
  void forgetCalls() {
    RecordingBridge.CALLS.clear();
    RecordingBridge.answer = null;
  }

  @Test
  void answersInPlaceOfTheMethod() throws Exception {
    Object sample =
        woven(WovenMethod.answerAtEntry(7, TYPE, "ask", ASK, "java/lang/Boolean").build());

    RecordingBridge.answer = Boolean.TRUE;
    Object answered = ask(sample);
    RecordingBridge.answer = null;
    Object ran = ask(sample);

    assertEquals(true, answered);
    assertEquals(false, ran);
    assertEquals(3, sample.getClass().getField("runs").get(sample));
    assertEquals(7, RecordingBridge.CALLS.get(0).hook());
  }

  @Test
  void leavesMethodWithoutResultAtOnce() throws Exception {
    Object sample =
        woven(
            WovenMethod.answerAtEntry(1, TYPE, "drop", "(DLjava/lang/String;)V", "java/lang/Object")
                .build());

    RecordingBridge.answer = "anything";
    sample.getClass().getMethod("drop", double.class, String.class).invoke(sample, 1.5, "ab");

    assertEquals(0, sample.getClass().getField("runs").get(sample));
  }

  @Test
  void answersInPlaceOfAnException() throws Exception {
    Object sample = wovenToRead();

    RecordingBridge.answer = "mended";
    Object mended = read(sample, 1);
    Object own = read(sample, 0);

    assertEquals("mended", mended);
    assertEquals("own", own);
    assertEquals(2, sample.getClass().getField("runs").get(sample));
    assertEquals(1, RecordingBridge.CALLS.size());
    assertSame(sample, RecordingBridge.CALLS.get(0).first());
    assertEquals("t", ((IOException) RecordingBridge.CALLS.get(0).subject()).getMessage());
  }

  @Test
  void throwsWhatItIsAnswered() throws Exception {
    Object sample = wovenToRead();

    RecordingBridge.answer = "subject";
    Throwable same = thrown(sample);
    RecordingBridge.answer = new IOException("another");
    Throwable another = thrown(sample);

    assertEquals("t", same.getMessage());
    assertSame(RecordingBridge.answer, another);
  }

  @Test
  void endsMethodWithoutResultInPlaceOfAnException() throws Exception {
    Object sample =
        woven(
            WovenMethod.replaceThrown(1, TYPE, "close", "(JLjava/lang/String;I)V", "x")
                .with(Value.all(Value.slot(0)))
                .build());

    RecordingBridge.answer = true;
    Method close = sample.getClass().getMethod("close", long.class, String.class, int.class);
    close.invoke(sample, 1L, "", 1);
    close.invoke(sample, 1L, "", 0);

    assertEquals(1, sample.getClass().getField("runs").get(sample));
    assertEquals(1, RecordingBridge.CALLS.size());
  }

  /** The JVM would refuse the class. */
  @Test
  void handsNoParameterOverThatTheMethodAssignsTo() throws Exception {
    Object sample =
        woven(
            WovenMethod.replaceThrown(
                    1, TYPE, "read", "(Ljava/lang/String;I)Ljava/lang/String;", "java/lang/String")
                .with(Value.slot(1))
                .build());

    assertEquals("t", thrown(sample).getMessage());
    assertEquals(List.of(), RecordingBridge.CALLS);
  }

  @Test
  void handsOverParametersWhereTheMethodFails() throws Exception {
    Object sample =
        woven(
            WovenMethod.replaceThrown(1, TYPE, "close", "(JLjava/lang/String;I)V", "x")
                .with(Value.slot(3))
                .build());

    RecordingBridge.answer = true;
    sample
        .getClass()
        .getMethod("close", long.class, String.class, int.class)
        .invoke(sample, 1L, "me", 1);

    assertEquals("me", RecordingBridge.CALLS.get(0).first());
  }

  private static Object wovenToRead() throws Exception {
    return woven(
        WovenMethod.replaceThrown(
                1, TYPE, "read", "(Ljava/lang/String;I)Ljava/lang/String;", "java/lang/String")
            .with(Value.slot(0))
            .build());
  }

  private static Object read(Object sample, int number) throws Exception {
    return sample.getClass().getMethod("read", String.class, int.class).invoke(sample, "t", number);
  }

  private static Throwable thrown(Object sample) {
    return assertThrows(InvocationTargetException.class, () -> read(sample, 1)).getCause();
  }

  @Test
  void handsOverAllArgumentsBoxed() throws Exception {
    Object sample =
        woven(
            WovenMethod.announce(1, Place.ANNOUNCE_ENTRY, TYPE, "ask", ASK)
                .with(Value.arguments())
                .build());

    ask(sample);

    Object[] arguments = (Object[]) RecordingBridge.CALLS.get(0).first();
    assertSame(sample, arguments[0]);
    assertArrayEquals(new Object[] {"t", 3, 4L, "l"}, List.of(arguments).subList(1, 5).toArray());
  }

  @Test
  void handsOverArgumentsOfMethodKnownByNameAlone() throws Exception {
    Object sample =
        woven(
            WovenMethod.announce(1, Place.ANNOUNCE_ENTRY, TYPE, "ask", WovenMethod.ANY_ARGUMENTS)
                .with(Value.arguments())
                .build());

    ask(sample);

    Object[] arguments = (Object[]) RecordingBridge.CALLS.get(0).first();
    assertArrayEquals(new Object[] {"t", 3, 4L, "l"}, List.of(arguments).subList(1, 5).toArray());
  }

  @Test
  void handsOverArgumentsOfStaticMethod() throws Exception {
    Object sample =
        woven(
            WovenMethod.replaceResult(
                    1, TYPE, "name", "(JLjava/lang/String;)Ljava/lang/String;", "java/lang/String")
                .with(Value.arguments())
                .build());

    RecordingBridge.answer = "replaced";
    Object result =
        sample.getClass().getMethod("name", long.class, String.class).invoke(null, 1L, "t");

    assertEquals("replaced", result);
    assertEquals("1t", RecordingBridge.CALLS.get(0).subject());
    assertArrayEquals(new Object[] {1L, "t"}, (Object[]) RecordingBridge.CALLS.get(0).first());
  }

  @Test
  void handsOverSeveralValuesAsOne() throws Exception {
    Object sample =
        woven(
            WovenMethod.announce(1, Place.ANNOUNCE_ENTRY, TYPE, "ask", ASK)
                .with(Value.slot(0))
                .with(
                    Value.all(
                        Value.slot(1),
                        Value.calls(0, TYPE, "count", "()I"),
                        Value.calls(0, TYPE, "isNew", "()Z")))
                .build());

    ask(sample);

    assertSame(sample, RecordingBridge.CALLS.get(0).first());
    assertArrayEquals(
        new Object[] {"t", 0, true}, (Object[]) RecordingBridge.CALLS.get(0).second());
  }

  @Test
  void handsOverLookupOfTheWovenClass() throws Exception {
    Object sample =
        woven(
            WovenMethod.announce(1, Place.ANNOUNCE_ENTRY, TYPE, "ask", ASK)
                .with(Value.lookup())
                .build());

    ask(sample);

    Lookup lookup = (Lookup) RecordingBridge.CALLS.get(0).first();
    assertSame(sample.getClass(), lookup.lookupClass());
    assertTrue(lookup.hasFullPrivilegeAccess());
  }

  @Test
  void handsOverTheFieldThatIsThere() throws Exception {
    String text = "Ljava/lang/String;";
    Object sample =
        woven(
            WovenMethod.announce(1, Place.ANNOUNCE_ENTRY, TYPE, "ask", ASK)
                .with(Value.anyField("title", text, "label", text))
                .with(Value.anyField("title", text))
                .build());

    ask(sample);

    assertEquals("here", RecordingBridge.CALLS.get(0).first());
    assertNull(RecordingBridge.CALLS.get(0).second());
  }

  @Test
  void announcesReturnOfMethodWithResult() throws Exception {
    Object sample =
        woven(
            WovenMethod.announce(1, Place.ANNOUNCE_RETURN, TYPE, "ask", ASK)
                .with(Value.slot(0))
                .build());

    assertEquals(false, ask(sample));

    assertNull(RecordingBridge.CALLS.get(0).subject());
    assertSame(sample, RecordingBridge.CALLS.get(0).first());
  }

  @Test
  void weavesOneMethodMoreThanOnceInOrder() throws Exception {
    String descriptor = "(Ljava/lang/String;)Ljava/lang/String;";
    Object sample =
        woven(
            WovenMethod.answerAtEntry(1, TYPE, "twice", descriptor, "java/lang/String").build(),
            WovenMethod.replaceArgument(2, TYPE, "twice", descriptor, 1, "java/lang/String")
                .build(),
            WovenMethod.replaceResult(3, TYPE, "twice", descriptor, "java/lang/String").build());

    RecordingBridge.answer = "subject";
    Object result = sample.getClass().getMethod("twice", String.class).invoke(sample, "t");

    assertEquals("t", result);
    assertEquals(
        List.of(1, 2, 3), RecordingBridge.CALLS.stream().map(RecordingBridge.Call::hook).toList());
  }

  @Test
  void tellsWhatIsMissing() throws Exception {
    WovenMethod missing =
        WovenMethod.announce(1, Place.ANNOUNCE_ENTRY, TYPE, "gone", "()V").build();

    Weaver.Result result =
        new Weaver(RecordingBridge.class.getName().replace('.', '/'))
            .weave(TYPE, List.of(missing), classFile());

    assertEquals(List.of(missing), result.missing);
    assertFalse(missing.isOptional);
    assertTrue(
        WovenMethod.announce(1, Place.ANNOUNCE_ENTRY, TYPE, "gone", "()V")
            .optional()
            .build()
            .isOptional);
  }

  @Test
  void replacesResultOfCallWithinMethod() throws Exception {
    String descriptor = "(Ljava/lang/String;)Ljava/lang/String;";
    Object sample =
        woven(
            WovenMethod.replaceCalled(
                    4, TYPE, "loud", descriptor, "twice" + descriptor, "java/lang/String")
                .with(Value.slot(1))
                .build());

    RecordingBridge.answer = "other";
    Object result = sample.getClass().getMethod("loud", String.class).invoke(sample, "t");

    assertEquals("other!", result);
    assertEquals("t", RecordingBridge.CALLS.get(0).subject());
    assertEquals("t", RecordingBridge.CALLS.get(0).first());
  }

  @Test
  void tellsThatCallWithinMethodIsMissing() throws Exception {
    String descriptor = "(Ljava/lang/String;)Ljava/lang/String;";
    WovenMethod missing =
        WovenMethod.replaceCalled(
                4, TYPE, "loud", descriptor, "thrice" + descriptor, "java/lang/String")
            .build();

    Weaver.Result result =
        new Weaver(RecordingBridge.class.getName().replace('.', '/'))
            .weave(TYPE, List.of(missing), classFile());

    assertEquals(List.of(missing), result.missing);
  }

  private static Object ask(Object sample) throws ReflectiveOperationException {
    return sample
        .getClass()
        .getMethod("ask", String.class, int.class, long.class, Object.class)
        .invoke(sample, "t", 3, 4L, "l");
  }

  private static Object woven(WovenMethod... methods) throws Exception {
    Weaver weaver = new Weaver(RecordingBridge.class.getName().replace('.', '/'));
    byte[] classFile = weaver.weave(TYPE, List.of(methods), classFile()).classFile;
    ClassLoader loader =
        new ClassLoader(WeaverTest.class.getClassLoader()) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return name.equals(WovenSample.class.getName())
                ? defineClass(name, classFile, 0, classFile.length)
                : super.loadClass(name, resolve);
          }
        };
    return Class.forName(WovenSample.class.getName(), true, loader)
        .getDeclaredConstructor()
        .newInstance();
  }

  private static byte[] classFile() throws IOException {
    try (InputStream in = WovenSample.class.getResourceAsStream("WovenSample.class")) {
      return in.readAllBytes();
    }
  }
}
