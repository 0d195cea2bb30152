/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

class PythonInteropTest extends InteropChecks {
  private String python = "";

  @Override
  void require() throws Exception {
    python = PythonServer.require();
  }

  @Override
  ForeignServer start(String scheme, int port) throws Exception {
    return PythonServer.start(python, scheme, port);
  }
}
