package io.managedidentity.agent.json;

/** What {@link JsonReader#next()} can meet. */
public enum JsonToken {
  BEGIN_OBJECT,
  END_OBJECT,
  BEGIN_ARRAY,
  END_ARRAY,
  /** A member's name; its value follows. */
  NAME,
  STRING,
  NUMBER,
  BOOLEAN,
  NULL,
  /** The end of the text. */
  END
}
