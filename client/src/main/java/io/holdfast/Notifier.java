/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import okio.ByteString;

/** Turns what happened into calls of the listener, each an event of the queue. */
final class Notifier implements EventQueue.MessageSink {
  /** A piece of a message (streaming of fragments). */
  static final class Fragment {
    final ByteString bytes;
    final boolean last;

    Fragment(ByteString bytes, boolean last) {
      this.bytes = bytes;
      this.last = last;
    }
  }

  private final WebSocketClient client;
  private final WebSocketClient.Listener listener;

  Notifier(WebSocketClient client, WebSocketClient.Listener listener) {
    this.client = client;
    this.listener = listener;
  }

  @Override
  public void deliver(Object message) {
    if (message instanceof String) {
      listener.onMessage(client, (String) message);
    } else if (message instanceof ByteString) {
      listener.onMessage(client, (ByteString) message);
    } else {
      Fragment fragment = (Fragment) message;
      listener.onFragment(client, fragment.bytes, fragment.last);
    }
  }

  /** onOpen; {@code before} and {@code after} run around it, the latter also if it throws. */
  EventQueue.Event open(OpenEvent event, Runnable before, Runnable after) {
    return new EventQueue.Event(event.connectionNumber()) {
      @Override
      void deliver() {
        before.run();
        try {
          listener.onOpen(client, event);
        } finally {
          after.run();
        }
      }
    };
  }

  EventQueue.Event error(int connectionNumber, WebSocketException error) {
    return new EventQueue.Event(connectionNumber) {
      @Override
      void deliver() {
        listener.onError(client, error);
      }
    };
  }

  EventQueue.Event close(CloseEvent event) {
    return new EventQueue.Event(event.connectionNumber()) {
      @Override
      void deliver() {
        listener.onClose(client, event);
      }
    };
  }

  /** The terminal onClose; {@code before} runs first. */
  EventQueue.Event lastClose(CloseEvent event, Runnable before) {
    return new EventQueue.Event(event.connectionNumber()) {
      @Override
      void deliver() {
        before.run();
        listener.onClose(client, event);
      }
    };
  }

  /** {@code before} runs first. */
  EventQueue.Event outcome(SendCallback callback, SendCallback.Outcome outcome, Runnable before) {
    return new EventQueue.Aside() {
      @Override
      void deliver() {
        before.run();
        callback.onComplete(outcome);
      }
    };
  }

  /** {@code before} runs first. */
  EventQueue.Event bufferedAmountLow(Runnable before) {
    return new EventQueue.Aside() {
      @Override
      void deliver() {
        before.run();
        listener.onBufferedAmountLow(client);
      }
    };
  }
}
