package io.managedidentity.agent.runtime;

import io.managedidentity.agent.config.AgentConfig;
import io.managedidentity.agent.config.FileContent;
import io.managedidentity.agent.log.AgentLog;
import io.managedidentity.agent.reload.ConfigWatcher;
import io.managedidentity.agent.token.TokenThreads;

/**
 * Connects the watcher with the configuration. A separate class, since verifying it loads classes
 * of the watcher, and a program without HTTP needs none.
 */
final class FileWatch {
  private FileWatch() {}

  static ConfigWatcher make(
      LiveConfiguration live, AgentConfig config, TokenThreads threads, AgentLog log) {
    return new ConfigWatcher(
        config.file(),
        config.fingerprint(),
        threads,
        log,
        new ConfigWatcher.Listener() {
          @Override
          public void changed(FileContent content) {
            live.takeOver(content);
          }
        });
  }
}
