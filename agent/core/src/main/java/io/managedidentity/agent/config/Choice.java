package io.managedidentity.agent.config;

/** One of a few words that an option can be set to. */
public interface Choice {
  /** The word, as configuration files write it. */
  String label();
}
