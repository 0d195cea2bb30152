/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The order that a socket promises to its listener: for each attempt {@code onOpen? onMessage* onError? onClose}, and
 * nothing after the last onClose of all. Each method is told what came and returns the rule it broke, or null. Used
 * under the lock of its listener.
 */
final class OrderRules {
  /** Connections that had their onOpen and not yet their onClose: one, or two while one replaces the other. */
  private final Set<Integer> open = new LinkedHashSet<>();

  /** The connection that a rotation replaced last; it may still be open while its successor is lost and the next opens. */
  private int replaced;

  private int opened;
  private @Nullable Object pendingError;
  private boolean over;

  @Nullable
  String onOpen(int number, boolean rotation) {
    int before = open.size();
    int expected = opened + 1;
    boolean overlaps = rotation || open.contains(replaced);
    if (rotation) {
      replaced = opened;
    }
    opened = number;
    open.add(number);
    if (over) {
      return "onOpen after the last onClose";
    }
    if (number != expected) {
      return "connection #" + number + " opened where #" + expected + " was due";
    }
    if (pendingError != null && before == 0) {
      return "onOpen between an onError and its onClose";
    }
    if (before > (overlaps ? 1 : 0)) {
      return "connection #" + number + " opened while " + before + " others were open";
    }
    return null;
  }

  @Nullable
  String onMessage(int number) {
    if (over) {
      return "a message after the last onClose";
    }
    if (!open.contains(number)) {
      return "a message of connection #" + number + ", which is not open; open are " + open;
    }
    if (pendingError != null && open.size() == 1) {
      return "a message between an onError and its onClose";
    }
    return null;
  }

  @Nullable
  String onError(Object error) {
    boolean second = pendingError != null;
    pendingError = error;
    if (over) {
      return "onError after the last onClose";
    }
    return second ? "a second onError before the onClose of the first" : null;
  }

  @Nullable
  String onClose(int number, @Nullable Object cause, boolean willReconnect) {
    boolean late = over;
    Object error = pendingError;
    pendingError = null;
    boolean wasOpen = open.remove(number);
    over |= !willReconnect;
    if (late) {
      return "onClose after the last onClose";
    }
    if (number != 0 && !wasOpen) {
      return "onClose of connection #" + number + ", which is not open";
    }
    if (error != cause) {
      return error == null
          ? "onClose with a cause that no onError was given"
          : "onClose whose cause is not the error that onError was given";
    }
    if (!willReconnect && !open.isEmpty()) {
      return "the last onClose while connections are open: " + open;
    }
    return null;
  }

  @Nullable
  String onSendComplete() {
    return over ? "a send completed after the last onClose" : null;
  }

  /** Whether the last onClose has come. */
  boolean isOver() {
    return over;
  }
}
