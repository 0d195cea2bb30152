/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;

/** One attempt to open a connection: name resolution, TCP, TLS, opening handshake. Used once. */
public final class Dial {
  private final Call call;
  private final DialState state;
  private final AtomicBoolean executed = new AtomicBoolean();

  /** Written by the dialling thread, read by any. */
  private volatile @Nullable Transport opened;

  /** The same. How long it took in the end. */
  private volatile @Nullable DialPhases last;

  Dial(Call call, DialState state) {
    this.call = call;
    this.state = state;
  }

  /**
   * Dials on the calling thread and blocks without a deadline of its own: whoever has one calls {@link #cancel}. Runs
   * the user's interceptors, authenticators, event listener and so on, on this thread too.
   *
   * @return the open connection; even after a cancellation that came too late, which has then cut it
   * @throws HandshakeRejected if there was an answer that is no valid 101
   * @throws IOException as OkHttp throws it if there was none, or after {@link #cancel}
   * @throws IllegalStateException if it was called before
   */
  public Dialed execute() throws IOException {
    if (!executed.compareAndSet(false, true)) {
      throw new IllegalStateException("A dial can be executed once only");
    }
    boolean done = false;
    try {
      state.opening.throwIfCancelled();
      Dialed dialed = new Answer(call, call.execute(), state).accept();
      opened = dialed.transport();
      // After the assignment: of two threads here and in cancel() one at least sees the other.
      state.opening.throwIfCancelled();
      done = true;
      return dialed;
    } catch (Exception e) {
      throw rethrown(e);
    } finally {
      if (!done) {
        releaseAll();
      }
      last = state.phases.phases(); // before it forgets
      state.phases.finish();
      state.opening.forget();
      state.forget();
    }
  }

  /**
   * Cuts the dial, or the connection that has come of it: {@link #execute} throws soon. It cannot wake name resolution,
   * interceptors and other code of the user; nothing is dialled after these return. Any thread; does not block, unless
   * the user's event listener does; idempotent.
   */
  public void cancel() {
    if (!state.opening.markCancelled()) {
      return;
    }
    Closing.cancel(call);
    state.opening.closeAll();
    // Of a socket that an interceptor made, OkHttp's call knows nothing.
    Transport transport = opened;
    if (transport != null) {
      transport.cancel();
    }
  }

  /** How long each phase has taken so far. Any thread. */
  public DialPhases phases() {
    DialPhases now = state.phases.phases();
    return now != null ? now : Objects.requireNonNull(last);
  }

  /** An interceptor of the user, or OkHttp after a cancellation, may drop an answer without closing all of it. */
  private void releaseAll() {
    Transport transport = opened;
    if (transport != null) {
      transport.close();
    }
    state.opening.closeAll();
    okio.Socket upgraded = state.upgraded;
    if (upgraded != null) {
      upgraded.cancel();
      Closing.quietly(upgraded.getSource());
      Closing.quietly(upgraded.getSink());
    }
    Closing.quietly(state.answer);
  }

  private static IOException rethrown(Exception e) {
    if (e instanceof IOException) {
      return (IOException) e;
    }
    if (e instanceof InterruptedException) {
      // OkHttp, in Kotlin, lets it pass undeclared while it waits for several connections at once.
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      return interrupted;
    }
    if (e instanceof RuntimeException) {
      throw (RuntimeException) e;
    }
    // A checked exception that a user's interceptor in Kotlin threw undeclared.
    return new IOException("user code of the OkHttpClient failed", e);
  }
}
