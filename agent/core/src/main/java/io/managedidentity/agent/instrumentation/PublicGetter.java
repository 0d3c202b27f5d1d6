package io.managedidentity.agent.instrumentation;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Calls a public method without arguments, found by name on an object's class.
 *
 * <p>For types that a hook must not name: in OSGi and JBoss Modules the module of the woven class
 * does not see the client's other module (httpcore does not see httpclient). Found once per class;
 * the class itself holds what was found.
 */
public final class PublicGetter {
  private final String name;

  private final ClassValue<Found> found =
      new ClassValue<Found>() {
        @Override
        protected Found computeValue(Class<?> type) {
          return new Found(find(type));
        }
      };

  private static final class Found {
    final @Nullable Method method;
    volatile @Nullable MethodHandle handle;

    Found(@Nullable Method method) {
      this.method = method;
    }
  }

  public PublicGetter(String name) {
    this.name = name;
  }

  /** The method's result, or null if the object is null or has no such method. */
  public @Nullable Object get(@Nullable Object object) throws ReflectiveOperationException {
    if (object == null) {
      return null;
    }
    Method method = found.get(object.getClass()).method;
    return method == null ? null : method.invoke(object);
  }

  /**
   * The same with the access that the client's own woven class has: on the module path, its
   * implementation is hidden from all others.
   *
   * @param lookup of the woven class
   */
  public @Nullable Object get(@Nullable Object object, Lookup lookup)
      throws ReflectiveOperationException {
    Found known = object == null ? null : found.get(object.getClass());
    if (known == null || known.method == null) {
      return null;
    }
    MethodHandle handle = known.handle;
    if (handle == null) {
      handle =
          lookup.unreflect(known.method).asType(MethodType.methodType(Object.class, Object.class));
      known.handle = handle;
    }
    try {
      return (Object) handle.invokeExact(object);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new InvocationTargetException(e);
    }
  }

  /** Whether the object has the method. */
  public boolean isOn(Object object) {
    return found.get(object.getClass()).method != null;
  }

  /**
   * Declared in a public type, so that it can be called although the object's own class may be
   * hidden.
   */
  private @Nullable Method find(@Nullable Class<?> type) {
    if (type == null) {
      return null;
    }
    if (Modifier.isPublic(type.getModifiers())) {
      try {
        Method method = type.getMethod(name);
        if (Modifier.isPublic(method.getDeclaringClass().getModifiers())) {
          return method;
        }
      } catch (NoSuchMethodException e) {
        return null; // no superclass or interface of a public type has it either
      }
    }
    for (Class<?> implemented : type.getInterfaces()) {
      Method method = find(implemented);
      if (method != null) {
        return method;
      }
    }
    return find(type.getSuperclass());
  }
}
