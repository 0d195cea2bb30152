/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * What lies below TLS, read in large pieces: JSSE asks for the header of a record and then for the record, two system
 * calls each. And it knows, which an SSLSocket does not, when a read is about to wait.
 *
 * <p>One thread reads at a time. It keeps {@value #SMALL} bytes, and {@value #LARGE} from when much comes until little came
 * {@value #PATIENCE} times in a row.
 */
final class ReadAhead extends InputStream {
  static final int SMALL = 2 * 1024;
  static final int LARGE = 32 * 1024;

  /** So many small reads in a row, and the large buffer is given back. */
  static final int PATIENCE = 8;

  private static final byte[] NONE = new byte[0];

  private final InputStream in;
  private byte[] buffer = NONE;
  private int start;
  private int end;
  private int smallReads;

  /** Written by the thread that is going to read. */
  private volatile @Nullable Runnable beforeWaiting;

  ReadAhead(InputStream in) {
    this.in = in;
  }

  /** Has this called, by the thread that reads, whenever it may have to wait; null for nothing more. */
  void beforeWaiting(@Nullable Runnable hook) {
    beforeWaiting = hook;
  }

  @Override
  public int read() throws IOException {
    return start == end && !fill() ? -1 : buffer[start++] & 0xff;
  }

  @Override
  public int read(byte[] dst, int off, int len) throws IOException {
    if (len == 0) {
      return 0;
    }
    if (start == end && !fill()) {
      return -1;
    }
    int n = Math.min(len, end - start);
    System.arraycopy(buffer, start, dst, off, n);
    start += n;
    return n;
  }

  @Override
  public int available() throws IOException {
    return end - start + in.available();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean fill() throws IOException {
    boolean mayHaveMore = end > 0 && end == buffer.length;
    Runnable hook = beforeWaiting;
    if (hook != null && !(mayHaveMore && in.available() > 0)) {
      hook.run();
    }
    resize(mayHaveMore);
    start = 0;
    end = 0;
    int n = in.read(buffer, 0, buffer.length);
    end = Math.max(n, 0);
    return n > 0;
  }

  private void resize(boolean wasFull) {
    smallReads = end > SMALL || wasFull ? 0 : smallReads + 1;
    if (wasFull && buffer.length < LARGE) {
      buffer = new byte[LARGE];
    } else if (buffer.length == 0 || (buffer.length == LARGE && smallReads >= PATIENCE)) {
      buffer = new byte[SMALL];
    }
  }
}
