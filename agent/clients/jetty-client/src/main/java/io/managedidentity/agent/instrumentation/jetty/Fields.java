package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.injection.HeaderList;
import io.managedidentity.agent.instrumentation.PublicGetter;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Reads and makes the client's header fields: a class in 9.4, an interface from 10 on. */
final class Fields {
  private static final String TYPE = "org.eclipse.jetty.http.HttpFields";
  private static final PublicGetter GET_HEADERS = new PublicGetter("getHeaders");
  private static final PublicGetter GET_STATUS = new PublicGetter("getStatus");
  private static final PublicGetter GET_NAME = new PublicGetter("getName");
  private static final PublicGetter GET_VALUE = new PublicGetter("getValue");

  private static volatile @Nullable Maker maker;

  private Fields() {}

  /**
   * @param message a request or a response
   */
  static HeaderList headers(Object message) throws ReflectiveOperationException {
    HeaderList headers = new HeaderList();
    Object fields = GET_HEADERS.get(message);
    if (fields instanceof Iterable) {
      for (Object field : (Iterable<?>) fields) {
        Object name = GET_NAME.get(field);
        Object value = GET_VALUE.get(field);
        if (name != null) {
          headers.add((String) name, value == null ? "" : (String) value);
        }
      }
    }
    return headers;
  }

  static int status(Object response) throws ReflectiveOperationException {
    Object status = GET_STATUS.get(response);
    return status == null ? 0 : (Integer) status;
  }

  /** New fields of the same kind. */
  static Object of(Object original, HeaderList headers) throws ReflectiveOperationException {
    Maker known = maker;
    if (known == null) {
      known = new Maker(original.getClass().getClassLoader());
      maker = known;
    }
    return known.make(headers);
  }

  /** The client's own way to make fields; one, since this class is loaded once for each client. */
  private static final class Maker {
    private final Class<?> type;
    private final @Nullable Method build;
    private final Method add;

    Maker(ClassLoader loader) throws ReflectiveOperationException {
      type = Class.forName(TYPE, false, loader);
      build = type.isInterface() ? type.getMethod("build") : null;
      Class<?> mutable = build == null ? type : Class.forName(TYPE + "$Mutable", false, loader);
      add = mutable.getMethod("add", String.class, String.class);
    }

    Object make(HeaderList headers) throws ReflectiveOperationException {
      Object fields = build == null ? type.getConstructor().newInstance() : build.invoke(null);
      for (int i = 0; i < headers.size(); i++) {
        add.invoke(fields, headers.name(i), headers.value(i));
      }
      return fields;
    }
  }
}
