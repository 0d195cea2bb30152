/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The control frames that one connection owes: pongs, a ping, and at the end a Close. */
/* Concurrency: any thread adds, the owner of the write side takes; the lock is a leaf. */
final class ControlFrames {
  /** Pending pongs, newest kept (5.5.3). */
  static final int MAX_PONGS = 32;

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private final ArrayDeque<byte[]> pongs = new ArrayDeque<>(1);
  private byte @Nullable [] ping;
  private byte @Nullable [] close;
  private boolean due;

  /** Answers a ping (5.5.3); of too many unanswered ones the newest are answered. */
  void pong(byte[] payload) {
    lock.lock();
    try {
      if (pongs.size() == MAX_PONGS) {
        pongs.poll();
      }
      pongs.add(payload);
      due = true;
    } finally {
      lock.unlock();
    }
  }

  void ping(byte[] payload) {
    lock.lock();
    try {
      ping = payload;
      due = true;
    } finally {
      lock.unlock();
    }
  }

  /** The first payload stands. */
  void close(byte[] payload) {
    lock.lock();
    try {
      if (close == null) {
        close = payload;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Puts pongs and ping into the buffer, which has room for them behind its data. */
  void takeTo(FrameBuffer frames) {
    byte[][] payloads;
    byte[] pinged;
    lock.lock();
    try {
      if (!due) {
        return;
      }
      due = false;
      payloads = pongs.toArray(new byte[0][]);
      pongs.clear();
      pinged = ping;
      ping = null;
    } finally {
      lock.unlock();
    }
    for (byte[] payload : payloads) {
      frames.frame(FrameBuffer.FIN | FrameBuffer.PONG, payload, payload.length);
    }
    if (pinged != null) {
      frames.frame(FrameBuffer.FIN | FrameBuffer.PING, pinged, pinged.length);
    }
  }

  /** Puts the Close frame into the buffer if one is due; what came before it, even just now, goes first. */
  boolean takeCloseTo(FrameBuffer frames) {
    byte[] payload;
    lock.lock();
    try {
      payload = due ? null : close;
    } finally {
      lock.unlock();
    }
    if (payload == null) {
      return false;
    }
    frames.frame(FrameBuffer.FIN | FrameBuffer.CLOSE, payload, payload.length);
    return true;
  }
}
