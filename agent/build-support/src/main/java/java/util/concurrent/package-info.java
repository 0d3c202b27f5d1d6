/** Signatures only; see the module's pom. */
package java.util.concurrent;
