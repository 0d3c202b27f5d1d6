package io.managedidentity.probe;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.matcher.ElementMatchers;
import org.tinylog.Logger;

/**
 * Uses its own versions of the libraries that the agent has inside, before and after a request, and
 * says what it got and whose they are.
 */
public final class OwnLibrariesProgram {
  private OwnLibrariesProgram() {}

  public static void main(String[] args) throws Exception {
    useAll("before");
    Message answer =
        new UrlConnectionProbe().call(new Message().add("method", "GET").add("url", args[0]));
    System.out.println("status " + answer.get("status"));
    useAll("after");
  }

  private static void useAll(String when) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    System.out.println(
        when
            + " jackson "
            + mapper.version()
            + " "
            + mapper.writeValueAsString(Collections.singletonMap("when", when)));
    Logger.info("{} tinylog", when);
    Class<?> made =
        new ByteBuddy()
            .subclass(Object.class)
            .method(ElementMatchers.named("toString"))
            .intercept(FixedValue.value(when + " byte-buddy"))
            .make()
            .load(OwnLibrariesProgram.class.getClassLoader())
            .getLoaded();
    System.out.println(made.getDeclaredConstructor().newInstance());
    for (Class<?> library : new Class<?>[] {ObjectMapper.class, Logger.class, ByteBuddy.class}) {
      String path = library.getProtectionDomain().getCodeSource().getLocation().getPath();
      System.out.println(library.getSimpleName() + " " + path.replaceAll(".*/", ""));
    }
  }
}
