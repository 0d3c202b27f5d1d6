package io.managedidentity.agent.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.contoso.Invoices;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningKeysTest {
  private static final String HMAC = "HmacSHA256";
  private static final byte[] STORAGE_KEY = key(0, 64);

  private final SetClock clock = new SetClock();
  private final Fingerprints fingerprints = new Fingerprints("salt");
  private final SigningKeys keys = new SigningKeys(fingerprints, clock);

  @Test
  void knowsTheKeyOfSignatureThatRequestCarries() throws GeneralSecurityException {
    byte[] signature = sign(STORAGE_KEY, "GET /invoices");
    sign(STORAGE_KEY, "GET /orders");

    SigningKey carried = keys.carried(signature);

    SigningKey only = keys.snapshot(true).get(0);
    assertSame(only, carried);
    assertEquals(fingerprints.of(STORAGE_KEY), only.fingerprint());
    assertEquals(1, only.number());
    assertEquals(HMAC, only.algorithm());
    assertEquals(2, only.signatures());
    assertEquals(1, only.carried());
    assertEquals(1, only.madeForOthers());
  }

  @Test
  void countsSignatureOnceThatSeveralRequestsCarry() throws GeneralSecurityException {
    byte[] signature = sign(STORAGE_KEY, "sas");
    sign(STORAGE_KEY, "sas");

    keys.carried(signature);
    SigningKey again = keys.carried(signature);

    assertNotNull(again);
    assertEquals(1, again.signatures());
    assertEquals(1, again.carried());
  }

  @Test
  void knowsNothingOfOtherSignatures() throws GeneralSecurityException {
    byte[] signature = sign(STORAGE_KEY, "a");

    assertNull(keys.carried(new byte[32]));
    assertNull(keys.carried(Arrays.copyOf(signature, 15)));
    assertNull(keys.carried(new byte[0]));
  }

  @Test
  void countsWhatIsMinuteOldAsMadeForOthersUntilRequestCarriesIt() throws GeneralSecurityException {
    byte[] signature = sign(STORAGE_KEY, "a");
    assertEquals(0, keys.snapshot(false).get(0).madeForOthers());

    clock.advanceSeconds(60);

    assertEquals(1, keys.snapshot(false).get(0).madeForOthers());
    keys.carried(signature);
    assertEquals(0, keys.snapshot(false).get(0).madeForOthers());
  }

  @Test
  void forgetsSignatureAfter512Others() throws GeneralSecurityException {
    byte[] forgotten = sign(STORAGE_KEY, "first");
    byte[] carried = sign(STORAGE_KEY, "second");
    keys.carried(carried);
    for (int i = 0; i < 512; i++) {
      sign(STORAGE_KEY, "other " + i);
    }

    SigningKey key = keys.snapshot(false).get(0);

    assertEquals(1, key.madeForOthers());
    assertNull(keys.carried(forgotten));
    assertEquals(514, key.signatures());
    assertEquals(513, keys.snapshot(true).get(0).madeForOthers());
  }

  @Test
  void tellsTimesAndPlace() throws GeneralSecurityException {
    long begin = clock.wallMillis();
    Invoices.load(() -> keys.key(new SecretKeySpec(STORAGE_KEY, HMAC), HMAC));
    clock.advanceSeconds(5);
    sign(STORAGE_KEY, "a");

    SigningKey key = keys.snapshot(true).get(0);

    assertEquals(begin, key.first());
    assertEquals(begin + 5000, key.last());
    CallSite site = key.site();
    assertNotNull(site);
    assertEquals("com.contoso.Invoices.load (target/test-classes)", site.toString());
  }

  /** As AWS signs, and as a device of a group does: the stored secret is the first of them. */
  @Test
  void leadsDerivedKeyBackToTheStoredOne() throws GeneralSecurityException {
    byte[] day = sign(STORAGE_KEY, "20261130");
    byte[] service = sign(day, "s3");
    byte[] signature = sign(service, "GET /");
    for (int i = 0; i < 600; i++) {
      sign(service, "GET /" + i);
    }

    SigningKey carried = keys.carried(sign(service, "GET /last"));

    List<SigningKey> all = keys.snapshot(true);
    assertEquals(1, all.size());
    assertSame(all.get(0), carried);
    assertEquals(fingerprints.of(STORAGE_KEY), all.get(0).fingerprint());
    assertEquals(602, all.get(0).signatures()); // without the two on the way
    assertNull(keys.carried(signature));
  }

  @ParameterizedTest
  @CsvSource({
    "HmacSHA256, HmacSHA256, 15",
    "HmacSHA256, HmacSHA256, 65",
    "HmacSHA256, TlsHandshakeSecret, 32",
    "HmacSHA256, HKDF-PRK, 32",
    "HmacPBESHA256, HmacSHA256, 32",
    "AESCMAC, AES, 32"
  })
  void leavesOtherKeysAlone(String algorithm, String ofKey, int length) {
    assertNull(keys.key(new SecretKeySpec(key(1, length), ofKey), algorithm));

    assertEquals(List.of(), keys.snapshot(true));
  }

  @Test
  void takesTheSmallestAndTheLargestInAnyCase() {
    assertNotNull(keys.key(new SecretKeySpec(key(1, 16), "RAW"), "HMACSHA256"));
    assertNotNull(keys.key(new SecretKeySpec(key(1, 64), "MAC"), "hmacsha512"));
  }

  @Test
  void leavesKeysOfOtherClassesAlone() throws GeneralSecurityException {
    Key password =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(new PBEKeySpec("a password".toCharArray(), new byte[16], 10, 256));

    assertNull(keys.key(password, HMAC));
    assertNull(keys.key(null, HMAC));
    assertNull(keys.key(new SecretKeySpec(STORAGE_KEY, HMAC), null));
  }

  @Test
  void countsWhatIsBeyond64Keys() {
    for (int i = 0; i < 66; i++) {
      keys.key(new SecretKeySpec(key(i, 32), HMAC), HMAC);
    }

    assertEquals(64, keys.snapshot(true).size());
    assertEquals(2, keys.dropped());
    assertNotNull(keys.key(new SecretKeySpec(key(63, 32), HMAC), HMAC));
  }

  @Test
  void takesPartOfBuffer() throws GeneralSecurityException {
    SigningKey key = keys.key(new SecretKeySpec(STORAGE_KEY, HMAC), HMAC);
    assertNotNull(key);
    byte[] buffer = new byte[40];
    Mac mac = mac(STORAGE_KEY);
    mac.update("a".getBytes(UTF_8));
    mac.doFinal(buffer, 8);

    keys.signed(key, buffer, 8, 32);
    keys.signed(key, buffer, 30, 32); // beyond its end
    keys.signed(key, buffer, -1, 32);
    keys.signed(key, buffer, 0, 15);

    assertSame(key, keys.carried(Arrays.copyOfRange(buffer, 8, 40)));
    assertEquals(1, key.signatures());
  }

  @Test
  void countsRightWithManyThreads() throws Exception {
    int threads = 4;
    int each = 2000;
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    List<Future<Integer>> results = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      results.add(
          executor.submit(
              () -> {
                start.await();
                int carried = 0;
                for (int i = 0; i < each; i++) {
                  byte[] signature = sign(key(i % 8, 32), thread + " " + i);
                  if (i % 2 == 0 && keys.carried(signature) != null) {
                    carried++;
                  }
                }
                return carried;
              }));
    }
    start.countDown();
    int carried = 0;
    for (Future<Integer> result : results) {
      carried += result.get();
    }
    executor.shutdown();

    List<SigningKey> all = keys.snapshot(true);
    assertEquals(8, all.size());
    assertEquals(threads * each, all.stream().mapToLong(SigningKey::signatures).sum());
    assertEquals(carried, all.stream().mapToLong(SigningKey::carried).sum());
    assertEquals(threads * each - carried, all.stream().mapToLong(SigningKey::madeForOthers).sum());
    assertTrue(carried > 0);
  }

  @Test
  void keepsNoSecret() throws GeneralSecurityException {
    byte[] secret = "the-secret-key-of-sixteen-and-more".getBytes(UTF_8);
    sign(secret, "a");

    SigningKey key = keys.snapshot(true).get(0);

    assertEquals("key " + fingerprints.of(secret), key.toString());
  }

  private byte[] sign(byte[] key, String text) throws GeneralSecurityException {
    byte[] signature = mac(key).doFinal(text.getBytes(UTF_8));
    SigningKey known = Invoices.load(() -> keys.key(new SecretKeySpec(key, HMAC), HMAC));
    assertNotNull(known);
    keys.signed(known, signature, 0, signature.length);
    return signature;
  }

  private static Mac mac(byte[] key) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(HMAC);
    mac.init(new SecretKeySpec(key, HMAC));
    return mac;
  }

  private static byte[] key(int number, int length) {
    byte[] key = new byte[length];
    Arrays.fill(key, (byte) number);
    key[0] = 77;
    return key;
  }
}
