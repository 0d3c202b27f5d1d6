/**
 * What the JVM itself loads: the entry points, the filter over class names, the agent's class
 * loader.
 *
 * <p>Loaded by the system class loader, so the application can see these few classes. JDK only, and
 * nothing that fixes global state before {@code main}: no {@code java.util.logging}, no {@code
 * javax.management}, no {@code java.nio.file}. No lambdas: early Java 8 builds crash on them before
 * {@code main}, and later ones pay for the machinery.
 */
package io.managedidentity.premain;
