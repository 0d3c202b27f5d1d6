package io.managedidentity.agent.discovery;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Names of secrets that tell nothing of them but whether two are equal: the first 64 bits, in hex,
 * of HMAC-SHA256 under the organisation's salt (docs/records.md, "Fingerprints"). Thread-safe.
 *
 * <p>Made of a {@link MessageDigest}: the agent watches {@code javax.crypto.Mac} and would see its
 * own work.
 */
public final class Fingerprints {
  private static final String NO_SALT = "none";
  private static final String SALT_ID = "managed-identity-agent salt id";
  private static final int BLOCK = 64; // of SHA-256
  private static final int RANDOM_KEY = 32;
  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  private final byte[] inner;
  private final byte[] outer;
  private final String saltId;

  /**
   * @param salt null or empty for a random one, with which nothing of another run can be compared
   */
  public Fingerprints(@Nullable String salt) {
    byte[] given = salt == null ? new byte[0] : salt.getBytes(StandardCharsets.UTF_8);
    boolean isRandom = given.length == 0;
    byte[] key = isRandom ? random() : given;
    byte[] block = Arrays.copyOf(key.length > BLOCK ? sha256().digest(key) : key, BLOCK);
    inner = mixed(block, 0x36); // RFC 2104
    outer = mixed(block, 0x5c);
    saltId = isRandom ? NO_SALT : hex(hmac(SALT_ID.getBytes(StandardCharsets.US_ASCII)), 4);
  }

  /** Of a secret that is sent as it is: 16 hex digits. */
  public String of(String secret) {
    return of(secret.getBytes(StandardCharsets.UTF_8));
  }

  /** Of a key that signs, decoded: 16 hex digits. */
  public String of(byte[] secret) {
    return hex(hmac(secret), 8);
  }

  /** 8 hex digits that are equal in two runs with the same salt; {@code none} without one. */
  public String saltId() {
    return saltId;
  }

  private byte[] hmac(byte[] message) {
    MessageDigest digest = sha256();
    digest.update(inner);
    byte[] first = digest.digest(message);
    digest.update(outer);
    return digest.digest(first);
  }

  private static byte[] mixed(byte[] block, int with) {
    byte[] mixed = new byte[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      mixed[i] = (byte) (block[i] ^ with);
    }
    return mixed;
  }

  private static byte[] random() {
    byte[] key = new byte[RANDOM_KEY];
    new SecureRandom().nextBytes(key);
    return key;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }

  /** The first bytes in hex. */
  static String hex(byte[] bytes, int count) {
    char[] text = new char[2 * count];
    for (int i = 0; i < count; i++) {
      text[2 * i] = DIGITS[bytes[i] >> 4 & 15];
      text[2 * i + 1] = DIGITS[bytes[i] & 15];
    }
    return new String(text);
  }
}
