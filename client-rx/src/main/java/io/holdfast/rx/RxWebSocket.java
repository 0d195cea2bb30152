/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.rx;

import io.holdfast.CloseEvent;
import io.holdfast.ReadyState;
import io.holdfast.SendCallback;
import io.holdfast.SendCallback.Outcome;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.rx.WebSocketEvent.Binary;
import io.holdfast.rx.WebSocketEvent.Closed;
import io.holdfast.rx.WebSocketEvent.Opened;
import io.holdfast.rx.WebSocketEvent.Text;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.functions.Consumer;
import io.reactivex.rxjava3.functions.Predicate;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subjects.BehaviorSubject;
import io.reactivex.rxjava3.subjects.PublishSubject;
import io.reactivex.rxjava3.subjects.Subject;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * A WebSocket as streams. Cold: subscribing dials, disposing closes with 1000. One subscription at a time, of
 * {@link #events()}, {@link #texts()}, {@link #binaries()} or {@link #exchange}, is live; a second fails with
 * IllegalStateException (use {@code share()} or {@code publish()}); afterwards one may subscribe again, to a new socket.
 *
 * <pre>
 * events():  Opened #1 -- Text -- Text -- Closed #1 ~~~~ Opened #2 -- Text -- Closed #2 |
 * texts():   ------------ "a" --- "b" ----------------------------- "c" -------------- |
 * </pre>
 *
 * <p>Reconnects are items. The stream completes if this side closed, or the last close was 1000 and clean; otherwise it
 * fails with the {@link io.holdfast.WebSocketException} that ended it, or a {@link ConnectionEndedException}. It keeps to
 * the demand of its subscriber: a slow one slows the server down (TCP), nothing is dropped. Thread-safe.
 */
public final class RxWebSocket {
  private final WebSocketOptions options;
  final Consumer<? super WebSocketClient> greeting;
  private final AtomicReference<@Nullable LiveSubscription<?>> live = new AtomicReference<>();
  /** Emits when {@link #state()} may have changed. */
  final Subject<Boolean> changes = BehaviorSubject.createDefault(true).toSerialized();

  private RxWebSocket(WebSocketOptions options, Consumer<? super WebSocketClient> greeting) {
    this.options = options;
    this.greeting = greeting;
  }

  /**
   * A socket with these options, of which {@code manualDemand} and {@code closeDeliveryTimeout} are overruled. Nothing is
   * dialled yet.
   *
   * @param options without {@code fragments()}, which would fail the stream
   * @return the socket
   */
  public static RxWebSocket of(WebSocketOptions options) {
    return new RxWebSocket(
        // a hundred years: what the subscriber has not taken yet is never dropped
        Objects.requireNonNull(options, "options").toBuilder()
            .manualDemand()
            .closeDeliveryTimeout(36_500, TimeUnit.DAYS)
            .build(),
        ws -> {});
  }

  /**
   * The same socket, but with something to send after every open, the first included, before anything else:
   *
   * <pre>{@code RxWebSocket.of(options).onEachOpen(ws -> ws.send("subscribe"))}</pre>
   *
   * @param action what it sends is bound to that connection; what it throws is logged by the client, and the connection
   *     stays
   * @return a socket with subscriptions of its own
   */
  public RxWebSocket onEachOpen(Consumer<? super WebSocketClient> action) {
    return new RxWebSocket(options, Objects.requireNonNull(action, "action"));
  }

  /** {@return everything, in order} */
  public Flowable<WebSocketEvent> events() {
    return stream(WebSocketEvent.class);
  }

  /** {@return the text messages; {@code request(n)} gets n of them, others are passed over} */
  public Flowable<String> texts() {
    return stream(Text.class).map(Text::text);
  }

  /** {@return the binary messages; {@code request(n)} gets n of them, others are passed over} */
  public Flowable<ByteString> binaries() {
    return stream(Binary.class).map(Binary::bytes);
  }

  /**
   * The state now and whenever an event or a call here changed it, without repetition; CLOSED while nobody is subscribed.
   *
   * <pre>CLOSED -- subscribe -- CONNECTING -- OPEN -- CONNECTING -- OPEN -- dispose -- CLOSED</pre>
   *
   * @return never ends; it does not subscribe to the socket. The state is read when the change is told, so that one which
   *     lasted but a moment may be passed over. Emits on the thread that made or told the change (callbacks, close,
   *     dispose): observers must not block, let them observeOn
   */
  public Observable<ReadyState> readyStates() {
    return changes.map(change -> state()).distinctUntilChanged();
  }

  /**
   * {@return the socket of the live subscription, for what is no stream: {@code networkChanged()}, {@code reconnectNow()},
   * {@code markHealthy()}, {@code statistics()}; null without one} Its {@code request} is the stream's.
   */
  public @Nullable WebSocketClient client() {
    LiveSubscription<?> now = live.get();
    return now == null ? null : now.socket;
  }

  /**
   * Sends a text message when subscribed to. Completes when it was written; fails with {@link SendFailedException}
   * otherwise: NEVER_SENT if it was refused or nobody is subscribed to the socket.
   *
   * @param text the message; an unpaired surrogate fails with IllegalArgumentException
   * @return sends anew for every subscription; disposing does not take the message back
   */
  public Completable send(String text) {
    return send(Objects.requireNonNull(text, "text"), WebSocketClient::send);
  }

  /**
   * Sends a binary message, as {@link #send(String)} does.
   *
   * @param bytes the message
   * @return as for text
   */
  public Completable send(ByteString bytes) {
    return send(Objects.requireNonNull(bytes, "bytes"), WebSocketClient::send);
  }

  /**
   * Sends texts at the pace of the network: requests from the source only while at most 64 of its messages are unwritten
   * and {@code bufferedAmount()} is not above {@code bufferedAmountLowThreshold}, so that an endless source is held in
   * bounded memory. While the socket is not open it waits.
   *
   * @param messages the source; cancelled if sending fails or is disposed of
   * @return completes when the source has and all is written; fails with the source's error or, as soon as a message is
   *     lost or the socket ends, with {@link SendFailedException}
   */
  public Completable sendAll(Publisher<String> messages) {
    return sendAll(Objects.requireNonNull(messages, "messages"), WebSocketClient::send);
  }

  /**
   * Sends binary messages, as {@link #sendAll(Publisher)} does.
   *
   * @param messages the source
   * @return as for texts
   */
  public Completable sendAllBinary(Publisher<ByteString> messages) {
    return sendAll(Objects.requireNonNull(messages, "messages"), WebSocketClient::send);
  }

  /**
   * Closes with 1000 when subscribed to, after what was sent is written.
   *
   * @return completes when the live subscription has been told of the end, behind what it has not requested yet, or is
   *     disposed of; at once if there is none
   */
  public Completable close() {
    return Completable.defer(() -> {
      LiveSubscription<?> now = live.get();
      if (now == null) {
        return Completable.complete();
      }
      now.close();
      return now.over;
    });
  }

  /**
   * Both ways at once: {@link #events()}, and from the first Opened on {@link #sendAll} of what goes out.
   *
   * <pre>
   * outgoing:         -- a -- b -- c |
   * result:   Opened -- Text -- Text -- Text -- ...
   * </pre>
   *
   * @param outgoing its end ends nothing else; its error, or a message lost, fails the stream and closes
   * @return the events
   */
  public Flowable<WebSocketEvent> exchange(Publisher<String> outgoing) {
    Objects.requireNonNull(outgoing, "outgoing");
    return Flowable.defer(() -> {
      PublishSubject<WebSocketEvent> told = PublishSubject.create();
      Completable sending = Completable.fromObservable(told.ofType(Opened.class).take(1))
          .observeOn(Schedulers.computation()) // off the thread inside onOpen, see Pump
          .andThen(sendAll(outgoing))
          // The end of the socket is the events' to tell.
          .onErrorComplete(error ->
              error instanceof SendFailedException && state().compareTo(ReadyState.OPEN) > 0);
      return events().doAfterNext(told::onNext).takeUntil(sending.andThen(Flowable.never()));
    });
  }

  /**
   * Sends a text and waits for its reply: the first text from then on that fits. The live subscription gets the reply too,
   * and must have demand for it.
   *
   * <pre>
   * texts():   -- tick -- tick -- {"id":7} -- tick --
   * request:   send {"id":7} ---- {"id":7}|
   * </pre>
   *
   * @param message the request
   * @param isReply tells its reply from other texts; runs on the client's callback thread
   * @param timeout how long to wait, then TimeoutException
   * @param unit the unit of {@code timeout}
   * @return fails with {@link ConnectionEndedException} if the connection ends first, for the reply cannot come on another;
   *     with CancellationException if the live subscription is disposed of first; as {@link #send(String)} if it was not
   *     sent
   */
  public Single<String> request(
      String message, Predicate<? super String> isReply, long timeout, TimeUnit unit) {
    // Of a message that may have arrived the end of its connection, which follows, tells more.
    Completable sent = send(message)
        .onErrorComplete(error -> error instanceof SendFailedException
            && ((SendFailedException) error).outcome() == Outcome.UNKNOWN);
    Objects.requireNonNull(isReply, "isReply");
    return Single.defer(() -> {
          LiveSubscription<?> now = live.get();
          if (now == null) {
            return Single.<String>error(new SendFailedException(Outcome.NEVER_SENT));
          }
          AtomicLong connection = new AtomicLong();
          Single<String> answer = now.signals
              .takeUntil(now.over.toObservable())
              .filter(signal -> isReply(signal, connection, isReply))
              .map(signal -> ((Text) signal).text())
              .firstElement()
              .switchIfEmpty(Single.error(() -> new CancellationException(
                  "The live subscription was disposed of before the reply came")));
          // Listening comes first: of an end that was told before, sendsOn() knows.
          Completable asked = Completable.fromAction(() -> connection.set(now.sendsOn()));
          return Single.ambArray(answer, asked.andThen(sent).andThen(Single.never()));
        })
        .timeout(timeout, unit);
  }

  private static boolean isReply(
      Object signal, AtomicLong connection, Predicate<? super String> isReply) throws Throwable {
    if (signal instanceof Closed) {
      CloseEvent event = ((Closed) signal).event();
      long number = connection.get();
      if (!event.willReconnect() || (number != 0 && event.connectionNumber() >= number)) {
        throw new ConnectionEndedException(
            "Connection #" + number + " ended before the reply; ask again if that is safe", event);
      }
    }
    return signal instanceof Text && isReply.test(((Text) signal).text());
  }

  private <T> Completable send(T message, Pump.Sending<T> sending) {
    return Completable.create(emitter -> {
      WebSocketClient ws = client();
      SendCallback callback = Pump.outcomeFor(emitter, emitter::onComplete);
      if (ws == null || !sending.send(ws, message, callback)) {
        callback.onComplete(Outcome.NEVER_SENT);
      }
    });
  }

  private <T> Completable sendAll(Publisher<T> messages, Pump.Sending<T> sending) {
    return Completable.create(emitter -> {
      LiveSubscription<?> now = live.get();
      if (now == null || now.socket == null) {
        emitter.tryOnError(new SendFailedException(Outcome.NEVER_SENT));
      } else {
        messages.subscribe(new Pump<>(now, sending, emitter));
      }
    });
  }

  /** CLOSED without a live subscription. */
  private ReadyState state() {
    WebSocketClient ws = client();
    return ws == null ? ReadyState.CLOSED : ws.readyState();
  }

  private <T extends WebSocketEvent> Flowable<T> stream(Class<T> kind) {
    return Flowable.fromPublisher(subscriber -> {
      LiveSubscription<T> next = new LiveSubscription<>(this, kind, subscriber);
      if (live.compareAndSet(null, next)) {
        next.start(options, subscriber);
      } else {
        Flowable.<T>error(new IllegalStateException("Already has a live subscription; share() it"))
            .subscribe(subscriber);
      }
    });
  }

  // ---- for the live subscription

  void released(LiveSubscription<?> past) {
    live.compareAndSet(past, null);
    changes.onNext(true);
  }
}
