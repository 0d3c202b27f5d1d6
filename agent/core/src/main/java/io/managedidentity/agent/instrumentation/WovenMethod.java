package io.managedidentity.agent.instrumentation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One method of a client that gets one call to the bridge: where, with which values, and what
 * happens to the result. Immutable. A method may have several of them.
 *
 * <p>The call is {@code subject = (Type) bridge.call(hook, owner, subject, first, second)}, as
 * straight-line code, so no stack map frame changes; {@code ANSWER_ENTRY} branches and adds one
 * frame, {@code REPLACE_THROWN} adds an exception handler and two.
 */
final class WovenMethod {
  /** In place of a descriptor: the class has one method of that name, whatever its arguments. */
  static final String ANY_ARGUMENTS = "*";

  /** Where the call stands and what the subject is. */
  enum Place {
    /** At entry; the subject is an argument, and the result of the call replaces it. */
    REPLACE_ARGUMENT,
    /** Before each return; the subject is the result, and the result of the call replaces it. */
    REPLACE_RESULT,
    /**
     * After a call that the method makes; the subject is that call's result, and the hook's result
     * replaces it.
     */
    REPLACE_CALLED,
    /** At entry; there is no subject, the method only announces itself. */
    ANNOUNCE_ENTRY,
    /** Before each return, whatever the result; there is no subject. */
    ANNOUNCE_RETURN,
    /**
     * At entry; there is no subject. If the hook returns something other than null, the method
     * returns that at once instead of running: the value itself, unboxed for {@code boolean}, or
     * nothing for {@code void}.
     */
    ANSWER_ENTRY,
    /**
     * Where the method, which is not static, throws an {@code IOException}; the subject is that. A
     * {@code Throwable} that the hook returns is thrown; anything else is the method's result, as
     * with {@link #ANSWER_ENTRY}.
     */
    REPLACE_THROWN
  }

  /**
   * Where a further value of the call comes from: an argument, a field of {@code this}, or a chain
   * of calls on either.
   */
  static final class Value {
    private static final int ALL_ARGUMENTS = -1;
    private static final int LOOKUP = -2;
    private static final int PARTS = -3;

    final int slot;
    final @Nullable String fieldName;
    final @Nullable String fieldDescriptor;
    final String[] calls;

    /** Names and descriptors in turn; the field of {@code this} is the first that is declared. */
    final String @Nullable [] anyField;

    /** All arguments: the descriptor's, boxed, after {@code this} in instance methods. */
    final boolean isAllArguments;

    /** The woven class's own {@code MethodHandles.lookup()}. */
    final boolean isLookup;

    /** Set for an array of these values. */
    final Value @Nullable [] parts;

    private Value(
        int slot, @Nullable String fieldName, @Nullable String fieldDescriptor, String... calls) {
      this(slot, fieldName, fieldDescriptor, null, calls);
    }

    private Value(String[] anyField) {
      this.slot = 0;
      this.fieldName = null;
      this.fieldDescriptor = null;
      this.calls = new String[0];
      this.anyField = anyField;
      this.isAllArguments = false;
      this.isLookup = false;
      this.parts = null;
    }

    private Value(
        int slot,
        @Nullable String fieldName,
        @Nullable String fieldDescriptor,
        Value @Nullable [] parts,
        String... calls) {
      this.anyField = null;
      this.slot = slot;
      this.fieldName = fieldName;
      this.fieldDescriptor = fieldDescriptor;
      this.calls = calls;
      this.isAllArguments = slot == ALL_ARGUMENTS;
      this.isLookup = slot == LOOKUP;
      this.parts = parts;
    }

    /**
     * An {@code Object[]} of {@code this} (in instance methods) and all arguments in order,
     * primitive ones boxed. As they are at that place: the method may have assigned to them.
     */
    static Value arguments() {
      return new Value(ALL_ARGUMENTS, null, null);
    }

    /** A local variable slot; 0 is {@code this} in instance methods. */
    static Value slot(int slot) {
      return new Value(slot, null, null);
    }

    /**
     * The first of these fields of {@code this} that the class declares, for one whose versions
     * name it differently; null if it declares none.
     *
     * @param namesAndDescriptors name and descriptor of each in turn
     */
    static Value anyField(String... namesAndDescriptors) {
      return new Value(namesAndDescriptors);
    }

    /** A field of {@code this}. */
    static Value field(String name, String descriptor) {
      return new Value(0, name, descriptor);
    }

    /** Calls on a field of {@code this}, written as in {@link #calls}. */
    static Value fieldCalls(String name, String descriptor, String... ownerNameDescriptor) {
      return new Value(0, name, descriptor, ownerNameDescriptor);
    }

    /**
     * The woven class's own lookup, by which a hook calls members of the client's package that
     * nobody else may name.
     */
    static Value lookup() {
      return new Value(LOOKUP, null, null);
    }

    /** An {@code Object[]} of these values. */
    static Value all(Value... parts) {
      return new Value(PARTS, null, null, parts);
    }

    /**
     * Calls on a slot, each on the result of the one before, written as owner, name, descriptor;
     * boxed if the last result is primitive.
     */
    static Value calls(int slot, String... ownerNameDescriptor) {
      return new Value(slot, null, null, ownerNameDescriptor);
    }
  }

