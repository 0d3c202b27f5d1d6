/** The files of config-examples/fleet with the engines that they are for. */
package io.managedidentity.it.fleet;
