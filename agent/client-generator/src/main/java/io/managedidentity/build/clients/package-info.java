/** From the declarations of clients to the sources that follow from them. */
package io.managedidentity.build.clients;
