package io.managedidentity.agent.discovery;

/** The secrets that were in one query. Immutable. */
public final class QueryUse {
  private final String query;
  private final SecretUse[] uses;

  /**
   * @param query from the question mark on
   */
  public QueryUse(String query, SecretUse[] uses) {
    this.query = query;
    this.uses = uses.clone();
  }

  boolean isOf(String target, int question) {
    return target.length() - question == query.length() && target.startsWith(query, question);
  }

  /** A request has them. */
  public void met() {
    for (SecretUse use : uses) {
      use.met();
    }
  }
}
