/** The packaged agent under load, with an identity endpoint that fails: in JVMs of their own. */
package io.managedidentity.it.load;
