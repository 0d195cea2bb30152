/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The other side of thousands of connections: one thread and a selector. Answers pings, and feeds all of them with
 * messages of {@link #MESSAGE_BYTES} at a rate that is asked for.
 */
final class CrowdServer implements Runnable, AutoCloseable {
  static final int MESSAGE_BYTES = 128;
  private static final int BURST = 512;
  private static final long TICK_MILLIS = 1;

  private final Selector selector = Selector.open();
  private final ServerSocketChannel listener = ServerSocketChannel.open();
  private final List<Client> clients = new ArrayList<>();
  private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
  private final ByteBuffer burst;
  private final int frameBytes;
  private volatile @Nullable Feed asked;

  // Touched by the thread that runs only.
  private @Nullable Feed feed;
  private int next;

  CrowdServer() throws IOException {
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
    byte[] frame = ServerFrames.message(true, MESSAGE_BYTES, "text", false);
    frameBytes = frame.length;
    burst = ByteBuffer.allocateDirect(BURST * frameBytes);
    for (int i = 0; i < BURST; i++) {
      burst.put(frame);
    }
    burst.flip();
  }

  int port() {
    return listener.socket().getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    selector.close();
  }

  /** Blocks. Returns how many messages were sent: fewer than were asked for if clients or this server were too slow. */
  long feed(int messagesPerSecond, int millis) throws InterruptedException {
    Feed wanted = new Feed(messagesPerSecond, TimeUnit.MILLISECONDS.toNanos(millis));
    asked = wanted;
    selector.wakeup();
    wanted.done.await();
    return wanted.sent;
  }

  @Override
  public void run() {
    try {
      while (selector.isOpen()) {
        Feed wanted = asked;
        if (wanted != null) {
          asked = null;
          feed = wanted;
          wanted.began = System.nanoTime();
        }
        selector.select(this::ready, feed == null ? 0 : TICK_MILLIS);
        Feed feeding = feed;
        if (feeding != null && !feeding.go()) {
          feed = null;
          feeding.done.countDown();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.attachment() instanceof Client client) {
        client.read();
      } else {
        SocketChannel channel = listener.accept();
        if (channel != null) {
          channel.configureBlocking(false);
          channel.socket().setTcpNoDelay(true);
          Client client = new Client(channel);
          channel.register(selector, SelectionKey.OP_READ, client);
        }
      }
    } catch (IOException e) {
      key.cancel();
      if (key.attachment() instanceof Client client) {
        client.gone();
      }
    }
  }

  /** A rate that is kept up for a while. */
  private final class Feed {
    private final int rate;
    private final long nanos;
    private final CountDownLatch done = new CountDownLatch(1);
    private long began;
    private long sent;

    Feed(int rate, long nanos) {
      this.rate = rate;
      this.nanos = nanos;
    }

    /** Sends what is due. False if time is up. */
    boolean go() throws IOException {
      long now = Math.min(System.nanoTime() - began, nanos);
      long due = (long) (now / 1e9 * rate) - sent;
      int size = clients.size();
      for (int i = 0; i < size && due > 0; i++) {
        next = (next + 1) % size;
        // as many to each as there must be, so that few connections get large writes
        long each = Math.min(BURST, (due + size - i - 1) / (size - i));
        due -= each;
        sent += clients.get(next).send((int) each);
      }
      return now < nanos;
    }
  }

  private final class Client {
    private final SocketChannel channel;
    private boolean open;
    /** Bytes of a frame that was cut by a full send buffer. */
    private int rest;

    private byte[] input = new byte[0];

    Client(SocketChannel channel) {
      this.channel = channel;
    }

    void read() throws IOException {
      in.clear();
      int n = channel.read(in);
      if (n < 0) {
        gone();
        channel.close();
        return;
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream(input.length + n);
      all.writeBytes(input);
      byte[] more = new byte[n];
      in.flip().get(more);
      all.writeBytes(more);
      input = all.toByteArray();
      if (!open) {
        upgrade();
      } else {
        answerPings();
      }
    }

    private void upgrade() throws IOException {
      if (!new String(input, StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        return;
      }
      channel.write(
          ByteBuffer.wrap(Upgrade.read(new ByteArrayInputStream(input)).answer()));
      input = new byte[0];
      open = true;
      clients.add(this);
    }

    private void answerPings() throws IOException {
      int complete = 0;
      ClientFrames frames = new ClientFrames(new ByteArrayInputStream(input), () -> {}, 256);
      while (input.length - complete >= 6
          && input.length - complete >= 6 + (input[complete + 1] & 0x7f)) {
        if (!frames.next()) {
          break;
        }
        byte[] payload = frames.payload();
        complete += 6 + payload.length;
        if (frames.isPing()) {
          channel.write(
              ByteBuffer.wrap(ServerFrames.frame(ServerFrames.FIN | ServerFrames.PONG, payload)));
        }
      }
      input = Arrays.copyOfRange(input, complete, input.length);
    }

    /** Returns how many messages went out: none while the last ones have not. */
    int send(int messages) throws IOException {
      try {
        if (rest > 0) {
          burst.position(frameBytes - rest).limit(frameBytes);
          rest -= channel.write(burst);
          if (rest > 0) {
            return 0;
          }
        }
        burst.position(0).limit(messages * frameBytes);
        int written = channel.write(burst);
        int whole = (written + frameBytes - 1) / frameBytes;
        rest = whole * frameBytes - written;
        return whole;
      } catch (IOException e) {
        return 0; // the selector tells that it is gone
      }
    }

    void gone() {
      clients.remove(this);
    }
  }
}
