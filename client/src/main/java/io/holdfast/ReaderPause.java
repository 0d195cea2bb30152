/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

/**
 * Told when the reader stops for the consumer (waits for it to catch up, or runs its callbacks) and when it goes on: a
 * paused reader cannot see a pong.
 */
interface ReaderPause {
  void begin();

  void end();
}
