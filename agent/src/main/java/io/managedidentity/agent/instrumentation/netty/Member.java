package io.managedidentity.agent.instrumentation.netty;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * A public method without arguments, found by name on an object's class, and called with the access
 * that the client's own woven class has: on the module path its implementation is hidden from all
 * others. Found once per class; the class itself holds what was found.
 */
final class Member {
  private static final MethodType TYPE = MethodType.methodType(Object.class, Object.class);

  private final String name;

  private final ClassValue<Found> found =
      new ClassValue<Found>() {
        @Override
        protected Found computeValue(Class<?> type) {
          return new Found();
        }
      };

  private static final class Found {
    volatile @Nullable MethodHandle handle;
    volatile boolean isMissing;
  }

  Member(String name) {
    this.name = name;
  }

  /**
   * The method's result, or null where the object is null or has no such method.
   *
   * @param lookup of the woven class
   */
  @Nullable Object get(@Nullable Object object, Lookup lookup) throws ReflectiveOperationException {
    if (object == null) {
      return null;
    }
    Found known = found.get(object.getClass());
    MethodHandle handle = known.handle;
    if (handle == null && !known.isMissing) {
      handle = find(object.getClass(), lookup);
      known.isMissing = handle == null;
      known.handle = handle;
    }
    return handle == null ? null : call(handle, object);
  }

  private static @Nullable Object call(MethodHandle handle, Object object)
      throws ReflectiveOperationException {
    try {
      return (Object) handle.invokeExact(object);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new InvocationTargetException(e);
    }
  }

  /** As it is declared in a public type: the object's own class may be hidden in its package. */
  private @Nullable MethodHandle find(@Nullable Class<?> type, Lookup lookup)
      throws IllegalAccessException {
    if (type == null) {
      return null;
    }
    if (Modifier.isPublic(type.getModifiers())) {
      try {
        Method method = type.getMethod(name);
        if (Modifier.isPublic(method.getDeclaringClass().getModifiers())) {
          return lookup.unreflect(method).asType(TYPE);
        }
      } catch (NoSuchMethodException e) {
        return null; // no superclass or interface of a public type has it either
      }
    }
    for (Class<?> implemented : type.getInterfaces()) {
      MethodHandle handle = find(implemented, lookup);
      if (handle != null) {
        return handle;
      }
    }
    return find(type.getSuperclass(), lookup);
  }
}
