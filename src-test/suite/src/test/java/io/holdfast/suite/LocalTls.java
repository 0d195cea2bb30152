/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite;

import javax.net.ssl.SSLContext;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** A certificate for this machine, a server that shows it and a client that trusts it. */
public final class LocalTls {
  private static final HeldCertificate CERTIFICATE = new HeldCertificate.Builder()
      .commonName("localhost")
      .addSubjectAlternativeName("localhost")
      .addSubjectAlternativeName("127.0.0.1")
      .build();

  private LocalTls() {}

  public static SSLContext serverContext() {
    return new HandshakeCertificates.Builder()
        .heldCertificate(CERTIFICATE)
        .build()
        .sslContext();
  }

  public static OkHttpClient trustingClient() {
    HandshakeCertificates trust = new HandshakeCertificates.Builder()
        .addTrustedCertificate(CERTIFICATE.certificate())
        .build();
    return new OkHttpClient.Builder()
        .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
        .build();
  }

  public static String certificatePem() {
    return CERTIFICATE.certificatePem();
  }

  public static String privateKeyPem() {
    return CERTIFICATE.privateKeyPkcs8Pem();
  }
}
