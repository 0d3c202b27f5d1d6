/** Signatures only; see the module's pom. */
package sun.net.www;
