/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import io.holdfast.CloseEvent.Initiator;
import io.holdfast.internal.okhttp.Dial;
import io.holdfast.internal.okhttp.DialRequest;
import io.holdfast.internal.okhttp.Dialed;
import io.holdfast.internal.okhttp.Dialer;
import io.holdfast.internal.okhttp.Transport;
import io.holdfast.internal.protocol.DeflateParameters;
import io.holdfast.internal.protocol.Extensions;
import io.holdfast.internal.protocol.FrameReader;
import io.holdfast.internal.protocol.FrameWriter;
import io.holdfast.internal.protocol.MessageDeflater;
import io.holdfast.internal.protocol.MessageInflater;
import io.holdfast.internal.protocol.ProtocolViolation;
import io.holdfast.internal.protocol.Role;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * One attempt and its physical connection: straight-line blocking code on one I/O thread (of virtual threads another one
 * reads), from the request interceptor over dial, handshake and read loop to the one report of its end.
 */
/* Concurrency: the reader's fields belong to the thread that is inside (`inside`), one at a time. cut() and abandon() may
 * come from anywhere at any time: they leave their mark first and wake whoever blocks afterwards; the thread inside looks
 * for the mark after everything that may block, and after it has made something visible that they would have to wake.
 *
 * Longer than 400 lines for a reason: the whole life of a connection is to be read straight down. */
final class SocketConnection implements Connection {
  /** With inline writes: replies of one batch wait for each other at most so long. */
  private static final long MAX_DEFERRAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final SessionParts parts;
  private final WebSocketOptions options;
  private final Owner owner;
  private final AttemptPlan plan;
  private final Dialer dialer;
  private final Inbound inbound;
  private final Line line;
  private final Farewell farewell;

  private final AtomicReference<@Nullable End> cut = new AtomicReference<>();
  private volatile boolean abandoned;
  private volatile @Nullable Dial dial;
  private volatile @Nullable Transport transport;
  private volatile @Nullable Writer writer;

  private final ReentrantLock threadLock = new ReentrantLock();
  private boolean inside; // guarded by threadLock: a thread works for this connection
  private @Nullable Thread interruptible; // guarded by threadLock: the one inside, if it may be
  private boolean interrupted; // guarded by threadLock
  private volatile @Nullable Thread reader;
  private volatile boolean over;
  private boolean deferred; // reader thread only
  private long deferredAt; // reader thread only
  private @Nullable DialRequest request; // handed from prepare() to run() through the gate
  private @Nullable Dialed dialed; // handed from run() to readAndLeave()

  SocketConnection(SessionParts parts, Dialer dialer, Owner owner, AttemptPlan plan) {
    this.parts = parts;
    this.options = parts.options;
    this.dialer = dialer;
    this.owner = owner;
    this.plan = plan;
    this.line = new Line(parts);
    this.inbound = new Inbound(parts, this, line);
    this.farewell = new Farewell(parts, this, owner, line);
  }

  @Override
  public AttemptPlan plan() {
    return plan;
  }

  @Override
  public int connectionNumber() {
    return plan.connectionNumber;
  }

  @Override
  public boolean isCut() {
    return abandoned || cut.get() != null;
  }

  /** Nothing more is read, or what is does not matter. */
  boolean isOver() {
    return over || isCut();
  }

  @Override
  public boolean hasWrittenClose() {
    return line.isCloseWritten();
  }

  @Override
  public HeartbeatMonitor.Traffic traffic() {
    return line.traffic();
  }

  // ---- before the gate

  @Override
  public void start() {
    if (options.requestInterceptor == null) {
      prepare();
    } else {
      parts.onIoThread(this::prepare);
    }
  }

  private void prepare() {
    if (!enter(options.requestInterceptor != null)) {
      return;
    }
    End failure = null;
    try {
      request =
          DialRequest.from(intercepted(), options.subprotocols, offer(), options.followRedirects);
    } catch (Throwable e) { // Kotlin throws what it does not declare
      failure = End.of(Initiator.TRANSPORT, Failures.interceptor(e));
    }
    if (!exit()) {
      return;
    }
    DialRequest prepared = request;
    if (failure != null) {
      owner.ended(this, failure);
    } else if (prepared != null) {
      owner.prepared(this, Journal.endpoint(prepared.url()));
    }
  }

  private Request intercepted() throws IOException {
    Request own = new Request.Builder().url(plan.url).headers(options.headers).build();
    if (options.requestInterceptor == null) {
      return own;
    }
    return options.requestInterceptor.intercept(
        new RequestInterceptor.Attempt(plan.number, plan.connectionNumber, plan.lastClose), own);
  }

  private Extensions.@Nullable DeflateOffer offer() {
    PerMessageDeflate deflate = options.perMessageDeflate;
    return !deflate.enabled
        ? null
        : new Extensions.DeflateOffer(
            deflate.clientNoContextTakeover,
            deflate.serverNoContextTakeover,
            deflate.offerClientMaxWindowBits ? deflate.clientMaxWindowBits : 0,
            deflate.serverMaxWindowBits);
  }

