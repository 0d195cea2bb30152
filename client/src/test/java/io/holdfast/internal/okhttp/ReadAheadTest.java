/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** quality.md, Performance: the hand-off to callbacks is per batch, under TLS too, and buffers are given back when idle. */
class ReadAheadTest {
  private final Arrivals arrivals = new Arrivals();
  private final ReadAhead input = new ReadAhead(arrivals);

  /** What arrives at a socket, piece by piece: a read takes the rest of one, and would wait for the next. */
  private static final class Arrivals extends InputStream {
    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private final List<Integer> asked = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private int at;
    private boolean closed;

    /** @param ready how many bytes lie there together */
    void arrive(int ready) {
      byte[] piece = new byte[ready];
      new Random(pieces.size()).nextBytes(piece);
      pieces.add(piece);
    }

    byte[] all() {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      pieces.forEach(all::writeBytes);
      return all.toByteArray();
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("byte by byte");
    }

    @Override
    public int read(byte[] dst, int off, int len) {
      asked.add(len);
      log.add("read");
      byte[] piece = pieces.peek();
      if (piece == null) {
        return -1;
      }
      int n = Math.min(len, piece.length - at);
      System.arraycopy(piece, at, dst, off, n);
      at += n;
      if (at == piece.length) {
        pieces.poll();
        at = 0;
      }
      return n;
    }

    /** What comes next has not arrived before it is read. */
    @Override
    public int available() {
      return at == 0 ? 0 : pieces.element().length - at;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private void watch() {
    input.beforeWaiting(() -> arrivals.log.add("may wait"));
  }

  private void readFully(int bytes) throws IOException {
    assertThat(input.readNBytes(bytes)).hasSize(bytes);
  }

  @Test
  void everyByteComesOnceInOrderHoweverItIsAskedFor() throws IOException {
    Random random = new Random(7);
    for (int piece : new int[] {1, 5, 2047, 2048, 2049, 100_000, 3, 32_768, 34_816, 2048, 1}) {
      arrivals.arrive(piece);
    }
    byte[] sent = arrivals.all();
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    byte[] some = new byte[20_000];
    while (received.size() < sent.length) {
      if (random.nextInt(4) == 0) {
        received.write(input.read());
      } else {
        int len = 1 + random.nextInt(some.length - 1);
        int n = input.read(some, 1, Math.min(len, some.length - 1));
        assertThat(n).isBetween(1, len);
        received.write(some, 1, n);
      }
    }
    assertThat(received.toByteArray()).isEqualTo(sent);
    assertThat(input.read(some, 0, 0)).isZero();
    assertThat(input.read(some, 0, 1)).isEqualTo(-1);
    assertThat(input.read()).isEqualTo(-1);
  }

  @Test
  void itTellsBeforeEveryReadThatMayWait() throws IOException {
    arrivals.arrive(3);
    arrivals.arrive(3);
    watch();
    readFully(6);
    assertThat(arrivals.log).containsExactly("may wait", "read", "may wait", "read");
  }

  @Test
  void itTellsNothingWhileMoreLiesReady() throws IOException {
    arrivals.arrive(2 * ReadAhead.SMALL);
    arrivals.arrive(1);
    watch();
    readFully(2 * ReadAhead.SMALL);
    assertThat(arrivals.log).containsExactly("may wait", "read", "read");
    readFully(1);
    assertThat(arrivals.log).endsWith("read", "may wait", "read");
  }

  /** The buffer was just full: only the socket knows that there is nothing more. */
  @Test
  void itTellsAfterAReadThatTookExactlyAllThereWas() throws IOException {
    arrivals.arrive(ReadAhead.SMALL);
    arrivals.arrive(1);
    watch();
    readFully(ReadAhead.SMALL + 1);
    assertThat(arrivals.log).containsExactly("may wait", "read", "may wait", "read");
  }

  @Test
  void theBufferIsLargeOnlyWhileALotComes() throws IOException {
    int pieces = 2 + ReadAhead.PATIENCE;
    arrivals.arrive(ReadAhead.SMALL + ReadAhead.LARGE);
    for (int i = 0; i < pieces; i++) {
      arrivals.arrive(1);
    }
    readFully(ReadAhead.SMALL + ReadAhead.LARGE + pieces);
    List<Integer> expected = new ArrayList<>(List.of(ReadAhead.SMALL, ReadAhead.LARGE));
    for (int i = 0; i < pieces; i++) {
      expected.add(i < ReadAhead.PATIENCE ? ReadAhead.LARGE : ReadAhead.SMALL);
    }
    assertThat(arrivals.asked).isEqualTo(expected);
  }

  @Test
  void aReadOfMoreThanTheSmallBufferKeepsTheLargeOne() throws IOException {
    arrivals.arrive(2 * ReadAhead.SMALL + 1);
    for (int i = 0; i < ReadAhead.PATIENCE - 1; i++) {
      arrivals.arrive(1);
    }
    arrivals.arrive(ReadAhead.SMALL + 1);
    for (int i = 0; i < ReadAhead.PATIENCE - 1; i++) {
      arrivals.arrive(1);
    }
    readFully(arrivals.all().length);
    assertThat(arrivals.asked.subList(1, arrivals.asked.size())).containsOnly(ReadAhead.LARGE);
  }

  @Test
  void whatIsAvailableIsWhatWasReadAndWhatWasNot() throws IOException {
    arrivals.arrive(ReadAhead.SMALL + 5);
    readFully(8);
    assertThat(input.available()).isEqualTo(ReadAhead.SMALL + 5 - 8);
  }

  @Test
  void closingItClosesTheSocket() throws IOException {
    input.close();
    assertThat(arrivals.closed).isTrue();
  }
}
