/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.io.IOException;

/** A {@link MessageSource} failed after something of it was written: the connection ends, and the network is not to blame. */
final class SourceFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  SourceFailedException(IOException cause) {
    super("the source of a message failed", cause);
  }
}
