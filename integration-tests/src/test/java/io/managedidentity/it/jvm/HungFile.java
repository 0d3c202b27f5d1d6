package io.managedidentity.it.jvm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A regular file whose opening blocks, as on a mount that hangs: another process holds a lease on
 * it (fcntl(2), F_SETLEASE) and does not give it back when the kernel asks. The kernel takes it
 * after 45 s. In Perl, since Java has no such call before 22.
 */
final class HungFile implements AutoCloseable {
  private static final String HOLDER =
      """
      $SIG{IO} = 'IGNORE';
      open(my $file, '+<', $ARGV[0]) or die $!;
      fcntl($file, 1024, 1) or die $!;
      $| = 1;
      print "held\\n";
      <STDIN>;
      """;

  private final Process holder;

  private HungFile(Process holder) {
    this.holder = holder;
  }

  static HungFile of(Path file) throws IOException {
    Process process =
        new ProcessBuilder("perl", "-e", HOLDER, file.toString()).redirectErrorStream(true).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    if (!"held".equals(line)) {
      process.destroyForcibly();
      throw new IOException("no lease was had: " + line);
    }
    return new HungFile(process);
  }

  /** The file opens again. */
  @Override
  public void close() {
    holder.destroyForcibly();
  }
}
