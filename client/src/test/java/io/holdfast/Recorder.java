/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.WebSocketClient.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import okio.ByteString;

/**
 * Writes down what a listener is told and checks, event by event, what the contract promises of their order: never two
 * at once, onOpen? onMessage* onError? onClose for every attempt, nothing after the terminal onClose. What it finds
 * wrong is kept for {@link #verify()}, as an exception thrown in a callback would only be logged.
 */
final class Recorder implements Listener {
  /** What a test does in a callback. */
  interface Reaction<E> {
    void to(WebSocketClient ws, E event);
  }

  final List<String> log = new CopyOnWriteArrayList<>();
  final List<OpenEvent> opens = new CopyOnWriteArrayList<>();
  final List<CloseEvent> closes = new CopyOnWriteArrayList<>();
  final List<WebSocketException> errors = new CopyOnWriteArrayList<>();
  final List<Object> messages = new CopyOnWriteArrayList<>();
  final List<String> violations = new CopyOnWriteArrayList<>();

  volatile Reaction<OpenEvent> onOpen = (ws, event) -> {};
  volatile Reaction<Object> onMessage = (ws, event) -> {};
  volatile Reaction<WebSocketException> onError = (ws, event) -> {};
  volatile Reaction<CloseEvent> onClose = (ws, event) -> {};
  volatile Reaction<String> onLow = (ws, event) -> {};
  volatile Reaction<SendCallback.Outcome> onOutcome = (ws, event) -> {};
  volatile boolean keepsLog = true;

  private final AtomicReference<Thread> inside = new AtomicReference<>();
  // Touched inside callbacks only, which are serial.
  private final Set<Integer> open = new TreeSet<>();
  /** Those that a rotation replaced; they may overlap with what comes after their successor too. */
  private final Set<Integer> replaced = new TreeSet<>();

  private WebSocketException announced;
  private int lastNumber;
  private boolean terminated;

  private void enter(String what) {
    if (keepsLog) {
      log.add(what);
    }
    if (!inside.compareAndSet(null, Thread.currentThread())) {
      violations.add(what + " while another callback runs");
    }
    if (terminated) {
      violations.add(what + " after the terminal onClose");
    }
  }

  private void leave() {
    inside.set(null);
  }

  private void noErrorPending(String what) {
    if (announced != null) {
      violations.add(what + " between onError and its onClose");
    }
  }

  @Override
  public void onOpen(WebSocketClient ws, OpenEvent event) {
    enter("open #" + event.connectionNumber());
    try {
      noErrorPending("onOpen");
      if (event.connectionNumber() != lastNumber + 1) {
        violations.add("onOpen #" + event.connectionNumber() + " after #" + lastNumber);
      }
      boolean allReplaced = replaced.containsAll(open);
      if (event.isRotation() == allReplaced || open.size() > 1) {
        violations.add("onOpen #" + event.connectionNumber() + " while open: " + open);
      }
      replaced.addAll(open);
      lastNumber = event.connectionNumber();
      open.add(lastNumber);
      opens.add(event);
      onOpen.to(ws, event);
    } finally {
      leave();
    }
  }

  private void message(WebSocketClient ws, Object message) {
    enter("message " + message);
    try {
      noErrorPending("onMessage");
      if (!open.contains(ws.connectionNumber())) {
        violations.add("onMessage of #" + ws.connectionNumber() + " while open: " + open);
      }
      if (keepsLog) {
        messages.add(message);
      }
      onMessage.to(ws, message);
    } finally {
      leave();
    }
  }

  @Override
  public void onMessage(WebSocketClient ws, String text) {
    message(ws, text);
  }

  @Override
  public void onMessage(WebSocketClient ws, ByteString bytes) {
    message(ws, bytes);
  }

  @Override
  public void onFragment(WebSocketClient ws, ByteString bytes, boolean last) {
    message(ws, bytes.utf8() + (last ? "." : "-"));
  }

  @Override
  public void onError(WebSocketClient ws, WebSocketException error) {
    enter("error " + error.getClass().getSimpleName());
    try {
      noErrorPending("onError");
      announced = error;
      errors.add(error);
      onError.to(ws, error);
    } finally {
      leave();
    }
  }

  @Override
  public void onClose(WebSocketClient ws, CloseEvent event) {
    enter("close " + event.code() + " " + event.initiator()
        + (event.willReconnect() ? "" : " final"));
    try {
      if (event.cause() != announced) {
        violations.add("onClose with cause " + event.cause() + " after onError " + announced);
      }
      announced = null;
      if (event.connectionNumber() != 0 && !open.remove(event.connectionNumber())) {
        violations.add("onClose of #" + event.connectionNumber() + " which is not open");
      }
      terminated = !event.willReconnect();
      if (terminated && !open.isEmpty()) {
        violations.add("terminal onClose while open: " + open);
      }
      closes.add(event);
      onClose.to(ws, event);
    } finally {
      leave();
    }
  }

  @Override
  public void onBufferedAmountLow(WebSocketClient ws) {
    enter("low");
    try {
      onLow.to(ws, "low");
    } finally {
      leave();
    }
  }

  /** A callback for a send that is logged as {@code name=OUTCOME}. */
  Sent sent(WebSocketClient ws, String name) {
    return new Sent(ws, name);
  }

  /** Completed exactly once, serially, before the terminal onClose. */
  final class Sent implements SendCallback {
    final List<Outcome> outcomes = new ArrayList<>();
    private final WebSocketClient ws;
    private final String name;

    private Sent(WebSocketClient ws, String name) {
      this.ws = ws;
      this.name = name;
    }

    @Override
    public void onComplete(Outcome outcome) {
      enter(name + "=" + outcome);
      try {
        outcomes.add(outcome);
        if (outcomes.size() > 1) {
          violations.add(name + " completed " + outcomes);
        }
        onOutcome.to(ws, outcome);
      } finally {
        leave();
      }
    }
  }

  boolean isTerminated() {
    return terminated;
  }

  CloseEvent lastClose() {
    return closes.get(closes.size() - 1);
  }

  OpenEvent lastOpen() {
    return opens.get(opens.size() - 1);
  }

  void verify() {
    assertThat(violations).as("violations of the contract; events were %s", log).isEmpty();
  }
}
