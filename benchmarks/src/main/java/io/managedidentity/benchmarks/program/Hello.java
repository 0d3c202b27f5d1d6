package io.managedidentity.benchmarks.program;

/** Prints one line and ends. */
public final class Hello {
  private Hello() {}

  public static void main(String[] args) {
    System.out.println("hello");
  }
}
