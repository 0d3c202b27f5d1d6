package io.managedidentity.agent.injection;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The headers of one request as a list that can be edited: order, spelling and repetitions stay as
 * they are, names compare without case (RFC 9110, 5.1) and without blanks around them: lenient
 * servers read {@code Authorization :} as {@code Authorization:}. Not thread-safe. Has no {@code
 * toString} of its own, since values are secrets.
 */
public final class HeaderList {
  private final List<String> names = new ArrayList<>();
  private final List<String> values = new ArrayList<>();

  public int size() {
    return names.size();
  }

  public String name(int index) {
    return names.get(index);
  }

  public String value(int index) {
    return values.get(index);
  }

  /** Whether the header at this place has that name, as a lenient server reads it. */
  public boolean isNamed(int index, String name) {
    String own = names.get(index);
    int length = own.length();
    if (length == name.length()) {
      return own.equalsIgnoreCase(name);
    }
    int from = 0;
    while (from < length && own.charAt(from) <= ' ') {
      from++;
    }
    while (length > from && own.charAt(length - 1) <= ' ') {
      length--;
    }
    return length - from == name.length() && own.regionMatches(true, from, name, 0, name.length());
  }

  public void add(String name, String value) {
    names.add(name);
    values.add(value);
  }

  /** Value of the first header of that name, or null. */
  public @Nullable String first(String name) {
    for (int i = 0; i < names.size(); i++) {
      if (isNamed(i, name)) {
        return values.get(i);
      }
    }
    return null;
  }

  /**
   * Whether a message that has the headers {@code made} lacks the one at this place, or has several
   * that it takes the place of. For clients that would refuse some headers that a message has, if
   * they were set anew.
   */
  public boolean isNew(int index, HeaderList made) {
    String name = names.get(index);
    boolean isThere = false;
    for (int i = 0; i < made.size(); i++) {
      isThere |= made.name(i).equalsIgnoreCase(name) && made.value(i).equals(values.get(index));
    }
    return !isThere || (made.count(name) > 1 && count(name) == 1);
  }

  private int count(String name) {
    int count = 0;
    for (String own : names) {
      count += own.equalsIgnoreCase(name) ? 1 : 0;
    }
    return count;
  }

  /** Index of the first header from there on that is exactly this one, or -1. */
  public int indexOf(String name, String value, int from) {
    for (int i = from; i < names.size(); i++) {
      if (names.get(i).equals(name) && values.get(i).equals(value)) {
        return i;
      }
    }
    return -1;
  }

  /** Removes every header of that name; returns whether there was one. */
  public boolean remove(String name) {
    int before = names.size();
    for (int i = names.size() - 1; i >= 0; i--) {
      if (isNamed(i, name)) {
        names.remove(i);
        values.remove(i);
      }
    }
    return names.size() != before;
  }

  /** Takes the place of every header of that name; at the end if there was none. */
  public void set(String name, String value) {
    for (int i = 0; i < names.size(); i++) {
      if (isNamed(i, name)) {
        remove(name);
        names.add(i, name);
        values.add(i, value);
        return;
      }
    }
    add(name, value);
  }
}
