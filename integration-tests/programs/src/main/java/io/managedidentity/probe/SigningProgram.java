package io.managedidentity.probe;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Signs, derives keys, or connects, and prints what it got. */
public final class SigningProgram {
  private static final String HMAC = "HmacSHA256";

  private SigningProgram() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "sign":
        sign();
        break;
      case "noise":
        noise(args[1], Integer.parseInt(args[2]));
        break;
      default:
        connect(args[1], Integer.parseInt(args[2]));
    }
  }

  /** All ways to make a signature: 3 + 1 + 1 + 40 with the first key, 2 with the second. */
  private static void sign() throws Exception {
    Mac mac = Mac.getInstance(HMAC);
    mac.init(key(1));
    print(mac.doFinal(bytes("a")));
    mac.update(bytes("a"));
    mac.reset();
    mac.update(bytes("b"));
    mac.update(ByteBuffer.wrap(bytes("c")));
    print(mac.doFinal());
    byte[] buffer = new byte[40];
    mac.update(bytes("d"));
    mac.doFinal(buffer, 8);
    print(buffer);
    print(((Mac) mac.clone()).doFinal(bytes("e")));
    mac.init(key(2));
    print(mac.doFinal(bytes("a")));
    try {
      mac.doFinal(new byte[3], 0);
    } catch (javax.crypto.ShortBufferException e) {
      System.out.println("too short");
    }
    print(mac.doFinal(bytes("f")));
    mac.init(key(1), null);
    print(mac.doFinal(bytes("g")));
    mac.init(new SecretKeySpec(new byte[8], HMAC)); // too short for a stored key
    print(mac.doFinal(bytes("h")));
    manyThreads();
  }

  private static void manyThreads() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(4);
    List<Future<byte[]>> results = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String text = "thread " + i;
      results.add(
          executor.submit(
              new Callable<byte[]>() {
                @Override
                public byte[] call() throws Exception {
                  Mac own = Mac.getInstance(HMAC);
                  own.init(key(1));
                  return own.doFinal(bytes(text));
                }
              }));
    }
    for (Future<byte[]> result : results) {
      print(result.get());
    }
    executor.shutdown();
  }

  /** What else uses a Mac: a key store, a derived key, TLS. */
  private static void noise(String host, int port) throws Exception {
    char[] password = "a long password of the store".toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, password);
    store.setEntry(
        "key",
        new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[16], "AES")),
        new KeyStore.PasswordProtection(password));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    store.store(file, password);
    KeyStore read = KeyStore.getInstance("PKCS12");
    read.load(new ByteArrayInputStream(file.toByteArray()), password);
    System.out.println(read.getKey("key", password).getEncoded().length);

    SecretKey derived =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(new PBEKeySpec(password, bytes("salt"), 1000, 256));
    print(derived.getEncoded());

    for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
      try (SSLSocket socket = (SSLSocket) SSLSocketFactory.getDefault().createSocket(host, port)) {
        if (Arrays.asList(socket.getSupportedProtocols()).contains(protocol)) {
          socket.setEnabledProtocols(new String[] {protocol});
          socket
              .getOutputStream()
              .write(bytes("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"));
          System.out.println(socket.getInputStream().read());
        }
      }
    }
  }

  private static void connect(String host, int port) throws Exception {
    InetSocketAddress address = new InetSocketAddress(host, port);
    new Socket(host, port).close();
    try (SocketChannel channel = SocketChannel.open(address)) {
      System.out.println(channel.isConnected());
    }
    try (SocketChannel channel = SocketChannel.open()) {
      channel.socket().connect(address, 5000);
      System.out.println(channel.isConnected());
    }
    try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
      System.out.println(channel.connect(address).get());
    }
  }

  private static SecretKeySpec key(int number) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) number);
    return new SecretKeySpec(key, HMAC);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void print(byte[] bytes) {
    System.out.println(Arrays.toString(bytes));
  }
}
