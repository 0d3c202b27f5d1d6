package io.managedidentity.agent.token;

import java.util.concurrent.ThreadLocalRandom;

/** Spreads the refreshes of many processes that started at the same moment (R-REFRESH). */
public interface RefreshJitter {
  /** From -1 to 1. */
  double next();

  RefreshJitter RANDOM =
      new RefreshJitter() {
        @Override
        public double next() {
          return ThreadLocalRandom.current().nextDouble(-1, 1);
        }
      };
}
