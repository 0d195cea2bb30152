/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** A connection is open: its handshake was verified (RFC 6455, 4.1). Immutable. */
public final class OpenEvent {
  private final int connectionNumber;
  private final int attempt;
  private final boolean rotation;
  private final long downtimeNanos;
  private final @Nullable String subprotocol;
  private final String extensions;
  private final Response response;

  OpenEvent(Builder builder) {
    connectionNumber = builder.connectionNumber;
    attempt = builder.attempt;
    rotation = builder.rotation;
    downtimeNanos = builder.downtimeNanos;
    subprotocol = builder.subprotocol;
    extensions = builder.extensions;
    response = Objects.requireNonNull(builder.response);
  }

  /**
   * {@return which connection of this client this is: 1, 2, 3 and so on} A number above 1 marks a
   * gap: what the server sent while the client was away is lost, and a consumer that needs all of
   * it fetches a new snapshot.
   */
  public int connectionNumber() {
    return connectionNumber;
  }

  /**
   * {@return how many times the client dialled since the last connection, this time included; 1 for
   * the first dial}
   */
  public int attempt() {
    return attempt;
  }

  /**
   * {@return whether this connection replaces one that was lost} False for the first one and for a
   * rotation.
   */
  public boolean isReconnect() {
    return connectionNumber > 1 && !rotation;
  }

  /**
   * {@return whether this connection replaces one that is still open ({@link Rotation}): sends go
   * here from now on}
   */
  public boolean isRotation() {
    return rotation;
  }

  /**
   * {@return the time without an open connection: since the last one ended or, for the first, since
   * {@code connect()}} 0 for a rotation.
   *
   * @param unit the unit of the result
   */
  public long downtime(TimeUnit unit) {
    return unit.convert(downtimeNanos, TimeUnit.NANOSECONDS);
  }

  /**
   * {@return the subprotocol the server chose among those offered, or null if it chose none
   * (4.2.2)}
   */
  public @Nullable String subprotocol() {
    return subprotocol;
  }

  /**
   * {@return the extensions in use as the server wrote them in {@code Sec-WebSocket-Extensions}, or
   * "" (9.1)}
   */
  public String extensions() {
    return extensions;
  }

  /** {@return the handshake's response, status 101, for its headers} Its body cannot be read. */
  public Response response() {
    return response;
  }

  /** Says what happened without any header value. */
  @Override
  public String toString() {
    String how = rotation ? ", rotation" : isReconnect() ? ", reconnect" : "";
    return "OpenEvent[#" + connectionNumber + how + ", attempt " + attempt + ", "
        + TimeUnit.NANOSECONDS.toMillis(downtimeNanos) + " ms down]";
  }

  /** What the engine knows; the event copies it. */
  static final class Builder {
    int connectionNumber;
    int attempt = 1;
    boolean rotation;
    long downtimeNanos;

    @Nullable
    String subprotocol;

    String extensions = "";

    @Nullable
    Response response;
  }
}
