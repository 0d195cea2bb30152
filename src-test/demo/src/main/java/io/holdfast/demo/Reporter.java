/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import okio.ByteString;

/** Where everything that happens is told. Thread-safe; a blocked reader of the output blocks the caller. */
interface Reporter {
  void message(int connection, String text);

  void message(int connection, ByteString bytes);

  void opened(Opened opened);

  void closed(Closed closed);

  /** What the embedded feed did. */
  void fault(String what);

  /** Messages that the embedded feed sent and nobody received: in the silence before a loss was noticed, or after it. */
  void gap(long first, long last);

  /** Something the user should know. */
  void warning(String text);

  void summary(Summary summary);

  /** Whether nobody reads what is reported any more. */
  boolean isBroken();
}