  final int hook;
  final String type;
  final String method;
  final String descriptor;
  final Place place;
  final int subjectSlot;
  final String subjectType;
  final @Nullable Value first;
  final @Nullable Value second;
  final boolean isOptional;
  private final boolean isAlternative;
  private final @Nullable String called;
  private final int firstJdk;
  private final int lastJdk;

  private WovenMethod(Builder builder) {
    this.hook = builder.hook;
    this.type = builder.type;
    this.method = builder.method;
    this.descriptor = builder.descriptor;
    this.place = builder.place;
    this.subjectSlot = builder.subjectSlot;
    this.subjectType = builder.subjectType;
    this.first = builder.first;
    this.second = builder.second;
    this.isOptional = builder.isOptional;
    this.isAlternative = builder.isAlternative;
    this.called = builder.called;
    this.firstJdk = builder.firstJdk;
    this.lastJdk = builder.lastJdk;
  }

  boolean isMethod(String name, String otherDescriptor) {
    return method.equals(name)
        && (descriptor.equals(otherDescriptor) || descriptor.equals(ANY_ARGUMENTS));
  }

  /** Whether this is the call whose result is the subject. */
  boolean isCalled(String name, String calledDescriptor) {
    return called != null && called.equals(name + calledDescriptor);
  }

  /**
   * Whether it is a fault that it is missing.
   *
   * @param all methods of the type that were looked for
   * @param missing those of them that it does not have
   */
  boolean isMissed(List<WovenMethod> all, List<WovenMethod> missing) {
    if (!isOptional) {
      return true;
    }
    if (!isAlternative) {
      return false;
    }
    for (WovenMethod other : all) {
      if (other.method.equals(method) && !missing.contains(other)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the method exists on this feature release of the JDK. */
  boolean isOnJdk(int feature) {
    return firstJdk <= feature && feature <= lastJdk;
  }

  /**
   * A method whose argument in {@code slot}, of {@code subjectType} (internal name), the hook may
   * replace.
   */
  static Builder replaceArgument(
      int hook, String type, String method, String descriptor, int slot, String subjectType) {
    return new Builder(hook, type, method, descriptor, Place.REPLACE_ARGUMENT, slot, subjectType);
  }

  /** A method whose result, of {@code subjectType} (internal name), the hook may replace. */
  static Builder replaceResult(
      int hook, String type, String method, String descriptor, String subjectType) {
    return new Builder(hook, type, method, descriptor, Place.REPLACE_RESULT, -1, subjectType);
  }

  /**
   * A method that calls {@code called} (name and descriptor, such as {@code toString()
   * Ljava/lang/String;}), whose result, of {@code subjectType} (internal name or array descriptor),
   * the hook may replace.
   */
  static Builder replaceCalled(
      int hook, String type, String method, String descriptor, String called, String subjectType) {
    Builder builder =
        new Builder(hook, type, method, descriptor, Place.REPLACE_CALLED, -1, subjectType);
    builder.called = called;
    return builder;
  }

  /**
   * A method that the hook may return in place of, with a {@code resultType} (internal name; {@code
   * java/lang/Boolean} for boolean).
   */
  static Builder answerAtEntry(
      int hook, String type, String method, String descriptor, String resultType) {
    return new Builder(hook, type, method, descriptor, Place.ANSWER_ENTRY, -1, resultType);
  }

  /**
   * A method that the hook may return in place of, with a {@code resultType} as above, if it fails
   * with an {@code IOException}.
   */
  static Builder replaceThrown(
      int hook, String type, String method, String descriptor, String resultType) {
    return new Builder(hook, type, method, descriptor, Place.REPLACE_THROWN, -1, resultType);
  }

  /**
   * A method that only announces itself, at {@code place}.
   *
   * @param descriptor or {@link #ANY_ARGUMENTS}
   */
  static Builder announce(int hook, Place place, String type, String method, String descriptor) {
    return new Builder(hook, type, method, descriptor, place, -1, "java/lang/Object");
  }

  /** Collects the parts of a {@link WovenMethod}. */
  static final class Builder {
    private final int hook;
    private final String type;
    private final String method;
    private final String descriptor;
    private final Place place;
    private final int subjectSlot;
    private final String subjectType;
    private @Nullable Value first;
    private @Nullable Value second;
    private boolean isOptional;
    private boolean isAlternative;
    private @Nullable String called;
    private int firstJdk;
    private int lastJdk = Integer.MAX_VALUE;

    private Builder(
        int hook,
        String type,
        String method,
        String descriptor,
        Place place,
        int subjectSlot,
        String subjectType) {
      this.hook = hook;
      this.type = type;
      this.method = method;
      this.descriptor = descriptor;
      this.place = place;
      this.subjectSlot = subjectSlot;
      this.subjectType = subjectType;
    }

    /** A further value of the call; two at most. */
    Builder with(Value value) {
      if (first == null) {
        first = value;
      } else {
        second = value;
      }
      return this;
    }

    /** Only on these feature releases of the JDK, the last one included. */
    Builder onJdk(int first, int last) {
      firstJdk = first;
      lastJdk = last;
      return this;
    }

    /**
     * Another version of the client may lack this method, so its absence is not a fault: one of
     * several alternatives, or only needed if it exists.
     */
    Builder optional() {
      isOptional = true;
      return this;
    }

    /** One of several forms of the method in different versions; some form there must be. */
    Builder alternative() {
      isAlternative = true;
      return optional();
    }

    WovenMethod build() {
      return new WovenMethod(this);
    }
  }
}
