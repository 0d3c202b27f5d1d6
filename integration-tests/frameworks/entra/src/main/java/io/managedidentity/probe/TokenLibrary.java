package io.managedidentity.probe;

/** A library that gets tokens of Entra for an application with a stored secret, which is wrong. */
interface TokenLibrary {
  String CLIENT = "11111111-2222-3333-4444-555555555555";
  String SECRET = "wrong-secret";
  String LOGIN = "https://login.microsoftonline.com/";

  /**
   * @param way what comes after the name of the library, or an empty text
   * @param call {@code tenant}, {@code proxy} ("host:port") for libraries that do not take the
   *     JVM's, {@code certificate} (a key store's path)
   * @return what the application gets
   */
  String token(String way, Message call) throws Exception;
}
