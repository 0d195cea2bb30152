/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** What one attempt sets out to do. */
final class AttemptPlan {
  /** Counted over the socket's whole life, from 1. */
  final int number;

  /** Counted since the last open connection, from 1. */
  final int sinceOpen;

  /** The number its connection will have if it opens. */
  final int connectionNumber;

  final HttpUrl url;
  final @Nullable CloseEvent lastClose;

  AttemptPlan(
      int number,
      int sinceOpen,
      int connectionNumber,
      HttpUrl url,
      @Nullable CloseEvent lastClose) {
    this.number = number;
    this.sinceOpen = sinceOpen;
    this.connectionNumber = connectionNumber;
    this.url = url;
    this.lastClose = lastClose;
  }
}
