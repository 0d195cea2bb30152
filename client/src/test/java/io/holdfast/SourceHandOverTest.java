/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import okio.Buffer;
import org.junit.jupiter.api.Test;

/** A message from a source goes from a connection that has not begun it to the next one, whole (contract: Sending). */
class SourceHandOverTest {
  private final WriterRig lost = new WriterRig();
  private final Rig rig = lost.rig;

  /** The connection's end was forced, while user code kept its reader: its writer comes back later. */
  @Test
  void aWriterThatOutlivesItsConnectionLeavesTheSourceToTheNext() throws IOException {
    rig.io.holds = true;
    MessageSource source = MessageSource.binary(new Buffer().write(new byte[] {1, 2, 3}));
    Recorder.Sent sent = rig.recorder.sent(rig.ws, "source");
    assertThat(rig.ws.send(source, sent)).isTrue();
    lost.wake();
    rig.io.runOne(); // takes the message and asks the source
    rig.last().lost();
    lost.tape.hook = bytes -> {
      throw new IOException("cancelled");
    };
    rig.io.runAll(); // the source gives, and the old writer is told
    rig.afterDelay();
    rig.openLast();
    SendQueue.Batch taken = rig.parts.queue.take(2, WriteBuffer.DATA, 0);
    SourcePump.Piece piece = taken.requireSource().poll(taken, () -> {});
    assertThat(piece.bytes).containsExactly(1, 2, 3);
    assertThat(piece.last).isTrue();
    assertThat(sent.outcomes).isEmpty();
  }
}
