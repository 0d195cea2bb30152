/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import io.holdfast.suite.LocalTls;
import io.holdfast.suite.ServerProcess;
import io.holdfast.suite.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx as a reverse proxy with TLS in front of a server on this machine, configured as its manual tells for WebSocket. */
final class Nginx implements AutoCloseable {
  private static final String CONFIGURATION = """
      daemon off;
      master_process off;
      pid %1$s/pid;
      error_log stderr;
      events { worker_connections 64; }
      http {
        access_log off;
        client_body_temp_path %1$s/body;
        proxy_temp_path %1$s/proxy;
        fastcgi_temp_path %1$s/fastcgi;
        uwsgi_temp_path %1$s/uwsgi;
        scgi_temp_path %1$s/scgi;
        server {
          listen 127.0.0.1:%2$d ssl;
          ssl_certificate %1$s/cert.pem;
          ssl_certificate_key %1$s/key.pem;
          location / {
            proxy_pass http://127.0.0.1:%3$d;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
            proxy_set_header Host $http_host;
            proxy_read_timeout %4$ds;
          }
        }
      }
      """;

  private final int port;
  private final List<String> command;
  private ServerProcess process;

  private Nginx(Path home, int backend, int readTimeoutSeconds) throws IOException {
    port = Tools.freePort();
    Files.writeString(home.resolve("cert.pem"), LocalTls.certificatePem());
    Files.writeString(home.resolve("key.pem"), LocalTls.privateKeyPem());
    Path configuration = Files.writeString(
        home.resolve("nginx.conf"),
        CONFIGURATION.formatted(home, port, backend, readTimeoutSeconds));
    command = List.of(
        Tools.require("nginx", "nginx-light"),
        "-p",
        home.toString(),
        "-e",
        "stderr",
        "-c",
        configuration.toString());
    process = ServerProcess.listening(port, command);
  }

  /** Skips the calling test if there is no nginx. */
  static void require() {
    Tools.require("nginx", "nginx-light");
  }

  /** Starts it in this folder in front of this port. It cuts a connection whose server is silent for the timeout. */
  static Nginx start(Path home, int backend, int readTimeoutSeconds) throws IOException {
    return new Nginx(home, backend, readTimeoutSeconds);
  }

  String url() {
    return "wss://127.0.0.1:" + port + "/feed";
  }

  /** Kills it and starts it again. */
  void restart() throws IOException {
    process.close();
    process = ServerProcess.listening(port, command);
  }

  @Override
  public void close() {
    process.close();
  }
}
