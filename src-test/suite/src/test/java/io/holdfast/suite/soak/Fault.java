/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.soak;

import io.holdfast.testkit.Cut;
import io.holdfast.testkit.FaultProxy;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestFrames;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** What goes wrong, on the way or at the server. It lasts until the proxy is healed. */
enum Fault {
  LATENCY {
    @Override
    void begin(FaultProxy proxy, TestConnection connection) {
      proxy.toClient().latency(200, TimeUnit.MILLISECONDS).jitter(100, TimeUnit.MILLISECONDS, 1);
    }
  },
  RESET {
    @Override
    void begin(FaultProxy proxy, TestConnection connection) {
      proxy.cutAll(Cut.RST);
    }
  },
  GOING_AWAY {
    @Override
    void begin(FaultProxy proxy, TestConnection connection) throws IOException {
      connection.send(TestFrames.close(1001, ""));
    }
  },
  BLACK_HOLE {
    @Override
    void begin(FaultProxy proxy, TestConnection connection) {
      proxy.blackHole();
    }
  },
  SLOW_UPLINK {
    @Override
    void begin(FaultProxy proxy, TestConnection connection) {
      proxy.toServer().bandwidth(8_000);
    }
  },
  PROTOCOL_ERROR {
    @Override
    void begin(FaultProxy proxy, TestConnection connection) throws IOException {
      connection.sendRaw(new byte[] {(byte) 0xff, 0});
    }
  },
  FROZEN {
    @Override
    void begin(FaultProxy proxy, TestConnection connection) {
      proxy.toClient().freeze();
    }
  },
  REFUSED {
    @Override
    void begin(FaultProxy proxy, TestConnection connection) throws IOException {
      proxy.refuse();
      proxy.cutAll(Cut.FIN);
    }
  },
  STALL_IN_MID_FRAME {
    @Override
    void begin(FaultProxy proxy, TestConnection connection) throws IOException {
      connection.stallMidFrame(1_000, 3);
    }
  },
  SLICED {
    @Override
    void begin(FaultProxy proxy, TestConnection connection) {
      proxy.toClient().slice(1, 0, TimeUnit.MILLISECONDS);
      proxy.toServer().slice(7, 0, TimeUnit.MILLISECONDS);
    }
  },
  SERVICE_RESTART {
    @Override
    void begin(FaultProxy proxy, TestConnection connection) throws IOException {
      connection.send(TestFrames.close(1012, "restart"));
    }
  },
  CUT_AFTER_SOME_BYTES {
    @Override
    void begin(FaultProxy proxy, TestConnection connection) {
      proxy.toClient().cutAfter(10, Cut.RST);
    }
  };

  /** Whether nothing comes any more, and nothing says so: only the heartbeat can notice. */
  boolean isSilent() {
    return this == BLACK_HOLE || this == FROZEN || this == STALL_IN_MID_FRAME;
  }

  /** May throw if the connection has just ended: then that is the fault. */
  abstract void begin(FaultProxy proxy, TestConnection connection) throws IOException;
}
