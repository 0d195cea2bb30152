/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.okhttp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.SocketFactory;
import okhttp3.Address;
import okhttp3.Authenticator;
import okhttp3.ConnectionSpec;
import okhttp3.Dns;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/** A CONNECT to one server through one HTTP proxy (RFC 9110 9.3.6), as OkHttp makes it for https. */
final class Tunnel {
  /** As many as OkHttp's. */
  static final int MAX_ATTEMPTS = 21;

  private static final int MAX_HEAD_BYTES = 64 * 1024;

  final SocketFactory socketFactory;
  private final Dns dns;
  private final Authenticator authenticator;
  private final InetSocketAddress proxyAddress;
  private final Route route;

  Tunnel(Interceptor.Chain chain, HttpUrl url, Proxy proxy) {
    if (!(proxy.address() instanceof InetSocketAddress)) {
      throw new IllegalArgumentException(
          "The address of an HTTP proxy must be an InetSocketAddress");
    }
    this.socketFactory = chain.getSocketFactory();
    this.dns = chain.getDns();
    this.authenticator = chain.getProxyAuthenticator();
    this.proxyAddress = (InetSocketAddress) proxy.address();
    Address address = new Address(
        url.host(),
        url.port(),
        dns,
        socketFactory,
        null,
        null,
        null,
        authenticator,
        proxy,
        Collections.singletonList(Protocol.HTTP_1_1),
        Collections.singletonList(ConnectionSpec.CLEARTEXT),
        chain.getProxySelector());
    this.route = new Route(address, proxy, proxyAddress);
  }

  /** The addresses of the proxy, in the order to try. */
  List<InetSocketAddress> proxyAddresses() throws IOException {
    List<InetSocketAddress> addresses = new ArrayList<>();
    if (!proxyAddress.isUnresolved()) {
      addresses.add(proxyAddress);
      return addresses;
    }
    for (InetAddress address : dns.lookup(proxyAddress.getHostName())) {
      addresses.add(new InetSocketAddress(address, proxyAddress.getPort()));
    }
    return addresses;
  }

  /** The first request. Authenticators may add their credentials without being asked by the proxy. */
  Request firstRequest() throws IOException {
    HttpUrl url = route.address().url();
    Request plain = new Request.Builder()
        .url(url)
        .method("CONNECT", null)
        .header("Host", authority())
        .header("Proxy-Connection", "Keep-Alive")
        .build();
    Response preemptive = new Response.Builder()
        .request(plain)
        .protocol(Protocol.HTTP_1_1)
        .code(407)
        .message("Preemptive Authenticate")
        .header("Proxy-Authenticate", "OkHttp-Preemptive")
        .build();
    Request authenticated = authenticator.authenticate(route, preemptive);
    return authenticated != null ? authenticated : plain;
  }

  /** RFC 9112 3.2.3: host and port, always both. */
  private String authority() {
    HttpUrl url = route.address().url();
    String host = url.host();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + url.port();
  }

  /**
   * Asks the proxy for the tunnel.
   *
   * @return null if the tunnel stands, otherwise the request to make on a new connection
   */
  @Nullable
  Request open(Socket socket, Request request) throws IOException {
    StringBuilder head = new StringBuilder("CONNECT ").append(authority()).append(" HTTP/1.1\r\n");
    for (int i = 0; i < request.headers().size(); i++) {
      head.append(request.headers().name(i))
          .append(": ")
          .append(request.headers().value(i))
          .append("\r\n");
    }
    OutputStream out = socket.getOutputStream();
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
    Response response = readHead(socket.getInputStream(), request);
    // RFC 9110 9.3.6: any 2xx means that the tunnel stands.
    if (response.isSuccessful()) {
      return null;
    }
    if (response.code() != 407) {
      throw new IOException("Unexpected response code for CONNECT: " + response.code());
    }
    Request next = authenticator.authenticate(route, response);
    if (next == null) {
      throw new IOException("Failed to authenticate with proxy");
    }
    return next;
  }

  private static Response readHead(InputStream in, Request request) throws IOException {
    int[] left = {MAX_HEAD_BYTES};
    String statusLine = readLine(in, left);
    // RFC 9112 4: HTTP-version SP status-code SP [ reason-phrase ]
    if (!statusLine.matches("HTTP/1\\.[0-9] [1-9][0-9]{2}( .*)?")) {
      throw new ProtocolException("The proxy's answer to CONNECT is not HTTP/1");
    }
    Headers.Builder headers = new Headers.Builder();
    for (String line = readLine(in, left); !line.isEmpty(); line = readLine(in, left)) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new ProtocolException("The proxy's answer to CONNECT has a line that is no header");
      }
      headers.addUnsafeNonAscii(
          line.substring(0, colon).trim(), line.substring(colon + 1).trim());
    }
    return new Response.Builder()
        .request(request)
        .protocol(statusLine.charAt(7) == '0' ? Protocol.HTTP_1_0 : Protocol.HTTP_1_1)
        .code(Integer.parseInt(statusLine.substring(9, 12)))
        .message("")
        .headers(headers.build())
        .build();
  }

  /** Byte by byte: what follows the head belongs to the tunnel. */
  private static String readLine(InputStream in, int[] left) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int b = in.read();
      if (b == -1) {
        throw new EOFException("The proxy closed the connection during CONNECT");
      }
      if (--left[0] < 0) {
        throw new ProtocolException(
            "The proxy's answer to CONNECT is longer than " + MAX_HEAD_BYTES + " bytes");
      }
      if (b == '\n') {
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r'
            ? line.substring(0, end - 1)
            : line.toString();
      }
      line.append((char) b);
    }
  }
}
