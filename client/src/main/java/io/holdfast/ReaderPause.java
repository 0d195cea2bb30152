/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

/**
 * Told when the reader stops for the consumer (runs its callbacks, or waits for it to catch up) and when it goes on: a
 * paused reader cannot see a pong.
 */
interface ReaderPause {
  void begin();

  /** The callbacks so far have run, and it will be a while until it goes on: what they sent must not wait for that. */
  default void beforeWaiting() {}

  void end();
}
