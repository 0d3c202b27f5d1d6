package io.managedidentity.agent.instrumentation;

import static io.managedidentity.agent.injection.Bench.headers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.managedidentity.agent.injection.AnswerTap;
import io.managedidentity.agent.injection.Bench;
import io.managedidentity.agent.injection.WireEdit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TappedBufferTest {
  private final List<Throwable> faults = new ArrayList<>();
  private Bench bench;

  private AnswerTap tap() throws Exception {
    bench = new Bench();
    bench.hold("t");
    WireEdit edit = bench.route().editNow(headers(), "/", null);
    edit.judge(403, name -> List.of(), false);
    return edit.tap(faults::add);
  }

  @Test
  void showsPartAndLeavesBufferAsItIs() throws Exception {
    AnswerTap tap = tap();
    ByteBuffer buffer =
        ByteBuffer.wrap("9{\"code\":\"AKV10046\"}9".getBytes(StandardCharsets.UTF_8));
    buffer.position(3).limit(5);

    TappedBuffer.show(buffer, 1, 20, tap);
    tap.end();

    assertEquals(3, buffer.position());
    assertEquals(5, buffer.limit());
    assertTrue(
        bench.lines.stream().anyMatch(line -> line.contains("403 (AKV10046)")),
        bench.lines::toString);
  }

  @Test
  void showsNoMoreThanThereIsRoomFor() throws Exception {
    AnswerTap tap = tap();
    int room = tap.room();
    ByteBuffer buffer = ByteBuffer.allocateDirect(room + 10);

    TappedBuffer.show(buffer, 0, room + 10, tap);
    TappedBuffer.show(buffer, 5, 4, tap);

    assertEquals(0, tap.room());
    assertEquals(List.of(), faults);
  }

  @Test
  void neverThrows() throws Exception {
    TappedBuffer.show(ByteBuffer.allocate(1), 0, 2, tap());

    assertEquals(1, faults.size());
  }
}
