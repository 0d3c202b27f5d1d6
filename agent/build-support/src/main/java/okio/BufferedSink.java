package okio;

/** Signatures of the class of Okio. */
public interface BufferedSink extends Sink {}
