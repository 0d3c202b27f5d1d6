package io.managedidentity.agent.discovery;

/** Whose frames are not the application's own code: told by the names of classes. */
final class KnownLibraries {
  private static final String[] PACKAGES = {
    // the agent and the JDK
    "io.managedidentity.agent.",
    "io.managedidentity.bridge.",
    "io.managedidentity.premain.",
    "io.managedidentity.shaded.",
    "java.",
    "javax.",
    "jdk.",
    "sun.",
    "com.sun.",
    // Azure's libraries
    "com.azure.",
    "com.microsoft.azure.",
    "com.microsoft.aad.",
    "com.microsoft.rest.",
    "com.microsoft.graph.",
    "com.microsoft.kiota.",
    "com.microsoft.windowsazure.",
    "com.openai.",
    "com.databricks.",
    // HTTP clients and what is built on them
    "com.google.api.client.",
    "com.mashape.unirest.",
    "com.ning.",
    "com.squareup.",
    "com.sun.jersey.",
    "feign.",
    "io.helidon.",
    "io.micronaut.",
    "io.netty.",
    "io.quarkus.",
    "io.vertx.",
    "kong.unirest.",
    "net.jodah.failsafe.",
    "okhttp3.",
    "okio.",
    "org.apache.axis.",
    "org.apache.axis2.",
    "org.apache.camel.",
    "org.apache.commons.httpclient.",
    "org.apache.cxf.",
    "org.apache.hadoop.",
    "org.apache.hc.",
    "org.apache.http.",
    "org.asynchttpclient.",
    "org.eclipse.jetty.",
    "org.eclipse.microprofile.",
    "org.glassfish.",
    "org.jboss.resteasy.",
    "org.restlet.",
    "org.springframework.",
    "reactor.",
    "retrofit2.",
    "rx.",
    "io.reactivex.",
    // drivers, pools, messaging
    "com.datastax.",
    "com.hierynomus.",
    "com.jcraft.jsch.",
    "com.mchange.",
    "com.microsoft.sqlserver.",
    "com.mongodb.",
    "com.mysql.",
    "com.rabbitmq.",
    "com.zaxxer.hikari.",
    "dev.failsafe.",
    "io.lettuce.",
    "io.r2dbc.",
    "jcifs.",
    "oracle.",
    "org.apache.activemq.",
    "org.apache.commons.dbcp.",
    "org.apache.commons.dbcp2.",
    "org.apache.commons.net.",
    "org.apache.commons.pool2.",
    "org.apache.kafka.",
    "org.apache.qpid.",
    "org.apache.sshd.",
    "org.apache.tomcat.",
    "org.eclipse.angus.",
    "org.eclipse.paho.",
    "org.hibernate.",
    "org.mariadb.",
    "org.messaginghub.",
    "org.postgresql.",
    "org.redisson.",
    "redis.clients.",
    "jakarta.",
    // tokens, TLS, JSON
    "com.auth0.",
    "com.fasterxml.",
    "com.nimbusds.",
    "io.jsonwebtoken.",
    "org.bouncycastle.",
    "org.conscrypt.",
    "org.jose4j.",
    // languages, logging, telemetry, utilities
    "clojure.",
    "com.google.common.",
    "groovy.",
    "io.micrometer.",
    "io.opentelemetry.",
    "io.github.resilience4j.",
    "kotlin.",
    "kotlinx.",
    "org.aspectj.",
    "org.codehaus.groovy.",
    "org.apache.commons.codec.",
    "org.apache.commons.lang3.",
    "org.apache.groovy.",
    "org.apache.logging.",
    "org.slf4j.",
    "scala.",
  };

  private KnownLibraries() {}

  /**
   * @param type binary name of a class
   */
  static boolean has(String type) {
    for (String one : PACKAGES) {
      if (type.startsWith(one)) {
        return true;
      }
    }
    return isMade(type);
  }

  /** By a library, at run time, around a class of the application that is on the stack as well. */
  private static boolean isMade(String type) {
    return type.startsWith("$Proxy", type.lastIndexOf('.') + 1)
        || type.contains("$$EnhancerBy")
        || type.contains("$$FastClass")
        || type.contains("$$SpringCGLIB");
  }
}
