package io.managedidentity.agent.identity;

import java.util.concurrent.ThreadLocalRandom;

/** Random pause added after a 429: many processes of one machine share its quota (R-CACHE). */
public interface RetryJitter {
  /** Milliseconds to add. */
  long nextMillis();

  /** 0 to 500 ms. */
  RetryJitter RANDOM =
      new RetryJitter() {
        @Override
        public long nextMillis() {
          return ThreadLocalRandom.current().nextInt(501);
        }
      };

  /** For tests that count the pauses. */
  RetryJitter NONE =
      new RetryJitter() {
        @Override
        public long nextMillis() {
          return 0;
        }
      };
}
