package io.managedidentity.probe;

import javax.management.MBeanServer;
import javax.management.MBeanServerBuilder;
import javax.management.MBeanServerDelegate;

/** An MBean server's builder of the application's own, as application servers have one. */
public final class OwnServerBuilder extends MBeanServerBuilder {
  @Override
  public MBeanServer newMBeanServer(
      String domain, MBeanServer outer, MBeanServerDelegate delegate) {
    MBeanServer made = super.newMBeanServer(domain, outer, delegate);
    return (MBeanServer)
        java.lang.reflect.Proxy.newProxyInstance(
            OwnServerBuilder.class.getClassLoader(),
            new Class<?>[] {MBeanServer.class},
            (proxy, method, arguments) -> {
              try {
                return method.invoke(made, arguments);
              } catch (java.lang.reflect.InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
