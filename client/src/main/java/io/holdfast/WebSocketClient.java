/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.internal.okhttp.Dialer;
import io.holdfast.internal.protocol.CloseCodes;
import io.holdfast.internal.protocol.Utf8Validator;
import java.util.Objects;
import okhttp3.OkHttpClient;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket that holds on: one live handle that connects, answers pings, sends its own, and dials again when the
 * connection is lost, until it is closed or its policy gives up. It begins in {@link ReadyState#CONNECTING} and ends in
 * {@link ReadyState#CLOSED}, for ever; to open again, connect again.
 *
 * <p>Thread-safe. Every method may be called from any thread and from any callback, returns at once and never touches
 * the network on the calling thread (but see {@link WebSocketOptions.Builder#inlineWrites}). Callbacks are serial: never
 * two at once, never under a lock, in the order in which things happened.
 */
/* Longer than 400 lines for a reason: Javadoc; it holds next to no code. */
public final class WebSocketClient {
  /**
   * Told what happens to a socket. Every method does nothing unless overridden.
   *
   * <p>Each connection attempt produces {@code onOpen? onMessage* onError? onClose}; the last {@code onClose} of all has
   * {@link CloseEvent#willReconnect()} false, and nothing follows it. Calls come one at a time, on the callback executor
   * of the options (by default a shared pool of daemon threads). While a callback runs, later events wait; when too many
   * messages wait, the socket stops reading and TCP slows the server down; when 256 other events wait (of attempts that
   * failed meanwhile), the next attempt waits until half of them are told. What a callback throws is logged, and the
   * connection stays.
   */
  public interface Listener {
    /**
     * A connection is open. What is sent here goes out first, before the outbox and before what other threads send, and
     * only on this connection: the place to subscribe.
     *
     * @param ws the socket
     * @param event which connection it is and what was negotiated
     */
    default void onOpen(WebSocketClient ws, OpenEvent event) {}

    /**
     * A text message, valid UTF-8 (RFC 6455, 5.6).
     *
     * @param ws the socket; {@link WebSocketClient#connectionNumber()} tells which connection brought the message
     * @param text the whole message
     */
    default void onMessage(WebSocketClient ws, String text) {}

    /**
     * A binary message.
     *
     * @param ws the socket; {@link WebSocketClient#connectionNumber()} tells which connection brought the message
     * @param bytes the whole message
     */
    default void onMessage(WebSocketClient ws, ByteString bytes) {}

    /**
     * A piece of a message, instead of {@code onMessage}, if {@link WebSocketOptions.Builder#fragments()} was chosen.
     * Pieces are cut anywhere, also inside a character of a text message.
     *
     * @param ws the socket
     * @param bytes the piece; may be empty
     * @param last whether the message is complete
     */
    default void onFragment(WebSocketClient ws, ByteString bytes, boolean last) {}

    /**
     * An attempt or a connection failed; {@code onClose} follows. At most once per attempt.
     *
     * @param ws the socket
     * @param error what happened, and in its message what to do about it
     */
    default void onError(WebSocketClient ws, WebSocketException error) {}

    /**
     * An attempt or a connection has ended.
     *
     * @param ws the socket
     * @param event how, and whether and when the socket dials again
     */
    default void onClose(WebSocketClient ws, CloseEvent event) {}

    /**
     * {@link WebSocketClient#bufferedAmount()} has fallen to the low-water mark ({@link
     * WebSocketOptions.Builder#bufferedAmountLowThreshold}) after having been above it, or after a send was refused for
     * lack of room: time to send more. Does not wait behind messages that lack demand.
     *
     * @param ws the socket
     */
    default void onBufferedAmountLow(WebSocketClient ws) {}
  }

  private static final class SharedClient {
    static final OkHttpClient INSTANCE = new OkHttpClient();
  }

  private static final int MAX_REASON_BYTES =
      123; // 5.5.1: a control frame's 125 bytes less the code

  private final WebSocketOptions options;
  private final SessionParts parts;
  private final Session session;

  private WebSocketClient(WebSocketOptions options, Listener listener) {
    this.options = options;
    this.parts = new SessionParts(options, new Notifier(this, listener));
    Dialer dialer =
        new Dialer(options.okHttpClient != null ? options.okHttpClient : SharedClient.INSTANCE);
    this.session =
        new Session(parts, (owner, plan) -> new SocketConnection(parts, dialer, owner, plan));
  }

  /** A client whose connections are somebody else's, for tests of what is above them. */
  WebSocketClient(WebSocketOptions options, Listener listener, ConnectionMaker connections) {
    this.options = options;
    this.parts = new SessionParts(options, new Notifier(this, listener));
    this.session = new Session(parts, connections.with(parts));
  }

  /** Makes a connection factory for the parts of a client. */
  interface ConnectionMaker {
    Connection.Factory with(SessionParts parts);
  }

  /**
   * Starts connecting and returns at once.
   *
   * @param options where to and how; may be shared by many sockets
   * @param listener told of everything that happens, from before this method returns on
   * @return the socket, in {@link ReadyState#CONNECTING}
   */
  public static WebSocketClient connect(WebSocketOptions options, Listener listener) {
    WebSocketClient client = new WebSocketClient(
        Objects.requireNonNull(options, "options"), Objects.requireNonNull(listener, "listener"));
    client.start();
    return client;
  }

  void start() {
    session.connect();
  }

  /**
   * The state right now. A listener that is behind may see a later state than that of the event it is given.
   *
   * @return the W3C ready state
   */
  public ReadyState readyState() {
    return session.readyState();
  }

  /**
   * Sends a text message; {@code send(text, null)}.
   *
   * @param text the message
   * @return true if it was accepted and will be written in order; false if it was refused: not open and no outbox,
   *     closing or closed, or over the bound
   * @throws NullPointerException if the text is null
   * @throws IllegalArgumentException if the text has an unpaired surrogate
   */
  public boolean send(String text) {
    return send(text, null);
  }

  /**
   * Sends a binary message; {@code send(bytes, null)}.
   *
   * @param bytes the message
   * @return true if it was accepted and will be written in order; false if it was refused
   * @throws NullPointerException if the bytes are null
   */
  public boolean send(ByteString bytes) {
    return send(bytes, null);
  }

  /**
   * Sends a text message and tells what became of it.
   *
   * <p>At most once per send: a message whose write had begun on a lost connection is never resent; only messages never
   * handed to a connection are sent on the next one.
   *
   * @param text the message
   * @param callback completed exactly once, serially with the listener and before the terminal {@code onClose}, if this
   *     method returns true; not at all if it returns false; may be null
   * @return true if it was accepted and will be written in order; false if it was refused: not open and no outbox,
   *     closing or closed, or over the bound
   * @throws NullPointerException if the text is null
   * @throws IllegalArgumentException if the text has an unpaired surrogate
   */
  public boolean send(String text, @Nullable SendCallback callback) {
    return send(text, true, callback);
  }

  /**
   * Sends a binary message and tells what became of it, as {@link #send(String, SendCallback)} does.
   *
   * @param bytes the message
   * @param callback as for text; may be null
   * @return true if it was accepted and will be written in order; false if it was refused
   * @throws NullPointerException if the bytes are null
   */
  public boolean send(ByteString bytes, @Nullable SendCallback callback) {
    return send(bytes, true, callback);
  }

  /**
   * Sends a text message, compressed or not.
   *
   * @param text the message
   * @param compress false: never compress this message (RFC 7692, 6: a choice per message), for secrets next to text
   *     that others control, or for what does not shrink; true: as negotiated and if it is long enough
   * @param callback as for {@link #send(String, SendCallback)}; may be null
   * @return true if it was accepted and will be written in order; false if it was refused
   * @throws NullPointerException if the text is null
   * @throws IllegalArgumentException if the text has an unpaired surrogate
   */
  public boolean send(String text, boolean compress, @Nullable SendCallback callback) {
    byte[] payload = OutgoingText.encode(Objects.requireNonNull(text, "text"));
    return offer(new Outgoing(true, payload, compress, callback, parts.outboxClock.expiry()));
  }

  /**
   * Sends a binary message, compressed or not.
   *
   * @param bytes the message
   * @param compress as for {@link #send(String, boolean, SendCallback)}
   * @param callback as for {@link #send(String, SendCallback)}; may be null
   * @return true if it was accepted and will be written in order; false if it was refused
   * @throws NullPointerException if the bytes are null
   */
  public boolean send(ByteString bytes, boolean compress, @Nullable SendCallback callback) {
    Objects.requireNonNull(bytes, "bytes");
    return offer(new Outgoing(bytes, compress, callback, parts.outboxClock.expiry()));
  }

  /**
   * Sends a message that is read while it is written; see {@link MessageSource} for what that means. It is compressed if
   * that was negotiated, unless it is {@link MessageSource#uncompressed()}.
   *
   * @param message where it comes from; if it was refused its source was not touched and is still the caller's to close
   * @param callback as for {@link #send(String, SendCallback)}; may be null
   * @return true if it was accepted and will be written in order; false if it was refused
   * @throws NullPointerException if the message is null
   */
  public boolean send(MessageSource message, @Nullable SendCallback callback) {
    SourcePump source =
        new SourcePump(Objects.requireNonNull(message, "message"), parts.io, options.clock);
    return offer(Outgoing.from(message, source, callback, parts.outboxClock.expiry()));
  }

  private boolean offer(Outgoing message) {
    switch (parts.queue.offer(message, parts.outboxClock.now())) {
      case WAKE_WRITER:
        Connection connection = session.current();
        if (connection != null) {
          connection.sent();
        }
        parts.outboxClock.accepted();
        return true;
      case ACCEPTED:
        parts.outboxClock.accepted();
        return true;
      case NEVER_SENT:
        parts.events.signal();
        return true;
      default:
        parts.outboxClock.refused();
        return false;
    }
  }

  /**
   * The bytes accepted and not yet written, as in the W3C API.
   *
   * @return payload bytes, 0 or more
   */
  public long bufferedAmount() {
    return parts.queue.bufferedAmount();
  }

  /**
   * Closes normally; {@code close(1000, "")}.
   *
   * @return whether this call began the closing
   */
  public boolean close() {
    return close(CloseCode.NORMAL, "");
  }

  /**
   * Closes: nothing is accepted any more; if open, what was accepted is written, a Close frame follows, and the peer's is
   * awaited, all within {@link WebSocketOptions.Builder#closeTimeout}, after which the connection is cut. If not open, the
   * dial, the wait or the interceptor is given up at once. After this method returned nothing dials again, ever.
   *
   * <p>Messages already received stay deliverable; later ones are discarded.
   *
   * @param code 1000, 1001, 1003, 1007 to 1011 or 3000 to 4999 (RFC 6455, 7.4)
   * @param reason for the peer's log; at most 123 bytes of UTF-8
   * @return whether this call began the closing
   * @throws IllegalArgumentException if the code may not be sent or the reason is too long
   */
  public boolean close(int code, String reason) {
    Objects.requireNonNull(reason, "reason");
    if (!CloseCodes.isSendable(code)) {
      throw new IllegalArgumentException("Close code " + code
          + " may not be sent; use 1000, 1001, 1003, 1007 to 1011 or 3000 to 4999 (RFC 6455, 7.4)");
    }
    byte[] utf8 = Utf8Validator.encode(reason);
    if (utf8 == null || utf8.length > MAX_REASON_BYTES) {
      throw new IllegalArgumentException("The close reason must be at most " + MAX_REASON_BYTES
          + " bytes of UTF-8 (RFC 6455, 5.5)");
    }
    return session.close(code, reason);
  }

  /** Ends the socket at once: cuts the connection without a closing handshake and drops what is queued either way. */
  public void cancel() {
    session.cancel();
  }

  /**
   * With {@link WebSocketOptions.Builder#manualDemand()}: asks for {@code n} more messages, text and binary alike. Demand
   * starts at 0, may be given before the socket is open, adds up and carries over reconnects. Without manual demand it
   * has no effect.
   *
   * @param n how many more, at least 1; {@link Long#MAX_VALUE} for no bound
   * @throws IllegalArgumentException if {@code n} is not positive
   */
  public void request(long n) {
    if (n <= 0) {
      throw new IllegalArgumentException(
          "request(n) takes a positive number of messages, was " + n);
    }
    parts.events.request(n);
    parts.events.signal();
  }

  /**
   * Dials at once if the socket waits for its next attempt; probes the connection if it is open. While the
   * {@link NetworkMonitor} says that there is no network nothing is dialled: that waits for it to say otherwise. Neither is
   * anything while the listener is 256 events behind, see {@link Listener}.
   */
  public void reconnectNow() {
    session.reconnectNow();
  }

  /**
   * The network has changed: dials at once if the socket waits or is dialling, probes the connection if it is open. Like
   * {@link #reconnectNow()} it dials nothing while the {@link NetworkMonitor} says that there is no network.
   */
  public void networkChanged() {
    session.networkChanged();
  }

  /**
   * The application knows that this connection works (logged in, subscribed, data flowing): the attempt counter is reset
   * when it is lost, however short it lived.
   */
  public void markHealthy() {
    session.markHealthy();
  }

  /**
   * The number of the connection whose event is being delivered, or was last delivered.
   *
   * @return 1, 2, … as in {@link OpenEvent#connectionNumber()}; 0 before the first
   */
  public int connectionNumber() {
    return parts.events.deliveringConnection();
  }

  /**
   * The latest round-trip time that the heartbeat measured.
   *
   * @return nanoseconds, or -1 if none was measured yet
   */
  public long roundTripNanos() {
    return parts.pulse.roundTripNanos();
  }

  /**
   * The smoothed round-trip time, each measurement counting one eighth (RFC 6298, 2.3).
   *
   * @return nanoseconds, or -1 if none was measured yet
   */
  public long smoothedRoundTripNanos() {
    return parts.pulse.smoothedRoundTripNanos();
  }

  /**
   * Counts and measures up to now.
   *
   * @return an immutable snapshot
   */
  public Statistics statistics() {
    Statistics.Builder statistics = new Statistics.Builder();
    parts.journal.fill(statistics);
    statistics.uptimeNanos = session.uptimeNanos();
    statistics.roundTripNanos = roundTripNanos();
    statistics.smoothedRoundTripNanos = smoothedRoundTripNanos();
    statistics.bufferedAmount = bufferedAmount();
    statistics.undeliveredDropped = parts.events.droppedMessages();
    return new Statistics(statistics);
  }

  /**
   * What this socket was connected with.
   *
   * @return the options
   */
  public WebSocketOptions options() {
    return options;
  }

  /** Host, port and state; never a path, query or header. */
  @Override
  public String toString() {
    return "WebSocketClient[" + parts.journal + " " + readyState() + "]";
  }
}
