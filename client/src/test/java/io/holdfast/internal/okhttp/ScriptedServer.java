/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** A server of bytes on the loopback: every accepted connection runs the script, on a thread of its own. */
final class ScriptedServer implements AutoCloseable {
  private static final HeldCertificate CERTIFICATE = new HeldCertificate.Builder()
      .addSubjectAlternativeName("127.0.0.1")
      .addSubjectAlternativeName("server.test")
      .build();
  private static final HandshakeCertificates SERVER_SIDE =
      new HandshakeCertificates.Builder().heldCertificate(CERTIFICATE).build();
  private static final HandshakeCertificates CLIENT_SIDE = new HandshakeCertificates.Builder()
      .addTrustedCertificate(CERTIFICATE.certificate())
      .build();

  interface Script {
    void run(Peer peer) throws Exception;
  }

  /** The server's end of one connection. */
  static final class Peer {
    final int number;
    final Socket tcp;
    final CountDownLatch ended = new CountDownLatch(1);
    private final ScriptedServer server;
    private volatile Socket socket;

    Peer(ScriptedServer server, int number, Socket tcp) {
      this.server = server;
      this.number = number;
      this.tcp = tcp;
      this.socket = tcp;
    }

    Socket socket() {
      return socket;
    }

    InputStream in() throws IOException {
      return socket.getInputStream();
    }

    OutputStream out() throws IOException {
      return socket.getOutputStream();
    }

    /** Reads a request and notes it. */
    Head head() throws IOException {
      Head head = Head.read(in());
      server.heads.add(head);
      return head;
    }

    void send(String latin1) throws IOException {
      send(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
      out().write(bytes);
      out().flush();
    }

    /** A valid upgrade, whatever the request. */
    void upgrade(String... moreHeaders) throws IOException {
      send(head().accepting(moreHeaders));
    }

    /** Returns when the client has gone, by FIN or RST. */
    void awaitEnd() {
      try {
        byte[] discarded = new byte[8192];
        while (in().read(discarded) != -1) {
          // Whatever comes is of no interest.
        }
      } catch (IOException e) {
        // RST is an end, too.
      }
    }
  }

  private final ServerSocket listener;
  private final boolean tls;
  private final Script script;
  private final List<Peer> peers = new CopyOnWriteArrayList<>();
  private final List<Head> heads = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  private ScriptedServer(boolean tls, Script script) throws IOException {
    this.listener = new ServerSocket(0, 50, address(1));
    this.tls = tls;
    this.script = script;
    daemon("acceptor", this::accept);
  }

  /** 127.0.0.x */
  static InetAddress address(int last) throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
  }

  static ScriptedServer plain(Script script) throws IOException {
    return new ScriptedServer(false, script);
  }

  static ScriptedServer tls(Script script) throws IOException {
    return new ScriptedServer(true, script);
  }

  static ScriptedServer of(boolean tls, Script script) throws IOException {
    return new ScriptedServer(tls, script);
  }

  /** A client that trusts the server's certificate. */
  static OkHttpClient.Builder trusting() {
    return new OkHttpClient.Builder()
        .sslSocketFactory(CLIENT_SIDE.sslSocketFactory(), CLIENT_SIDE.trustManager());
  }

  static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, "Scripted server " + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Peer peer = new Peer(this, peers.size(), listener.accept());
        peers.add(peer);
        daemon("connection", () -> serve(peer));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serve(Peer peer) {
    try (Socket tcp = peer.tcp) {
      tcp.setTcpNoDelay(true);
      if (tls) {
        SSLSocketFactory factory = SERVER_SIDE.sslSocketFactory();
        SSLSocket socket = (SSLSocket) factory.createSocket(tcp, null, tcp.getPort(), true);
        socket.setUseClientMode(false);
        peer.socket = socket;
      }
      script.run(peer);
    } catch (IOException e) {
      // The client may cut at any moment; a test that expects a certain end asserts it.
    } catch (Throwable e) {
      failures.add(e);
    } finally {
      peer.ended.countDown();
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  HttpUrl url(String path) {
    return HttpUrl.get((tls ? "https" : "http") + "://127.0.0.1:" + port() + path);
  }

  List<Head> heads() {
    return heads;
  }

  int accepted() {
    return peers.size();
  }

  Peer peer(int number) {
    return peers.get(number);
  }

  /** Whether all scripts have come to their end: those that wait for the client's have seen it. */
  boolean awaitAllEnded() throws InterruptedException {
    for (Peer peer : peers) {
      if (!peer.ended.await(5, TimeUnit.SECONDS)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Peer peer : peers) {
      peer.tcp.close();
    }
    for (Throwable failure : failures) {
      throw new AssertionError("A script failed", failure);
    }
  }
}
