package io.managedidentity.agent.injection;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The headers of one request as a list that can be edited: order, spelling and repetitions stay as
 * they are, names compare without case (RFC 9110, 5.1) and without blanks around them: lenient
 * servers read {@code Authorization :} as {@code Authorization:}. Not thread-safe. Has no {@code
 * toString} of its own, since values are secrets.
 */
public final class HeaderList {
  /** Most requests have no more. */
  private static final int USUAL = 7;

  /** Names and values in turn: one array, since a list is made for most requests. */
  private String[] fields = new String[2 * USUAL];

  private int size;

  public int size() {
    return size;
  }

  public String name(int index) {
    return fields[2 * index];
  }

  public String value(int index) {
    return fields[2 * index + 1];
  }

  /** Whether the header at this place has that name, as a lenient server reads it. */
  public boolean isNamed(int index, String name) {
    String own = name(index);
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

  /** Another list with the same headers. */
  public HeaderList copy() {
    HeaderList copy = new HeaderList();
    copy.fields = Arrays.copyOf(fields, fields.length);
    copy.size = size;
    return copy;
  }

  public void add(String name, String value) {
    insert(size, name, value);
  }

  private void insert(int index, String name, String value) {
    if (2 * size == fields.length) {
      fields = Arrays.copyOf(fields, 2 * fields.length);
    }
    System.arraycopy(fields, 2 * index, fields, 2 * index + 2, 2 * (size - index));
    fields[2 * index] = name;
    fields[2 * index + 1] = value;
    size++;
  }

  private void delete(int index) {
    size--;
    System.arraycopy(fields, 2 * index + 2, fields, 2 * index, 2 * (size - index));
  }

  /** Value of the first header of that name, or null. */
  public @Nullable String first(String name) {
    for (int i = 0; i < size; i++) {
      if (isNamed(i, name)) {
        return value(i);
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
    String name = name(index);
    boolean isThere = false;
    for (int i = 0; i < made.size(); i++) {
      isThere |= made.name(i).equalsIgnoreCase(name) && made.value(i).equals(value(index));
    }
    return !isThere || (made.count(name) > 1 && count(name) == 1);
  }

  private int count(String name) {
    int count = 0;
    for (int i = 0; i < size; i++) {
      count += name(i).equalsIgnoreCase(name) ? 1 : 0;
    }
    return count;
  }

  /** Index of the first header from there on that is exactly this one, or -1. */
  public int indexOf(String name, String value, int from) {
    for (int i = from; i < size; i++) {
      if (name(i).equals(name) && value(i).equals(value)) {
        return i;
      }
    }
    return -1;
  }

  /** Removes every header of that name; returns whether there was one. */
  public boolean remove(String name) {
    int before = size;
    for (int i = size - 1; i >= 0; i--) {
      if (isNamed(i, name)) {
        delete(i);
      }
    }
    return size != before;
  }

  /** Takes the place of every header of that name; at the end if there was none. */
  public void set(String name, String value) {
    for (int i = 0; i < size; i++) {
      if (isNamed(i, name)) {
        remove(name);
        insert(i, name, value);
        return;
      }
    }
    add(name, value);
  }
}
