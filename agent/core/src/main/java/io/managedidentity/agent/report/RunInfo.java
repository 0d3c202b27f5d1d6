package io.managedidentity.agent.report;

/** What a merged report keeps of one process. Immutable. */
final class RunInfo {
  final String run;
  final String application;
  final String host;
  final String mode;
  final String first;
  final String last;
  final boolean isEnded;
  final boolean isFollowed;

  RunInfo(RunFacts facts, String application, Texts texts) {
    this.run = facts.run;
    this.application = application;
    this.host = texts.one(facts.host);
    this.mode = texts.one(facts.mode);
    this.first = facts.first;
    this.last = facts.last;
    this.isEnded = facts.isEnded;
    this.isFollowed = facts.isFollowed;
  }
}
