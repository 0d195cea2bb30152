/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.security;

import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** A root that the client trusts, what it signs for {@link #HOST}, and what it should never have signed. */
final class Certificates {
  static final String HOST = "feed.test";

  static final HeldCertificate ROOT =
      new HeldCertificate.Builder().commonName("root").certificateAuthority(1).build();
  static final HeldCertificate STRANGER = new HeldCertificate.Builder()
      .commonName("stranger")
      .certificateAuthority(1)
      .build();
  static final HeldCertificate INTERMEDIATE = new HeldCertificate.Builder()
      .commonName("intermediate")
      .certificateAuthority(0)
      .signedBy(ROOT)
      .build();
  static final HeldCertificate GOOD = leaf(ROOT, HOST).build();

  private Certificates() {}

  /** For these host names. */
  static HeldCertificate.Builder leaf(HeldCertificate issuer, String... names) {
    HeldCertificate.Builder leaf =
        new HeldCertificate.Builder().commonName(HOST).signedBy(issuer);
    for (String name : names) {
      leaf.addSubjectAlternativeName(name);
    }
    return leaf;
  }

  /** Valid between these days from now. */
  static HeldCertificate.Builder within(HeldCertificate.Builder leaf, int fromDay, int toDay) {
    long now = System.currentTimeMillis();
    return leaf.validityInterval(
        now + TimeUnit.DAYS.toMillis(fromDay), now + TimeUnit.DAYS.toMillis(toDay));
  }

  /** A server that shows this certificate and these above it. */
  static SSLContext server(HeldCertificate shown, HeldCertificate... above) {
    HandshakeCertificates.Builder certificates =
        new HandshakeCertificates.Builder().addTrustedCertificate(ROOT.certificate());
    X509Certificate[] chain = new X509Certificate[above.length];
    for (int i = 0; i < above.length; i++) {
      chain[i] = above[i].certificate();
    }
    return certificates.heldCertificate(shown, chain).build().sslContext();
  }

  /** A client that trusts {@link #ROOT} and has no certificate of its own. */
  static OkHttpClient.Builder client() {
    HandshakeCertificates trust = new HandshakeCertificates.Builder()
        .addTrustedCertificate(ROOT.certificate())
        .build();
    return new OkHttpClient.Builder()
        .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager());
  }
}
