/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import java.util.Map;

class UndertowInteropTest extends InteropChecks {
  @Override
  ForeignServer start(String scheme, int port) throws Exception {
    return UndertowServer.start(scheme, port);
  }

  @Override
  Map<String, Answer> answers() {
    return Map.of("server_max_window_bits", Answer.IGNORES, "all of them", Answer.IGNORES);
  }
}
