/**
 * What is woven into HTTP clients, and how a woven call reaches the code that decides.
 *
 * <p>{@code agent/clients/NAME/client.json} declares the woven methods of a client and the methods
 * of its hook that they call; the build makes {@code WovenClients} from all declarations. {@link
 * io.managedidentity.agent.instrumentation.Weaver} adds one call to the bridge to each; {@link
 * io.managedidentity.agent.instrumentation.HookDispatcher} receives the calls and hands them to the
 * hook of the client, a class of a package below this one, which is defined in a loader beside the
 * client's own ({@link io.managedidentity.agent.instrumentation.HookLoader}). May use {@code
 * injection}; knows no token, mapping or source.
 */
package io.managedidentity.agent.instrumentation;
