package io.managedidentity.probe;

import com.microsoft.sqlserver.jdbc.SQLServerDriver;
import com.microsoft.sqlserver.jdbc.SqlAuthenticationToken;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * The SQL Server driver with {@code ActiveDirectoryServicePrincipal}: its own class that gets the
 * token, called as the driver does when a database asks it for one.
 */
final class SqlTokens implements TokenLibrary {
  private static final int MILLIS = 30_000; // that it may take
  private static final String PACKAGE = SQLServerDriver.class.getPackage().getName();

  @Override
  public String token(String way, Message call) throws Exception {
    Class<?> question = Class.forName(PACKAGE + ".SQLServerConnection$SqlFedAuthInfo");
    Constructor<?> constructor = question.getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    Object asked = constructor.newInstance(new Object[] {null}); // of no connection
    set(asked, "spn", "https://database.windows.net/");
    set(asked, "stsurl", "https://login.windows.net/" + call.get("tenant"));
    for (Method method : Class.forName(PACKAGE + ".SQLServerMSAL4JUtils").getDeclaredMethods()) {
      if (method.getName().equals("getSqlFedAuthTokenPrincipal")) {
        method.setAccessible(true);
        return ((SqlAuthenticationToken) invoke(method, asked)).getAccessToken();
      }
    }
    throw new NoSuchMethodException("getSqlFedAuthTokenPrincipal");
  }

  private static Object invoke(Method method, Object asked) throws Exception {
    try {
      return method.invoke(null, asked, CLIENT, SECRET, "ActiveDirectoryServicePrincipal", MILLIS);
    } catch (InvocationTargetException e) {
      throw (Exception) e.getCause();
    }
  }

  private static void set(Object object, String name, String value) throws Exception {
    Field field = object.getClass().getDeclaredField(name);
    field.setAccessible(true);
    field.set(object, value);
  }
}
