/** Signatures only; see the module's pom. */
package jdk.jfr;
