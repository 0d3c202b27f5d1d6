package io.managedidentity.probe;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/**
 * What the agent has recorded of this JVM, looked up in its own objects: of signing keys and
 * connections one text each. Needs {@code --add-opens java.base/java.net=ALL-UNNAMED} from 9 on.
 */
final class RecordedView {
  private final Object discovery;

  private RecordedView(Object discovery) {
    this.discovery = discovery;
  }

  static RecordedView get() throws ReflectiveOperationException {
    Class<?> bridge = Class.forName("java.net.ManagedIdentityHooks", true, null);
    Object dispatcher = field(value(bridge, "installed", null), "dispatcher");
    return new RecordedView(call(field(dispatcher, "injector"), "discovery"));
  }

  /** Algorithm, signatures, carried, made for others, class and method of the site. */
  List<String> keys() throws ReflectiveOperationException {
    List<String> texts = new ArrayList<>();
    for (Object key : snapshot("signingKeys")) {
      texts.add(
          call(key, "fingerprint")
              + " "
              + call(key, "algorithm")
              + " "
              + call(key, "signatures")
              + " "
              + call(key, "carried")
              + " "
              + call(key, "madeForOthers")
              + " "
              + call(key, "site"));
    }
    return texts;
  }

  /** Protocol, host, port, count, class and method of the site. */
  List<String> connections() throws ReflectiveOperationException {
    List<String> texts = new ArrayList<>();
    for (Object one : snapshot("connections")) {
      texts.add(
          call(one, "protocol")
              + " "
              + call(one, "host")
              + ":"
              + call(one, "port")
              + " "
              + call(one, "count")
              + " "
              + call(one, "site"));
    }
    return texts;
  }

  /** A request carries that signature. */
  void carry(byte[] signature) throws ReflectiveOperationException {
    Object keys = call(discovery, "signingKeys");
    Method carried = keys.getClass().getMethod("carried", byte[].class);
    carried.invoke(keys, (Object) signature);
  }

  private Iterable<?> snapshot(String part) throws ReflectiveOperationException {
    Object all = call(discovery, part);
    return (Iterable<?>) all.getClass().getMethod("snapshot", boolean.class).invoke(all, true);
  }

  private static Object call(Object of, String method) throws ReflectiveOperationException {
    return of.getClass().getMethod(method).invoke(of);
  }

  private static Object field(Object of, String name) throws ReflectiveOperationException {
    return value(of.getClass(), name, of);
  }

  private static Object value(Class<?> type, String name, Object of)
      throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }
}
