/** Signatures of classes of the JDK. */
package sun.net.www.http;
