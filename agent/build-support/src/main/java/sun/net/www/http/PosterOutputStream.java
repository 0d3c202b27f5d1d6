package sun.net.www.http;

import java.io.ByteArrayOutputStream;

/** Signatures of the class of the JDK. */
public class PosterOutputStream extends ByteArrayOutputStream {
  public PosterOutputStream() {}
}
