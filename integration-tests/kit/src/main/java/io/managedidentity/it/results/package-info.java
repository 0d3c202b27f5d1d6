/** How the rows of the contract ended, and the page that is made of it. JDK classes only. */
package io.managedidentity.it.results;
