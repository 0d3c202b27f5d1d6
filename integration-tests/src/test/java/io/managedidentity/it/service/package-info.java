/**
 * Released libraries of services, each with a wrong secret, against fakes that judge as the
 * services' documentation says.
 */
package io.managedidentity.it.service;
