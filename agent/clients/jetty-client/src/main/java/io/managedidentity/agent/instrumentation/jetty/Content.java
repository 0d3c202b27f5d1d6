package io.managedidentity.agent.instrumentation.jetty;

import io.managedidentity.agent.instrumentation.PublicGetter;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The client's own contents, by the names that they have in each version. */
final class Content {
  private static final String PLACE = "org.eclipse.jetty.client.";
  private static final PublicGetter TYPE = new PublicGetter("getContentType");

  /** Gives the bytes of a content when its first one is asked for. */
  interface Bytes {
    /** Null for what the content gives by itself. */
    byte @Nullable [] get();
  }

  private Content() {}

  /** Whether it gives what it has when it is asked, as the client's own do that do not wait. */
  static boolean isThere(Object content) {
    String name = content.getClass().getName();
    if (!name.startsWith(PLACE)) {
      return false;
    }
    switch (content.getClass().getSimpleName()) {
      case "BytesContentProvider":
      case "StringContentProvider":
      case "FormContentProvider":
      case "ByteBufferContentProvider":
      case "BytesRequestContent":
      case "StringRequestContent":
      case "FormRequestContent":
      case "ByteBufferRequestContent":
        return true;
      default:
        return isStream(content);
    }
  }

  /** Whether it can be read once. */
  static boolean isStream(Object content) {
    String name = content.getClass().getName();
    return name.startsWith(PLACE)
        && (name.endsWith(".InputStreamContentProvider")
            || name.endsWith(".InputStreamRequestContent"));
  }

  /** Makes the client's content of bytes beside another one of its contents. */
  static Constructor<?> ofBytes(Object content) throws ReflectiveOperationException {
    return beside(content, "Bytes", byte[][].class);
  }

  /** The same of a stream. */
  static Constructor<?> ofStream(Object content) throws ReflectiveOperationException {
    return beside(content, "InputStream", InputStream.class);
  }

  private static Constructor<?> beside(Object content, String kind, Class<?> argument)
      throws ReflectiveOperationException {
    Class<?> type = content.getClass();
    String suffix = content instanceof Iterable ? "ContentProvider" : "RequestContent";
    String place = type.getName().substring(0, type.getName().lastIndexOf('.') + 1);
    Class<?> found = Class.forName(place + kind + suffix, false, type.getClassLoader());
    return TYPE.isOn(content)
        ? found.getConstructor(String.class, argument)
        : found.getConstructor(argument);
  }

  /** What such a constructor makes. */
  static Object make(Constructor<?> constructor, Object old, Object argument)
      throws ReflectiveOperationException {
    return constructor.getParameterTypes().length == 1
        ? constructor.newInstance(argument)
        : constructor.newInstance(TYPE.get(old), argument);
  }

  /** Gives a request another content. */
  static void set(Object request, Object content) throws ReflectiveOperationException {
    String name = content instanceof Iterable ? "content" : "body";
    for (Method method : request.getClass().getMethods()) {
      Class<?>[] types = method.getParameterTypes();
      if (method.getName().equals(name)
          && types.length == 1
          && types[0].isInstance(content)
          && !method.isBridge()) {
        method.invoke(request, content);
        return;
      }
    }
    throw new NoSuchMethodException(request.getClass().getName() + "." + name);
  }

  /** A content with the length and, in 9.4, the parts of those bytes; for the rest as it was. */
  static Object with(Object content, Bytes bytes) {
    for (Class<?> type = content.getClass(); type != null; type = type.getSuperclass()) {
      for (Class<?> known : type.getInterfaces()) {
        if (known.getName().startsWith(PLACE)) {
          return Proxy.newProxyInstance(
              known.getClassLoader(), new Class<?>[] {known}, new Edited(content, bytes));
        }
      }
    }
    return content;
  }

  /** A public method, by its number of parameters. */
  static Method method(Object object, String name, int parameters) throws NoSuchMethodException {
    for (Method method : object.getClass().getMethods()) {
      if (method.getName().equals(name) && method.getParameterTypes().length == parameters) {
        return method;
      }
    }
    throw new NoSuchMethodException(object.getClass().getName() + "." + name);
  }

  private static final class Edited implements InvocationHandler {
    private final Object content;
    private final Bytes bytes;

    Edited(Object content, Bytes bytes) {
      this.content = content;
      this.bytes = bytes;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method called, Object @Nullable [] arguments)
        throws Throwable {
      byte[] known = bytes.get();
      if (called.getName().equals("getLength") && known != null) {
        return (long) known.length;
      }
      if (called.getName().equals("iterator")) {
        return new Parts((Iterable<?>) content, bytes);
      }
      try {
        return called.invoke(content, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause() == null ? e : e.getCause();
      }
    }
  }

  /** Begins when the first part is asked for: 9.4 asks for the sequence before it is edited. */
  private static final class Parts implements Iterator<Object> {
    private final Iterable<?> made;
    private final Bytes bytes;
    private @Nullable Iterator<?> begun;

    Parts(Iterable<?> made, Bytes bytes) {
      this.made = made;
      this.bytes = bytes;
    }

    private Iterator<?> begun() {
      Iterator<?> known = begun;
      if (known == null) {
        byte[] instead = bytes.get();
        known =
            instead == null
                ? made.iterator()
                : Collections.singletonList(ByteBuffer.wrap(instead)).iterator();
        begun = known;
      }
      return known;
    }

    @Override
    public boolean hasNext() {
      return begun().hasNext();
    }

    @Override
    public Object next() {
      return begun().next();
    }
  }
}
