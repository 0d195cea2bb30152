/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import io.holdfast.MessageSource;
import io.holdfast.PerMessageDeflate;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import okio.Buffer;
import okio.ByteString;
import okio.Source;
import okio.Timeout;

/** One huge message each way, as a stream of fragments: this SDK alone can. To be run in a small heap. */
final class StreamWorker {
  private static final long DEADLINE_SECONDS = 300;
  private static final int CHUNK = 64 * 1024;

  /** One way. {@code peakHeap} in bytes, everything that was not collected yet included. */
  record Stream(String direction, long bytes, double seconds, double cpuSeconds, long peakHeap) {
    static Stream parse(String line) {
      String[] words = line.split(" ", -1);
      return new Stream(
          words[0],
          Long.parseLong(words[1]),
          Double.parseDouble(words[2]),
          Double.parseDouble(words[3]),
          Long.parseLong(words[4]));
    }
  }

  private final Semaphore opened = new Semaphore(0);
  private final Semaphore done = new Semaphore(0);
  private final long bytes;
  private long received;

  private StreamWorker(long bytes) {
    this.bytes = bytes;
  }

  /** {@code port bytes}. Prints a line for each direction. */
  public static void main(String[] args) throws Exception {
    String server = "ws://127.0.0.1:" + args[0];
    long bytes = Long.parseLong(args[1]);
    new StreamWorker(bytes).run("receive", server + "/stream?bytes=" + bytes);
    new StreamWorker(bytes).run("send", server + "/sink?type=text");
    System.exit(0);
  }

  private void run(String direction, String url) throws Exception {
    WebSocketOptions options = WebSocketOptions.builder(url)
        .perMessageDeflate(PerMessageDeflate.disabled())
        .noReconnect()
        .fragments()
        .build();
    WebSocketClient socket = WebSocketClient.connect(options, new WebSocketClient.Listener() {
      @Override
      public void onOpen(WebSocketClient ws, io.holdfast.OpenEvent event) {
        opened.release();
      }

      @Override
      public void onFragment(WebSocketClient ws, ByteString piece, boolean last) {
        received += piece.size();
        if (last) {
          done.release();
        }
      }
    });
    await(opened);
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      pool.resetPeakUsage();
    }
    Usage before = Usage.now();
    long began = System.nanoTime();
    if (direction.equals("receive")) {
      socket.send("go");
      await(done);
      if (received != bytes) {
        throw new IOException(received + " bytes came instead of " + bytes);
      }
    } else {
      // A binary message: its end is what /sink?type=text answers to.
      socket.send(MessageSource.binary(new Zeros(bytes)), null);
      await(done);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    double cpu = Usage.now().cpuNanosSince(before) / 1e9;
    long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
    System.out.println(direction + " " + bytes + " " + seconds + " " + cpu + " " + peak);
    socket.cancel();
  }

  private static void await(Semaphore event) throws Exception {
    if (!event.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("nothing came back within " + DEADLINE_SECONDS + " s");
    }
  }

  /** A message that nobody holds. */
  private static final class Zeros implements Source {
    private static final byte[] PIECE = new byte[CHUNK];
    private long left;

    Zeros(long bytes) {
      this.left = bytes;
    }

    @Override
    public long read(Buffer sink, long byteCount) {
      if (left == 0) {
        return -1;
      }
      int n = (int) Math.min(Math.min(left, byteCount), CHUNK);
      sink.write(PIECE, 0, n);
      left -= n;
      return n;
    }

    @Override
    public Timeout timeout() {
      return Timeout.NONE;
    }

    @Override
    public void close() {}
  }
}
