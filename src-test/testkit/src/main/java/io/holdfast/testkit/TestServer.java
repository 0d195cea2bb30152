/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.testkit;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket server for tests that does what it is told, right or wrong, on the loopback interface.
 *
 * <pre>{@code
 * try (TestServer server = TestServer.start()) {
 *   server.script().sendText("hello").dropRst(); // the first connection
 *   server.script().echo(); // the second and all others
 *   // connect to server.url("/feed")
 * } // throws AssertionError if a script was not followed
 * }</pre>
 *
 * <p>The first connection follows the first {@link #script()}, the second the second, and so on; the last script repeats.
 * Without any, every connection is an echo. A connection takes its script when its request has arrived, so that TCP
 * connections that a client opens and drops (happy eyeballs) take none. All methods may be called from any thread.
 */
public final class TestServer implements AutoCloseable {
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Builder options;
  private final Acceptor acceptor;
  private final Ledger ledger;
  private final ScriptQueue scripts = new ScriptQueue();
  private final Set<ConnectionTask> tasks = ConcurrentHashMap.newKeySet();

  /** Options of a server; every one has a default. */
  public static final class Builder {
    private @Nullable SSLContext tls;
    private @Nullable SSLParameters tlsParameters;
    private String host = "";
    private long deadlineNanos = TimeUnit.SECONDS.toNanos(10);
    private int receiveBufferSize;
    private int remembered = 1024;

    private Builder() {}

    /** Speaks TLS with the certificate in this context; {@link TestServer#url} is then a wss URL. */
    public Builder tls(SSLContext context) {
      tls = context;
      return this;
    }

    /** Protocols, cipher suites, client authentication; default: those of the context. */
    public Builder tlsParameters(SSLParameters parameters) {
      tlsParameters = parameters;
      return this;
    }

    /** The host name in {@link TestServer#url}: default 127.0.0.1, and localhost with TLS. */
    public Builder host(String name) {
      host = name;
      return this;
    }

    /** How long a step or a taking method waits; default 10 s. */
    public Builder deadline(long timeout, TimeUnit unit) {
      deadlineNanos = unit.toNanos(timeout);
      return this;
    }

    /** SO_RCVBUF of accepted sockets in bytes, for clients that shall soon be pushed back; default: the system's. */
    public Builder receiveBufferSize(int bytes) {
      receiveBufferSize = bytes;
      return this;
    }

    /** How many connections and requests are kept for the test to ask for; default 1 024, the oldest go first. */
    public Builder remember(int connections) {
      remembered = connections;
      return this;
    }

    /** Starts the server on a free port. */
    public TestServer start() throws IOException {
      TestServer server = new TestServer(this);
      server.acceptor.start();
      return server;
    }
  }

  private TestServer(Builder options) throws IOException {
    this.options = options;
    ledger = new Ledger(options.remembered);
    acceptor = new Acceptor("testkit acceptor", options.receiveBufferSize, new Accepted());
  }

  private final class Accepted implements Acceptor.Handler {
    @Override
    public void onAccepted(Socket socket) throws IOException {
      int number = ledger.addAccepted();
      try {
        ConnectionTask task = new ConnectionTask(TestServer.this, socket, number);
        tasks.add(task);
        task.start();
      } catch (SocketException e) {
        // Reset before it could be looked at.
        ledger.addAbandoned();
        socket.close();
      }
    }

    @Override
    public void onFailure(IOException cause) {
      ledger.fail("accepting failed: " + cause, cause);
    }
  }

  /** A plain server with default options on a free port. */
  public static TestServer start() throws IOException {
    return new Builder().start();
  }

  /** A TLS server with default options on a free port. */
  public static TestServer start(SSLContext tls) throws IOException {
    return new Builder().tls(tls).start();
  }

  /** Options to start a server with. */
  public static Builder builder() {
    return new Builder();
  }

  // ---- what it shall do

  /** A new script at the end of the queue, to be written before the connection it is for comes. */
  public TestScript script() {
    return scripts.add();
  }

  /** How many scripts have not had a connection. */
  public int unusedScripts() {
    return scripts.unused();
  }

  /** Refuses TCP connections from now on; those that are open stay. Does nothing if it refuses already. */
  public void stopListening() throws IOException {
    acceptor.stop();
  }

  /** Accepts again, on the same port, after {@link #stopListening()}. */
  public void listenAgain() throws IOException {
    acceptor.start();
  }

  // ---- where

  /** The TCP port on 127.0.0.1. */
  public int port() {
    return acceptor.port();
  }

  /** A ws or wss URL of this server with this path, which begins with a slash. */
  public String url(String path) {
    String host =
        options.host.isEmpty() ? (options.tls == null ? "127.0.0.1" : "localhost") : options.host;
    return (options.tls == null ? "ws://" : "wss://") + host + ":" + port() + path;
  }

  /** The URL of the root path. */
  public String url() {
    return url("/");
  }

  // ---- what happened

  /** Waits for the next upgraded connection that this method has not returned yet. */
  public TestConnection awaitConnection() throws InterruptedException {
    TestConnection connection = found(ledger.pollConnection(options.deadlineNanos), "a connection");
    connection.awaitAnswered();
    return connection;
  }

  /** Waits for the next handshake request, answered well or not, that this method has not returned yet. */
  public TestRequest awaitRequest() throws InterruptedException {
    return found(ledger.pollRequest(options.deadlineNanos), "a request");
  }

  /** Waits until so many upgrades have been made in all. */
  public void awaitUpgrades(int count) throws InterruptedException {
    await(Ledger::upgrades, count, Integer.MAX_VALUE, "upgrades");
  }

  /** Waits until so many upgraded connections are open, no more and no fewer. */
  public void awaitOpenUpgrades(int count) throws InterruptedException {
    await(Ledger::open, count, count, "open upgrades");
  }

  private void await(Ledger.Reading reading, int low, int high, String what)
      throws InterruptedException {
    if (!ledger.await(reading, low, high, options.deadlineNanos)) {
      throw new AssertionError(this + ": expected " + low + " " + what + " within " + deadline()
          + ", not " + ledger.read(reading));
    }
  }

  private <T> T found(@Nullable T thing, String what) {
    if (thing == null) {
      throw new AssertionError(
          this + ": expected " + what + " within " + deadline() + ", but none came");
    }
    return thing;
  }

  /** TCP connections accepted so far. */
  public int accepted() {
    return ledger.read(Ledger::accepted);
  }

  /** Handshake requests read so far. */
  public int requests() {
    return ledger.read(Ledger::requests);
  }

  /** Good 101 answers so far. */
  public int upgrades() {
    return ledger.read(Ledger::upgrades);
  }

  /** TCP connections that ended before their request was answered (TLS failures not counted). */
  public int abandoned() {
    return ledger.read(Ledger::abandoned);
  }

  /** TCP connections, upgraded or not, whose socket this server has not closed. */
  public int openConnections() {
    return tasks.size();
  }

  /** Upgraded connections that neither side has ended. One that does not read cannot see its client go. */
  public int openUpgrades() {
    return ledger.read(Ledger::open);
  }

  /** The most upgraded connections that were open at a time, as far as the server's threads saw it. */
  public int maxOpenUpgrades() {
    return ledger.read(Ledger::maxOpen);
  }

  /**
   * The same, leaving out the last {@code tolerance} of each connection: the server sees a client go somewhat later than
   * it went, and a client that replaces its connection at once must not be accused of holding two.
   */
  public int maxOpenUpgrades(long tolerance, TimeUnit unit) {
    return ledger.maxOpen(unit.toNanos(tolerance));
  }

  /** The upgraded connections, oldest first, ended ones too. */
  public List<TestConnection> connections() {
    return ledger.connections();
  }

  /** Why TLS handshakes failed, oldest first. */
  public List<Exception> tlsFailures() {
    return ledger.tlsFailures();
  }

  /** Throws AssertionError if a script was not followed or a client broke RFC 6455; names all cases. */
  public void assertNoFailures() {
    AssertionError failure = ledger.failure(toString());
    if (failure != null) {
      throw failure;
    }
  }

  // ---- for the connections

  @Nullable
  SSLContext tls() {
    return options.tls;
  }

  @Nullable
  SSLParameters tlsParameters() {
    return options.tlsParameters;
  }

  long deadlineNanos() {
    return options.deadlineNanos;
  }

  private String deadline() {
    return TimeUnit.NANOSECONDS.toMillis(options.deadlineNanos) + " ms";
  }

  Ledger ledger() {
    return ledger;
  }

  ScriptQueue scripts() {
    return scripts;
  }

  void onTaskOver(ConnectionTask task) {
    tasks.remove(task);
  }

  // ---- the end

  /**
   * Stops listening, lets scripts that are about to end do so (1 s at most), closes every connection, waits for the
   * threads, and throws AssertionError if anything failed or stayed behind. Calling it again only throws again.
   */
  @Override
  public void close() {
    boolean interrupted = false;
    try {
      stopListening();
      List<ConnectionTask> stopped = new ArrayList<>(tasks);
      long settled = System.nanoTime() + SETTLE_NANOS;
      for (ConnectionTask task : stopped) {
        task.awaitSettled(settled - System.nanoTime());
      }
      stop(stopped);
    } catch (IOException e) {
      ledger.fail("closing the listener failed: " + e, e);
    } catch (InterruptedException e) {
      interrupted = true;
      stop(new ArrayList<>(tasks));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    assertNoFailures();
  }

  private void stop(List<ConnectionTask> stopped) {
    List<Thread> threads = new ArrayList<>();
    for (ConnectionTask task : stopped) {
      task.stop();
      threads.addAll(task.threads());
    }
    long end = System.nanoTime() + CLOSE_NANOS;
    for (Thread thread : threads) {
      if (!Threads.join(thread, end - System.nanoTime())) {
        ledger.fail(
            "left behind: thread " + thread.getName() + " in state " + thread.getState(), null);
      }
    }
  }

  /** For messages: the address. */
  @Override
  public String toString() {
    return "TestServer " + url("");
  }
}
