/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.faults;

import io.holdfast.CloseEvent.Initiator;
import io.holdfast.testkit.Cut;
import io.holdfast.testkit.FaultProxy;
import io.holdfast.testkit.Toxics;
import java.util.concurrent.TimeUnit;

/** A fault of the proxy, and what a connection must make of it. */
enum Toxic {
  LATENCY(null) {
    @Override
    void on(FaultProxy proxy, Toxics lane) {
      proxy.toServer().latency(30, TimeUnit.MILLISECONDS);
      proxy.toClient().latency(30, TimeUnit.MILLISECONDS);
    }
  },
  JITTER(null) {
    @Override
    void on(FaultProxy proxy, Toxics lane) {
      proxy.toServer().jitter(40, TimeUnit.MILLISECONDS, 7);
      proxy.toClient().jitter(40, TimeUnit.MILLISECONDS, 8);
    }
  },
  BANDWIDTH(null) {
    @Override
    void on(FaultProxy proxy, Toxics lane) {
      proxy.toServer().bandwidth(100_000);
      proxy.toClient().bandwidth(100_000);
    }
  },
  SLICING(null) {
    @Override
    void on(FaultProxy proxy, Toxics lane) {
      proxy.toServer().slice(100, 200, TimeUnit.MICROSECONDS);
      proxy.toClient().slice(100, 200, TimeUnit.MICROSECONDS);
    }
  },
  /** Over at once; the next connection is whole. */
  RESET(Initiator.TRANSPORT) {
    @Override
    void on(FaultProxy proxy, Toxics lane) {
      proxy.cutAll(Cut.RST);
    }
  },
  BLACK_HOLE(Initiator.HEARTBEAT) {
    @Override
    void on(FaultProxy proxy, Toxics lane) {
      proxy.blackHole();
    }
  },
  /** FIN one byte later, in the middle of a frame. */
  LIMIT_DATA(Initiator.TRANSPORT) {
    @Override
    void on(FaultProxy proxy, Toxics lane) {
      lane.cutAfter(lane.bytes() + 1, Cut.FIN);
    }
  },
  /** FIN at once, in place of all that is still to come. */
  HALF_CLOSE(Initiator.TRANSPORT) {
    @Override
    void on(FaultProxy proxy, Toxics lane) {
      lane.halfClose();
    }
  };

  /** Who ends the connection; null if it must survive. */
  final Initiator ending;

  Toxic(Initiator ending) {
    this.ending = ending;
  }

  /** @param lane the direction to break, for those that break one */
  abstract void on(FaultProxy proxy, Toxics lane);

  boolean survives() {
    return ending == null;
  }

  /** Whether there is no new connection while it lasts. */
  boolean keepsOut() {
    return this == BLACK_HOLE || this == HALF_CLOSE;
  }
}
