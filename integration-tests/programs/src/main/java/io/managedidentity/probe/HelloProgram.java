package io.managedidentity.probe;

/** Says hello and ends: with {@code exit CODE}, by {@link System#exit} at once. */
public final class HelloProgram {
  private HelloProgram() {}

  public static void main(String[] args) {
    System.out.println("hello");
    if (args.length == 2) {
      System.exit(Integer.parseInt(args[1]));
    }
  }
}
