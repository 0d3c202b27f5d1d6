package io.managedidentity.agent.instrumentation.apacheasync4;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Getters, and the steps without arguments, of the client's package-private classes, which moved
 * between classes from 4.0 to 4.1. Found once per class; the class itself holds what was found.
 */
final class Internals {
  private static final ClassValue<ConcurrentHashMap<String, AccessibleObject>> FOUND =
      new ClassValue<ConcurrentHashMap<String, AccessibleObject>>() {
        @Override
        protected ConcurrentHashMap<String, AccessibleObject> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private Internals() {}

  /**
   * @throws NoSuchMethodException if this version has no such method
   */
  static @Nullable Object call(Object target, String method) throws ReflectiveOperationException {
    ConcurrentHashMap<String, AccessibleObject> known = FOUND.get(target.getClass());
    AccessibleObject found = known.get(method);
    if (found == null) {
      found = method(target.getClass(), method);
      known.put(method, found);
    }
    return ((Method) found).invoke(target);
  }

  static boolean has(Object target, String method) {
    try {
      ConcurrentHashMap<String, AccessibleObject> known = FOUND.get(target.getClass());
      if (!known.containsKey(method)) {
        known.put(method, method(target.getClass(), method));
      }
      return true;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  /** Calls the method of that name which takes these, the first of which is its object. */
  static void callAgain(String name, Object[] call) throws ReflectiveOperationException {
    Object[] arguments = Arrays.copyOfRange(call, 1, call.length);
    for (Method method : call[0].getClass().getDeclaredMethods()) {
      if (method.getName().equals(name) && method.getParameterTypes().length == arguments.length) {
        method.setAccessible(true);
        method.invoke(call[0], arguments);
        return;
      }
    }
    throw new NoSuchMethodException(name);
  }

  /** Value of a field, or null if the class has no such field. */
  static @Nullable Object field(Object target, String name) throws IllegalAccessException {
    Field found = fieldOf(target, name);
    return found == null ? null : found.get(target);
  }

  /** Nothing if the class has no such field. */
  static void set(Object target, String name, boolean value) throws IllegalAccessException {
    Field found = fieldOf(target, name);
    if (found != null) {
      found.setBoolean(target, value);
    }
  }

  private static @Nullable Field fieldOf(Object target, String name) {
    ConcurrentHashMap<String, AccessibleObject> known = FOUND.get(target.getClass());
    String key = "." + name;
    AccessibleObject found = known.get(key);
    for (Class<?> at = target.getClass(); found == null && at != null; at = at.getSuperclass()) {
      try {
        Field field = at.getDeclaredField(name);
        field.setAccessible(true);
        known.put(key, field);
        found = field;
      } catch (NoSuchFieldException e) {
        // its superclass may have it
      }
    }
    return (Field) found;
  }

  /** Fails an exchange or a future, as the client does for its own reasons. */
  static void fail(Object target, Exception cause) {
    for (Class<?> at = target.getClass(); at != null; at = at.getSuperclass()) {
      try {
        Method failed = at.getDeclaredMethod("failed", Exception.class);
        failed.setAccessible(true);
        failed.invoke(target, cause);
        return;
      } catch (NoSuchMethodException e) {
        // its superclass may have it
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Method method(Class<?> type, String name) throws NoSuchMethodException {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      try {
        Method method = at.getDeclaredMethod(name);
        method.setAccessible(true);
        return method;
      } catch (NoSuchMethodException e) {
        // its superclass may have it
      }
    }
    throw new NoSuchMethodException(type.getName() + "." + name);
  }
}
