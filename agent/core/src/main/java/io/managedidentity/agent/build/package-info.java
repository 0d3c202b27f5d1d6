/** What the build says about this jar. JDK only. */
package io.managedidentity.agent.build;