  // ---- the thread inside

  /** Marks the current thread as the one inside. False if the connection was given up before. */
  private boolean enter(boolean mayBeInterrupted) {
    threadLock.lock();
    try {
      if (isCut()) {
        return false;
      }
      inside = true;
      interruptible = mayBeInterrupted ? Thread.currentThread() : null;
      return true;
    } finally {
      threadLock.unlock();
    }
  }

  /** The current thread leaves. False if the connection was abandoned meanwhile: that has been reported then. */
  private boolean exit() {
    boolean gone;
    threadLock.lock();
    try {
      inside = false;
      interruptible = null;
      gone = abandoned;
      if (interrupted) {
        // Ours: it was meant for what ran inside, not for the thread's next task.
        Thread.interrupted();
      }
    } finally {
      threadLock.unlock();
    }
    if (gone) {
      owner.released(this);
    }
    return !gone;
  }

  @Override
  public void cut(End cause) {
    if (cut.compareAndSet(null, cause)) {
      wakeAll();
    }
  }

  @Override
  public void abandon() {
    boolean busy;
    threadLock.lock();
    try {
      if (abandoned) {
        return;
      }
      abandoned = true;
      busy = inside;
      if (interruptible != null) {
        interrupted = true;
        interruptible.interrupt();
      }
    } finally {
      threadLock.unlock();
    }
    wakeAll();
    if (!busy) {
      owner.released(this);
    }
  }

  private void wakeAll() {
    Dial dialling = dial;
    if (dialling != null) {
      dialling.cancel();
    }
    Transport wire = transport;
    if (wire != null) {
      wire.cancel();
    }
    farewell.wake();
    line.closeDone();
    parts.events.wakeReader();
  }

  int sendBufferSize() {
    Transport wire = transport;
    return wire == null ? 0 : wire.sendBufferSize();
  }

  // ---- dial, handshake, read

  @Override
  public void dial() {
    parts.onIoThread(this::run);
  }

  private void run() {
    if (!enter(false)) {
      return;
    }
    Threads.rename(host(), "reader");
    End failure;
    try {
      failure = dialIt();
    } catch (Throwable e) { // Kotlin throws what it does not declare
      failure = bug(e);
    }
    if (failure != null) {
      leave(failure);
    } else if (Threads.isVirtual()) {
      // The stack of a virtual thread stays as large as it was when it first waited, and OkHttp
      // dials from a deep one: another reads, or every idle connection kept 6 KB.
      parts.onIoThread(this::readAndLeave);
    } else {
      readAndLeave();
    }
  }

  private void readAndLeave() {
    Threads.rename(host(), "reader"); // one of ours, also if the user's executor refused
    reader = Thread.currentThread();
    End end;
    try {
      FrameReader frames = open();
      end = frames == null ? End.of(Initiator.LOCAL, null) : read(frames);
    } catch (Throwable e) {
      end = bug(e);
    }
    leave(end);
  }

  private End bug(Throwable e) {
    parts.journal.bug(this, e);
    return End.of(Initiator.TRANSPORT, Failures.bug(e));
  }

  private void leave(End end) {
    reader = null;
    over = true;
    try {
      release();
    } catch (Throwable t) { // whatever it is, the end must be reported
      parts.journal.bug(this, t);
    }
    if (exit()) {
      End cause = cut.get();
      End own = line.ownFailure();
      End told = inbound.hasFarewell() || cause == null ? end : cause;
      owner.ended(this, own == null ? told : own);
    }
  }

  /** How it failed, or null. There is nothing to read from if it was cut before it began. */
  private @Nullable End dialIt() {
    DialRequest prepared = request;
    if (prepared == null) {
      throw new IllegalStateException("dialled before it was prepared");
    }
    try {
      Dial dialling = dialer.newDial(prepared);
      dial = dialling;
      if (!isCut()) {
        Dialed reached = executed(dialling);
        transport = reached.transport();
        // From now on the transport is what is cut: the call would tell the user's event listener.
        dial = null;
        dialed = reached;
      }
      return null;
    } catch (IOException | RuntimeException e) {
      return End.of(Initiator.TRANSPORT, Failures.dial(Journal.endpoint(prepared.url()), e));
    }
  }

  private Dialed executed(Dial dialling) throws IOException {
    try {
      return dialling.execute();
    } finally {
      parts.journal.phases(this, dialling.phases());
    }
  }

