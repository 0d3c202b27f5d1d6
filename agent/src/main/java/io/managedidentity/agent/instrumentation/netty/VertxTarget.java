package io.managedidentity.agent.instrumentation.netty;

/** Host and port that a connection of Vert.x was made for. */
final class VertxTarget {
  final String host;
  final int port;

  VertxTarget(String host, int port) {
    this.host = host;
    this.port = port;
  }
}
