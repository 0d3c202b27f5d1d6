/**
 * The entry points, the agent's class loader, the start, and the filter over class names.
 *
 * <p>The JVM loads {@code AgentMain}, {@code AgentClassLoader}, {@code ClassPacks} and {@code
 * StartLine} with the system class loader, so the application can see these few classes. All
 * others, and {@code StartLine} once more, come from a pack and live in the agent's own loader. JDK
 * only, and nothing that fixes global state before {@code main}: no {@code java.util.logging}, no
 * {@code javax.management}, no {@code java.nio.file}. No lambdas: early Java 8 builds crash on them
 * before {@code main}, and later ones pay for the machinery.
 */
package io.managedidentity.premain;
