package io.managedidentity.it.fuzz;

import io.managedidentity.it.jvm.Jdk;
import java.util.concurrent.TimeUnit;

class FuzzByHand {
  public static void main(String[] a) throws Exception {
    for (FuzzSubject s : FuzzSubject.all()) {
      if (!s.name().matches(a[0])) continue;
      for (Jdk jdk : Jdk.from(s.lowestJdk())) {
        long t = System.nanoTime();
        try (Fuzzer f = new Fuzzer(PlantedFault.agent())) {
          Fuzzer.Result r = f.run(s, jdk, Long.parseLong(a[1]), Long.parseLong(a[2]), TimeUnit.SECONDS.toNanos(Long.parseLong(a[3])), Integer.parseInt(a[4]));
          System.out.println("=== " + s + " " + jdk + " programs " + r.programs() + " ms " + (System.nanoTime() - t) / 1000000 + " breaches " + r.breaches().size());
          for (String b : r.breaches()) System.out.println("--- " + b);
        }
      }
    }
    System.exit(0);
  }
}
