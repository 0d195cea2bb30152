/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.IOException;

/** The script's own cut came before this could be written: the end of the script, not a failure. */
final class CutException extends IOException {
  private static final long serialVersionUID = 1;

  CutException(Cut cut, long sent) {
    super("cut by " + cut + " after " + sent + " bytes, as the script asked");
  }
}
