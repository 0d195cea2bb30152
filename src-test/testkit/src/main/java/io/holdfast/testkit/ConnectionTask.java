/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The life of one accepted TCP connection. Its own thread does TLS and the handshake and then reads; the steps of the
 * script run on a second one, so that pings are answered while a step waits.
 */
final class ConnectionTask implements Runnable {
  private final TestServer server;
  private final Wire wire;
  private final Thread thread;
  /** At zero once the script is over or lasts on purpose. */
  private final CountDownLatch settled = new CountDownLatch(1);

  /** The threads that still run. */
  private final AtomicInteger parts = new AtomicInteger(1);

  private volatile @Nullable Thread scriptThread;
  private volatile @Nullable TestConnection connection;
  private volatile boolean lenient;
  private volatile boolean stopping;
  /** Whether there is a script to wait for. */
  private volatile boolean unsettled;

  ConnectionTask(TestServer server, Socket socket, int id) throws IOException {
    this.server = server;
    wire = new Wire(socket);
    thread = newThread(this, "connection " + id);
  }

  private static Thread newThread(Runnable work, String name) {
    Thread thread = new Thread(work, "testkit " + name);
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    thread.start();
  }

  @Override
  public void run() {
    try {
      serve();
    } catch (IOException e) {
      // The client left during the handshake, as clients may.
      server.ledger().addAbandoned();
    } catch (InterruptedException e) {
      // Only TestServer.close() interrupts: it is over.
      server.ledger().addAbandoned();
    } catch (RuntimeException e) {
      server.ledger().fail(this + ": a bug of the testkit or of a responder: " + e, e);
    } finally {
      if (scriptThread == null) {
        settled.countDown();
      }
      end();
      partOver();
    }
  }

  private void serve() throws IOException, InterruptedException {
    TestScript script = server.scripts().takeAtAccept();
    if (script != null) {
      if (script.reply.mode == HandshakeReply.Mode.RESET_ON_ACCEPT) {
        wire.cut(Cut.RST);
      } else {
        wire.awaitClose();
      }
      return;
    }
    SSLContext tls = server.tls();
    if (tls != null && !startTls(tls)) {
      return;
    }
    TestRequest request = TestRequest.read(wire.in());
    script = server.scripts().take();
    int number = server.ledger().addRequest(request);
    lenient = script.lenient;
    unsettled = !script.steps().isEmpty();
    if (script.neverReads) {
      wire.stopReading();
    }
    byte[] answer = script.reply.answer(request);
    boolean switching = HandshakeReply.isSwitch(answer);
    String extensions =
        switching ? HandshakeReply.headerOf(answer, "Sec-WebSocket-Extensions") : "";
    TestConnection made = new TestConnection(server, number, script, request, wire, extensions);
    connection = made;
    boolean neverAnswers = script.reply.mode == HandshakeReply.Mode.NEVER_ANSWER;
    boolean upgrade = !neverAnswers
        && switching
        && script.cutAfter >= answer.length
        && HandshakeReply.headerOf(answer, "Sec-WebSocket-Accept").equals(request.acceptValue());
    if (upgrade && !lenient) {
      for (String rule : request.violations()) {
        fail("the client's handshake broke RFC 6455 " + rule, null);
      }
    }
    script.reply.gate.await();
    if (upgrade) {
      made.markUpgraded();
      // Before the answer, so that a client that has seen it finds itself counted.
      server.ledger().addUpgrade(made);
    }
    try {
      if (!neverAnswers) {
        write(script, answer);
      }
    } catch (CutException e) {
      // As the script asked; what the client still sends is read.
      settled.countDown();
    } finally {
      made.markAnswered();
    }
    boolean over = script.reply.isRejection() && script.steps().isEmpty();
    if (over) {
      wire.finish();
    }
    startScript(script, made);
    if (switching) {
      made.read();
    } else {
      made.ended(ConnectionReader.drain(wire));
    }
  }

  private boolean startTls(SSLContext tls) {
    try {
      wire.startTls(tls, server.tlsParameters());
      return true;
    } catch (IOException e) {
      server.ledger().addTlsFailure(e);
      return false;
    }
  }

  private void write(TestScript script, byte[] answer) throws IOException {
    wire.cutAfter(script.cutAfter, script.cut);
    byte[] glued = script.reply.glued();
    byte[] bytes = Arrays.copyOf(answer, answer.length + glued.length);
    System.arraycopy(glued, 0, bytes, answer.length, glued.length);
    wire.write(bytes, script.reply.slowly ? 1 : bytes.length);
  }

  private void startScript(TestScript script, TestConnection made) {
    if (script.steps().isEmpty() || wire.isCutAsPlanned()) {
      settled.countDown();
      return;
    }
    Thread steps = newThread(() -> runSteps(script, made), "script of " + made);
    scriptThread = steps;
    parts.incrementAndGet();
    steps.start();
  }

  private void runSteps(TestScript script, TestConnection made) {
    int index = 0;
    TestScript.Step current = script.steps().get(0);
    try {
      for (TestScript.Step step : script.steps()) {
        current = step;
        index++;
        if (step.holding) {
          settled.countDown();
        }
        step.action.run(made);
      }
    } catch (CutException e) {
      // As the script asked: its end.
      settled.countDown();
    } catch (IOException e) {
      if (!lenient && !current.holding) {
        failStep(index, current, e);
      }
    } catch (AssertionError | Exception e) {
      if (!(stopping && current.holding)) {
        failStep(index, current, e);
      }
    } finally {
      settled.countDown();
      partOver();
    }
  }

  private void failStep(int index, TestScript.Step step, Throwable cause) {
    String what = "step " + index + ", " + step.name + ", ";
    if (stopping) {
      fail(what + "was still under way when the server was closed", null);
    } else {
      fail(what + "failed", cause);
    }
  }

  private void fail(String what, @Nullable Throwable cause) {
    // What follows a planned cut follows from it.
    if (!wire.isCutAsPlanned()) {
      TestConnection made = connection;
      String ended = made == null || made.end() == null
          ? ""
          : " (the connection has ended: " + made.end() + ")";
      server.ledger().fail(this + ": " + what + (cause == null ? "" : ": " + cause) + ended, cause);
    }
  }

  /** For TestServer.close(): whether the script came to its end, or to a lasting step, in this time. */
  boolean awaitSettled(long nanos) throws InterruptedException {
    return !unsettled || settled.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** For TestServer.close(): ends steps and connection. */
  void stop() {
    stopping = true;
    Thread steps = scriptThread;
    if (steps != null) {
      steps.interrupt();
    }
    end();
    thread.interrupt();
  }

  private void end() {
    TestConnection made = connection;
    if (made == null) {
      wire.close();
    } else {
      made.ended(TestConnection.End.SERVER);
    }
  }

  private void partOver() {
    if (parts.decrementAndGet() == 0) {
      server.onTaskOver(this);
    }
  }

  /** For TestServer.close(): the threads that are still there. */
  List<Thread> threads() {
    Thread steps = scriptThread;
    return steps == null ? Collections.singletonList(thread) : Arrays.asList(thread, steps);
  }

  @Override
  public String toString() {
    TestConnection made = connection;
    return made == null ? thread.getName() : made.toString();
  }
}
