/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever comes to the gate and whoever leaves it, in whatever order: no more inside than may be, nobody forgotten. */
class ConnectGateLincheckTest {
  private static final int LIMIT = 1;
  private static final int TICKETS = 3;

  @Test
  @Timeout(3_600)
  void nobodyIsForgottenAtTheGate() {
    Interleavings.explore(Gate.class, 3);
  }

  /** The operations. */
  @Param(name = "ticket", gen = IntGen.class, conf = "0:2")
  public static class Gate {
    private final ConnectGate gate = ConnectGate.of(LIMIT);
    private final List<Guest> guests = new ArrayList<>();
    private int inside; // guarded by this
    private int most;

    /** One ticket and what became of it. Fields are guarded by the gate's lock or used after the race. */
    private final class Guest {
      final ConnectGate.Ticket ticket = gate.ticket("one.example:80", this::granted);
      boolean entered;
      boolean isIn;
      boolean released;
      int grants;

      void granted() {
        synchronized (Gate.this) {
          grants++;
          if (!released) {
            isIn = true;
            most = Math.max(most, ++inside);
          }
        }
      }

      void enter() {
        synchronized (Gate.this) {
          if (entered) {
            return;
          }
          entered = true;
        }
        ticket.enter();
      }

      void release() {
        synchronized (Gate.this) {
          if (isIn) {
            isIn = false;
            inside--;
          }
          released = true;
        }
        ticket.release();
      }
    }

    public Gate() {
      for (int i = 0; i < TICKETS; i++) {
        guests.add(new Guest());
      }
    }

    /** Comes to the gate, once. */
    @Operation
    public void enter(@Param(name = "ticket") int i) {
      guests.get(i).enter();
    }

    /** Leaves, from wherever it is. */
    @Operation
    public void release(@Param(name = "ticket") int i) {
      guests.get(i).release();
    }

    /** Once all have left in turn, each has been let in, and the next finds nobody in the way. */
    @Validate
    public void nobodyIsForgotten() {
      require(most <= LIMIT, "inside at a time: " + most);
      for (int turn = 0; turn < TICKETS; turn++) {
        guests.stream().filter(guest -> guest.isIn).findFirst().ifPresent(Guest::release);
      }
      for (Guest guest : guests) {
        require(guest.grants <= 1, "let in twice");
        require(!guest.entered || guest.released, "waits for ever");
      }
      Guest last = new Guest();
      last.enter();
      require(last.isIn, "the gate stays closed");
    }

    private static void require(boolean holds, String otherwise) {
      if (!holds) {
        throw new AssertionError(otherwise);
      }
    }
  }
}
