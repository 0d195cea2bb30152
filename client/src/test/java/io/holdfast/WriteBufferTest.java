/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.internal.protocol.FrameWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a writer borrows while it writes: shared by all connections, none held by an idle one. */
class WriteBufferTest {
  private static List<WriteBuffer> take(int count) {
    List<WriteBuffer> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(WriteBuffer.take());
    }
    return taken;
  }

  private static Set<WriteBuffer> identities(List<WriteBuffer> buffers) {
    Set<WriteBuffer> set = Collections.newSetFromMap(new IdentityHashMap<>());
    set.addAll(buffers);
    return set;
  }

  @Test
  void twoWritersNeverShareOne() {
    List<WriteBuffer> taken = take(40);
    assertThat(identities(taken)).hasSize(40);
    taken.forEach(WriteBuffer::giveBack);
    List<WriteBuffer> again = take(40);
    assertThat(identities(again)).hasSize(40);
    again.forEach(WriteBuffer::giveBack);
  }

  @Test
  void whatWasGivenBackIsUsedAgain() {
    List<WriteBuffer> taken = take(40); // more than are kept: the pool is empty now
    taken.get(0).giveBack();
    assertThat(WriteBuffer.take()).isSameAs(taken.get(0));
    taken.get(0).giveBack();
  }

  @Test
  void onlySoManyAreKeptHoweverManyWritersThereWere() {
    List<WriteBuffer> taken = take(40);
    taken.forEach(WriteBuffer::giveBack);
    Set<WriteBuffer> kept = identities(take(40));
    kept.retainAll(identities(taken));
    assertThat(kept).hasSizeBetween(8, 16); // a writer of another test may give one back, too
    kept.forEach(WriteBuffer::giveBack);
  }

  /** A batch of {@link WriteBuffer#DATA} finds room behind all control frames that may go ahead of it. */
  @Test
  void hasRoomForAllControlFramesAndABatchOfData() {
    int controlFrame = FrameWriter.MAX_HEADER + 125;
    WriteBuffer buffer = WriteBuffer.take();
    assertThat(buffer.bytes.length)
        .isGreaterThanOrEqualTo((ControlFrames.MAX_PONGS + 2) * controlFrame + WriteBuffer.DATA);
    buffer.giveBack();
  }

  /** Without memory for one the write side fails, and is left as usual. */
  @Test
  void aWriterThatGotNoneGivesNoneBack() {
    FrameBuffer frames = new FrameBuffer(new Tape(), new WriterRig());
    frames.close();
    assertThat(frames.isEmpty()).isTrue();
  }

  @Test
  void itsKeysGoOnWhereTheLastWriterStopped() {
    List<WriteBuffer> taken = take(40);
    WriteBuffer buffer = taken.get(0);
    int key = buffer.keys.next();
    buffer.giveBack();
    WriteBuffer again = WriteBuffer.take();
    assertThat(again.keys.next()).as("5.3: a fresh key for every frame").isNotEqualTo(key);
    again.giveBack();
  }
}
