package io.managedidentity.it.contract;

/**
 * What every client must do, with the packaged agent in a JVM of its own, over real sockets. One
 * subclass for each client; a row that a client cannot meet is skipped by an override of a
 * capability with its reason, and is listed in docs/supported-clients.md.
 *
 * <p>After each row: no error of the agent was suppressed, and no token or secret is in what the
 * JVM wrote.
 */
public abstract class AbstractHttpClientContract extends AnswerRows {}
