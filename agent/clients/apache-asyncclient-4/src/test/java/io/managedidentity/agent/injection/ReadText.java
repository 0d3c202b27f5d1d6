package io.managedidentity.agent.injection;

import org.jspecify.annotations.Nullable;

/** What a tap has read. */
public final class ReadText {
  public final AnswerTap tap =
      new AnswerTap(
          read -> text = read,
          e -> {
            throw new AssertionError(e);
          });

  /** Null until it has seen enough. */
  public @Nullable String text;
}
