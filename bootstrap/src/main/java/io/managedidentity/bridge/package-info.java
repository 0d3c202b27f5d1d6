/**
 * The bridge under a second name, for JVMs that do not let a class be defined into {@code
 * java.net}: appended to the bootstrap class path as the last resort. JDK only.
 */
package io.managedidentity.bridge;