  /** Null if nobody wants the connection any more. */
  /* What is only needed here is not on the stack of a thread that reads. */
  private @Nullable FrameReader open() {
    Dialed reached = dialed;
    if (reached == null) {
      return null;
    }
    dialed = null;
    DeflateParameters deflate = reached.accepted().deflate();
    MessageInflater inflater =
        deflate == null ? null : new MessageInflater(deflate.serverNoContextTakeover());
    FrameReader frames =
        new FrameReader(Role.CLIENT, options.maxMessageSize, options.fragments, inflater, inbound);
    boolean wanted = false;
    try {
      writer = newWriter(reached.transport(), deflate);
      request = null;
      wanted = !isCut() && told(opened(reached));
    } finally {
      if (!wanted) {
        frames.end();
      }
    }
    return wanted ? frames : null;
  }

  /** Direct callbacks run onOpen right here, for as long as it likes. */
  private boolean told(Opened opened) {
    line.begin();
    try {
      return owner.opened(this, opened);
    } finally {
      line.end();
    }
  }

  private static Opened opened(Dialed dialed) {
    return new Opened(
        dialed.response(), dialed.accepted().subprotocol(), dialed.accepted().extensions());
  }

  private Writer newWriter(Transport wire, @Nullable DeflateParameters deflate) {
    MessageDeflater deflater = deflate == null
        ? null
        : new MessageDeflater(
            deflate.clientMaxWindowBits(),
            deflate.clientNoContextTakeover(),
            options.perMessageDeflate.level);
    Writer made = new Writer(wire, parts, plan.connectionNumber, host(), deflater, line);
    line.attach(this, owner);
    return made;
  }

  /** After the host that is dialled, which the request interceptor may have chosen. */
  private String host() {
    DialRequest prepared = request;
    return (prepared == null ? plan.url : prepared.url()).host();
  }

  private End read(FrameReader frames) {
    Transport wire = Objects.requireNonNull(transport);
    int collected = 0;
    try {
      flushDeferred(); // what a direct onOpen has sent
      if (inbound.collects) {
        wire.beforeWaiting(this::handOverBeforeWaiting);
      }
      while (!isCut()) {
        int space = frames.space();
        int n = wire.read(frames.buffer(), frames.offset(), space);
        if (n < 0) {
          return End.of(Initiator.TRANSPORT, Failures.endOfStream(frames.isInMessage()));
        }
        line.read(n);
        frames.advance(n);
        line.inflated(frames.compressedBytes(), frames.inflatedBytes());
        if (inbound.hasFarewell()) {
          inbound.handOver();
          return farewell.answer(wire, inbound.closeCode(), inbound.closeReason());
        }
        collected += n;
        boolean readsOn = inbound.collects && collected < Inbound.COLLECTED_BYTES;
        if (!readsOn || !wire.mayReadOn(n == space)) {
          collected = 0;
          inbound.handOver();
        }
      }
      return End.of(Initiator.LOCAL, null);
    } catch (ProtocolViolation violation) {
      inbound.failed();
      inbound.handOver();
      return farewell.fail(wire, violation);
    } catch (IOException e) {
      return End.of(Initiator.TRANSPORT, Failures.lost(e));
    } finally {
      wire.beforeWaiting(null);
      try {
        inbound.handOver();
      } finally {
        frames.end();
      }
    }
  }

  /** Whoever has the user's SSLSocket may read from it too; the batch is this connection's reader's. */
  private void handOverBeforeWaiting() {
    if (Thread.currentThread() == reader) {
      inbound.handOver();
    }
  }

  /** Has a Close frame sent after what is queued. The first one stands. */
  void writeClose(byte[] payload) {
    Writer out = writer;
    if (out != null) {
      out.close(payload);
    }
  }

  private void release() {
    Writer out = writer;
    if (out != null) {
      out.stop();
    }
    Transport wire = transport;
    if (wire != null) {
      wire.cancel();
      wire.close();
    }
  }

  // ---- what the session asks for

  @Override
  public void close(int code, String reason) {
    line.closingLocally();
    farewell.wake();
    writeClose(FrameWriter.closePayload(code, reason));
  }

  @Override
  public void ping(byte[] payload) {
    Writer out = writer;
    if (out != null) {
      out.ping(payload);
    }
  }

  @Override
  public void wakeWriter() {
    Writer out = writer;
    if (out != null) {
      out.handOff();
    }
  }

  @Override
  public void sent() {
    Writer out = writer;
    if (out == null) {
      return;
    }
    if (options.inlineWrites && Thread.currentThread() == reader) {
      defer(out);
    } else {
      out.wake();
    }
  }

  void pong(byte[] payload) {
    Writer out = writer;
    if (out != null) {
      out.pong(payload);
    }
  }

  /** Replies sent from direct callbacks go out together once the batch is parsed, or when another is sent 1 ms later. */
  private void defer(Writer out) {
    long now = options.clock.nanoTime();
    if (!deferred) {
      deferred = true;
      deferredAt = now;
    } else if (now - deferredAt > MAX_DEFERRAL_NANOS) {
      deferred = false;
      out.handOff();
    }
  }

  void flushDeferred() {
    Writer out = writer;
    if (deferred && out != null) {
      deferred = false;
      out.wake();
    }
  }
}
