/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The accepted socket of a connection, TLS or not: writes whole pieces under a lock, lets control frames through between
 * them, counts bytes, cuts where it was told to.
 */
final class Wire {
  private final Socket raw;
  /** The writer lock: one piece at a time goes out. */
  private final ReentrantLock lock = new ReentrantLock();
  /** Frames of the reader, which must not wait for a write that the client does not read. */
  private final Queue<byte[]> urgent = new ConcurrentLinkedQueue<>();

  private volatile InputStream in;
  private volatile OutputStream out;
  private volatile @Nullable SSLSocket tls;
  private volatile boolean muted;
  private volatile boolean paused;
  private volatile boolean cutAsPlanned;
  private volatile Runnable onOver = () -> {};
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicLong sent = new AtomicLong();
  // Guarded by lock.
  private long cutAt = Long.MAX_VALUE;
  private Cut cut = Cut.FIN;

  Wire(Socket raw) throws IOException {
    this.raw = raw;
    raw.setTcpNoDelay(true);
    in = new BufferedInputStream(new Pausable(raw.getInputStream()));
    out = raw.getOutputStream();
  }

  /** Blocks for the TLS handshake. */
  void startTls(SSLContext context, @Nullable SSLParameters parameters) throws IOException {
    SSLSocket socket = (SSLSocket) context
        .getSocketFactory()
        .createSocket(raw, raw.getInetAddress().getHostAddress(), raw.getPort(), true);
    socket.setUseClientMode(false);
    if (parameters != null) {
      socket.setSSLParameters(parameters);
    }
    socket.startHandshake();
    tls = socket;
    in = new BufferedInputStream(new Pausable(socket.getInputStream()));
    out = socket.getOutputStream();
  }

  /** Stops for good when told to, until the socket is closed. */
  private final class Pausable extends FilterInputStream {
    Pausable(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (paused) {
        try {
          closed.await();
        } catch (InterruptedException e) {
          throw new InterruptedIOException("the server is being closed");
        }
        throw new SocketException("closed without having been read");
      }
      return super.read(bytes, from, length);
    }
  }

  /** What to run whenever our direction has ended; may run more than once. */
  void onOver(Runnable action) {
    onOver = action;
  }

  /** Reads nothing more; a read under way still takes what comes. */
  void stopReading() throws IOException {
    paused = true;
    raw.setReceiveBufferSize(1);
  }

  /** Waits until the socket is closed by this side. */
  void awaitClose() throws InterruptedException {
    closed.await();
  }

  /** Whether {@link #cutAfter} has struck. */
  boolean isCutAsPlanned() {
    return cutAsPlanned;
  }

  InputStream in() {
    return in;
  }

  Socket raw() {
    return raw;
  }

  @Nullable
  SSLSocket tls() {
    return tls;
  }

  /** Bytes written so far, the handshake included, TLS overhead not. */
  long sent() {
    return sent.get();
  }

  /** Whether nothing more can be sent: cut, finished or closed. */
  boolean isSilent() {
    return muted || raw.isClosed();
  }

  /** Whether this side has sent FIN or RST. */
  boolean isOver() {
    return raw.isOutputShutdown() || raw.isClosed();
  }

  /** Cuts once this many bytes have been written since the connection began. */
  void cutAfter(long bytes, Cut how) throws IOException {
    lock.lock();
    try {
      cutAt = bytes;
      cut = how;
      if (sent.get() >= cutAt) {
        cutNow();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Blocks until the kernel has all of it. Muted, it is thrown away. */
  void write(byte[] bytes) throws IOException {
    write(bytes, bytes.length);
  }

  /** Writes the last bytes there will be; nothing comes between them and the silence. */
  void writeThenStall(byte[] bytes) throws IOException {
    lock.lock();
    try {
      writeLocked(bytes, 0, bytes.length);
      muted = true;
    } finally {
      lock.unlock();
    }
  }

  /** The same in pieces of this size, each in a segment of its own as far as the kernel allows. */
  void write(byte[] bytes, int pieceSize) throws IOException {
    lock.lock();
    try {
      int from = 0;
      do {
        int n = Math.min(bytes.length - from, pieceSize);
        writeLocked(bytes, from, n);
        from += n;
      } while (from < bytes.length);
    } finally {
      lock.unlock();
    }
    flushUrgent();
  }

  /** From the reader: written now if nobody else is writing, or else by whoever is, after the piece. */
  void writeUrgent(byte[] frame) throws IOException {
    urgent.add(frame);
    flushUrgent();
  }

  private void flushUrgent() throws IOException {
    // Looked at again after unlock: an addition while the lock was held found it taken and relies
    // on this.
    while (!urgent.isEmpty() && lock.tryLock()) {
      try {
        drainUrgent();
      } finally {
        lock.unlock();
      }
    }
  }

  private void drainUrgent() throws IOException {
    for (byte[] frame = urgent.poll(); frame != null; frame = urgent.poll()) {
      writeLocked(frame, 0, frame.length);
    }
  }

  private void writeLocked(byte[] bytes, int from, int length) throws IOException {
    if (muted) {
      return;
    }
    int n = (int) Math.min(length, cutAt - sent.get());
    if (n > 0) {
      out.write(bytes, from, n);
      out.flush();
      sent.addAndGet(n);
    }
    if (sent.get() >= cutAt) {
      cutNow();
    }
  }

  private void cutNow() throws IOException {
    cutAt = Long.MAX_VALUE;
    cutAsPlanned = true;
    cut(cut);
    throw new CutException(cut, sent.get());
  }

  /** Any thread; does not wait for writers. Does nothing to a socket that is closed. */
  void cut(Cut how) throws IOException {
    muted = true;
    if (how != Cut.STALL) {
      // First, so that a client that sees the end finds it counted.
      onOver.run();
    }
    try {
      if (how == Cut.RST) {
        raw.setSoLinger(true, 0);
        raw.close();
      } else if (how == Cut.FIN && !raw.isOutputShutdown()) {
        // Not close(): with unread input that would send RST.
        raw.shutdownOutput();
      }
    } catch (SocketException e) {
      // A client that ended it first leaves nothing to break.
      if (!raw.isClosed()) {
        throw e;
      }
    }
  }

  /**
   * Ends our direction in an orderly way, after what is being written: close_notify under TLS, then FIN. Does nothing
   * when this side has ended or fallen silent.
   */
  void finish() throws IOException {
    lock.lock();
    try {
      drainUrgent();
      if (muted) {
        return;
      }
      SSLSocket socket = tls;
      if (socket != null) {
        try {
          socket.shutdownOutput();
        } catch (UnsupportedOperationException e) {
          // Old TLS engines cannot half-close: the FIN has to do.
          muted = true;
        }
      }
      cut(Cut.FIN);
    } finally {
      lock.unlock();
    }
  }

  /** Releases the socket without waiting for anything. */
  void close() {
    muted = true;
    closed.countDown();
    onOver.run();
    // The raw socket and not the TLS one, whose close() waits for a writer.
    Sockets.close(raw);
  }
}
